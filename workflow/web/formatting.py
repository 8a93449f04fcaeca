"""How instants, dates, members and offices are written on a page."""

from __future__ import annotations

import datetime as dt
import secrets

from babel.units import format_unit
from flask import Flask
from flask_babel import gettext, ngettext

from states.definition import LANGUAGES
from workflow.pages import dates, labels
from workflow.rules import deadlines
from workflow.web.language import current

KILO = 1000


def prepare(app: Flask) -> None:
    """Give templates the filters."""
    app.jinja_env.filters.update(instant=instant, day=day, when=when, span=span)
    app.jinja_env.filters.update(size=size, body_name=labels.body)
    app.jinja_env.globals["new_key"] = lambda: secrets.token_urlsafe(16)
    app.jinja_env.globals["LANGUAGES"] = LANGUAGES


def instant(value: dt.datetime | None) -> str:
    """A deadline as everybody sees it: 23:59 Geneva time on its last day."""
    if value is None:
        return ""
    shown = deadlines.shown_at(value)
    words = gettext(
        "%(time)s on %(day)s (Geneva)", time=shown.strftime("%H:%M"), day=day(shown.date())
    )
    return str(words)


def day(value: dt.date | None) -> str:
    """A date in the page's language."""
    return dates.day(value, current()) if value else ""


def when(value: dt.datetime | None) -> str:
    """The time of something that happened, in Geneva time."""
    return dates.moment(value, current()) if value else ""


def span(days: tuple[dt.date, dt.date]) -> str:
    """A range of days, the last included."""
    return dates.span(*days, current())


def size(count: int) -> str:
    """The size of a file, in the unit people read it in."""
    if count < KILO:
        return str(ngettext("%(num)d byte", "%(num)d bytes", count))
    unit, amount = ("megabyte", count / KILO**2) if count >= KILO**2 else ("kilobyte", count / KILO)
    return format_unit(round(amount, 1), f"digital-{unit}", "short", locale=current())
