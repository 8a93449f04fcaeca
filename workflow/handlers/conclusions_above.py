"""What bodies above the advisory groups conclude: recorded as taken, and released at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from states.definition import CONCLUDING_ABOVE, Role
from workflow.handlers import conclusion_rows, moving
from workflow.handlers.conclusion_shape import shape_of
from workflow.rules import deadlines, engine
from workflow.rules.commands.reviews import RecordConclusionAbove
from workflow.rules.errors import ActionNotOfferedError, InvalidInputError
from workflow.rules.events import ConclusionReleased
from workflow.rules.language_marks import N_
from workflow.rules.permissions import MEMBERS, PUBLIC
from workflow.store import conclusions, editions
from workflow.store.models import Conclusion, Meeting, Run, TextVersion
from workflow.store.transaction import Handlers, Transaction


def record_conclusion_above(tx: Transaction, command: RecordConclusionAbove) -> Mapping[str, Any]:
    """Record the conclusion of the body whose meeting it was; the run goes on to the decision."""
    run, case = moving.visible_run(tx, command.run_id)
    tx.require_version(run, command.seen_version)
    action = _action(tx, run)
    meeting = tx.session.get(Meeting, command.meeting_id)
    if meeting is None:
        raise InvalidInputError("meeting_id", N_("Choose the meeting."))
    came_on = deadlines.local_date(run.entered_at)
    shape = shape_of(tx.session, case, command)
    given = {"meeting": str(meeting.id), "reasons": shape.reasons}
    row = Conclusion(
        run_id=run.id, body=meeting.body, round=conclusions.round_of(tx.session, run).number,
        meeting_id=meeting.id, kind=shape.kind, reasons=shape.reasons,
        lead_sector=shape.lead_sector, supporting=list(shape.supporting), target=shape.target,
        status="released", drafted_at=tx.now, confirmed_at=tx.now, released_at=tx.now, version=1,
        joint=False, text_version=tx.session.scalars(
            select(func.max(TextVersion.number)).where(TextVersion.case_id == case.id)
        ).one(),
    )  # fmt: skip
    judged = moving.move(tx, run, case, action, given)
    if meeting.ends_on < came_on:
        raise InvalidInputError(
            "meeting_id", N_("This meeting ended before the case came to it; choose a later one.")
        )
    tx.session.add(row)
    tx.session.flush()
    tx.record(
        ConclusionReleased(body=row.body, conclusion=conclusion_rows.payload(row)),
        case=case,
        run=run,
        role=Role.SECRETARIAT.value,
        acting_for=run.office,
        audience=PUBLIC,
        also=MEMBERS,
        text_version=row.text_version,
    )
    return {"case": case.number, "conclusion": row.id, "state": judged.target}


def _action(tx: Transaction, run: Run) -> str:
    """The action by which a body above concludes from where the run is."""
    procedure = editions.pinned(tx.session, run.edition_digest)
    for name in CONCLUDING_ABOVE:
        if engine.rows(procedure, run.state, name):
            return name
    raise ActionNotOfferedError(CONCLUDING_ABOVE[0], run.state)


HANDLERS: Handlers = {RecordConclusionAbove: record_conclusion_above}
