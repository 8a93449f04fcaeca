"""Which Questions of a package the study group has agreed to, as the record tells it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.definition import Procedure
from workflow.store import editions
from workflow.store.models import Case, EventPayload, EventRow, Run


def sources(procedure: Procedure) -> frozenset[str]:
    """The states from which the edition lets a package be moved."""
    return frozenset(name for row in procedure.actions if row.en_bloc for name in row.source)


def agreed_at(session: Session, runs: Sequence[Run]) -> dict[int, dt.datetime]:
    """When the study group agreed to each of the runs that it agreed to, alone or en bloc.

    It has, once the run is where the edition's last step en bloc leads, whichever way it came there.
    """
    ends = {run.id: _ends(editions.pinned(session, run.edition_digest)) for run in runs}
    target = EventPayload.body["target"].as_string()
    rows = session.execute(
        select(EventRow.run_id, target, EventRow.at)
        .join(EventPayload, EventPayload.position == EventRow.position)
        .where(
            EventRow.run_id.in_(ends),
            EventRow.kind == "RunMoved",
            target.in_(frozenset().union(*ends.values())),
        )
        .order_by(EventRow.position.desc())
    )
    return {run_id: at for run_id, state, at in rows if run_id and state in ends[run_id]}


def agreed(session: Session, case: Case) -> bool:
    """Whether the study group has agreed to the case's Question."""
    runs = session.scalars(select(Run).where(Run.case_id == case.id, Run.procedure != "allocation"))
    return bool(agreed_at(session, runs.all()))


def _ends(procedure: Procedure) -> frozenset[str]:
    targets = frozenset(row.target for row in procedure.actions if row.en_bloc)
    return targets - sources(procedure)
