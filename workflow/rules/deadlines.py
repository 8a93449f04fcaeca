"""The one calendar: when a period ends, how that instant is shown, and dates counted back."""

from __future__ import annotations

import calendar
import datetime as dt
from zoneinfo import ZoneInfo

from states.definition import Period

GENEVA = ZoneInfo("Europe/Zurich")
"""The zone of every deadline; a day ends at 24:00 there."""
SATURDAY = 5
ONE_DAY = dt.timedelta(days=1)
MORNING = dt.time(6)


def ends_at(
    start: dt.date, period: Period, *, holidays: frozenset[dt.date] = frozenset()
) -> dt.datetime:
    """The UTC instant, exclusive, at which a period that starts on *start* has ended."""
    return end_of_day(_last_day(start, period, holidays))


def last_day(instant: dt.datetime) -> dt.date:
    """The last day on which a period that ends at *instant* still runs."""
    return (instant.astimezone(GENEVA) - dt.timedelta(microseconds=1)).date()


def shown_at(instant: dt.datetime) -> dt.datetime:
    """The minute that people read: 23:59 Geneva time of the last day."""
    return dt.datetime.combine(last_day(instant), dt.time(23, 59), tzinfo=GENEVA)


def is_over(instant: dt.datetime, now: dt.datetime) -> bool:
    """Whether a period that ends at *instant* has ended at *now*."""
    return now >= instant


def local_date(now: dt.datetime) -> dt.date:
    """The date in Geneva at that instant."""
    return now.astimezone(GENEVA).date()


def week_began(now: dt.datetime) -> dt.datetime:
    """The last Monday, at six in the morning in Geneva: when the week's mail is written."""
    local = now.astimezone(GENEVA)
    monday = local.date() - local.weekday() * ONE_DAY
    began = dt.datetime.combine(monday, MORNING, tzinfo=GENEVA)
    if began > local:
        began = dt.datetime.combine(monday - 7 * ONE_DAY, MORNING, tzinfo=GENEVA)
    return began.astimezone(dt.UTC)


def before(
    opening: dt.date, period: Period, *, holidays: frozenset[dt.date] = frozenset()
) -> dt.date:
    """The day that lies *period* before an opening."""
    day = _add_months(opening, -period.months) - dt.timedelta(days=period.days)
    return _past_working_days(day, period.working_days, -ONE_DAY, holidays)


def is_due(ends: dt.datetime, days: int, now: dt.datetime) -> bool:
    """Whether a reminder so many days before that end is due: from midnight in Geneva on."""
    return end_of_day(last_day(ends) - (days + 1) * ONE_DAY) <= now < ends


def end_of_day(day: dt.date) -> dt.datetime:
    """The UTC instant, exclusive, at which that day has ended in Geneva."""
    midnight = dt.datetime.combine(day + ONE_DAY, dt.time(), tzinfo=GENEVA)
    return midnight.astimezone(dt.UTC)


def _last_day(start: dt.date, period: Period, holidays: frozenset[dt.date]) -> dt.date:
    day = _add_months(start, period.months) + dt.timedelta(days=period.days)
    return _past_working_days(day, period.working_days, ONE_DAY, holidays)


def _past_working_days(
    day: dt.date, number: int, step: dt.timedelta, holidays: frozenset[dt.date]
) -> dt.date:
    while number:
        day += step
        number -= day.weekday() < SATURDAY and day not in holidays
    return day


def _add_months(day: dt.date, months: int) -> dt.date:
    """The same day number *months* later, or the month's last day where it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    longest = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, longest))
