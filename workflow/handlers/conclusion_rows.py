"""One conclusion as a command finds it: locked, and at the version that the page showed."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from states.definition import Role
from workflow.handlers import moving
from workflow.rules.errors import ActionNotOfferedError, StaleError
from workflow.rules.events import ConclusionConfirmed, ConclusionDrafted, JointConclusionConfirmed
from workflow.store import conclusions
from workflow.store.models import Case, Conclusion, Meeting, Run
from workflow.store.transaction import Transaction

EVENT_OF_STATUS = {
    "drafted": "ConclusionDrafted",
    "confirmed": "ConclusionConfirmed",
    "released": "ConclusionReleased",
}


def locked(tx: Transaction, conclusion_id: int) -> tuple[Conclusion, Meeting, Run, Case]:
    """The conclusion as it stands once nobody else can write for the run.

    Raises NotFoundError unless the actor may see it.
    """
    row, meeting, run, case = conclusions.find(tx.session, conclusion_id, tx.by)
    moving.visible_case(tx, case.id)
    tx.session.refresh(run)
    tx.session.refresh(row)
    return row, meeting, run, case


def require_seen(row: Conclusion, seen: int) -> None:
    """Raise StaleError when somebody wrote, confirmed or released it since the page was shown."""
    if row.version != seen:
        raise StaleError(seen=seen, current=row.version, happened=EVENT_OF_STATUS[row.status])


def payload(row: Conclusion) -> dict[str, Any]:
    """The conclusion as its events tell it."""
    return {
        "conclusion": row.id,
        "round": row.round,
        "joint": row.joint,
        "meeting": row.meeting_id,
        "kind": row.kind,
        "reasons": row.reasons,
        "lead_sector": row.lead_sector,
        "supporting": list(row.supporting),
        "target": row.target,
        "version": row.version,
    }


def require_concluding(session: Session, run: Run, body: str) -> bool:
    """Whether a joint meeting concludes. Raises ActionNotOfferedError for a body not asked."""
    how = conclusions.how(session, run)
    if not how or body not in run.groups:
        raise ActionNotOfferedError("draft_conclusion", run.state)
    return how == conclusions.TOGETHER


def require_current(session: Session, run: Run, row: Conclusion) -> None:
    """The groups still conclude, in the round that this conclusion belongs to."""
    require_concluding(session, run, row.body)
    if row.round != conclusions.round_of(session, run).number:
        raise ActionNotOfferedError("conclude", run.state)


def record(
    tx: Transaction,
    event: ConclusionDrafted | ConclusionConfirmed | JointConclusionConfirmed,
    row: Conclusion,
    run: Run,
    case: Case,
    role: Role,
    holder: str,
) -> None:
    """Record what is provisional: for the body and its Sector's office, and for nobody else."""
    body, office = conclusions.audiences(row.body)
    tx.record(
        event,
        case=case,
        run=run,
        role=role.value,
        acting_for=holder,
        audience=body,
        also=office,
        text_version=row.text_version,
    )
