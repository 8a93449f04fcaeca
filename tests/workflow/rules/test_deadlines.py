"""When periods end in Geneva, across months' ends and clock changes, and dates counted back."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.definition import Period
from workflow.rules import deadlines

PP_22 = dt.date(2022, 9, 26)
WRC_23 = dt.date(2023, 11, 20)
TEN_WORKING_DAYS = Period(working_days=10)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def instant(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("opening", "period", "expected"),
    [
        (PP_22, Period(months=8), "2022-01-26"),
        (PP_22, Period(months=4), "2022-05-26"),
        (PP_22, Period(days=21), "2022-09-05"),
        (WRC_23, Period(days=21), "2023-10-30"),
        (day("2014-03-30"), Period(days=14), "2014-03-16"),
        (day("2026-03-31"), Period(months=1), "2026-02-28"),
        (day("2028-03-31"), Period(months=1), "2028-02-29"),
        (day("2026-01-15"), Period(months=1), "2025-12-15"),
        (day("2026-05-15"), TEN_WORKING_DAYS, "2026-05-01"),
    ],
)
def test_before_counts_back_from_an_opening(
    opening: dt.date, period: Period, expected: str
) -> None:
    assert deadlines.before(opening, period) == day(expected)


@pytest.mark.parametrize(
    ("start", "period", "ends"),
    [
        # winter, summer, and one that starts before a clock change and ends after it
        ("2026-01-10", Period(days=5), "2026-01-15T23:00:00+00:00"),
        ("2026-07-10", Period(days=5), "2026-07-15T22:00:00+00:00"),
        ("2026-02-10", Period(months=2), "2026-04-10T22:00:00+00:00"),
        ("2026-09-10", Period(months=2), "2026-11-10T23:00:00+00:00"),
        # the days on which the clocks change: 23 and 25 hours long
        ("2026-03-28", Period(days=0), "2026-03-28T23:00:00+00:00"),
        ("2026-03-29", Period(days=0), "2026-03-29T22:00:00+00:00"),
        ("2026-10-24", Period(days=0), "2026-10-24T22:00:00+00:00"),
        ("2026-10-25", Period(days=0), "2026-10-25T23:00:00+00:00"),
        # the day number is kept, or the month's last day taken
        ("2025-12-31", Period(months=2), "2026-02-28T23:00:00+00:00"),
        ("2027-12-31", Period(months=2), "2028-02-29T23:00:00+00:00"),
        ("2026-08-31", Period(months=1), "2026-09-30T22:00:00+00:00"),
        ("2026-11-30", Period(months=3), "2027-02-28T23:00:00+00:00"),
        ("2028-02-29", Period(months=12), "2029-02-28T23:00:00+00:00"),
        ("2026-12-15", Period(months=1), "2027-01-15T23:00:00+00:00"),
        # from a Monday, from a Friday, from a Saturday
        ("2026-06-01", TEN_WORKING_DAYS, "2026-06-15T22:00:00+00:00"),
        ("2026-06-05", Period(working_days=1), "2026-06-08T22:00:00+00:00"),
        ("2026-06-06", Period(working_days=1), "2026-06-08T22:00:00+00:00"),
    ],
)
def test_a_period_ends_at_the_end_of_its_last_day_in_geneva(
    start: str, period: Period, ends: str
) -> None:
    end = deadlines.ends_at(day(start), period)
    assert (end, end.utcoffset()) == (instant(ends), dt.timedelta())


def test_working_days_skip_the_holidays_given() -> None:
    holidays = frozenset({day("2026-12-25"), day("2026-12-26"), day("2027-01-01")})
    period = Period(working_days=5)
    end = deadlines.ends_at(day("2026-12-24"), period, holidays=holidays)
    assert deadlines.last_day(end) == day("2027-01-04")
    assert deadlines.before(day("2027-01-04"), period, holidays=holidays) == day("2026-12-24")


def test_holidays_lengthen_working_days_only() -> None:
    holidays = frozenset({day("2026-12-25")})
    for period in (Period(days=3), Period(months=1)):
        assert deadlines.ends_at(day("2026-12-24"), period, holidays=holidays) == deadlines.ends_at(
            day("2026-12-24"), period
        )


@pytest.mark.parametrize(
    ("end", "shown"),
    [
        ("2026-01-15T23:00:00+00:00", "2026-01-15T23:59:00+01:00"),
        ("2026-07-15T22:00:00+00:00", "2026-07-15T23:59:00+02:00"),
        ("2026-03-29T22:00:00+00:00", "2026-03-29T23:59:00+02:00"),
        ("2026-10-25T23:00:00+00:00", "2026-10-25T23:59:00+01:00"),
        ("2026-12-31T23:00:00+00:00", "2026-12-31T23:59:00+01:00"),
    ],
)
def test_people_read_the_last_minute_of_the_last_day(end: str, shown: str) -> None:
    assert deadlines.shown_at(instant(end)).isoformat() == shown


def test_a_period_is_over_from_its_end_on_and_not_a_moment_sooner() -> None:
    end = deadlines.ends_at(day("2026-03-20"), Period(days=9))
    assert not deadlines.is_over(end, end - dt.timedelta(microseconds=1))
    assert deadlines.is_over(end, end)


def test_is_over_compares_instants_whatever_their_zones() -> None:
    end = deadlines.ends_at(day("2026-06-01"), Period(days=1))
    tokyo = dt.timezone(dt.timedelta(hours=9))
    assert not deadlines.is_over(end, dt.datetime(2026, 6, 3, 6, 59, tzinfo=tokyo))
    assert deadlines.is_over(end, dt.datetime(2026, 6, 3, 7, 0, tzinfo=tokyo))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-01-15T22:59:59+00:00", "2026-01-15"),
        ("2026-01-15T23:00:00+00:00", "2026-01-16"),
        ("2026-07-15T21:59:59+00:00", "2026-07-15"),
        ("2026-07-15T22:00:00+00:00", "2026-07-16"),
        ("2026-07-15T20:00:00-04:00", "2026-07-16"),
    ],
)
def test_the_local_date_is_genevas(now: str, expected: str) -> None:
    assert deadlines.local_date(instant(now)) == day(expected)


starts = st.dates(dt.date(1990, 1, 1), dt.date(2080, 1, 1))
periods = st.one_of(
    st.builds(Period, months=st.integers(0, 60)),
    st.builds(Period, days=st.integers(0, 500)),
    st.builds(Period, working_days=st.integers(0, 60)),
)


@given(starts, periods)
def test_the_last_day_is_the_one_before_the_end(start: dt.date, period: Period) -> None:
    end = deadlines.ends_at(start, period)
    last = deadlines.last_day(end)
    assert last >= start
    assert deadlines.local_date(end) == last + deadlines.ONE_DAY
    assert deadlines.local_date(deadlines.shown_at(end)) == last
    assert deadlines.shown_at(end) + dt.timedelta(minutes=1) == end


@given(starts, st.integers(0, 60))
def test_months_keep_the_day_number_or_end_the_month(start: dt.date, months: int) -> None:
    last = deadlines.last_day(deadlines.ends_at(start, Period(months=months)))
    apart = (last.year - start.year) * 12 + last.month - start.month
    assert apart == months
    assert last.day == start.day or (last.day < start.day and (last + deadlines.ONE_DAY).day == 1)


@given(starts, st.integers(1, 60))
def test_working_days_end_on_a_working_day_with_that_number_between(
    start: dt.date, number: int
) -> None:
    last = deadlines.last_day(deadlines.ends_at(start, Period(working_days=number)))
    days = (start + dt.timedelta(days=one) for one in range(1, (last - start).days + 1))
    assert last.isoweekday() <= 5
    assert sum(one.isoweekday() <= 5 for one in days) == number


@given(starts, st.integers(0, 500))
def test_days_counted_back_and_forth_meet(start: dt.date, number: int) -> None:
    period = Period(days=number)
    last = deadlines.last_day(deadlines.ends_at(start, period))
    assert deadlines.before(last, period) == start
