"""What differs between two editions of a procedure: states, rows, periods, thresholds, and the words for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from states.definition import Action, Procedure

PARTS = (
    "states", "actions", "deadlines", "consultations", "checklist", "fields", "proposers", "options",
    "routes", "reminders",
)  # fmt: skip
NAMES = {"checklist": "code", "proposers": "kind", "reminders": "before"}
"""What tells the tables of a part from each other, where it is not the name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One table that was added, taken out or changed; `keys` are the values that changed.

    `before` and `after` are the tables themselves, None where there is none.
    """

    part: str
    before: Any
    after: Any
    keys: tuple[str, ...] = ()


def compare(before: Procedure, after: Procedure) -> tuple[Change, ...]:
    """Every difference, part by part, in the order of the later edition."""
    found: list[Change] = []
    for part in PARTS:
        old, new = getattr(before, part), getattr(after, part)
        pairs = _rows(old, new) if part == "actions" else _named(old, new, _name_of(part))
        for one, other in pairs:
            keys = _keys(one, other)
            if one is None or other is None or keys:
                found.append(Change(part=part, before=one, after=other, keys=keys))
    return tuple(found)


def _name_of(part: str) -> Callable[[Any], str]:
    return lambda one: str(getattr(one, NAMES.get(part, "name")))


def _keys(one: object, other: object) -> tuple[str, ...]:
    if one is None or other is None:
        return ()
    names = [field.name for field in fields(one)]  # type: ignore[arg-type]
    return tuple(name for name in names if getattr(one, name) != getattr(other, name))


def _named(
    old: Sequence[Any], new: Sequence[Any], name: Callable[[Any], str]
) -> Iterator[tuple[Any, Any]]:
    held = {name(one): one for one in old}
    for one in new:
        yield held.pop(name(one), None), one
    for one in held.values():
        yield one, None


def _rows(old: Sequence[Action], new: Sequence[Action]) -> Iterator[tuple[Any, Any]]:
    """Rows have no name of their own: each is set beside the row of its action that is most like it."""
    left = [one for one in old if one not in new]
    pairs: list[tuple[Action | None, Action | None]] = []
    for one in new:
        if one in old:
            continue
        alike = [other for other in left if other.name == one.name]
        unlike = {len(_keys(other, one)): other for other in reversed(alike)}
        nearest = unlike[min(unlike)] if unlike else None
        if nearest is not None:
            left.remove(nearest)
        pairs.append((nearest, one))
    yield from pairs
    for other in left:
        yield other, None
