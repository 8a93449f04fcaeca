"""The earliest realistic approval of a case, computed from the calendar as it is known."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.pages import meetings
from workflow.rules import calendars, deadlines
from workflow.store import conclusions, editions
from workflow.store.models import Case, Run


def earliest(
    session: Session, case: Case, allocation: Run | None, now: dt.datetime
) -> calendars.Estimate | None:
    """The estimate; None once Member States are being asked, or without a meeting to count from."""
    run = session.scalars(
        select(Run).where(Run.case_id == case.id, Run.procedure != "allocation").order_by(Run.id)
    ).first()
    if run is None or case.withdrawn_at is not None:
        return None
    procedure = editions.pinned(session, run.edition_digest)
    state = procedure.state(run.state)
    rule = procedure.approval_of(case.kind)
    if rule is None or state.outcome or state.shown_as or run.state == rule.state:
        return None
    opening = procedure.opening_of(rule)
    today = deadlines.local_date(now)
    stands = editions.state_of(session, allocation) if allocation is not None else None
    settled = stands is not None and stands.settled
    groups = tuple(allocation.groups) if allocation is not None and not settled else ()
    return calendars.earliest_approval(
        today=today,
        study_group=run.study_group,
        groups=groups,
        meetings=meetings.meeting_dates(session, today),
        consultation=rule.period,
        open_within=opening.period if opening else None,
        joint=stands is not None and stands.concludes == conclusions.TOGETHER,
    )
