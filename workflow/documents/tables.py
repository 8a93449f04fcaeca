"""Tables as files: CSV for programs, XLSX for people, both in the language of their reader."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types
from flask_babel import gettext

from workflow.pages import labels
from workflow.pages.case_table import Row
from workflow.rules import deadlines
from workflow.rules.language_marks import N_

Cell = str | int | dt.datetime | None
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would compute instead of showing it."""
COLUMNS = (
    N_("Case"), N_("Title"), N_("Proposed by"), N_("Kind"), N_("Study group"),
    N_("Where it stands"), N_("Days in this state"), N_("Until"), N_("Meeting"), N_("Submitted"),
)  # fmt: skip
WIDEST = 60
MARGIN = 2
AS_TEXT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
"""What people wrote stays what they wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Named columns and their rows; an instant in a cell is local to Geneva and bears no zone."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    right_to_left: bool


def of_cases(rows: Sequence[Row], language: str) -> Table:
    """The table of cases, with the columns of its page and the member's own words."""
    return Table(
        title=gettext("Cases"),
        columns=tuple(gettext(one) for one in COLUMNS),
        rows=tuple(_of_case(row) for row in rows),
        right_to_left=language in labels.RIGHT_TO_LEFT,
    )


def _of_case(row: Row) -> tuple[Cell, ...]:
    return (
        row.number,
        row.title,
        row.member,
        gettext(row.kind),
        row.study_group,
        "\n".join(f"{procedure}: {state}" for procedure, state, _tone in row.states),
        row.age,
        deadlines.shown_at(row.until).replace(tzinfo=None) if row.until else None,
        "\n".join(
            f"{one.who}, {one.starts_on.isoformat()} – {one.ends_on.isoformat()}"
            for one in row.meetings
        ),
        row.submitted_at.astimezone(deadlines.GENEVA).replace(tzinfo=None),
    )


def as_csv(table: Table) -> bytes:
    """The table as CSV in UTF-8 with its mark, so that spreadsheets read every script.

    No cell begins a formula: an apostrophe stands before what would.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for row in (table.columns, *table.rows):
        writer.writerow([_plain(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> str | int:
    if isinstance(cell, dt.datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, int):
        return cell
    text = cell or ""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def as_xlsx(table: Table) -> bytes:
    """The table as a workbook of one sheet, its direction that of the language."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, AS_TEXT) as book:
        sheet = book.add_worksheet()
        look = {"valign": "top", "reading_order": 2 if table.right_to_left else 0}
        wrapped = book.add_format({**look, "text_wrap": True})
        dated = book.add_format({**look, "num_format": "yyyy-mm-dd hh:mm", "align": "left"})
        head = book.add_format({**look, "bold": True, "bottom": 1})
        if table.right_to_left:
            sheet.right_to_left()
        sheet.freeze_panes(1, 0)
        for at, name in enumerate(table.columns):
            sheet.write_string(0, at, name, head)
        for line, row in enumerate(table.rows, start=1):
            for at, cell in enumerate(row):
                if isinstance(cell, dt.datetime):
                    sheet.write_datetime(line, at, cell, dated)
                elif isinstance(cell, int):
                    sheet.write_number(line, at, cell, wrapped)
                elif cell:
                    sheet.write_string(line, at, cell, wrapped)
        for at, width in enumerate(_widths(table)):
            sheet.set_column(at, at, width)
        sheet.autofilter(0, 0, max(1, len(table.rows)), len(table.columns) - 1)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        book.set_properties({"title": table.title})
    return out.getvalue()


def _widths(table: Table) -> list[int]:
    """How wide each column is, in characters: as its longest line, within bounds."""
    return [
        min(WIDEST, MARGIN + max(_longest(row[at]) for row in (table.columns, *table.rows)))
        for at in range(len(table.columns))
    ]


def _longest(cell: Cell) -> int:
    return max((len(line) for line in str(_plain(cell)).splitlines()), default=0)
