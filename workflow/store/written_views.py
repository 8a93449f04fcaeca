"""The written views on cases: which count now, and which a chair had before confirming."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.rules.permissions import Reader
from workflow.store import conclusions
from workflow.store.models import Conclusion, Run, WrittenView
from workflow.store.visibility import visible


def newest_id(session: Session, case_id: int) -> int:
    """The id of the view filed last on the case, 0 where there is none."""
    query = select(func.max(WrittenView.id)).where(WrittenView.case_id == case_id)
    return session.scalar(query) or 0


def of_cases(
    session: Session, case_ids: Iterable[int], reader: Reader
) -> dict[int, list[WrittenView]]:
    """Every view on those cases that the reader may see, by case, in the order of filing."""
    found: dict[int, list[WrittenView]] = {}
    rows = session.scalars(
        select(WrittenView)
        .where(WrittenView.case_id.in_(set(case_ids)), visible(WrittenView, reader))
        .order_by(WrittenView.filed_at, WrittenView.id)
    )
    for row in rows:
        found.setdefault(row.case_id, []).append(row)
    return found


def standing_at(
    views: Iterable[WrittenView], instant: dt.datetime | None = None
) -> list[WrittenView]:
    """Each member's last view; with an *instant*, as it stood then."""
    last: dict[str, WrittenView] = {}
    for one in views:
        if instant is None or one.filed_at <= instant:
            last[one.member] = one
    return list(last.values())


def may_still_reach(session: Session, run: Run) -> bool:
    """Whether a body concerned has still to confirm in the round that runs."""
    if not conclusions.how(session, run):
        return False
    current = conclusions.round_of(session, run)
    rows: Sequence[Conclusion] = session.scalars(
        select(Conclusion).where(Conclusion.run_id == run.id, Conclusion.round == current.number)
    ).all()
    confirmed = {row.body for row in rows if row.status != "drafted"}
    return not confirmed if current.joint else not set(run.groups) <= confirmed
