"""How often an allocation was referred from body to body, and what the receiving body said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.store import editions
from workflow.store.models import EventPayload, EventRow, Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Referred:
    """What the ledger says of one run; `view` is the position given since the last referral."""

    number: int = 0
    view: str = ""


def of_runs(session: Session, runs: Sequence[Run]) -> dict[int, Referred]:
    """The referrals of each run by its id, in one query; none where the edition marks no action."""
    marked = {
        run.id: {row.name for row in edition.actions if row.refers}
        for run in runs
        for edition in (editions.pinned(session, run.edition_digest),)
    }
    found = {run: Referred() for run, names in marked.items() if names}
    rows = session.execute(
        select(EventRow.run_id, EventPayload.body)
        .join(EventPayload, EventPayload.position == EventRow.position)
        .where(EventRow.run_id.in_(found), EventRow.kind == "RunMoved")
        .order_by(EventRow.position)
    )
    for run_id, body in rows:
        last = found[run_id]
        given = body.get("given", {}).get("position", "")
        if body.get("action") in marked[run_id]:
            found[run_id] = Referred(number=last.number + 1)
        elif given:
            found[run_id] = Referred(number=last.number, view=given)
    return {run.id: found.get(run.id, Referred()) for run in runs}
