"""The days that are no working days, for periods counted in working days."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.store.models import Holiday


def known(session: Session) -> frozenset[dt.date]:
    """Every day of the register."""
    return frozenset(session.scalars(select(Holiday.day)))
