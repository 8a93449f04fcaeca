"""What the rows of the cases say: the same facts that their events state, read from the tables."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.rules import ledger
from workflow.store.models import (
    AllocationDecision,
    ApprovalNeeded,
    Attachment,
    AttachmentChunk,
    Candidate,
    Case,
    ChecklistAnswer,
    Conclusion,
    Consultation,
    DeadlineChange,
    Elector,
    JointConfirmation,
    Question,
    Remark,
    ReplyRow,
    Run,
    Sponsorship,
    TextVersion,
    WrittenView,
)
from workflow.store.rebuilding import ALLOCATION, CONCLUSION, Facts, Key

Found = Iterator[tuple[int, Key, Any]]


def facts_of_cases(session: Session) -> dict[int, Facts]:
    """The facts of every case by its id."""
    held: dict[int, Facts] = defaultdict(dict)
    for read in READERS:
        for case_id, key, value in read(session):
            held[case_id][key] = value
    return held


def _cases(session: Session) -> Found:
    for row in session.scalars(select(Case)):
        yield row.id, ("case",), [row.number, row.sector, row.kind, row.proposer]
        yield row.id, ("current work",), row.work
        if row.package_id is not None:
            yield row.id, ("package",), [row.package_id, row.taken_out_by]
        if row.findings_answered_at is not None:
            yield row.id, ("reply to the findings",), row.findings_reply
        if row.screened_at is not None:
            yield row.id, ("screening",), row.screening_incomplete


def _runs(session: Session) -> Found:
    for row in session.scalars(select(Run)):
        yield row.case_id, ("run", row.id), row.state
        yield row.case_id, ("edition", row.id), row.edition_digest
        yield row.case_id, ("groups", row.id), row.groups
        yield row.case_id, ("what it asks", row.id), [row.kind, row.question_id]


def _versions(session: Session) -> Found:
    for row in session.scalars(select(TextVersion)):
        digest = ledger.digest_of_text(row.language, row.fields)
        sound = row.digest == digest and row.title == row.fields.get("title")
        yield row.case_id, ("text version", row.number), digest if sound else None
        if row.meeting_id is not None:
            yield row.case_id, ("oral amendment", row.number), row.meeting_id


def _documents(session: Session) -> Found:
    rows = session.execute(
        select(Attachment.id, Attachment.case_id).where(Attachment.case_id.is_not(None))
    ).all()
    for one, case_id in rows:
        digest = hashlib.sha256()
        chunks = select(AttachmentChunk.content).where(AttachmentChunk.attachment_id == one)
        for content in session.scalars(chunks.order_by(AttachmentChunk.number)):
            digest.update(content)
        yield case_id or 0, ("document", digest.hexdigest()), True


def _sponsorships(session: Session) -> Found:
    rows = select(Sponsorship).where(Sponsorship.case_id.is_not(None))
    for row in session.scalars(rows.where(Sponsorship.status == "confirmed")):
        yield row.case_id or 0, ("sponsorship", row.member), row.kind


def _findings(session: Session) -> Found:
    for row in session.scalars(select(Candidate).where(Candidate.degree.is_not(None))):
        yield (
            row.case_id,
            ("finding", row.key, row.text_version),
            [row.degree, row.reason, row.office, row.text_digest, row.compared_digest],
        )


def _answers(session: Session) -> Found:
    for row in session.scalars(select(ChecklistAnswer)):
        value = [row.answer, row.evidence, row.acting_for]
        yield row.case_id, ("checklist answer", row.item), value


def _conclusions(session: Session) -> Found:
    query = select(Conclusion, Run.case_id).join(Run, Run.id == Conclusion.run_id)
    for row, case_id in session.execute(query):
        named = {"meeting": row.meeting_id}
        said = [named.get(name, getattr(row, name, None)) for name in CONCLUSION]
        yield case_id, ("conclusion", row.id), [row.status, row.body, row.text_version, *said]
        if row.proposer_position:
            answer = [row.proposer_position, row.proposer_reasons]
            yield case_id, ("answer to the modification", row.id), answer


def _joint_confirmations(session: Session) -> Found:
    query = (
        select(JointConfirmation, Run.case_id)
        .join(Conclusion, Conclusion.id == JointConfirmation.conclusion_id)
        .join(Run, Run.id == Conclusion.run_id)
    )
    for row, case_id in session.execute(query):
        told = (row.conclusion_id, row.body, row.conclusion_version)
        yield case_id, ("confirmation of a joint conclusion", *told), True


def _views(session: Session) -> Found:
    for row in session.scalars(select(WrittenView).order_by(WrittenView.number)):
        yield row.case_id, ("written view", row.member), [row.number, row.language, row.text]


def _remarks(session: Session) -> Found:
    query = (
        select(Remark, Run.case_id)
        .join(Conclusion, Conclusion.id == Remark.conclusion_id)
        .join(Run, Run.id == Conclusion.run_id)
    )
    for row, case_id in session.execute(query):
        version = row.conclusion_version
        if row.kind == "statement":
            value = [row.language, row.text, version]
            yield case_id, ("statement", row.conclusion_id, row.member), value
        else:
            yield case_id, ("correction", row.conclusion_id, version, row.text), True


def _allocations(session: Session) -> Found:
    needed: dict[int, list[list[str]]] = defaultdict(list)
    for each in session.scalars(select(ApprovalNeeded)):
        needed[each.decision_id].append([each.sector, each.step])
    query = select(AllocationDecision, Run.case_id).join(Run, Run.id == AllocationDecision.run_id)
    for row, case_id in session.execute(query):
        named = {"meeting": row.meeting_id}
        said = [named.get(name, getattr(row, name, None)) for name in ALLOCATION]
        yield case_id, ("allocation decision", row.id), [sorted(needed[row.id]), *said]


def _consultations(session: Session) -> Found:
    electors = Counter(session.scalars(select(Elector.consultation_id).where(Elector.at_opening)))
    query = select(Consultation, Run.case_id).join(Run, Run.id == Consultation.run_id)
    for row, case_id in session.execute(query):
        yield case_id, ("consultation", row.id), [row.rule, row.text_version, electors[row.id]]
        yield case_id, ("end of the period", row.id), _instant(row.closes_at)
        counted = [row.outcome, row.result.get("counts")]
        if row.closed_at is not None and row.outcome != "withdrawn":
            yield case_id, ("close", row.id), True
            yield case_id, ("result", row.id), counted
        if row.announced_at is not None:
            yield case_id, ("announcement", row.id), [*counted, row.reference]


def _changed_deadlines(session: Session) -> Found:
    query = select(DeadlineChange, Run.case_id).join(Run, Run.id == DeadlineChange.run_id)
    for row, case_id in session.execute(query.order_by(DeadlineChange.id)):
        value = [_instant(row.until_at), row.reasons]
        yield case_id, ("changed deadline", row.run_id, row.rule), value


def _instant(value: dt.datetime) -> str:
    return value.astimezone(dt.UTC).isoformat()


def _electorates(session: Session) -> Found:
    listed: dict[tuple[int, int], list[str]] = defaultdict(list)
    query = (
        select(Elector, Run.case_id)
        .join(Consultation, Consultation.id == Elector.consultation_id)
        .join(Run, Run.id == Consultation.run_id)
        .where(Elector.at_close.is_(True))
        .order_by(Elector.member)
    )
    for row, case_id in session.execute(query):
        listed[case_id, row.consultation_id].append(row.member)
    for (case_id, consultation), members in listed.items():
        yield case_id, ("electorate", consultation), members


def _replies(session: Session) -> Found:
    query = (
        select(ReplyRow, Run.case_id)
        .join(Consultation, Consultation.id == ReplyRow.consultation_id)
        .join(Run, Run.id == Consultation.run_id)
        .where(ReplyRow.current)
    )
    for row, case_id in session.execute(query):
        value = [row.position, row.reasons, row.entered_by]
        yield case_id, ("reply", row.consultation_id, row.member), value


def _questions(session: Session) -> Found:
    for row in session.scalars(select(Question).where(Question.case_id.is_not(None))):
        yield row.case_id or 0, ("Question", row.id), True


READERS = (
    _cases, _runs, _versions, _documents, _sponsorships, _findings, _answers, _conclusions,
    _joint_confirmations,
    _views, _remarks, _allocations, _consultations, _changed_deadlines,
    _electorates, _replies, _questions,
)  # fmt: skip
