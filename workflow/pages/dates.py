"""How a day, a moment and a range of days read in each language: the one place that decides it."""

from __future__ import annotations

import datetime as dt
import re

from babel import Locale
from babel.dates import format_date

from workflow.rules import deadlines
from workflow.rules.deadlines import GENEVA

_LOCALES = {"en": "en_GB"}
"""English as the United Nations writes it, day first; other languages have it so by themselves."""
_BEFORE_TIME = {"ar": "، ", "zh": " "}
"""What stands between a day and the time of day, where it is not a comma."""
_YEAR_WORD = re.compile(r"\s*'?г'?\.")
"""Russian's abbreviation of "year": its point would meet the one that ends a sentence."""
_MONTH = re.compile("MMMM?")


def day(value: dt.date, language: str) -> str:
    """A day, its month written out."""
    locale = _locale(language)
    return format_date(value, _plain(locale.date_formats["long"].pattern), locale)


def moment(value: dt.datetime, language: str) -> str:
    """A day and the time on it, in Geneva; a value without a zone is UTC."""
    aware = value if value.tzinfo else value.replace(tzinfo=dt.UTC)
    local = aware.astimezone(GENEVA)
    return f"{day(local.date(), language)}{_BEFORE_TIME.get(language, ', ')}{local:%H:%M}"


def last_minute(value: dt.datetime, language: str) -> tuple[str, str]:
    """The time and the day that people read of a deadline: 23:59 in Geneva on its last day."""
    shown = deadlines.shown_at(value)
    return f"{shown:%H:%M}", day(shown.date(), language)


def span(first: dt.date, last: dt.date, language: str) -> str:
    """A range of days with what they share written once."""
    if first == last:
        return day(first, language)
    locale = _locale(language)
    known = locale.interval_formats
    patterns = known["yMMMMd" if "yMMMMd" in known else "yMMMd"][_largest_difference(first, last)]
    halves = zip((first, last), patterns, strict=True)
    return "".join(
        format_date(value, _plain(_MONTH.sub("MMMM", pattern)), locale) for value, pattern in halves
    )


def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES.get(language, language))


def _plain(pattern: str) -> str:
    return _YEAR_WORD.sub("", pattern)


def _largest_difference(first: dt.date, last: dt.date) -> str:
    if first.year != last.year:
        return "y"
    return "M" if first.month != last.month else "d"
