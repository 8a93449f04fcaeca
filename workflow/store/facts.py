"""The facts of one run or of a page of runs, loaded in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.definition import ChecklistItem, Outcome, Procedure
from workflow.rules import agreement, deadlines
from workflow.rules.facts import ConclusionFact, ConsultationFact, Facts, MeetingFact
from workflow.rules.permissions import ADVISORY_GROUPS, ASSEMBLIES, Place
from workflow.store import conclusions, editions, referrals
from workflow.store.models import (
    AllocationDecision,
    ApprovalNeeded,
    Candidate,
    Case,
    ChecklistAnswer,
    Conclusion,
    Consultation,
    Meeting,
    Run,
    Sponsorship,
    TextVersion,
)

Row = TypeVar("Row")

LONGEST_ID = 10
"""Digits of an id that both databases hold."""
RELATED = frozenset({"related", "complementary", "partial", "duplicate"})


def of_run(
    session: Session, run: Run, now: dt.datetime, given: Mapping[str, str] | None = None
) -> Facts:
    """The facts of one run; *given* is what the person typed with the action."""
    return of_runs(session, [run], now, given)[run.id]


def of_runs(
    session: Session,
    runs: Sequence[Run],
    now: dt.datetime,
    given: Mapping[str, str] | None = None,
    *,
    under: Procedure | None = None,
) -> dict[int, Facts]:
    """The facts of each run by its id, in the same number of queries for one run as for fifty.

    *under* is an edition that the runs are tried under instead of their own.
    """
    loaded = _Loaded(session, runs)
    loaded.tried = {run.id: under for run in runs} if under else {}
    loaded.meeting = _meeting_named(session, (given or {}).get("meeting", ""), now)
    found = {run.id: _facts(loaded, run, now, given or {}) for run in runs}
    return {run.id: _with_receiving(found[run.id], loaded.cases[run.case_id]) for run in runs}


def _with_receiving(known: Facts, case: Case) -> Facts:
    """The same, with the group that is to receive the work, once the groups asked agree on one."""
    sector = agreement.receiving_sector(known, case.sector)
    group = next((one for one in ADVISORY_GROUPS if one[0] == sector), "")
    return replace(known, place=replace(known.place, receiving=group))


class _Loaded:
    """All rows that the facts of these runs need."""

    meeting: MeetingFact | None = None
    tried: Mapping[int, Procedure] = MappingProxyType({})

    def edition_of(self, run: Run) -> Procedure:
        """The edition that the run pinned, or the one that it is tried under."""
        return self.tried.get(run.id) or self.editions[run.edition_digest]

    def __init__(self, session: Session, runs: Sequence[Run]) -> None:
        run_ids = [run.id for run in runs]
        case_ids = {run.case_id for run in runs}
        self.cases = {
            one.id: one for one in session.scalars(select(Case).where(Case.id.in_(case_ids)))
        }
        self.siblings = _by(
            session.scalars(select(Run).where(Run.case_id.in_(case_ids))), "case_id"
        )
        self.runs = {one.id: one for rows in self.siblings.values() for one in rows}
        self.editions = {
            one.edition_digest: editions.pinned(session, one.edition_digest)
            for one in self.runs.values()
        }
        self.versions: dict[int, TextVersion] = {
            one.case_id: one
            for one in session.scalars(
                select(TextVersion)
                .where(TextVersion.case_id.in_(case_ids))
                .order_by(TextVersion.number)
            )
        }
        self.answers = _by(
            session.scalars(select(ChecklistAnswer).where(ChecklistAnswer.case_id.in_(case_ids))),
            "case_id",
        )
        self.candidates = _by(
            session.scalars(select(Candidate).where(Candidate.case_id.in_(case_ids))), "case_id"
        )
        self.conclusions = _by(
            session.scalars(
                select(Conclusion).where(Conclusion.run_id.in_(run_ids)).order_by(Conclusion.round)
            ),
            "run_id",
        )
        self.rounds = conclusions.rounds_of(session, runs)
        self.referred = referrals.of_runs(session, runs)
        self.consultations = {
            one.run_id: one
            for one in session.scalars(
                select(Consultation)
                .where(Consultation.run_id.in_(run_ids))
                .order_by(Consultation.id)
            )
        }
        self.decisions = {
            one.run_id: one
            for one in session.scalars(
                select(AllocationDecision)
                .where(AllocationDecision.run_id.in_(self.runs))
                .order_by(AllocationDecision.round)
            )
        }
        self.approvals = _by(
            session.scalars(
                select(ApprovalNeeded).where(
                    ApprovalNeeded.decision_id.in_([one.id for one in self.decisions.values()])
                )
            ),
            "decision_id",
        )
        self.supporters = _by(
            session.scalars(
                select(Sponsorship).where(
                    Sponsorship.case_id.in_(case_ids), Sponsorship.status == "confirmed"
                )
            ),
            "case_id",
        )
        study_groups = {run.study_group for run in runs}
        self.meetings = _by(
            session.scalars(select(Meeting).where(Meeting.body.in_({*study_groups, *ASSEMBLIES}))),
            "body",
        )


def _by(rows: Iterable[Row], name: str) -> dict[Any, list[Row]]:
    grouped: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[getattr(row, name)].append(row)
    return grouped


def missing_fields(
    procedure: Procedure, kind: str, fields: Mapping[str, object]
) -> tuple[str, ...]:
    """The fields that the Sector's form requires for that kind and that are still empty."""
    return tuple(
        one.name
        for one in procedure.fields
        if kind in one.required_for and not str(fields.get(one.name, "")).strip()
    )


