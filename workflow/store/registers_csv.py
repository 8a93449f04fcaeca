"""Reading registers from CSV text: every row checked, each fault named by line and column."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LONGEST = 4000
HIDDEN = re.compile("[\u0000-\u0008\u000b-\u001f\u007f\u200b\u202a-\u202e\u2066-\u2069]")
Value = str | bool | dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: whether it must be filled, and what may stand in it."""

    required: bool = False
    kind: str = "text"
    choices: tuple[str, ...] = ()
    pattern: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong, at which line of the file (the header is line 1) and in which column."""

    line: int
    column: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The rows of a register, and what is wrong in the file."""

    rows: tuple[Mapping[str, Value], ...]
    faults: tuple[Fault, ...]


_NEEDED, _FREE = Column(required=True), Column()
_YES_NO = Column(required=True, kind="yes_no")
_DATE = Column(kind="date")
_ORIGIN = {"from_memory": _YES_NO, "source": _NEEDED}
_SECTOR = Column(required=True, choices=("R", "T", "D", "X"))

REGISTERS: Mapping[str, Mapping[str, Column]] = {
    "member-states": {
        "code": Column(required=True, pattern=r"[A-Z]{1,4}"),
        "kind": Column(required=True, choices=("member_state", "palestine", "fictional")),
        "name_en": _NEEDED,
        "name_ar": _NEEDED,
        "name_es": _NEEDED,
        "name_fr": _NEEDED,
        "name_ru": _NEEDED,
        "name_zh": _NEEDED,
        "region": Column(choices=("", "A", "B", "C", "D", "E")),
        "may_vote": _YES_NO,
        **_ORIGIN,
    },
    "member-categories": {
        "member": _NEEDED,
        "category": Column(required=True, choices=("ldc", "lldc", "sids", "economy_in_transition")),
        "from_on": _DATE,
        "until_on": _DATE,
        **_ORIGIN,
    },
    "bodies": {
        "id": Column(required=True, pattern=r"[RTDX]:\S.*"),
        "sector": _SECTOR,
        "code": _NEEDED,
        "name": _NEEDED,
        "parent": _FREE,
        **_ORIGIN,
    },
    "questions": {
        "id": _NEEDED,
        "sector": _SECTOR,
        "study_group": _FREE,
        "number": _NEEDED,
        "period": _FREE,
        "title_en": _FREE,
        "title_ar": _FREE,
        "title_es": _FREE,
        "title_fr": _FREE,
        "title_ru": _FREE,
        "title_zh": _FREE,
        "status": Column(
            required=True, choices=("in force", "superseded", "suppressed", "unknown")
        ),
        "status_note": _FREE,
        "text": _FREE,
        "text_kind": _FREE,
        **_ORIGIN,
    },
    "areas": {
        "id": _NEEDED,
        "name": _NEEDED,
        "sectors": _FREE,
        "evidence": _FREE,
        **_ORIGIN,
    },
    "resolutions": {
        "id": _NEEDED,
        "sector": _SECTOR,
        "title": _NEEDED,
        "dated": _FREE,
        **_ORIGIN,
    },
}
"""Each register's columns, in the order of its file."""

_KEYS = {"member-states": ("code",), "member-categories": ("member", "category", "from_on")}


def key_of(register: str) -> tuple[str, ...]:
    """The columns that tell a register's rows apart."""
    return _KEYS.get(register, ("id",))


def read_file(register: str, path: Path) -> Reading:
    """Read a file; one that is not UTF-8 has a fault in line 1."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        fault = Fault(line=1, column="", what=f"not UTF-8 at byte {error.start}")
        return Reading(rows=(), faults=(fault,))
    return read_rows(register, text)


def read_rows(register: str, text: str) -> Reading:
    """Read a register; its rows are to be used only when there is no fault."""
    if register not in REGISTERS:
        known = ", ".join(REGISTERS)
        fault = Fault(line=1, column="", what=f"no register {register!r}; there are {known}")
        return Reading(rows=(), faults=(fault,))
    columns = REGISTERS[register]
    lines = csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    rows: list[Mapping[str, Value]] = []
    faults: list[Fault] = []
    seen: dict[tuple[Any, ...], int] = {}
    try:
        faults += _header_faults(next(lines, []), columns)
        if not faults:
            start = lines.line_num + 1
            for cells in lines:
                if cells:
                    row, found = _row(cells, columns, start)
                    faults += found or _twice(register, row, seen, start)
                    rows.append(row)
                start = lines.line_num + 1
    except csv.Error as error:
        faults.append(Fault(line=lines.line_num, column="", what=str(error)))
    return Reading(rows=tuple(rows), faults=tuple(faults))


def _header_faults(header: list[str], columns: Mapping[str, Column]) -> list[Fault]:
    missing = [name for name in columns if name not in header]
    unknown = [name for name in header if name not in columns]
    faults = [Fault(line=1, column=name, what="this column is missing") for name in missing]
    faults += [Fault(line=1, column=name, what="unknown column") for name in unknown]
    if not faults and header != list(columns):
        order = ",".join(columns)
        faults.append(Fault(line=1, column=header[0], what=f"the columns stand in order {order}"))
    return faults


def _row(
    cells: list[str], columns: Mapping[str, Column], line: int
) -> tuple[dict[str, Value], list[Fault]]:
    if len(cells) != len(columns):
        what = f"{len(cells)} values for {len(columns)} columns"
        return {}, [Fault(line=line, column="", what=what)]
    row: dict[str, Value] = {}
    faults: list[Fault] = []
    for (name, column), cell in zip(columns.items(), cells, strict=True):
        value, what = _value(cell.strip(), column)
        row[name] = value
        if what:
            faults.append(Fault(line=line, column=name, what=what))
    return row, faults


def _value(cell: str, column: Column) -> tuple[Value, str]:
    what = ""
    value: Value = cell
    if column.required and not cell:
        what = "must be filled"
    elif len(cell) > LONGEST:
        what = f"longer than {LONGEST} characters"
    elif HIDDEN.search(cell):
        what = "holds a control character or a hidden direction mark"
    elif column.choices and cell not in column.choices:
        what = f"must be one of {', '.join(one for one in column.choices if one)}"
    elif column.pattern and not re.fullmatch(column.pattern, cell):
        what = f"{cell!r} has not the form of this column"
    elif column.kind == "yes_no":
        value = cell == "1"
        what = "" if cell in ("0", "1") else "must be 0 or 1"
    elif column.kind == "date":
        value, what = _date(cell)
    return value, what


def _date(cell: str) -> tuple[dt.date | None, str]:
    if not cell:
        return None, ""
    try:
        return dt.date.fromisoformat(cell), ""
    except ValueError:
        return None, f"{cell!r} is not a date such as 2026-11-24"


def _twice(
    register: str, row: Mapping[str, Value], seen: dict[tuple[Any, ...], int], line: int
) -> list[Fault]:
    names = key_of(register)
    key = tuple(row[name] for name in names)
    if key in seen:
        what = f"stands already in line {seen[key]}"
        return [Fault(line=line, column=names[0], what=what)]
    seen[key] = line
    return []
