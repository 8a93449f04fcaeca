"""What a refusal says to a reader, in the page's language, and the HTTP status that goes with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext, ngettext

from workflow.pages import dates, labels
from workflow.rules.errors import (
    ActionNotOfferedError,
    ActionRefusedError,
    GoneError,
    IntersectorError,
    InvalidInputError,
    NotFoundError,
    NotPermittedError,
    Said,
    StaleError,
    StorageBusyError,
    Value,
)

STATUS: Mapping[type[IntersectorError], int] = {
    ActionNotOfferedError: 409,
    ActionRefusedError: 409,
    GoneError: 410,
    InvalidInputError: 422,
    NotFoundError: 404,
    NotPermittedError: 403,
    StaleError: 409,
    StorageBusyError: 503,
}


def sentences(error: IntersectorError) -> list[str]:
    """What is missing, in the reader's language."""
    if isinstance(error, ActionRefusedError):
        return [sentence(one.message, one.params, one.plural) for one in error.refusals]
    if isinstance(error, StaleError):
        return [gettext("Somebody acted on this case meanwhile.")]
    if isinstance(error, InvalidInputError):
        return [sentence(error.message, error.params)]
    return []


def sentence(message: str, params: Mapping[str, Value], plural: str = "") -> str:
    """What is missing or was refused; where it counts something, in the plural of the language."""
    form = str(params.get("form", ""))
    values = {name: _shown(name, one, form) for name, one in params.items()}
    return str(ngettext(message, plural, **values) if plural else gettext(message, **values))


def _shown(name: str, value: Value, form: str) -> Any:  # noqa: ANN401 - a number or words
    """A value as people read it: a rule gives a day in ISO form, bodies and fields by their codes."""
    if isinstance(value, Said):
        return sentence(value.message, value.params)
    if isinstance(value, tuple):
        return labels.listed(_named(name, one, form) for one in value) or "—"
    if name == "day":
        return dates.day(dt.date.fromisoformat(str(value)), labels.language())
    return value


def _named(name: str, code: str, form: str) -> str:
    if name == "fields":
        return labels.field(code, form)
    return labels.body(code) if name in ("bodies", "groups") else code
