"""The allocation decision: as recorded, with the approvals it waits for, and its form."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.definition import Outcome, Role
from workflow.pages import concluding, labels, meetings, reviews
from workflow.pages.concluding import CaseHead
from workflow.pages.meetings import MeetingView
from workflow.pages.reviews import ConclusionsPanel
from workflow.rules import agreement, deadlines, engine, permissions
from workflow.rules.agreement import Agreed
from workflow.rules.errors import ActionNotOfferedError, NotFoundError, NotPermittedError
from workflow.rules.language_marks import N_
from workflow.rules.permissions import Reader
from workflow.store import conclusions, editions, facts
from workflow.store.models import (
    AllocationDecision,
    ApprovalNeeded,
    Body,
    Case,
    Conclusion,
    Meeting,
    Question,
    Run,
)
from workflow.store.visibility import visible

ACTION = "record_allocation"
MODES = {
    "single_sector": N_("studied in one Sector"),
    "lead_and_contributing": N_("a lead Sector with contributing Sectors (Annex A)"),
    "joint_group": N_("a joint group of study groups"),
    "icg": N_("an Intersector Coordination Group (Annex B)"),
    "irg": N_("an Intersector Rapporteur Group (Annex C)"),
    "split": N_("split between Sectors"),
    "merge": N_("merged with an existing Question"),
    "transfer": N_("transferred to another Sector"),
    "return": N_("referred back for further consideration"),
    "external": N_("left to an organization outside ITU"),
    "defer": N_("no further action at this stage"),
}
RECEIVING = {
    "consents": N_("The receiving advisory group consents."),
    "does_not_consent": N_(
        "The receiving advisory group does not consent; its view is not a veto."
    ),
}
STEPS = {
    "approval": N_("approval of this proposal"),
    "new": N_("approval of a new Question"),
    "own_course": N_("the proposal follows its own procedure"),
    "revision": N_("approval of a revised Question"),
    "suppression": N_("suppression of the Question"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalView:
    """A Sector whose procedure has to approve; `run_id` is of the one that does, 0 while none."""

    sector: str
    step: str
    run_id: int
    body: str
    state: str
    tone: str
    approved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionView:
    """A recorded decision in words."""

    mode: str
    lead: str
    contributing: tuple[str, ...]
    study_groups: tuple[str, ...]
    essential_requirements: str
    grounds: str
    meeting: MeetingView
    recorded_at: dt.datetime
    approvals: tuple[ApprovalView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPanel:
    """The decision in force, those before it, and whether the reader may record one now."""

    case: str
    decision: DecisionView | None
    earlier: tuple[DecisionView, ...]
    may_record: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefill:
    """What the agreed conclusions give each field, and whose conclusions they are."""

    modes: tuple[tuple[str, str], ...]
    lead_sector: str
    contributing: tuple[str, ...]
    study_groups: tuple[str, ...]
    meeting_id: int
    from_bodies: tuple[str, ...]
    joint: bool
    kind: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationPage:
    """The form that records the decision."""

    case: CaseHead
    run_id: int
    version: int
    prefill: Prefill
    study_groups: tuple[tuple[str, str], ...]
    meetings: tuple[tuple[str, str], ...]
    panel: ConclusionsPanel
    receiving_view: str
    """What the receiving advisory group said of it, in words to translate; empty for nothing."""


def decision_panel(
    session: Session, case: Case, run: Run, reader: Reader, now: dt.datetime, language: str
) -> DecisionPanel:
    """The decisions on the allocation run *run* of a case that the reader may see."""
    known = facts.of_run(session, run, now)
    procedure = editions.pinned(session, run.edition_digest)
    offers = engine.offers(procedure, known, permissions.roles_on(reader, known.place))
    views = _views(session, run, reader, deadlines.local_date(now), language)
    decided = procedure.state(run.state).settled
    return DecisionPanel(
        case=case.number,
        decision=views[0] if views and decided else None,
        earlier=views[1:] if decided else views,
        may_record=any(one.action == ACTION for one in offers),
    )


def _views(
    session: Session, run: Run, reader: Reader, today: dt.date, language: str
) -> tuple[DecisionView, ...]:
    """Every decision of the run, the newest first."""
    rows = session.execute(
        select(AllocationDecision, Meeting)
        .join(Meeting, Meeting.id == AllocationDecision.meeting_id)
        .where(AllocationDecision.run_id == run.id)
        .order_by(AllocationDecision.round.desc())
    ).all()
    approvals: dict[int, list[ApprovalView]] = {row.id: [] for row, _meeting in rows}
    found = session.execute(
        select(ApprovalNeeded, Run)
        .outerjoin(Run, Run.id == ApprovalNeeded.run_id)
        .where(ApprovalNeeded.decision_id.in_(approvals))
        .order_by(ApprovalNeeded.id)
    )
    for needed, child in found:
        approvals[needed.decision_id].append(_approval(session, needed, child, reader, language))
    return tuple(
        _view(row, meetings.view(meeting, language, today), approvals[row.id])
        for row, meeting in rows
    )


def _approval(
    session: Session,
    needed: ApprovalNeeded,
    child: Run | None,
    reader: Reader,
    language: str,
) -> ApprovalView:
    shown, tone, approved = "", "", False
    if child is not None:
        procedure = editions.pinned(session, child.edition_digest)
        state = labels.state_shown(procedure, child, reader)
        shown, tone = procedure.labels[language].states[state.name], labels.tone(state)
        approved = state.outcome is Outcome.APPROVED
    return ApprovalView(
        sector=labels.sector(needed.sector),
        step=STEPS[needed.step],
        run_id=child.id if child else 0,
        body=labels.body(child.study_group) if child else "",
        state=shown,
        tone=tone,
        approved=approved,
    )


def _view(
    row: AllocationDecision, meeting: MeetingView, approvals: Sequence[ApprovalView]
) -> DecisionView:
    return DecisionView(
        mode=MODES[row.mode],
        lead=labels.sector(row.lead_sector),
        contributing=tuple(labels.sector(one) for one in row.contributing),
        study_groups=tuple(labels.body(one) for one in row.study_groups),
        essential_requirements=row.essential_requirements,
        grounds=row.grounds,
        meeting=meeting,
        recorded_at=row.recorded_at,
        approvals=tuple(approvals),
    )


def allocation_page(
    session: Session, number: str, reader: Reader, now: dt.datetime, language: str
) -> AllocationPage:
    """The form of the decision, for an officer of the lead office once the groups agree."""
    case = session.scalar(select(Case).where(Case.number == number, visible(Case, reader)))
    run = reviews.allocation_run(session, case) if case else None
    if case is None or run is None:
        raise NotFoundError(number)
    known = dataclasses.replace(
        facts.of_run(session, run, now), conclusions=conclusions.released(session, run)
    )
    procedure = editions.pinned(session, run.edition_digest)
    roles = permissions.roles_on(reader, known.place)
    if Role.SECRETARIAT not in roles:
        raise NotPermittedError((Role.SECRETARIAT.value,))
    view = agreement.agreed(known)
    offers = engine.offers(procedure, known, roles)
    if view is None or not any(one.action == ACTION for one in offers):
        raise ActionNotOfferedError(ACTION, run.state)
    under = _meetings_of(session, run, view)
    today = deadlines.local_date(now)
    return AllocationPage(
        case=concluding.head(session, case, language),
        run_id=run.id,
        version=run.version,
        prefill=_prefill(session, case, view, under, language),
        study_groups=_study_groups(session, view.lead_sector or case.sector, view.supporting),
        meetings=tuple(
            one
            for one in meetings.choices(session, language, today)
            if int(one[0]) in {meeting.id for meeting in under}
        ),
        panel=reviews.conclusions_panel(session, case, run, reader, now, language),
        receiving_view=RECEIVING.get(known.receiving_view, ""),
    )


def _meetings_of(session: Session, run: Run, view: Agreed) -> list[Meeting]:
    """The meetings under which the agreed conclusions were reached, the last one first."""
    concluded = select(Conclusion.meeting_id).where(
        Conclusion.run_id == run.id,
        Conclusion.status == "released",
        Conclusion.body.in_(view.bodies),
        Conclusion.round == conclusions.round_of(session, run).number,
    )
    return list(
        session.scalars(
            select(Meeting)
            .where(Meeting.id.in_(concluded))
            .order_by(Meeting.ends_on.desc(), Meeting.id.desc())
        )
    )


def _prefill(
    session: Session, case: Case, view: Agreed, under: Sequence[Meeting], language: str
) -> Prefill:
    lead = view.lead_sector or case.sector
    questions: Mapping[str, Question] = {}
    if view.kind == "merge":
        question = session.get(Question, view.target)
        questions = {question.id: question} if question else {}
    return Prefill(
        modes=tuple((one, MODES[one]) for one in agreement.modes_after(view)),
        lead_sector=lead,
        contributing=view.supporting,
        study_groups=_suggested(case, view, lead, questions),
        meeting_id=under[0].id if under else 0,
        from_bodies=tuple(labels.body(one) for one in view.bodies),
        joint=view.joint,
        kind=reviews.KINDS[view.kind],
        target=reviews.target_label(view.kind, view.target, questions, language),
    )


def _suggested(
    case: Case, view: Agreed, lead: str, questions: Mapping[str, Question]
) -> tuple[str, ...]:
    """The study group that conclusions or proposal name, where it is of the lead Sector."""
    if view.kind == "reallocate_study_group":
        return (view.target,)
    named = questions[view.target].study_group if view.target in questions else case.study_group
    return (named,) if named[:1] == lead and ":" in named else ()


def _study_groups(
    session: Session, lead: str, contributing: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    rows = session.scalars(
        select(Body).where(Body.sector.in_([lead, *contributing]), Body.code.like("SG%"))
    )
    ordered = sorted(rows, key=lambda one: (one.sector != lead, meetings.order(one.id)))
    return tuple((one.id, f"{labels.body(one.id)} — {one.name}") for one in ordered)
