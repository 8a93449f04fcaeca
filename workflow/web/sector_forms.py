"""The Sectors' forms: which one is shown, and going from one to another.

What fits the other form is carried over, what does not is kept.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import g
from werkzeug.datastructures import MultiDict

from forms.base import plain
from states.definition import Procedure
from workflow.pages.draft_texts import PLACES
from workflow.rules import deadlines
from workflow.store import editions
from workflow.web.services import now, reading

KEPT = "kept:"
"""How the hidden fields begin that carry what has no place in the form shown."""


def forms() -> Mapping[str, Procedure]:
    """By Sector, the edition that a proposal of today begins under; read once in a request."""
    if "forms" not in g:
        with reading() as session:
            g.forms = editions.question_procedures(session, deadlines.local_date(now()))
    found: Mapping[str, Procedure] = g.forms
    return found


def sector_asked(typed: Mapping[str, str] | None) -> str:
    """The Sector chosen for a draft; ITU-R until one is, or when it is none."""
    asked = (typed or {}).get("sector", "R")
    return asked if asked in forms() else "R"


def sector_shown(typed: Mapping[str, str], otherwise: str) -> str:
    """The Sector whose form came; *otherwise* when the form does not say."""
    shown = typed.get("shown_sector", otherwise)
    return shown if shown in forms() else otherwise


def another_asked(typed: Mapping[str, str], otherwise: str) -> bool:
    """Whether the form of another Sector is to be shown before anything is saved."""
    return "show_form" in typed or (
        "shown_sector" in typed and sector_asked(typed) != sector_shown(typed, otherwise)
    )


def kept(typed: Mapping[str, str]) -> dict[str, str]:
    """What came along of other Sectors' forms, by Sector and field."""
    return {
        name.removeprefix(KEPT): plain(text)
        for name, text in typed.items()
        if name.startswith(KEPT) and text.strip()
    }


def moved(typed: MultiDict[str, str], otherwise: str) -> MultiDict[str, str]:
    """What was typed, as the form of the Sector chosen takes it: a field that it lacks is kept."""
    source, target = sector_shown(typed, otherwise), sector_asked(typed)
    data = MultiDict((name, plain(text)) for name, text in typed.items(multi=True))
    data["shown_sector"] = target
    if source == target:
        return data
    for name in (*(_names(source) - _names(target)), *PLACES):
        text = data.pop(name, "")
        if text.strip():
            data[f"{KEPT}{source}:{name}"] = text
    for name in (*_names(target), *PLACES):
        text = data.pop(f"{KEPT}{target}:{name}", "")
        if text and not data.get(name, "").strip():
            data[name] = text
    return data


def _names(sector: str) -> set[str]:
    return {one.name for one in forms()[sector].fields}