def is_over(session: Session, case: Case) -> bool:
    """Whether the case is withdrawn, or a procedure of it has reached its decision."""
    return case.id in over(session, [case.id])


def over(session: Session, case_ids: Collection[int]) -> frozenset[int]:
    """Which of the cases are withdrawn, or have a procedure that has reached its decision."""
    rows = session.execute(
        select(Case, Run)
        .join(Run, Run.case_id == Case.id)
        .where(Case.id.in_(case_ids), Run.procedure != "allocation")
    )
    return frozenset(
        case.id
        for case, run in rows
        if case.withdrawn_at is not None or editions.state_of(session, run).decided
    )


def is_unseen(case: Case, candidate: Candidate) -> bool:
    """Whether an office said or changed this of a close text after the proposer's last look."""
    if candidate.disposed_at is None:
        return False
    return case.findings_answered_at is None or candidate.disposed_at > case.findings_answered_at


def kind_of(run: Run, case: Case) -> str:
    """What the run asks for: what an allocation decision opened it for, else what the case does."""
    return run.kind or case.kind


def question_of(run: Run, case: Case) -> str | None:
    """The Question of the register that the run is about, if any."""
    return run.question_id if run.kind else case.question_id


def place_of(run: Run, case: Case) -> Place:
    """Where a run stands."""
    return Place(
        proposer=case.proposer,
        office=run.office,
        study_group=run.study_group,
        groups=tuple(run.groups) or _advisory_groups(run),
    )


def _advisory_groups(run: Run) -> tuple[str, ...]:
    """All of them before an allocation names its own; for a Question that of its Sector."""
    if run.procedure == "allocation":
        return ADVISORY_GROUPS
    return tuple(group for group in ADVISORY_GROUPS if group[0] == run.sector)


def _facts(loaded: _Loaded, run: Run, now: dt.datetime, given: Mapping[str, str]) -> Facts:
    case = loaded.cases[run.case_id]
    procedure = loaded.edition_of(run)
    version = loaded.versions[case.id]
    siblings = loaded.siblings[case.id]
    allocation = next((one for one in siblings if one.procedure == "allocation"), None)
    candidates = [
        one for one in loaded.candidates.get(case.id, []) if one.text_version == version.number
    ]
    answers = {one.item: one.answer for one in loaded.answers.get(case.id, [])}
    asked = _asked_items(loaded, siblings)
    found = [one for one in candidates if one.degree in RELATED]
    in_other_sectors = any(one.sector != case.sector for one in found)
    consultation = loaded.consultations.get(run.id)
    decision = loaded.decisions.get(run.id)
    needed = loaded.approvals.get(decision.id, []) if decision else []
    screening_due = _screening_due(loaded, siblings)
    return Facts(
        procedure=run.procedure,
        state=run.state,
        now=now,
        place=place_of(run, case),
        kind=kind_of(run, case),
        case_withdrawn=case.withdrawn_at is not None,
        missing_fields=missing_fields(procedure, kind_of(run, case), version.fields),
        waiting_items=tuple(
            item.code for item in asked if item.holds_until_due and item.code not in answers
        ),
        screening_due_at=screening_due,
        open_candidates=sum(one.degree is None for one in candidates),
        unseen_findings=sum(is_unseen(case, one) for one in candidates),
        findings_seen_due_at=screening_due,
        items_with_an_issue=tuple(
            item.code
            for item in asked
            if answers.get(item.code) in item.issue_if
            or (item.evidence == "other_sectors" and in_other_sectors)
        ),
        sectors_found=frozenset(one.sector for one in found),
        groups=tuple(run.groups),
        conclusions=tuple(
            ConclusionFact(
                body=one.body,
                kind=one.kind,
                lead_sector=one.lead_sector,
                supporting=tuple(one.supporting),
                target=one.target,
                status=one.status,
                joint=one.joint,
            )
            for one in loaded.conclusions.get(run.id, [])
            if one.round == loaded.rounds[run.id].number
        ),
        referrals=loaded.referred[run.id].number,
        receiving_view=loaded.referred[run.id].view,
        children=tuple(
            _outcome(loaded, one.run_id, decision) for one in needed if decision and one.run_id
        ),
        nothing_to_approve=decision is not None and not needed,
        children_lacking=tuple(f"ITU-{one.sector}" for one in needed if not one.run_id),
        consultation=(
            ConsultationFact(closes_at=consultation.closes_at, outcome=consultation.outcome or "")
            if consultation
            else None
        ),
        allocation_settled=_settled(loaded, run, allocation),
        leads_elsewhere=_leads_elsewhere(loaded, run, allocation),
        text_version=version.number,
        study_group_meets_before_assembly=_meets_before_assembly(loaded, run, now),
        supporters=len(loaded.supporters.get(case.id, [])),
        assembly_on=_next_assembly(loaded, run, now),
        meeting=loaded.meeting,
        given=given,
    )


