"""What was recorded where a joint meeting did not agree."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.pages import labels
from workflow.store.models import EventPayload, EventRow, Run

DIVERGING = "joint_meeting_does_not_agree"


@dataclass(frozen=True, slots=True, kw_only=True)
class Divergence:
    """That a joint meeting did not agree: why, and the position of each group in its words."""

    at: dt.datetime
    reasons: str
    positions: tuple[tuple[str, str], ...]


def divergence(session: Session, run: Run) -> Divergence | None:
    """The last joint meeting that did not agree, as long as no later round has begun."""
    moved = EventPayload.body["action"].as_string()
    row = session.execute(
        select(EventRow.at, EventPayload.body)
        .join(EventPayload, EventPayload.position == EventRow.position)
        .where(EventRow.run_id == run.id, EventRow.kind == "RunMoved")
        .where(moved.in_((DIVERGING, "ask_groups")))
        .order_by(EventRow.position.desc())
    ).first()
    if row is None or row[1]["action"] != DIVERGING:
        return None
    given = row[1]["given"]
    return Divergence(
        at=row[0],
        reasons=given.get("reasons", ""),
        positions=tuple((labels.body(one), given[one]) for one in run.groups if given.get(one)),
    )
