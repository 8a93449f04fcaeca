"""What waits for an answer of the reader's delegation, as tasks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from workflow.pages import labels, overlaps
from workflow.rules.permissions import SUBMIT_FOR, Post, Reader
from workflow.store import conclusions, facts
from workflow.store.models import (
    Candidate,
    Case,
    Consultation,
    Draft,
    ReplyRow,
    Run,
    Sponsorship,
    TextVersion,
)
from workflow.store.visibility import visible


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something that waits for the reader: what to do, on which case, and until when.

    `label` is the action, a number that the sentence of the `kind` counts, or the body it names;
    `others` are further actions that may be taken instead; `missing` where something else must come
    first; `part` is the part of the page where it is done.
    """

    kind: str
    label: str
    case: str
    title: str
    language: str
    until: dt.datetime | None
    endpoint: str
    target: str
    others: tuple[str, ...] = ()
    missing: bool = False
    part: str = ""

    @property
    def values(self) -> dict[str, str]:
        """What the endpoint's address takes."""
        names = {
            "consultations.show": "consultation_id",
            "proposals.sponsorship": "sponsorship_id",
        }
        values = {names.get(self.endpoint, "number"): self.target}
        return {**values, "_anchor": self.part} if self.part else values


def to_answer(session: Session, reader: Reader, now: dt.datetime) -> tuple[Task, ...]:
    """The consultations, sponsorships, findings and questions that wait for the delegation."""
    return (
        *_consultations_to_answer(session, reader, now),
        *_sponsorships_to_answer(session, reader),
        *_findings_to_see(session, reader),
        *_questions_to_answer(session, reader),
    )


def to_include(session: Session, reader: Reader) -> tuple[Task, ...]:
    """The groups that asked to be included in cases of the reader's office, while the groups consider."""
    offices = reader.codes("office", Post.OFFICER)
    if not offices:
        return ()
    rows = session.execute(
        select(Run, Case)
        .join(Case, Case.id == Run.case_id)
        .where(
            visible(Case, reader),
            Case.withdrawn_at.is_(None),
            Run.procedure == "allocation",
            Run.office.in_(offices),
            Run.state.in_(conclusions.concluding_states(session)),
        )
    ).all()
    considered = {
        run.id: (run, case)
        for run, case in rows
        if conclusions.how(session, run) == conclusions.SEPARATELY
    }
    asked = conclusions.inclusion_asked_at(session, [run for run, _case in considered.values()])
    return tuple(
        Task(
            kind="inclusion",
            label=labels.body(body),
            case=case.number,
            title=case.title,
            language=case.language,
            until=None,
            endpoint="cases.show",
            target=case.number,
            part="conclusions",
        )
        for (run_id, body), _at in sorted(asked.items(), key=lambda one: one[1])
        for run, case in (considered[run_id],)
        if body not in run.groups
    )


def _consultations_to_answer(
    session: Session, reader: Reader, now: dt.datetime
) -> tuple[Task, ...]:
    codes = reader.codes("member", Post.RESPONDENT)
    if not codes:
        return ()
    answered = select(ReplyRow.consultation_id).where(ReplyRow.member.in_(codes), ReplyRow.current)
    rows = session.execute(
        select(Consultation, Case)
        .join(Run, Run.id == Consultation.run_id)
        .join(Case, Case.id == Run.case_id)
        .where(
            Consultation.closed_at.is_(None),
            Consultation.closes_at > now,
            Consultation.id.not_in(answered),
            visible(Case, reader),
        )
        .order_by(Consultation.closes_at)
    ).all()
    return tuple(
        Task(
            kind="consultation",
            label="",
            case=case.number,
            title=case.title,
            language=case.language,
            until=one.closes_at,
            endpoint="consultations.show",
            target=str(one.id),
        )
        for one, case in rows
    )


def sponsorships_asked(
    session: Session, members: Sequence[str]
) -> tuple[tuple[Sponsorship, Draft], ...]:
    """The drafts and undecided proposals on which the members are named and have not answered."""
    rows = session.execute(
        select(Sponsorship, Draft)
        .join(Draft, Draft.id == Sponsorship.draft_id)
        .where(Sponsorship.member.in_(members), Sponsorship.status == "named")
        .order_by(Sponsorship.named_at, Sponsorship.id)
    ).all()
    over = facts.over(session, {one.case_id for one, _ in rows if one.case_id is not None})
    return tuple((one, draft) for one, draft in rows if one.case_id not in over)


def _sponsorships_to_answer(session: Session, reader: Reader) -> tuple[Task, ...]:
    rows = sponsorships_asked(session, reader.codes("member", Post.SUBMITTER))
    return tuple(
        Task(
            kind="sponsorship",
            label="",
            case="",
            title=draft.title,
            language=draft.language,
            until=None,
            endpoint="proposals.sponsorship",
            target=str(one.id),
        )
        for one, draft in rows
    )


def _findings_to_see(session: Session, reader: Reader) -> tuple[Task, ...]:
    codes = reader.proposers(SUBMIT_FOR)
    newest = (
        select(func.max(TextVersion.number)).where(TextVersion.case_id == Case.id).scalar_subquery()
    )
    rows = session.scalars(
        select(Case)
        .where(
            Case.proposer.in_(codes),
            Case.withdrawn_at.is_(None),
            Case.screened_at.is_(None),
            exists().where(
                Candidate.case_id == Case.id,
                Candidate.text_version == newest,
                Candidate.disposed_at.is_not(None),
                Case.findings_answered_at.is_(None)
                | (Candidate.disposed_at > Case.findings_answered_at),
            ),
        )
        .order_by(Case.findings_shown_at)
    )
    return tuple(
        Task(
            kind="findings",
            label="",
            case=case.number,
            title=case.title,
            language=case.language,
            until=None,
            endpoint="overlaps.show",
            target=case.number,
        )
        for case in rows
    )


def _questions_to_answer(session: Session, reader: Reader) -> tuple[Task, ...]:
    rows = session.scalars(
        select(Case)
        .where(
            Case.proposer.in_(reader.proposers()),
            Case.withdrawn_at.is_(None),
            Case.screened_at.is_(None),
        )
        .order_by(Case.submitted_at)
    ).all()
    waiting = overlaps.questions_open(session, rows)
    return tuple(
        Task(
            kind="questions",
            label=str(waiting[case.id]),
            case=case.number,
            title=case.title,
            language=case.language,
            until=None,
            endpoint="overlaps.show",
            target=case.number,
        )
        for case in rows
        if waiting[case.id]
    )
