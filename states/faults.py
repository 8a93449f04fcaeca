"""What is wrong in an edition, each fault named by file, table, key and the line of the table's header."""

from __future__ import annotations

import re
from dataclasses import dataclass

HEADER = re.compile(r"^\s*\[\[?\s*([\w\-]+(?:\s*\.\s*[\w\-]+)*)\s*\]\]?\s*$")
IN_HEADER = re.compile(r"^\s*\[[\[\s\w.\-\"']*$")
"""What stands before a quoted part of a header on its line."""
NOT_STRUCTURE = re.compile(
    r"""
      "{3}(?:\\.|[^\\])*?"{3}  |  '{3}.*?'{3}
    | "(?:\\.|[^"\\\n])*"     |  '[^'\n]*'
    | \#[^\n]*
    """,
    re.DOTALL | re.VERBOSE,
)
"""Strings and comments: what looks like a header there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong in an edition; `line` is that of the table's header, 1 for the file itself."""

    file: str
    table: str
    key: str
    line: int
    what: str


class EditionError(Exception):
    """The text is not a sound edition; carries every fault found."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(
            "; ".join(
                f"{one.file}:{one.line} [{one.table}] {one.key}: {one.what}" for one in faults
            )
        )
        self.faults = faults


class Faults:
    """Collects the faults of one text."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.found: list[Fault] = []
        self.kept: dict[str, tuple[int, ...]] = {}
        """By table, which of its rows are looked at, where some are left out."""
        self._lines = _header_lines(text)

    def add(self, table: str, key: str, what: str, number: int = 0) -> None:
        """Note a fault in the *number*-th table of that name."""
        lines = self._lines_of(table)
        kept = self.kept.get(table, ())
        number = kept[number] if number < len(kept) else number
        self.add_at(lines[min(number, len(lines) - 1)], table, key, what)

    def add_at(self, line: int, table: str, key: str, what: str) -> None:
        """Note a fault on that line."""
        self.found.append(Fault(file=self.file, table=table, key=key, line=line, what=what))

    def _lines_of(self, table: str) -> list[int]:
        """Where the table begins; the nearest table around it when it has no header of its own."""
        while table and table not in self._lines:
            table = table.rpartition(".")[0]
        return self._lines.get(table, [1])


def _header_lines(text: str) -> dict[str, list[int]]:
    """The lines on which each table's headers stand."""
    lines: dict[str, list[int]] = {}
    bare = NOT_STRUCTURE.sub(_structure, text)
    for number, line in enumerate(bare.split("\n"), start=1):
        found = HEADER.match(line)
        if found:
            lines.setdefault("".join(found.group(1).split()), []).append(number)
    return lines


def _structure(found: re.Match[str]) -> str:
    """What is left of a string or comment: its line ends, or the name that it gives in a header."""
    before = found.string[found.string.rfind("\n", 0, found.start()) + 1 : found.start()]
    if found.group()[0] in "\"'" and IN_HEADER.match(before):
        return found.group().strip("\"'")
    return "\n" * found.group().count("\n")
