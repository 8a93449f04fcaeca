"""A dictionary in, a form out: filled as a browser fills it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from werkzeug.datastructures import MultiDict

from forms.base import Form

F = TypeVar("F", bound=Form)
MISSING = "This field is required."
UNKNOWN = "Not a valid choice."
MARKED = (
    "This text held a control character or a hidden direction mark, which was taken out. "
    "Please read it again before you send it."
)


def filled(
    kind: type[F], typed: Mapping[str, Any], choices: Mapping[str, Sequence[str]] | None = None
) -> F:
    """The form of that kind with what was typed, and the choices that its page hands in."""
    form = kind(formdata=MultiDict(typed))
    for name, codes in (choices or {}).items():
        form[name].choices = [(code, code) for code in codes]
    return form


def faults(form: Form) -> dict[str, list[str]]:
    """What is said at each field; nothing for a form that fits."""
    form.validate()
    return {name: [str(one) for one in said] for name, said in form.errors.items()}


def too_long(longest: int) -> str:
    return f"Please use at most {longest} characters."
