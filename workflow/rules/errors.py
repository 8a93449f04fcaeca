"""Refusals and the exceptions that carry them; `workflow/web/errors.py` alone turns them into pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Said:
    """Words within a sentence that are translated where the sentence is."""

    message: str
    params: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        """In English, as the command line tells it."""
        return self.message % self.params if self.params else self.message


Value = str | int | tuple[str, ...] | Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a guard does not let an action through: a sentence to translate, its values, its paragraph.

    `plural` is the sentence for other numbers than one, where it counts something: then the value
    `num` is the count. A value of several parts is a tuple; the page puts the commas of its language.
    """

    guard: str
    message: str
    plural: str = ""
    params: Mapping[str, Value] = field(default_factory=dict)
    basis: str = ""


class IntersectorError(Exception):
    """A request that cannot be carried out; nothing was stored."""


class NotFoundError(IntersectorError):
    """There is no such thing, or the reader may not know that there is."""


class GoneError(IntersectorError):
    """It was open once and is no more; nothing tells why, or what it was."""


class NotPermittedError(IntersectorError):
    """The person does not hold the role that the action is kept for."""

    def __init__(self, needed: tuple[str, ...] = ()) -> None:
        super().__init__(f"kept for {', '.join(needed) or 'others'}")
        self.needed = needed


class ActionNotOfferedError(IntersectorError):
    """The state the run is in does not know this action."""

    def __init__(self, action: str, state: str) -> None:
        super().__init__(f"{action} is not offered from {state}")
        self.action = action
        self.state = state


class ActionRefusedError(IntersectorError):
    """The action exists and the role is right, but something is missing."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        super().__init__("; ".join(refusal.guard for refusal in refusals))
        self.refusals = refusals


class InvalidInputError(IntersectorError):
    """What was typed cannot be stored; names the field so that the form can show the sentence there."""

    def __init__(self, field_name: str, message: str, **params: Value) -> None:
        super().__init__(f"{field_name}: {message % params if params else message}")
        self.field_name = field_name
        self.message = message
        self.params = params


class StaleError(IntersectorError):
    """Somebody acted since the page was shown. `happened` is the kind of the newest event."""

    def __init__(self, *, seen: int, current: int, happened: str = "") -> None:
        super().__init__(f"seen version {seen}, current version {current}")
        self.seen = seen
        self.current = current
        self.happened = happened


class StorageBusyError(IntersectorError):
    """The database could not take the change (locked or full); nothing was stored."""
