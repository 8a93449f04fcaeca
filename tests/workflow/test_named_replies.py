"""Replies are published by name only where the edition says so, and only with the result."""

from __future__ import annotations

import dataclasses

import pytest

from states import loader
from states.definition import Procedure
from tests import reading, rich_world
from tests.web.test_letters import letter
from tests.world import World
from workflow.rules.commands.consultations import RecordReply
from workflow.store import editions

REASONS = "Our bands are of another kind."
NAMED = "Kingdom of Borvania"
OFFICE = {"officer", "director"}
READERS = ("delegate", "officer", "director", "officer_tsb", "sg_chair", "rag_chair")
BY_NAME = (
    "Each reply is published with the name of its administration once the result is announced."
)
WITHOUT = "Once the result is announced, totals are published, and no reply by name."


@pytest.fixture
def number(world: World) -> str:
    number = world.consulted()
    rich_world.reply(world, number, "neighbour", "XFB", "object", REASONS)
    return number


@pytest.fixture
def published(world: World, monkeypatch: pytest.MonkeyPatch) -> Procedure:
    """The edition of ITU-R as one that publishes replies by name."""
    edition = editions.shipped()["question_r_2023"]
    rules = tuple(dataclasses.replace(one, names_published=True) for one in edition.consultations)
    named = dataclasses.replace(edition, consultations=rules)
    monkeypatch.setitem(editions._pinned, edition.digest, named)
    return named


def told(world: World, number: str, who: str) -> bool:
    """Whether the reader comes across who replied what, on the page, the case or the API."""
    texts = reading.told(world, number, who)
    assert [path for path, text in texts.items() if "Page not found" in text] == []
    return any(
        f"{NAMED}</bdi> objects" in text or '"position":"object"' in text.replace(" ", "")
        for text in texts.values()
    )


def close(world: World, number: str) -> None:
    world.now = world.consultation(number).closes_at
    world.pass_time()


def announce(world: World, number: str) -> None:
    close(world, number)
    world.move("director", number, "announce_result", reference="CACE/7")


def test_by_default_no_reply_is_told_by_name(world: World, number: str) -> None:
    page = world.client("delegate").get(f"/consultations/{world.consultation(number).id}").text
    assert (WITHOUT in page, BY_NAME in page) == (True, False)
    announce(world, number)
    assert [who for who in READERS if told(world, number, who)] == []
    assert NAMED not in letter(world, number, "result")


@pytest.mark.usefixtures("published")
def test_where_the_edition_says_so_they_stand_with_the_result(world: World, number: str) -> None:
    consultation = world.consultation(number).id
    page = world.client("delegate").get(f"/consultations/{consultation}").text
    assert (WITHOUT in page, BY_NAME in page) == (False, True)
    assert [who for who in READERS if told(world, number, who)] == []
    close(world, number)
    assert {who for who in READERS if told(world, number, who)} == OFFICE
    world.move("director", number, "announce_result", reference="CACE/7")
    assert {who for who in READERS if told(world, number, who)} == set(READERS)
    page = world.client("delegate").get(f"/consultations/{consultation}").text
    assert REASONS in page.partition('id="named"')[2]
    assert f"{NAMED}: objects, with reasons" in letter(world, number, "result")
    visitor = reading.told(world, number, None)
    assert not any(NAMED in text for text in visitor.values())


@pytest.mark.usefixtures("published")
def test_a_reply_that_was_replaced_is_not_published(world: World, number: str) -> None:
    command = RecordReply(
        consultation_id=world.consultation(number).id, member="XFB", position="agree", reasons=""
    )
    world.act("neighbour", command)
    close(world, number)
    world.move("director", number, "announce", reference="CACE/7")
    page = world.client("delegate").get(f"/consultations/{world.consultation(number).id}").text
    part = page.partition('id="named"')[2]
    assert (f"{NAMED}</bdi> agrees" in part, REASONS in part) == (True, False)


def test_an_edition_says_so_in_a_word_of_its_own(published: Procedure) -> None:
    text = loader.shipped()["question_r_2023"]
    read = {"guards": editions.TAKES, "roles": editions.ROLES, "rules": editions.RULES}
    assert {one.names_published for one in loader.read(text, **read).consultations} == {False}
    name = 'name = "R-APPROVE"\n'
    rules = loader.read(text.replace(name, f"{name}names_published = true\n"), **read).consultations
    assert [one.name for one in rules if one.names_published] == ["R-APPROVE"]
    with pytest.raises(loader.EditionError, match="names_published"):
        loader.read(text.replace(name, f'{name}names_published = "yes"\n'), **read)
    assert all(one.names_published for one in published.consultations)
