"""No real Member State holds an invented position: the demonstration and the tests know XFA to XFZ only."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select

from config import Settings
from tests import source
from workflow.cli import demonstration
from workflow.rules.permissions import STUDY_GROUP
from workflow.store.db import Database
from workflow.store.models import (
    AppointmentRow,
    Body,
    Case,
    Draft,
    EventRow,
    MemberState,
    ReplyRow,
    SectorMember,
    Sponsorship,
)

FICTIONAL = re.compile(r"XF[A-Z]")
DATA = source.ROOT / "workflow/data"
NAMES_NO_POSITION = {
    # that a demonstration neither offers nor takes one
    source.ROOT / "tests/web/test_real_states.py",
    # what the register itself says
    source.ROOT / "tests/workflow/store/test_registers.py",
}
"""Names a real State's code without a position of that State."""
INVENTED = sorted(
    {*(source.ROOT / "workflow/cli").glob("*.py"), *(source.ROOT / "tests").rglob("*.py")}
    - NAMES_NO_POSITION
)


def register(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


REAL = register("member_states.csv")
CODES = {row["code"] for row in REAL}
NAMES = {
    value for row in REAL for column, value in row.items() if column.startswith("name_") and value
}
NAMED = re.compile(
    rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, NAMES), key=len, reverse=True))})(?!\w)"
)
CODED = re.compile(rf"(?<![^\W_])(?:{'|'.join(sorted(CODES))})(?![^\W_])", re.IGNORECASE)


def strings(file: Path) -> Iterator[str]:
    """Every string of a module but its docstrings."""
    tree = ast.parse(file.read_text("utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docs = {
        ast.get_docstring(one, clean=False) for one in ast.walk(tree) if isinstance(one, documented)
    }
    yield from (one for one in source.words(tree) if one not in docs)


def test_the_fictional_register_is_fictional_and_the_real_one_is_not() -> None:
    invented = register("fictional_member_states.csv")
    assert all(FICTIONAL.fullmatch(row["code"]) and row["kind"] == "fictional" for row in invented)
    assert all("fictional" in row["source"] for row in invented)
    assert not [code for code in CODES if FICTIONAL.fullmatch(code)]
    names = {value for row in invented for key, value in row.items() if key.startswith("name_")}
    assert names & NAMES == set()


@pytest.mark.parametrize("file", INVENTED, ids=lambda one: str(one.relative_to(source.ROOT)))
def test_no_invented_text_names_a_real_member(file: Path) -> None:
    found = [
        (match.group(), words)
        for words in strings(file)
        for match in (*NAMED.finditer(words), *_codes(words))
    ]
    assert found == []


def _codes(words: str) -> Iterator[re.Match[str]]:
    """Codes where one would stand: alone, or at the end of an address such as `delegate.xfa`."""
    if re.fullmatch(r"[A-Z]{3}|[a-z]+\.[a-z]{3}", words):
        yield from CODED.finditer(words)


def test_every_real_member_would_be_found_by_name_and_by_code() -> None:
    for row in REAL:
        for language in ("en", "es", "fr"):
            name = row[f"name_{language}"]
            assert [one.group() for one in NAMED.finditer(f"({name}) agrees")] == [name]
    for code in CODES:
        tree = ast.parse(f"f(member='{code}'); ('submitter', 'member', '{code}')")
        assert list(members(tree)) == [code, code]
        if len(code) == 3:
            address = f"delegate.{code.lower()}"
            assert [one.group() for words in (code, address) for one in _codes(words)] == [
                code,
                code.lower(),
            ]


def members(tree: ast.AST) -> Iterator[str]:
    """Codes that stand as a member's: `member="…"`, or after the place "member"."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "member":
            yield from source.words(node.value)
        row = getattr(node, "elts", None) or getattr(node, "args", None)
        if isinstance(row, list):
            values = [getattr(one, "value", None) for one in row]
            yield from (str(code) for place, code in pairwise(values) if place == "member" and code)


@pytest.mark.parametrize("file", INVENTED, ids=lambda one: str(one.relative_to(source.ROOT)))
def test_no_code_of_a_member_is_a_real_one(file: Path) -> None:
    found = [code for code in members(ast.parse(file.read_text("utf-8"))) if code in CODES]
    assert found == []


def test_every_position_of_the_demonstration_is_a_fictional_member_s(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/demonstration.sqlite"
    demonstration.load(Settings(database_url=url, demonstration=True), reset=False)
    database = Database(url)
    with database.reading() as session:
        own = set(session.scalars(select(SectorMember.code).where(SectorMember.fictional)))
        own |= {code for code in session.scalars(select(Body.id)) if STUDY_GROUP.fullmatch(code)}
        positions = {
            "cases": set(session.scalars(select(Case.proposer))),
            "drafts": set(session.scalars(select(Draft.proposer))),
            "replies": set(session.scalars(select(ReplyRow.member))),
            "sponsors": set(session.scalars(select(Sponsorship.member))),
            "people": set(
                session.scalars(select(AppointmentRow.code).where(AppointmentRow.place == "member"))
            ),
            "events": set(session.scalars(select(EventRow.acting_for)))
            & (CODES | set(session.scalars(select(MemberState.code)))),
        }
    database.dispose()
    assert {
        name: sorted(code for code in codes - own if not FICTIONAL.fullmatch(code))
        for name, codes in positions.items()
    } == {name: [] for name in positions}
    assert positions["cases"]
    assert positions["replies"]
