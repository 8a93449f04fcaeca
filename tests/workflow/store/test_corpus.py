"""The texts compared: the whole register and the cases the reader may see, always as they stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event

from config import Settings
from tests import rich_world
from tests.database import Templates
from tests.world import TEXT, World
from workflow.cli import loading
from workflow.rules.commands.registers import ImportRegister
from workflow.rules.permissions import NOBODY, OPERATOR
from workflow.store.corpus import CorpusCache, Near
from workflow.store.db import Database
from workflow.store.models import Question


def near(
    world: World, who: str | None, cache: CorpusCache | None = None, **changes: Any
) -> tuple[Near, ...]:
    query = {"title": TEXT["title"], "body": TEXT["question_text"], **changes}
    reader = world.reader(who) if who else NOBODY
    with world.database.reading() as session:
        return (cache or world.services.corpus).near(session, reader=reader, **query)


def keys(found: tuple[Near, ...]) -> list[str]:
    return [one.match.key for one in found]


def test_a_case_is_close_to_those_alone_who_may_see_it(world: World) -> None:
    number = world.submitted()
    key = f"case:{number}"
    seen = {
        who: key in keys(near(world, who))
        for who in ("delegate", "officer", "neighbour", "administrator", "rag_chair", None)
    }
    assert seen == {
        "delegate": True, "officer": True, "neighbour": False, "administrator": False,
        "rag_chair": False, None: False,
    }  # fmt: skip
    world.move("officer", number, "receive")
    assert key in keys(near(world, "neighbour"))


def test_what_a_reader_may_not_see_takes_no_place_and_changes_no_score(world: World) -> None:
    before = near(world, "neighbour", most=2)
    for _ in range(3):
        world.submitted()
    assert near(world, "neighbour", most=2) == before


def test_a_withdrawn_proposal_and_a_draft_are_compared_with_nothing(world: World) -> None:
    number = world.received()
    world.draft()
    assert f"case:{number}" in keys(near(world, "delegate"))
    world.move("delegate", number, "withdraw")
    assert [key for key in keys(near(world, "delegate")) if key.startswith("case:")] == []


def test_each_text_comes_with_its_body_and_its_reasons(world: World) -> None:
    (first, *_) = near(world, "neighbour")
    assert first.match.key == "question:R:239/1"
    assert (first.sector, first.group, first.label) == ("R", "SG1", "R:239/1")
    assert {"exposure", "human"} <= {word.casefold() for word in first.match.shared_terms}
    assert len(first.digest) == 64


def imported(world: World, title: str, status: str = "in force") -> None:
    header = ",".join(one.key for one in Question.__table__.columns if one.key != "case_id")
    row = f"R:239/1,R,SG1,R:239/1,,{title},,,,,,{status},,,,0,test"
    command = ImportRegister(register="questions", text=f"{header}\n{row}\n")
    world.later(minutes=1)
    world.bus.perform(command, by=OPERATOR)


@pytest.mark.parametrize("status", ["in force", "suppressed"])
def test_a_changed_register_is_compared_anew_as_after_a_restart(world: World, status: str) -> None:
    assert keys(near(world, "neighbour"))[0] == "question:R:239/1"
    imported(world, "Lighting of mountain huts at night by gas lamps in winter", status)
    assert "question:R:239/1" not in keys(near(world, "neighbour"))
    assert near(world, "neighbour") == near(world, "neighbour", CorpusCache())


def test_a_question_that_enters_the_register_is_compared_from_then_on(world: World) -> None:
    near(world, "neighbour")
    rich_world.STORIES["in force"](world)
    assert "question:R:240/1" in keys(near(world, "neighbour"))
    assert near(world, "neighbour") == near(world, "neighbour", CorpusCache())


def test_as_many_queries_for_many_cases_as_for_one(world: World) -> None:
    statements: list[str] = []
    event.listen(
        world.database.engine, "before_cursor_execute", lambda *one: statements.append(one[2])
    )
    reader = world.reader("officer")
    counts = []
    for _ in range(3):
        world.received()
        statements.clear()
        with world.database.reading() as session:
            found = world.services.corpus.near(
                session, title=TEXT["title"], body="", reader=reader, most=20
            )
        counts.append(
            (len([one for one in found if one.match.key.startswith("case:")]), len(statements))
        )
    assert [cases for cases, _ in counts] == [1, 2, 3]
    assert counts[1][1] == counts[2][1] > 0


@pytest.fixture(scope="module")
def register(templates: Templates) -> Iterator[Database]:
    """The whole register as it is shipped."""
    with templates.copy("sqlite") as url:
        loading.prepare(Settings(database_url=url))
        database = Database(url)
        yield database
        database.dispose()


def found_in(register: Database, title: str, body: str = "") -> tuple[Near, ...]:
    with register.reading() as session:
        return CorpusCache().near(session, title=title, body=body, reader=NOBODY, most=8)


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (TEXT["title"], TEXT["question_text"]),
        ("Measurement of human exposure to EMF near base stations", ""),
        ("Human exposure to electromagnetic fields from adaptive antennas", "Which methods apply?"),
    ],
)
def test_a_proposal_on_exposure_finds_its_twins_in_all_three_sectors(
    register: Database, title: str, body: str
) -> None:
    found = found_in(register, title, body)
    twins = {key.partition("@")[0] for key in keys(found)}
    assert {"question:R:239/1", "question:T:Q3/5", "question:D:Q7/2"} <= twins
    assert {one.sector for one in found} == {"R", "T", "D"}


def test_the_same_question_asked_twice_gets_the_same_answer(register: Database) -> None:
    answers = {found_in(register, TEXT["title"], TEXT["question_text"]) for _ in range(2)}
    assert len(answers) == 1
