"""One table of an edition while it is read: takes keys out, and says which were wrong or left over."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from states.definition import Basis, Need, Period, Role
from states.faults import Faults

NAME = re.compile(r"[a-z][a-z0-9_]*")
"""States, actions, deadlines and fields: small letters, as they stand in addresses and events."""
CODE = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
"""Consultation rules, checklist items and choices, which keep the capitals people know them by."""
PERIOD_UNITS = ("months", "days", "working_days")
LONGEST = 1000
NUMBERS = ("at_least", "months")
"""What a guard takes as a number."""
REQUIRED = object()
E = TypeVar("E", bound=StrEnum)


class Table:
    """The *number*-th table of that name; knows the guards and roles that may be named in it."""

    def __init__(
        self,
        faults: Faults,
        table: str,
        number: int,
        row: Mapping[str, Any],
        *,
        guards: Mapping[str, Collection[str]],
        roles: Collection[str],
    ) -> None:
        self.faults, self.table, self.number, self.row = faults, table, number, dict(row)
        self.guards, self.roles = guards, roles
        self._unreadable: set[str] = set()

    def fault(self, key: str, what: str) -> None:
        """Note a fault of this table; of a value that could not be read, nothing more is said."""
        if key not in self._unreadable:
            self.faults.add(self.table, key, what, self.number)

    def take(self, key: str, kind: type, default: Any = REQUIRED) -> Any:  # noqa: ANN401 - any TOML value
        """The value of *key*, of that kind; the default when it may be missing."""
        if key not in self.row:
            if default is REQUIRED:
                return self._read_nothing(key, kind, "missing")
            return default
        value = self.row.pop(key)
        if type(value) is not kind:
            return self._read_nothing(key, kind, f"must be {kind.__name__}")
        return value

    def _read_nothing(self, key: str, kind: type, what: str) -> Any:  # noqa: ANN401 - see take
        self.fault(key, what)
        self._unreadable.add(key)
        return kind()

    def name(self, key: str, shape: re.Pattern[str] = NAME) -> str:
        """A name of that shape."""
        value: str = self.take(key, str)
        if not shape.fullmatch(value):
            letters = "small letters" if shape is NAME else "letters"
            self.fault(key, f"must be written in {letters}, digits and _: {value!r}")
        return value

    def names(
        self,
        key: str,
        default: Any = REQUIRED,  # noqa: ANN401 - see take
        *,
        among: Collection[str] | None = None,
        what: str = "",
    ) -> tuple[str, ...]:
        """A list of names, each once; `among` are the known ones, `what` is what they name."""
        value = self.take(key, list, default)
        if not all(isinstance(one, str) for one in value):
            self._read_nothing(key, tuple, "must be a list of names")
            return ()
        for one in dict.fromkeys(value):
            if among is not None and one not in among:
                self.fault(key, f"unknown {what} {one}")
            if value.count(one) > 1:
                self.fault(key, f"{one} stands twice")
        return tuple(value)

    def role(self, key: str) -> Role | None:
        """A role, or nothing."""
        name = self.take(key, str, default=None)
        if name is None:
            return None
        if name not in self.roles:
            self.fault(key, f"unknown role {name}")
            return None
        return Role(name)

    def roles_of(self, key: str) -> tuple[Role, ...]:
        """Roles, or none."""
        names = self.names(key, default=(), among=self.roles, what="role")
        return tuple(Role(name) for name in names if name in set(Role))

    def days(self) -> tuple[int, ...]:
        """Numbers of days, the largest first."""
        days = self.take("days", list)
        numbers = all(type(one) is int and 0 < one <= LONGEST for one in days)
        if not days or not numbers or days != sorted(set(days), reverse=True):
            self.fault("days", f"give numbers from {LONGEST} to 1, the largest first")
            return ()
        return tuple(days)

    def choice(self, key: str, kind: type[E], default: E) -> E:
        """One of the values of an enumeration."""
        name = self.take(key, str, default=default.value)
        if name not in {one.value for one in kind}:
            self.fault(key, f"unknown {kind.__name__.lower()} {name}")
            return default
        return kind(name)

    def one_of(self, key: str, allowed: tuple[str, ...], default: Any = REQUIRED) -> Any:  # noqa: ANN401 - see take
        """One of the *allowed* words."""
        given = key in self.row
        value = self.take(key, str, default)
        if given and value not in allowed:
            self.fault(key, f"must be {', '.join(allowed[:-1])} or {allowed[-1]}")
        return value

    def number_from_zero(self, key: str) -> int:
        """A number that may be left out and is never negative."""
        value: int = self.take(key, int, default=0)
        if value < 0:
            self.fault(key, "must not be negative")
        return value

    def basis(self) -> Basis:
        """Where the rule stands, and whether that was read."""
        if "basis" not in self.row:
            self.fault("basis", "missing")
            return Basis(text="", read=False)
        value = self.row.pop("basis")
        written = value if isinstance(value, dict) else {}
        text, was_read = written.get("text"), written.get("read")
        known = written.keys() == {"text", "read"}
        if not (known and isinstance(text, str) and text.strip() and isinstance(was_read, bool)):
            self.fault("basis", 'write basis = {text = "…", read = true or false}')
            return Basis(text="", read=False)
        return Basis(text=text, read=was_read)

    def needs(self) -> tuple[Need, ...]:
        """The guards, by name or as {guard = …, with its numbers}."""
        found = []
        for one in self.take("needs", list, default=[]):
            written: Mapping[str, Any] = one if isinstance(one, dict) else {"guard": one}
            name = written.get("guard")
            if not isinstance(name, str) or name not in self.guards:
                self.fault("needs", f"unknown guard {name}")
                found.append(Need(guard=str(name)))
                continue
            params = {key: value for key, value in written.items() if key != "guard"}
            for key in sorted(params.keys() ^ set(self.guards[name])):
                self.fault("needs", f"{name} {'takes no' if key in params else 'needs'} {key}")
            for key, value in params.items():
                if key in NUMBERS and not (type(value) is int and 0 < value <= LONGEST):
                    self.fault("needs", f"{key} of {name} must be a number from 1 to {LONGEST}")
                elif not _is_guard_value(value):
                    self.fault("needs", f"{key} of {name} must be a word, a number or names")
            found.append(Need(guard=name, params=params))
        return tuple(found)

    def period(self) -> Period:
        """A length in exactly one unit."""
        given = {unit: self.take(unit, int) for unit in PERIOD_UNITS if unit in self.row}
        if len(given) != 1 or not all(0 < value <= LONGEST for value in given.values()):
            key = next(iter(given), "months")
            self.fault(key, f"give one of months, days, working_days, from 1 to {LONGEST}")
            return Period()
        return Period(**given)

    def end(self) -> None:
        """Name the keys that nobody knows."""
        for key in self.row:
            self.fault(key, "unknown key")


def _is_guard_value(value: object) -> bool:
    if isinstance(value, list):
        return all(isinstance(one, str) for one in value)
    return isinstance(value, (str, int))


def is_word(value: object) -> bool:
    """Whether people can read it."""
    return isinstance(value, str) and bool(value.strip())
