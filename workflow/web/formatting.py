"""How instants, dates, members and offices are written on a page."""

from __future__ import annotations

import datetime as dt
import secrets

from flask import Flask
from flask_babel import format_date, format_datetime, gettext

from states.definition import LANGUAGES
from workflow.pages import labels
from workflow.rules import deadlines
from workflow.web.language import current

_DAY = {"en": "d MMMM y"}
"""English as the United Nations writes it, day first; other languages have it so by themselves."""


def prepare(app: Flask) -> None:
    """Give templates the filters."""
    app.jinja_env.filters.update(instant=instant, day=day, when=when, body_name=labels.body)
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
    return str(format_date(value, _DAY.get(current(), "long"))) if value else ""


def when(value: dt.datetime | None) -> str:
    """The time of something that happened, in Geneva time."""
    if value is None:
        return ""
    return str(format_datetime(value, "d MMMM y, HH:mm"))
