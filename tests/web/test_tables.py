"""The table of cases as CSV and XLSX: the rows of the page, in the reader's language, computing nothing."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from html import unescape

import pytest
from openpyxl import Workbook, load_workbook

from tests.scene import Opened, Scene
from tests.web.access_table import ROLES
from tests.web.test_secrets import cases_told
from tests.world import Browser, World
from workflow.documents.tables import FORMULA, Table, as_csv, as_xlsx

Rows = list[list[object]]


def lines(browser: Browser, query: str = "") -> list[list[str]]:
    """The CSV file, line by line."""
    answer = browser.get(f"/case-table/csv{query}")
    assert answer.mimetype == "text/csv"
    assert answer.data.startswith("\ufeff".encode())
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def book(browser: Browser, query: str = "") -> Workbook:
    """The XLSX file, opened."""
    answer = browser.get(f"/case-table/xlsx{query}")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=cases-")
    return load_workbook(io.BytesIO(answer.data))


def cells(found: Workbook) -> Rows:
    return [[cell.value for cell in row] for row in found.active.iter_rows()]


def test_both_files_hold_what_the_page_shows(world: World) -> None:
    number = world.received()
    browser = world.client("officer")
    head, row = lines(browser)
    assert head[:4] == ["Case", "Title", "Proposed by", "Kind"]
    assert row[:4] == [
        number,
        "Assessment of human exposure to electromagnetic fields near radio stations",
        "Republic of Almaria",
        "new Question",
    ]
    assert row[6] == "0"
    assert row[7] == "2026-03-16 23:59"
    whole = cells(book(browser))
    assert whole[0] == head
    assert whole[1][:4] == row[:4]
    assert whole[1][6] == 0
    assert whole[1][7] == dt.datetime(2026, 3, 16, 23, 59)  # noqa: DTZ001 - a cell bears no zone
    assert "Received, being screened" in str(whole[1][5])


def test_the_filters_and_the_order_of_the_page_hold_for_the_files(world: World) -> None:
    first = world.received()
    second = world.received(title="Another subject altogether")
    browser = world.client("officer")
    assert [row[0] for row in lines(browser, "?sort=number&order=ascending")[1:]] == [first, second]
    assert [row[0] for row in cells(book(browser, "?sort=title&order=ascending"))[1:]] == [
        second,
        first,
    ]
    page = browser.find("/cases", "another", kind="new").text
    (link,) = re.findall(r'href="/en(/case-table/csv\?kind=new&amp;words=[^"]+)"', page)
    assert [
        row[0] for row in lines(browser, unescape(link).removeprefix("/case-table/csv"))[1:]
    ] == [second]


@pytest.mark.parametrize("role", [one for one in ROLES if one != "anonymous"])
def test_the_files_hold_the_rows_the_reader_sees_and_no_other(
    prepared: tuple[Scene, Opened], role: str
) -> None:
    browser = prepared[1].client(role)
    seen = cases_told(browser.get("/cases").text)
    assert sorted(row[0] for row in lines(browser)[1:]) == seen
    assert sorted(str(row[0]) for row in cells(book(browser))[1:]) == seen


@pytest.mark.parametrize(
    ("language", "first"),
    [("ar", "الملف"), ("es", "Expediente"), ("fr", "Dossier"), ("ru", "Дело"), ("zh", "案卷")],
)
def test_the_columns_are_named_in_the_readers_language(
    world: World, language: str, first: str
) -> None:
    number = world.received()
    browser = world.client("officer", language)
    head, row = lines(browser)
    assert (head[0], row[0]) == (first, number)
    assert "Until" not in head
    sheet = book(browser).active
    assert bool(sheet.sheet_view.rightToLeft) == (language == "ar")


@pytest.mark.parametrize("begun", FORMULA)
def test_no_cell_is_computed(begun: str) -> None:
    typed = f"{begun}1+1"
    table = Table(title="T", columns=("a", "b"), rows=((typed, -1),), right_to_left=False)
    (_head, row) = csv.reader(io.StringIO(as_csv(table).decode("utf-8-sig"), newline=""))
    assert row == [f"'{typed}", "-1"]
    sheet = load_workbook(io.BytesIO(as_xlsx(table))).active
    assert sheet["A2"].data_type == "s"
    assert str(sheet["A2"].value).endswith("1+1")
    assert sheet["B2"].value == -1


def test_a_title_that_looks_like_a_formula_or_a_link_stays_text(world: World) -> None:
    world.received(title='=HYPERLINK("http://example.org")')
    browser = world.client("officer")
    assert lines(browser)[1][1].startswith("'=HYPERLINK")
    answer = browser.get("/case-table/xlsx")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet.lower()


def test_an_empty_table_is_a_file_with_its_head(world: World) -> None:
    browser = world.client("officer")
    assert len(lines(browser)) == 1
    assert len(cells(book(browser))) == 1
    assert "CSV" not in browser.get("/cases").text
