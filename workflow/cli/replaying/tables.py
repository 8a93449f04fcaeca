"""One table of a scenario, its keys taken one by one, and the instants that a key may hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from workflow.cli.replaying import names
from workflow.cli.replaying.lines import Lines
from workflow.rules.deadlines import GENEVA

MORNING = dt.time(9)


def near(name: str, known: Iterable[str]) -> str:
    """What is said of an unknown name: the nearest known, or all of them when none is near."""
    options = sorted(set(known))
    found = get_close_matches(name, options, n=1)
    return f"do you mean {found[0]}?" if found else f"there are {', '.join(options)}"


class Table:
    """One table of the file: its keys are taken one by one, what is wrong is noted at its line."""

    def __init__(self, lines: Lines, name: str, number: int, data: Mapping[str, Any]) -> None:
        self.lines, self.name, self.number, self.data = lines, name, number, data

    def fault(self, key: str, what: str) -> None:
        self.lines.fault(self.name, self.number, key, what)

    def only(self, known: Iterable[str]) -> None:
        for key in self.data:
            if key not in set(known):
                self.fault(key, f"unknown key; {near(key, known)}")

    def text(self, key: str, default: str = "") -> str:
        value = self.data.get(key, default)
        if not isinstance(value, str | int) or isinstance(value, bool):
            self.fault(key, "must be a text in quotes")
            return default
        return str(value)

    def one_of(self, key: str, known: Iterable[str], default: str = "", **also: str) -> str:
        value = names.plain(self.text(key, default))
        value = also.get(value, value)
        by_plain = {names.plain(one): one for one in known}
        if value and value not in by_plain:
            self.fault(key, f"unknown {self.text(key)!r}; {near(value, by_plain)}")
            return default
        return by_plain.get(value, "")

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.data.get(key, [])
        value = [value] if isinstance(value, str) else value
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.fault(key, "must be a text or a list of texts")
            return ()
        return tuple(value)

    def many(self, key: str) -> int | tuple[str, ...]:
        value = self.data.get(key, 0)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        return self.texts(key)

    def day(self, key: str) -> dt.date | None:
        value = self.data.get(key)
        try:
            found = dt.date.fromisoformat(value) if isinstance(value, str) else value
        except ValueError:
            found = None
        if isinstance(found, dt.datetime):
            return found.date()
        if not isinstance(found, dt.date):
            self.fault(key, "must be a date: 2026-05-04")
            return None
        return found

    def instant(self, key: str) -> dt.datetime | None:
        value = self.data[key]
        try:
            found = instant(value)
        except ValueError:
            found = None
        if found is None:
            self.fault(key, f"must be an instant such as 2026-05-04T09:00:00Z, not {value!r}")
        return found


def instant(value: Any) -> dt.datetime | None:  # noqa: ANN401 - whatever the file holds
    """The instant meant: without a zone Geneva's time, a bare day nine in the morning there."""
    if isinstance(value, str):
        text = value.strip()
        value = dt.date.fromisoformat(text) if len(text) == len("2026-05-04") else (
            dt.datetime.fromisoformat(text)
        )  # fmt: skip
    if isinstance(value, dt.datetime):
        return (value if value.tzinfo else value.replace(tzinfo=GENEVA)).astimezone(dt.UTC)
    if isinstance(value, dt.date):
        return dt.datetime.combine(value, MORNING, tzinfo=GENEVA).astimezone(dt.UTC)
    return None
