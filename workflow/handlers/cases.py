"""Moving a run by an action its procedure offers, and what time alone brings about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from states.definition import Role
from workflow.handlers import changing_deadlines, closing, moving, reminding, saved_filters
from workflow.rules import deadlines, engine
from workflow.rules.commands.cases import MoveRun, PassTime
from workflow.rules.errors import ActionNotOfferedError, InvalidInputError
from workflow.rules.language_marks import N_
from workflow.store import editions
from workflow.store.models import Case, Meeting, Run
from workflow.store.transaction import Handlers, Transaction

LONGEST_NUMBER = 10


def move_run(tx: Transaction, command: MoveRun) -> Mapping[str, Any]:
    """Make a bare move; an action with a command of its own is not offered here."""
    run, case = moving.visible_run(tx, command.run_id)
    tx.require_version(run, command.seen_version)
    procedure = editions.pinned(tx.session, run.edition_digest)
    _require_known_meeting(tx, command.given.get("meeting", ""))
    if not all(row.offered for row in engine.rows(procedure, run.state, command.action)):
        raise ActionNotOfferedError(command.action, run.state)
    judged = moving.move(tx, run, case, command.action, command.given)
    if judged.row.opens_allocation:
        open_allocation(tx, case)
    return {"case": case.number, "state": run.state}


def _require_known_meeting(tx: Transaction, named: str) -> None:
    number = int(named) if named.isdecimal() and len(named) < LONGEST_NUMBER else 0
    if named and tx.session.get(Meeting, number) is None:
        raise InvalidInputError("meeting", N_("Choose the meeting."))


def open_allocation(tx: Transaction, case: Case) -> Run:
    """Send a received proposal to the allocation procedure, led by the case's office."""
    procedure = editions.allocation_procedure(tx.session, deadlines.local_date(tx.now))
    return moving.open_run(tx, case, procedure, office=case.lead_office, role=Role.SECRETARIAT)


def pass_time(tx: Transaction, _command: PassTime) -> Mapping[str, Any]:
    """Close what has ended, let waiting runs go on that are due, and remind of what ends soon."""
    closed = closing.close_due(tx)
    due = tx.session.scalars(
        select(Case)
        .where(Case.id.in_(select(Run.case_id).where(Run.due_at <= tx.now)))
        .order_by(Case.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for case in due:
        moving.settle(tx, case)
    reminding.remind(tx)
    return {"closed": closed, "due": [case.number for case in due]}


HANDLERS: Handlers = {
    MoveRun: move_run,
    PassTime: pass_time,
    **changing_deadlines.HANDLERS,
    **saved_filters.HANDLERS,
}
