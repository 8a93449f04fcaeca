"""The filter on what a reader may see, put into every query before anything is counted or ranked."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, or_

from workflow.rules.permissions import Reader


def visible(row: Any, reader: Reader, now: dt.datetime | None = None) -> ColumnElement[bool]:  # noqa: ANN401 - any table with an audience
    """The rows of that table whose audience is among the reader's; unsealed at *now* where it seals."""
    keys = sorted(reader.keys)
    seen: ColumnElement[bool] = or_(row.audience.in_(keys), row.also.in_(keys))
    if now is not None and hasattr(row, "sealed_until"):
        seen = seen & or_(row.sealed_until.is_(None), row.sealed_until <= now)
    return seen
