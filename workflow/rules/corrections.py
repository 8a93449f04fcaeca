"""The time for corrections: what a chair has confirmed is released once it has passed."""

from __future__ import annotations

import datetime as dt

from states.definition import Procedure
from workflow.rules import deadlines
from workflow.rules.errors import Refusal
from workflow.rules.language_marks import N_


def ends_at(
    procedure: Procedure, confirmed_at: dt.datetime, *, holidays: frozenset[dt.date] = frozenset()
) -> dt.datetime | None:
    """The UTC instant, exclusive, until which corrections may be proposed; None without a rule."""
    rule = procedure.deadline_after("confirmation")
    if rule is None:
        return None
    return deadlines.ends_at(deadlines.local_date(confirmed_at), rule.period, holidays=holidays)


def are_over(until: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether a conclusion with corrections *until* then may be released now."""
    return until is None or deadlines.is_over(until, now)


def still_run(procedure: Procedure, until: dt.datetime) -> Refusal:
    """Why a conclusion is not released yet, and until when."""
    rule = procedure.deadline_after("confirmation")
    return Refusal(
        guard="corrections_are_over",
        message=N_("Corrections may be proposed until the end of %(day)s (Geneva time)."),
        params={"day": deadlines.last_day(until).isoformat()},
        basis=rule.basis.text if rule else "",
    )