def _meeting_named(session: Session, named: str, now: dt.datetime) -> MeetingFact | None:
    """The meeting of that id, None while none is named."""
    if not named:
        return None
    known = named.isdecimal() and len(named) < LONGEST_ID
    row = session.get(Meeting, int(named)) if known else None
    today = deadlines.local_date(now)
    if row is None:
        return MeetingFact(bodies=frozenset(), starts_on=today, begun=True)
    return meeting_fact(row, today)


def meeting_fact(row: Meeting, today: dt.date) -> MeetingFact:
    """The meeting as rules know it."""
    return MeetingFact(
        bodies=frozenset((row.body, *row.joint_with)),
        starts_on=row.starts_on,
        begun=row.starts_on <= today,
    )


def _asked_items(loaded: _Loaded, siblings: Sequence[Run]) -> tuple[ChecklistItem, ...]:
    return tuple(item for run in siblings for item in loaded.edition_of(run).checklist)


def _screening_due(loaded: _Loaded, siblings: Sequence[Run]) -> dt.datetime | None:
    due = [
        run.due_at
        for run in siblings
        if run.due_at and loaded.edition_of(run).is_screened_in(run.state)
    ]
    return max(due) if due else None


def _settled(loaded: _Loaded, run: Run, allocation: Run | None) -> bool:
    """Whether the groups' part is over, and the decision, if any, leaves this run to be approved."""
    if allocation is None or allocation.id == run.id:
        return True
    if not loaded.edition_of(allocation).state(allocation.state).settled:
        return False
    decision = loaded.decisions.get(allocation.id)
    needed = loaded.approvals.get(decision.id, []) if decision else []
    return decision is None or any(one.run_id == run.id for one in needed)


def _leads_elsewhere(loaded: _Loaded, run: Run, allocation: Run | None) -> bool:
    """Whether the decision in force leaves nothing for this procedure of the case to approve."""
    if allocation is None or allocation.id == run.id or allocation.id not in loaded.decisions:
        return False
    state = loaded.edition_of(allocation).state(allocation.state)
    return state.decided and not _settled(loaded, run, allocation)


def _outcome(loaded: _Loaded, run_id: int, decision: AllocationDecision) -> Outcome:
    """How the child ended; what was not approved before the decision says nothing on it."""
    run = loaded.runs[run_id]
    outcome = loaded.edition_of(run).state(run.state).outcome
    if outcome is Outcome.NOT_APPROVED and run.entered_at < decision.recorded_at:
        return Outcome.NONE
    return outcome


def _next_assembly(loaded: _Loaded, run: Run, now: dt.datetime) -> dt.date | None:
    """The day on which the next assembly of the run's Sector begins, if one is known."""
    today = deadlines.local_date(now)
    days = [
        one.starts_on
        for body in ASSEMBLIES
        if body[0] == run.sector
        for one in loaded.meetings.get(body, [])
        if one.starts_on > today
    ]
    return min(days, default=None)


def _meets_before_assembly(loaded: _Loaded, run: Run, now: dt.datetime) -> bool:
    today = deadlines.local_date(now)
    until = _next_assembly(loaded, run, now) or dt.date.max
    return any(
        today < one.starts_on < until for one in loaded.meetings.get(run.study_group, [])
    ) or not loaded.meetings.get(run.study_group)
