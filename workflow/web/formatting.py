"""How instants, dates, members and offices are written on a page."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Iterable

from babel.units import format_unit
from flask import Flask, g, url_for
from flask_babel import gettext, ngettext
from markupsafe import Markup, escape

from states.definition import LANGUAGES
from workflow.pages import dates, glossary, labels, refusals
from workflow.rules.language_marks import N_
from workflow.web.language import ENDONYMS, current, direction

KILO = 1000
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
EXPLAINED = Markup(
    '<button type="button" class="explained" popovertarget="{id}">{words}</button>'
    '<span class="meaning" id="{id}" popover role="note"><strong>{term}</strong> '
    '<span>{meaning}</span> <a href="{glossary}">{all}</a></span>'
)
"""A word as a button that shows its meaning, by pointer or keyboard, without script."""
OWN_GROUNDS = (N_("Practice of this installation"), N_("Default of this installation"))
"""What an edition cites where no paragraph of ITU stands behind a step."""


def prepare(app: Flask) -> None:
    """Give templates the filters."""
    app.jinja_env.filters.update(instant=instant, day=day, when=when, span=span)
    app.jinja_env.filters.update(
        size=size, basis=basis, listed=listed, apart=apart, body_name=labels.body
    )
    app.jinja_env.filters["without_values"] = without_values
    app.jinja_env.globals["comma"] = labels.separator
    app.jinja_env.globals["arrow"] = labels.arrow
    app.jinja_env.globals["sentence"] = refusals.sentence
    app.jinja_env.globals["explained"] = explained
    app.jinja_env.globals["new_key"] = lambda: secrets.token_urlsafe(16)
    app.jinja_env.globals.update(LANGUAGES=LANGUAGES, endonyms=ENDONYMS, direction_of=direction)


def explained(words: str, key: str) -> Markup:
    """Words on a page with the meaning that the glossary gives under *key* behind them."""
    g.meanings = g.get("meanings", 0) + 1
    word = glossary.words(current())[key]
    return EXPLAINED.format(
        id=f"meaning-{g.meanings}",
        words=words,
        term=word.term,
        meaning=word.meaning,
        glossary=url_for("public.glossary", _anchor=key),
        all=gettext("All words"),
    )


def instant(value: dt.datetime | None) -> str:
    """A deadline as everybody sees it: 23:59 Geneva time on its last day."""
    if value is None:
        return ""
    time, last = dates.last_minute(value, current())
    return str(gettext("%(time)s on %(day)s (Geneva)", time=time, day=last))


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


def basis(text: str) -> Markup:
    """The paragraph a step rests on; what the installation itself adds, in the page's language."""
    shown = escape(text)
    if current() == "en":
        return shown
    for words in OWN_GROUNDS:
        own = Markup('<bdi lang="{}" dir="{}">{}</bdi>').format(
            current(), direction(), gettext(words)
        )
        shown = shown.replace(words, own)
    return shown


def without_values(words: str) -> str:
    """A sentence with an ellipsis where a value will stand."""
    return PLACEHOLDER.sub("…", words)


def apart(words: str) -> Markup:
    """Words of any direction that push nothing around them."""
    return Markup("<bdi>{}</bdi>").format(words)


def listed(parts: Iterable[str], between: str | None = None) -> Markup:
    """Parts in a row, each in its own direction, with the separator of the page's language."""
    joint = labels.separator() if between is None else between
    return escape(joint).join(apart(one) for one in parts)
