"""Reading registers from CSV text: every row checked, each fault named by line and column."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.rules.errors import Said
from workflow.rules.language_marks import N_
from workflow.store.models import MemberState

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
    of: str = ""
    """The register whose key it names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong, at which line of the file (the header is line 1) and in which column."""

    line: int
    column: str
    what: Said


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
        "member": Column(required=True, of="member-states"),
        "category": Column(required=True, choices=("ldc", "lldc", "sids", "economy_in_transition")),
        "from_on": _DATE,
        "until_on": _DATE,
        **_ORIGIN,
    },
    "sector-members": {
        "code": Column(required=True, pattern=r"SM:[A-Z0-9][A-Z0-9-]*"),
        "name": _NEEDED,
        "sectors": Column(required=True, pattern=r"[RTD](,[RTD]){0,2}"),
        "member": Column(required=True, of="member-states"),
        "fictional": _YES_NO,
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
    "holidays": {"day": Column(required=True, kind="date"), "name": _NEEDED, **_ORIGIN},
}
"""Each register's columns, in the order of its file."""

FICTIONAL = re.compile("XF[A-Z]")
"""Codes that no real member has: for demonstration and tests only."""

CONTRADICTIONS: Mapping[str, tuple[tuple[str, Said, Callable[[Mapping[str, Any]], bool]], ...]] = {
    "member-states": (
        (
            "may_vote",
            Said(N_("a participant under Res. 99 has no vote")),
            lambda row: row["kind"] == "palestine" and row["may_vote"],
        ),
        (
            "code",
            Said(N_("the codes XFA to XFZ are those of fictional members, and of no other")),
            lambda row: (row["kind"] == "fictional") != bool(FICTIONAL.fullmatch(row["code"])),
        ),
    ),
    "sector-members": (
        (
            "fictional",
            Said(N_("a fictional Sector Member is of a fictional Member State, and no other is")),
            lambda row: row["fictional"] != bool(FICTIONAL.fullmatch(row["member"])),
        ),
    ),
    "member-categories": (
        (
            "until_on",
            Said(N_("the last day lies before the first")),
            lambda row: bool(
                row["from_on"] and row["until_on"] and row["until_on"] < row["from_on"]
            ),
        ),
    ),
}
"""By register: the column at fault, what is wrong, and the rows in which it is."""

_KEYS = {
    "member-states": ("code",),
    "sector-members": ("code",),
    "holidays": ("day",),
    "member-categories": ("member", "category", "from_on"),
}


def key_of(register: str) -> tuple[str, ...]:
    """The columns that tell a register's rows apart."""
    return _KEYS.get(register, ("id",))


Known = Mapping[str, frozenset[str]]
"""By register, the keys that it holds already and that another may name."""


def known_keys(session: Session, register: str) -> Known:
    """What the rows of a register may name in others."""
    of = {column.of for column in REGISTERS.get(register, {}).values() if column.of}
    if "member-states" not in of:
        return {}
    return {"member-states": frozenset(session.scalars(select(MemberState.code)))}


