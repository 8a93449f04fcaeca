"""First pages: what concerns a delegation, and what is due in an office this week."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from states.definition import Procedure, Role
from workflow.pages import labels, overlaps
from workflow.pages.cases import Row, rows_of
from workflow.rules import engine, permissions
from workflow.rules.facts import Facts
from workflow.rules.permissions import WRITERS, Post, Reader
from workflow.store import conclusions, editions, facts
from workflow.store.models import (
    Candidate,
    Case,
    Consultation,
    Draft,
    DraftShare,
    ReplyRow,
    Run,
    Sponsorship,
    TextVersion,
)
from workflow.store.visibility import visible

WEEK = dt.timedelta(days=7)
OF_OFFICES = frozenset({Role.SECRETARIAT, Role.DIRECTOR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something that waits for the reader: what it is, on which case, and until when."""

    kind: str
    label: str
    case: str
    title: str
    language: str
    until: dt.datetime | None
    endpoint: str
    target: str

    @property
    def values(self) -> dict[str, str]:
        """What the endpoint's address takes."""
        names = {
            "consultations.show": "consultation_id",
            "proposals.sponsorship": "sponsorship_id",
        }
        return {names.get(self.endpoint, "number"): self.target}


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRow:
    """A draft of the reader's delegation."""

    id: str
    title: str
    language: str
    kind: str
    saved_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportRow:
    """A proposal of another member that the reader's delegation has confirmed to support."""

    sponsorship: int
    title: str
    language: str
    proposer: str
    kind: str
    case: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedRow:
    """A draft on which a delegation sounds the reader."""

    draft: str
    title: str
    language: str
    proposer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """A person's first page."""

    members: tuple[str, ...]
    may_draft: bool
    drafts: tuple[DraftRow, ...]
    tasks: tuple[Task, ...]
    shared: tuple[SharedRow, ...]
    supported: tuple[SupportRow, ...]
    cases: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePage:
    """An officer's first page: what waits for the office and what falls due within a week."""

    office: str
    waiting: tuple[Task, ...]
    soon: tuple[Task, ...]


def home_page(session: Session, reader: Reader, now: dt.datetime, language: str) -> HomePage:
    """Drafts, what waits for the reader, and the cases of the delegation."""
    codes = reader.codes("member")
    names = labels.members(session, codes, language)
    drafts = session.scalars(
        select(Draft)
        .where(Draft.member.in_(codes), Draft.submitted_at.is_(None))
        .order_by(Draft.saved_at.desc())
    ).all()
    own = session.scalars(
        select(Case)
        .where(Case.member.in_(codes), visible(Case, reader))
        .order_by(Case.submitted_at.desc())
    ).all()
    return HomePage(
        members=tuple(names.values()),
        may_draft=bool(reader.codes("member", *WRITERS)),
        drafts=tuple(
            DraftRow(
                id=one.id,
                title=one.title,
                language=one.language,
                kind=labels.KINDS[one.kind],
                saved_at=one.saved_at,
            )
            for one in drafts
        ),
        tasks=(
            *_consultations_to_answer(session, reader, now),
            *_sponsorships_to_answer(session, reader),
            *_findings_to_see(session, reader),
            *_questions_to_answer(session, reader),
            *_moves(session, reader, now, language),
        ),
        shared=_shared(session, reader, language),
        supported=_supported(session, codes, language),
        cases=rows_of(session, own, reader, now, language),
    )


def due_page(session: Session, reader: Reader, now: dt.datetime, language: str) -> DuePage:
    """What waits for the reader's office, and what falls due within seven days in its cases."""
    waiting = _moves(session, reader, now, language)
    soon = session.execute(
        select(Run, Case)
        .join(Case)
        .where(visible(Case, reader), Run.due_at.is_not(None), Run.due_at <= now + WEEK)
        .order_by(Run.due_at)
    ).all()
    offices = reader.codes("office", Post.OFFICER, Post.DIRECTOR)
    return DuePage(
        office=labels.OFFICES.get(offices[0], "") if offices else "",
        waiting=waiting,
        soon=tuple(
            Task(
                kind="deadline",
                label=_deadline_label(session, run, language),
                case=case.number,
                title=case.title,
                language=case.language,
                until=run.due_at,
                endpoint="cases.show",
                target=case.number,
            )
            for run, case in soon
            if run.office in offices
        ),
    )


def _deadline_label(session: Session, run: Run, language: str) -> str:
    words = editions.pinned(session, run.edition_digest).labels[language]
    return words.deadlines.get(run.due_rule) or words.consultations.get(run.due_rule, "")


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


def _sponsorships_to_answer(session: Session, reader: Reader) -> tuple[Task, ...]:
    codes = reader.codes("member", Post.SUBMITTER)
    rows = session.execute(
        select(Sponsorship, Draft)
        .join(Draft, Draft.id == Sponsorship.draft_id)
        .where(Sponsorship.member.in_(codes), Sponsorship.status == "named")
        .order_by(Sponsorship.named_at)
    ).all()
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


