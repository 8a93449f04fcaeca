"""That a joint meeting does not agree: recorded with the position of each group that sat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow.handlers import moving
from workflow.rules.commands.reviews import RecordDivergence
from workflow.rules.errors import InvalidInputError
from workflow.rules.language_marks import N_
from workflow.store.transaction import Handlers, Transaction

ACTION = "joint_meeting_does_not_agree"


def record_divergence(tx: Transaction, command: RecordDivergence) -> Mapping[str, Any]:
    """Record it; the case goes to the rung that the edition names next."""
    run, case = moving.visible_run(tx, command.run_id)
    tx.require_version(run, command.seen_version)
    positions = {body: said.strip() for body, said in command.positions.items() if said.strip()}
    for body in positions:
        if body not in run.groups:
            raise InvalidInputError(
                "positions", N_("%(body)s does not sit in this joint meeting."), body=body
            )
    given = {"reasons": command.reasons.strip(), **positions}
    moving.move(tx, run, case, ACTION, given)
    return {"case": case.number, "state": run.state}


HANDLERS: Handlers = {RecordDivergence: record_divergence}