def read_file(register: str, path: Path, *, known: Known) -> Reading:
    """Read a file; one that is not UTF-8 has a fault in line 1."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        fault = Fault(
            line=1, column="", what=Said(N_("not UTF-8 at byte %(byte)s"), {"byte": error.start})
        )
        return Reading(rows=(), faults=(fault,))
    return read_rows(register, text, known=known)


def read_rows(register: str, text: str, *, known: Known) -> Reading:
    """Read a register; its rows are to be used only when there is no fault."""
    if register not in REGISTERS:
        names = ", ".join(REGISTERS)
        what = Said(
            N_("no register %(name)s; there are %(names)s"), {"name": register, "names": names}
        )
        fault = Fault(line=1, column="", what=what)
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
                    found = found or _misfits(register, row, columns, known, start)
                    faults += found or _twice(register, row, seen, start)
                    rows.append(row)
                start = lines.line_num + 1
    except csv.Error as error:
        faults.append(
            Fault(
                line=lines.line_num,
                column="",
                what=Said(N_("not CSV: %(error)s"), {"error": str(error)}),
            )
        )
    return Reading(rows=tuple(rows), faults=tuple(faults))


def _header_faults(header: list[str], columns: Mapping[str, Column]) -> list[Fault]:
    missing = [name for name in columns if name not in header]
    unknown = [name for name in header if name not in columns]
    faults = [
        Fault(line=1, column=name, what=Said(N_("this column is missing"))) for name in missing
    ]
    faults += [Fault(line=1, column=name, what=Said(N_("unknown column"))) for name in unknown]
    if not faults and header != list(columns):
        what = Said(N_("the columns stand in the order %(order)s"), {"order": ",".join(columns)})
        faults.append(Fault(line=1, column=header[0], what=what))
    return faults


def _row(
    cells: list[str], columns: Mapping[str, Column], line: int
) -> tuple[dict[str, Value], list[Fault]]:
    if len(cells) != len(columns):
        counts = {"values": len(cells), "columns": len(columns)}
        what = Said(N_("values: %(values)s, columns: %(columns)s"), counts)
        return {}, [Fault(line=line, column="", what=what)]
    row: dict[str, Value] = {}
    faults: list[Fault] = []
    for (name, column), cell in zip(columns.items(), cells, strict=True):
        value, wrong = _value(cell.strip(), column)
        row[name] = value
        if wrong:
            faults.append(Fault(line=line, column=name, what=wrong))
    return row, faults


def _value(cell: str, column: Column) -> tuple[Value, Said | None]:
    what: Said | None = None
    value: Value = cell
    if column.required and not cell:
        what = Said(N_("must be filled"))
    elif len(cell) > LONGEST:
        what = Said(N_("longer than %(most)s characters"), {"most": LONGEST})
    elif HIDDEN.search(cell):
        what = Said(N_("holds a control character or a hidden direction mark"))
    elif column.choices and cell not in column.choices:
        choices = ", ".join(one for one in column.choices if one)
        what = Said(N_("must be one of %(choices)s"), {"choices": choices})
    elif column.pattern and not re.fullmatch(column.pattern, cell):
        what = Said(N_("%(value)s has not the form of this column"), {"value": cell})
    elif column.kind == "yes_no":
        value = cell == "1"
        what = None if cell in ("0", "1") else Said(N_("must be 0 or 1"))
    elif column.kind == "date":
        value, what = _date(cell)
    return value, what


def _date(cell: str) -> tuple[dt.date | None, Said | None]:
    if not cell:
        return None, None
    try:
        return dt.date.fromisoformat(cell), None
    except ValueError:
        return None, Said(N_("%(value)s is not a date such as 2026-11-24"), {"value": cell})


def _misfits(
    register: str,
    row: Mapping[str, Any],
    columns: Mapping[str, Column],
    known: Known,
    line: int,
) -> list[Fault]:
    """What no value shows alone: a name nobody bears, values that contradict each other."""
    faults = [
        Fault(
            line=line,
            column=name,
            what=Said(
                N_("%(value)s is not in the register %(register)s"),
                {"value": str(row[name]), "register": column.of},
            ),
        )
        for name, column in columns.items()
        if column.of and row[name] not in known.get(column.of, ())
    ]
    return faults + [
        Fault(line=line, column=name, what=what)
        for name, what, misfits in CONTRADICTIONS.get(register, ())
        if misfits(row)
    ]


def _twice(
    register: str, row: Mapping[str, Value], seen: dict[tuple[Any, ...], int], line: int
) -> list[Fault]:
    names = key_of(register)
    key = tuple(row[name] for name in names)
    if key in seen:
        what = Said(N_("stands already in line %(other)s"), {"other": seen[key]})
        return [Fault(line=line, column=names[0], what=what)]
    seen[key] = line
    return []
