"""The checklist of a case, and the moment the case goes forward from screening."""

from __future__ import annotations

from sqlalchemy import select

from states.definition import ChecklistItem, Role
from workflow.rules import deadlines
from workflow.rules.events import ScreeningClosed
from workflow.store import editions
from workflow.store.models import Case, ChecklistAnswer, Run
from workflow.store.transaction import Transaction


def checklist(tx: Transaction, case: Case) -> tuple[ChecklistItem, ...]:
    """The checklist of the edition that the case's allocation run pinned, or of the one in force."""
    run = tx.session.scalar(
        select(Run).where(Run.case_id == case.id, Run.procedure == "allocation")
    )
    if run is None:
        today = deadlines.local_date(tx.now)
        return editions.allocation_procedure(tx.session, today).checklist
    return editions.pinned(tx.session, run.edition_digest).checklist


def close_screening(tx: Transaction, case: Case, role: Role, acting_for: str) -> None:
    """The proposal goes forward: findings, answers and the reply are the members' to read from now.

    *role* and *acting_for* are those in which somebody, or the clock, led it on.

    No answer holds it (practice 1.1); items that waited without one are named as incomplete.
    """
    if case.screened_at is not None:
        return
    answered = set(
        tx.session.scalars(select(ChecklistAnswer.item).where(ChecklistAnswer.case_id == case.id))
    )
    missing = [
        item.code
        for item in checklist(tx, case)
        if item.holds_until_due and item.code not in answered
    ]
    case.screened_at = tx.now
    case.screening_incomplete = missing
    tx.record(
        ScreeningClosed(incomplete=tuple(missing)),
        case=case,
        role=role.value,
        acting_for=acting_for,
    )
