"""The letters a lead office writes on a case, filled from the record: drafts until the act is recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from states.definition import ConsultationRule, Procedure, Role
from workflow.pages import consultations, documents, labels
from workflow.pages.cases import find
from workflow.pages.documents import ProposalText
from workflow.rules import deadlines
from workflow.rules.errors import NotFoundError
from workflow.rules.language_marks import N_
from workflow.rules.permissions import Post, Reader
from workflow.store import editions, holidays
from workflow.store.models import Case, Consultation, EventRow, MemberState, Run, TextVersion

LETTERS = {
    "acknowledgement": N_("Acknowledgement of receipt"),
    "opening": N_("Circular letter: consultation of Member States"),
    "result": N_("Circular letter: result of the consultation"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter with everything it says. `signed_at` is the recorded act; until then it is a draft.

    `outcome`, `label` and what is answered are msgids; `office` is a code. `annex` is the text that is consulted on.
    """

    code: str
    label: str
    office: str
    number: str
    title: str
    title_language: str
    member: str
    of_a_state: bool
    kind: str
    study_group: str
    submitted_at: dt.datetime
    version: int
    signed_at: dt.datetime | None = None
    reference: str = ""
    screened_until: dt.datetime | None = None
    rule: str = ""
    basis: str = ""
    basis_read: bool = True
    closes_at: dt.datetime | None = None
    outcome: str = ""
    arithmetic: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    named: tuple[tuple[str, str], ...] = ()
    """Where the edition publishes replies by name: administrations, each with what it answered."""
    annex: ProposalText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stage:
    """Where the case stands for its letters."""

    run: Run
    procedure: Procedure
    consultation: Consultation | None
    next_rule: ConsultationRule | None


def offered(session: Session, case: Case, reader: Reader) -> tuple[tuple[str, str, bool], ...]:
    """The letters of a case that its lead office can have: code, label, and whether still a draft."""
    stage = _stage(session, case, reader)
    if stage is None:
        return ()
    return tuple(
        (code, label, _signed_at(case, stage, code) is None)
        for code, label in LETTERS.items()
        if _is_due(stage, code)
    )


def letter_page(
    session: Session, number: str, code: str, reader: Reader, now: dt.datetime, language: str
) -> Letter:
    """One letter. Raises NotFoundError for anybody but the lead office, and before its time."""
    case = find(session, number, reader)
    stage = _stage(session, case, reader)
    if stage is None or code not in LETTERS or not _is_due(stage, code):
        raise NotFoundError(f"letter {code} of {number}")
    newest = select(TextVersion.number).where(TextVersion.case_id == case.id)
    letter = Letter(
        code=code,
        label=LETTERS[code],
        office=case.lead_office,
        number=case.number,
        title=case.title,
        title_language=case.language,
        member=labels.members(session, (case.proposer,), language).get(
            case.proposer, case.proposer
        ),
        of_a_state=session.get(MemberState, case.proposer) is not None,
        kind=labels.kind_shown(case),
        study_group=labels.body(case.study_group) if case.study_group else "",
        submitted_at=case.submitted_at,
        version=max(session.scalars(newest)),
        signed_at=_signed_at(case, stage, code),
    )
    if code == "acknowledgement":
        return replace(letter, screened_until=_screened_until(session, case, stage.procedure))
    return _circular(session, letter, stage, reader, now, language)


def _screened_until(session: Session, case: Case, procedure: Procedure) -> dt.datetime | None:
    """The end of the screening period of a case received; None before its receipt."""
    rule = procedure.deadline_in("received")
    if case.received_at is None or rule is None:
        return None
    received_on, free = deadlines.local_date(case.received_at), holidays.known(session)
    return deadlines.ends_at(received_on, rule.period, holidays=free)


def _circular(
    session: Session,
    letter: Letter,
    stage: _Stage,
    reader: Reader,
    now: dt.datetime,
    language: str,
) -> Letter:
    rule = stage.next_rule if letter.code == "opening" else None
    held = None if rule else stage.consultation
    words = stage.procedure.labels[language].consultations
    if held is None:
        assert rule is not None  # noqa: S101 - a circular without a consultation opens the next one
        filled = replace(
            letter,
            rule=words.get(rule.name, rule.name),
            basis=rule.basis.text,
            basis_read=rule.basis.read,
        )
    else:
        page = consultations.consultation_page(session, held.id, reader, now, language)
        filled = replace(
            letter,
            rule=page.rule,
            basis=page.basis,
            basis_read=page.basis_read,
            closes_at=page.closes_at,
            version=held.text_version,
            reference=_opening_reference(session, held)
            if letter.code == "opening"
            else held.reference,
            outcome=page.result.outcome if page.result and letter.code == "result" else "",
            arithmetic=page.result.arithmetic if page.result and letter.code == "result" else (),
            named=tuple((one.member, one.words) for one in page.named),
        )
    if letter.code == "result":
        return filled
    annex = documents.version_text(session, letter.number, filled.version, reader, language)
    return replace(filled, annex=annex)


def _stage(session: Session, case: Case, reader: Reader) -> _Stage | None:
    """Where the case stands, for its lead office; None for everybody else."""
    if not reader.holds("office", case.lead_office, Post.OFFICER, Post.DIRECTOR):
        return None
    run = session.scalars(
        select(Run).where(Run.case_id == case.id, Run.procedure != "allocation").order_by(Run.id)
    ).first()
    if run is None or not labels.may_see_everything(run, reader):
        return None
    procedure = editions.pinned(session, run.edition_digest)
    newest = select(Consultation).where(Consultation.run_id == run.id)
    return _Stage(
        run=run,
        procedure=procedure,
        consultation=session.scalars(newest.order_by(Consultation.id.desc()).limit(1)).first(),
        next_rule=_next_rule(procedure, run.state),
    )


def _next_rule(procedure: Procedure, state: str) -> ConsultationRule | None:
    """The rule of the consultation that the Director may open from that state."""
    for row in procedure.actions:
        rule = procedure.consultation_in(row.target)
        if state in row.source and Role.DIRECTOR in row.by and rule is not None:
            return rule
    return None


def _is_due(stage: _Stage, code: str) -> bool:
    held = stage.consultation
    return {
        "acknowledgement": True,
        "opening": held is not None or stage.next_rule is not None,
        "result": held is not None and held.closed_at is not None and bool(held.result),
    }[code]


def _signed_at(case: Case, stage: _Stage, code: str) -> dt.datetime | None:
    """When the act was recorded that the letter tells of."""
    if code == "acknowledgement":
        return case.received_at
    if stage.consultation is None or (code == "opening" and stage.next_rule is not None):
        return None
    held = stage.consultation
    return held.opened_at if code == "opening" else held.announced_at


def _opening_reference(session: Session, held: Consultation) -> str:
    """The reference that the Director gave when opening the consultation."""
    rows = session.scalars(
        select(EventRow)
        .where(
            EventRow.run_id == held.run_id,
            EventRow.kind == "RunMoved",
            EventRow.at <= held.opened_at,
        )
        .order_by(EventRow.position.desc())
        .limit(1)
        .options(joinedload(EventRow.payload))
    ).all()
    given = [row.payload.body.get("given", {}) for row in rows if row.payload]
    return str(given[0].get("reference", "")) if given else ""