def _shared(session: Session, reader: Reader, language: str) -> tuple[SharedRow, ...]:
    drafts = session.scalars(
        select(Draft)
        .join(DraftShare)
        .where(DraftShare.person_id == reader.person_id, Draft.submitted_at.is_(None))
        .order_by(DraftShare.at.desc())
    ).all()
    names = labels.members(session, {one.member for one in drafts}, language)
    return tuple(
        SharedRow(draft=one.id, title=one.title, language=one.language, proposer=names[one.member])
        for one in drafts
    )


def _supported(session: Session, codes: Sequence[str], language: str) -> tuple[SupportRow, ...]:
    rows = session.execute(
        select(Sponsorship, Draft, Case.number)
        .join(Draft, Draft.id == Sponsorship.draft_id)
        .outerjoin(Case, Case.id == Sponsorship.case_id)
        .where(Sponsorship.member.in_(codes), Sponsorship.status == "confirmed")
        .order_by(Sponsorship.answered_at.desc())
    ).all()
    names = labels.members(session, {draft.member for _, draft, _ in rows}, language)
    return tuple(
        SupportRow(
            sponsorship=one.id,
            title=draft.title,
            language=draft.language,
            proposer=names[draft.member],
            kind=labels.SPONSORSHIP_KINDS[one.kind],
            case=number or "",
        )
        for one, draft, number in rows
    )


def _findings_to_see(session: Session, reader: Reader) -> tuple[Task, ...]:
    codes = reader.codes("member", Post.SUBMITTER)
    newest = (
        select(func.max(TextVersion.number)).where(TextVersion.case_id == Case.id).scalar_subquery()
    )
    rows = session.scalars(
        select(Case)
        .where(
            Case.member.in_(codes),
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
            Case.member.in_(reader.codes("member", *WRITERS)),
            Case.withdrawn_at.is_(None),
            Case.screened_at.is_(None),
        )
        .order_by(Case.submitted_at)
    )
    waiting = [(case, overlaps.questions_open(session, case)) for case in rows]
    return tuple(
        Task(
            kind="questions",
            label=str(number),
            case=case.number,
            title=case.title,
            language=case.language,
            until=None,
            endpoint="overlaps.show",
            target=case.number,
        )
        for case, number in waiting
        if number
    )


def _moves(session: Session, reader: Reader, now: dt.datetime, language: str) -> tuple[Task, ...]:
    """The runs that wait for a role the reader has."""
    runs: Sequence[Run] = session.scalars(
        select(Run).join(Case).where(visible(Case, reader)).order_by(Run.entered_at)
    ).all()
    candidates = [run for run in runs if _waits_for_reader(session, run, reader)]
    cases = {
        case.id: case
        for case in session.scalars(
            select(Case).where(Case.id.in_({run.case_id for run in candidates}))
        )
    }
    known = facts.of_runs(session, candidates, now)
    found = []
    for run in candidates:
        procedure = editions.pinned(session, run.edition_digest)
        roles = permissions.roles_on(reader, known[run.id].place)
        waits_for = procedure.state(run.state).waits_for
        concludes = waits_for in roles and _concludes(reader, known[run.id])
        if not (concludes or _may_move(procedure, known[run.id], roles)):
            continue
        case = cases[run.case_id]
        found.append(
            Task(
                kind="conclusion" if concludes else "move",
                label=procedure.labels[language].states[run.state],
                case=case.number,
                title=case.title,
                language=case.language,
                until=run.due_at,
                endpoint="cases.show",
                target=case.number,
            )
        )
    return tuple(found)


def _may_move(procedure: Procedure, known: Facts, roles: frozenset[Role]) -> bool:
    """Whether it is the turn of one of the *roles*, or what an office waited for has come."""
    waits_for = procedure.state(known.state).waits_for
    if waits_for in roles and waits_for not in (Role.DELEGATION, Role.RESPONDENT):
        return bool(engine.offers(procedure, known, {waits_for}))
    conditional = {row.name for row in procedure.actions if known.state in row.source and row.needs}
    offers = engine.offers(procedure, known, roles & OF_OFFICES)
    return any(one.action in conditional and not one.refusals for one in offers)


def _concludes(reader: Reader, known: Facts) -> bool:
    """Whether a group the reader chairs has still to release its conclusion."""
    if known.state not in conclusions.CONCLUDING_STATES:
        return False
    joint = known.state == conclusions.JOINT_MEETING_CONCLUDES_IN
    released = {
        one.body for one in known.conclusions if one.status == "released" and one.joint == joint
    }
    waiting = [] if joint and released else [one for one in known.groups if one not in released]
    return any(reader.holds("body", one, Post.CHAIR, Post.VICE_CHAIR) for one in waiting)


def _waits_for_reader(session: Session, run: Run, reader: Reader) -> bool:
    state = editions.pinned(session, run.edition_digest).state(run.state)
    if state.waits_for is None or state.final:
        return False
    return bool(
        reader.codes("member", Post.SUBMITTER)
        or reader.holds("office", run.office)
        or reader.codes("body")
    )
