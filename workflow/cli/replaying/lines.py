"""On which line of a scenario a table or a key stands, which the TOML reader does not tell."""

from __future__ import annotations

import re
from dataclasses import dataclass

from states.faults import NOT_STRUCTURE

HEADER = re.compile(r"^\s*\[\[?\s*([\w.\-]+)\s*\]\]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong in a scenario."""

    line: int
    table: str
    key: str
    what: str


class FaultyError(Exception):
    """The file is no scenario; carries every fault found."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(
            "; ".join(f"{one.line} [{one.table}] {one.key}: {one.what}" for one in faults)
        )
        self.faults = faults


class Lines:
    """Looks lines up, and collects the faults found there."""

    def __init__(self, text: str) -> None:
        self.faults: list[Fault] = []
        blanked = NOT_STRUCTURE.sub(lambda found: re.sub(r"[^\n]", "_", found.group()), text)
        self._lines = blanked.splitlines()
        self._parts: dict[tuple[str, int], range] = {}
        self._divide()

    def _divide(self) -> None:
        """The lines of each table, a table within it included."""
        table, number, begins, counted = "", 0, 0, dict[str, int]()
        for at, line in enumerate(self._lines):
            header = HEADER.match(line)
            if header is None or (table and header.group(1).startswith(f"{table}.")):
                continue
            self._parts[table, number] = range(begins, at)
            table, begins = header.group(1), at
            number = counted.get(table, 0)
            counted[table] = number + 1
        self._parts[table, number] = range(begins, len(self._lines))

    def of(self, table: str, number: int, key: str) -> int:
        """The line of the key, or of its table's header where the key is nowhere; from one."""
        part = self._parts.get((table, number), range(1))
        name = re.compile(rf"(?:^\s*|[{{,\s\[.])[\"']?{re.escape(key)}[\"']?\s*[=.\]]")
        for at in part if key else ():
            if name.search(self._lines[at]):
                return at + 1
        return part.start + 1

    def at(self, line: int, what: str) -> Fault:
        """Note a fault of the text itself."""
        self.faults.append(Fault(line=line, table="", key="", what=what))
        return self.faults[-1]

    def fault(self, table: str, number: int, key: str, what: str) -> None:
        """Note what is wrong with a key of the *number*-th table of that name."""
        line = self.of(table, number, key)
        self.faults.append(Fault(line=line, table=table, key=key, what=what))
