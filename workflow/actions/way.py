"""One way of the table: the keys its data may have, and how they become a command."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from sqlalchemy.orm import Session

from states.definition import Procedure, Role
from workflow.rules.commands import Command
from workflow.rules.errors import InvalidInputError
from workflow.rules.language_marks import N_
from workflow.rules.permissions import Reader
from workflow.store.models import Case, Run

SEEN = "seen_version"
LONGEST_NUMBER = 10
"""Digits of an id or a version that both databases hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key of an action's data; `kind` is text, texts, number or base64."""

    name: str
    kind: str = "text"
    what: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class On:
    """What an action is taken on, as a door found it for a reader who may see the case."""

    session: Session
    reader: Reader
    run: Run
    case: Case
    procedure: Procedure


@dataclass(frozen=True, slots=True)
class Given:
    """The data of an action; a value of another kind than its key's raises InvalidInputError."""

    data: Mapping[str, Any]

    def text(self, name: str, default: str = "") -> str:
        """A text; a whole number counts as one."""
        value = self.data.get(name, default)
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise InvalidInputError(name, N_("This is to be a text."))
        return str(value).replace("\0", "").strip()

    def texts(self, name: str) -> tuple[str, ...]:
        """Several texts; one alone counts as a list of one."""
        value = self.data.get(name, [])
        value = [value] if isinstance(value, str) else value
        if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
            raise InvalidInputError(name, N_("This is to be a list of texts."))
        return tuple(one.replace("\0", "").strip() for one in value)

    def day(self, name: str) -> dt.date:
        """A day in ISO form."""
        try:
            return dt.date.fromisoformat(self.text(name))
        except ValueError as error:
            raise InvalidInputError(name, N_("This is to be a day such as 2026-05-04.")) from error

    def number(self, name: str, default: int = 0) -> int:
        """A whole number from zero."""
        value = self.data.get(name, default)
        if isinstance(value, str) and value.isdecimal() and len(value) < LONGEST_NUMBER:
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise InvalidInputError(name, N_("This is to be a whole number."))
        if not 0 <= value < 10 ** (LONGEST_NUMBER - 1):
            raise InvalidInputError(name, N_("This is to be a whole number."))
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How an action that has a command of its own is made. `by` is who makes it as a rule.

    `takes_fields` lets the data have every field of the Sector's form besides `keys`.
    """

    what: str
    make: Callable[[On, Given], Command]
    by: Role
    keys: tuple[Key, ...] = ()
    takes_fields: bool = False


def require_known(data: Mapping[str, Any], known: tuple[str, ...]) -> None:
    """Raise InvalidInputError for a key that the action does not know, naming the nearest known."""
    for name in data:
        if name in known:
            continue
        near = get_close_matches(name, known, n=1)
        if near:
            raise InvalidInputError(
                name, N_("The action does not know this; do you mean %(known)s?"), known=near[0]
            )
        raise InvalidInputError(
            name, N_("The action does not know this; it knows %(known)s."), known=known
        )
