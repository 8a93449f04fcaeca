"""Ends of periods that a decision has changed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.store.models import DeadlineChange, Run


def of_runs(session: Session, runs: Sequence[Run]) -> dict[int, DeadlineChange]:
    """By run, the decision on the period that runs now, where there is one."""
    rows = session.scalars(
        select(DeadlineChange)
        .where(DeadlineChange.run_id.in_([run.id for run in runs]))
        .order_by(DeadlineChange.id)
    ).all()
    latest = {row.run_id: row for row in rows}
    return {
        run.id: latest[run.id]
        for run in runs
        if run.id in latest
        and (latest[run.id].rule, latest[run.id].until_at) == (run.due_rule, run.due_at)
    }


def of_run(session: Session, run: Run) -> DeadlineChange | None:
    """The decision on the period that runs now, if any."""
    return of_runs(session, [run]).get(run.id)
