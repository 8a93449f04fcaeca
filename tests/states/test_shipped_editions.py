"""The editions that come with the program are sound; no rule and no number of theirs is without a paragraph."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from states import loader
from states.definition import Role
from tests.facts import free_for
from tests.states import trial
from workflow.pages import procedures
from workflow.rules import engine
from workflow.store import editions

SHIPPED = loader.shipped()
DECIMAL = re.compile(r"\d*\.?\d+")
MARK = "default of this installation, to be confirmed"


def tables(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every [[table]] of an edition."""
    for name, found in tomllib.loads(text).items():
        if isinstance(found, list):
            yield from ((name, row) for row in found)


def numbers(value: Any) -> list[Any]:
    """Every number in a value, also one in quotes or in a list."""
    if isinstance(value, dict):
        return [number for one in value.values() for number in numbers(one)]
    if isinstance(value, list):
        return [number for one in value for number in numbers(one)]
    if isinstance(value, str):
        return [value] if DECIMAL.fullmatch(value) else []
    return [] if isinstance(value, bool) else [value]


def test_every_edition_is_shipped_and_named_after_its_file() -> None:
    assert list(SHIPPED) == [
        "allocation_2022",
        "question_d_2022",
        "question_r_2023",
        "question_t_2022",
    ]
    assert {key: one.key for key, one in editions.shipped().items()} == {
        key: key for key in SHIPPED
    }


@pytest.mark.parametrize("key", SHIPPED)
def test_a_shipped_edition_has_no_fault(key: str) -> None:
    assert trial.faults(SHIPPED[key], f"{key}.toml") == ()


@pytest.mark.parametrize("key", SHIPPED)
def test_no_row_and_no_number_stands_without_its_paragraph(key: str) -> None:
    found = list(tables(SHIPPED[key]))
    bare = [
        (table, row)
        for table, row in found
        if (table != "state" or numbers(row)) and not row.get("basis", {}).get("text", "").strip()
    ]
    assert bare == []
    assert (
        sum(bool(numbers(row)) for _, row in found)
        == {
            "allocation_2022": 6,  # three periods, the number of referrals, the composition and a quorum of ISCG
            "question_d_2022": 9,  # a period, three consultations, two reminders, three steps with a number
            "question_r_2023": 9,  # two periods, five consultations (two of an option), two reminders
            "question_t_2022": 10,  # a period, two consultations, two reminders, five steps with a number
        }[key]
    )


@pytest.mark.parametrize("key", SHIPPED)
def test_what_was_not_read_is_marked_in_the_file_and_on_the_page(key: str) -> None:
    text, edition = SHIPPED[key], editions.shipped()[key]
    head = " ".join(line.strip("# ") for line in text.split("\n") if line.startswith("#"))
    assert f'every page that applies it says "{MARK}"' in head
    page = procedures.procedure_page(editions.shipped()[key], "en")
    assert [(row.basis, row.basis_read) for row in page.rows] == [
        (row.basis.text, row.basis.read) for row in edition.actions
    ]
    assert [(one.basis, one.basis_read) for one in page.numbers] == [
        (one.basis.text, one.basis.read) for one in (*edition.deadlines, *edition.consultations)
    ]


@pytest.mark.parametrize("key", SHIPPED)
def test_practice_and_defaults_of_the_installation_were_not_read_anywhere(key: str) -> None:
    edition = editions.shipped()[key]
    rules = (*edition.actions, *edition.deadlines, *edition.consultations, *edition.checklist)
    own = [one.basis for one in rules if "this installation" in one.basis.text]
    assert own
    assert not any(one.read for one in own)


@pytest.mark.parametrize("key", SHIPPED)
def test_an_offer_carries_the_mark(key: str) -> None:
    edition = editions.shipped()[key]
    for action in edition.actions:
        facts = free_for([need.guard for need in action.needs], state=action.source[0])
        found = engine.offers(edition, facts, set(action.by))
        offer = next(one for one in found if one.action == action.name)
        assert (offer.basis, offer.basis_read) == (action.basis.text, action.basis.read)


@pytest.mark.parametrize("key", SHIPPED)
def test_a_person_s_row_and_the_clock_s_are_never_one(key: str) -> None:
    for action in editions.shipped()[key].actions:
        assert Role.CLOCK not in action.by or action.by == (Role.CLOCK,)
        assert Role.CLOCK not in action.by or not action.asks


@pytest.mark.parametrize("key", SHIPPED)
def test_a_state_before_the_announcement_is_never_shown_as_itself(key: str) -> None:
    hidden = {one.name for one in editions.shipped()[key].states if one.shown_as}
    results = {one.name for one in editions.shipped()[key].states if "conditions" in one.name}
    assert results <= hidden
