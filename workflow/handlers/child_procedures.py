"""The procedures by which the Sectors carry an allocation decision out: found, or opened."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from states.definition import Outcome, Role
from workflow.handlers import moving, telling_groups
from workflow.handlers.moving import Child
from workflow.rules import deadlines
from workflow.rules.agreement import Approval
from workflow.rules.permissions import OFFICE_OF_SECTOR
from workflow.store import editions, facts
from workflow.store.models import AllocationDecision, ApprovalNeeded, Case, Run
from workflow.store.transaction import Transaction


def begin(
    tx: Transaction,
    decision: AllocationDecision,
    allocation: Run,
    case: Case,
    needed: Iterable[Approval],
) -> None:
    """Name the procedure of each approval that the decision needs, opening those not under way."""
    for one in needed:
        run = _under_way(tx, case, one) or _open(tx, decision, allocation, case, one)
        run.parent_id = allocation.id
        if not run.kind:
            _allot_to_study_group(run, case, decision)
        tx.session.add(
            ApprovalNeeded(decision_id=decision.id, sector=one.sector, step=one.step, run_id=run.id)
        )
    tx.session.flush()


def _under_way(tx: Transaction, case: Case, one: Approval) -> Run | None:
    """The newest procedure of the case that asks the same there and has not ended in vain."""
    runs = tx.session.scalars(
        select(Run)
        .where(Run.case_id == case.id, Run.procedure != "allocation", Run.sector == one.sector)
        .order_by(Run.id.desc())
    )
    for run in runs:
        state = editions.state_of(tx.session, run)
        if state.final and state.outcome is not Outcome.APPROVED:
            continue
        asks = (facts.kind_of(run, case), facts.question_of(run, case))
        if asks == (one.kind, one.question):
            return run
    return None


def _open(
    tx: Transaction, decision: AllocationDecision, allocation: Run, case: Case, one: Approval
) -> Run:
    office = OFFICE_OF_SECTOR[one.sector]
    run = moving.open_run(
        tx,
        case,
        editions.question_procedure(tx.session, one.sector, deadlines.local_date(tx.now)),
        office=office,
        role=Role.SECRETARIAT,
        acting_for=allocation.office,
        child=Child(
            parent=allocation.id,
            kind=one.kind,
            study_group=_study_group(decision, case, one),
            question=one.question,
        ),
    )
    telling_groups.tell_office(tx, run.study_group, "procedure_opened", case, office=office)
    telling_groups.tell_chairs(tx, run.study_group, "procedure_opened", case)
    return run


def _study_group(decision: AllocationDecision, case: Case, one: Approval) -> str:
    """The group that the decision names in that Sector; a suppression stays with the Question's."""
    named = [group for group in decision.study_groups if group[:1] == one.sector]
    if one.kind == "suppression" or not named:
        return case.study_group
    return named[0]


def _allot_to_study_group(own: Run, case: Case, decision: AllocationDecision) -> None:
    """The case's own procedure goes on in the study group that the decision names."""
    groups = [one for one in decision.study_groups if one[:1] == case.sector]
    if groups and own.study_group not in groups:
        own.study_group = case.study_group = groups[0]
