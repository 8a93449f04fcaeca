"""The earliest realistic approval of a case by each route, computed from the calendar as it is known."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.definition import Basis
from workflow.pages import labels, meetings
from workflow.rules import calendars, deadlines, routes, stages
from workflow.rules.calendars import Estimate
from workflow.store import conclusions, editions, facts
from workflow.store.models import Case, Run


@dataclass(frozen=True, slots=True, kw_only=True)
class OfRoute:
    """The estimate for one route; `name` is empty where the edition names no routes."""

    name: str
    basis: Basis
    estimate: Estimate
    lacking: tuple[str, ...]


def of_case(
    session: Session, case: Case, allocation: Run | None, now: dt.datetime, language: str
) -> tuple[OfRoute, ...]:
    """One for each route that is still open; none once Member States are being asked."""
    run = session.scalars(
        select(Run).where(Run.case_id == case.id, Run.procedure != "allocation", Run.kind == "")
    ).first()
    if run is None or case.withdrawn_at is not None:
        return ()
    procedure = editions.pinned(session, run.edition_digest)
    state = procedure.state(run.state)
    if state.final or state.outcome or state.shown_as or procedure.consultation_in(run.state):
        return ()
    today = deadlines.local_date(now)
    groups, joint = _groups_awaited(session, allocation) if allocation is not None else ((), False)
    calendar = meetings.meeting_dates(session, today)
    place = facts.place_of(run, case)
    found = []
    for route, ahead in routes.ways(procedure, run.state, case.kind):
        estimate = calendars.earliest_approval(
            today=today,
            stages=stages.stages(procedure, ahead, case.kind, place),
            groups=groups,
            meetings=calendar,
            joint=joint,
        )
        found.append(
            OfRoute(
                name=procedure.labels[language].routes.get(route.name, ""),
                basis=route.basis,
                estimate=estimate,
                lacking=tuple(labels.body(one) for one in dict.fromkeys(estimate.lacking)),
            )
        )
    return tuple(found)


def _groups_awaited(session: Session, allocation: Run) -> tuple[tuple[str, ...], bool]:
    """The groups that have still to conclude before the allocation is settled, and whether jointly."""
    stands = editions.state_of(session, allocation)
    awaited = () if stands.settled else tuple(allocation.groups)
    if stands.concludes == conclusions.SEPARATELY:
        released = {one.body for one in conclusions.released(session, allocation)}
        awaited = tuple(one for one in awaited if one not in released)
    return awaited, stands.concludes == conclusions.TOGETHER
