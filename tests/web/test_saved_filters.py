"""Filters that a person keeps: saved under a name, opened, deleted, and nobody else's."""

from __future__ import annotations

import re

import pytest

from tests.world import World
from workflow.handlers.saved_filters import MOST
from workflow.rules.commands.cases import DeleteFilter, SaveFilter
from workflow.rules.errors import InvalidInputError, NotFoundError, NotPermittedError
from workflow.rules.permissions import NOBODY

KEPT = {
    "name": "Our fields",
    "text": "exposure",
    "kind": "new",
    "sort": "age",
    "order": "ascending",
}


def address(page: str, name: str) -> str:
    """Where the saved filter of that name leads."""
    found = re.search(rf'<a href="/en(/case-filters/\d+)"><bdi>{name}</bdi>', page)
    return found.group(1) if found else ""


def test_a_filter_is_saved_opened_and_deleted(world: World) -> None:
    number = world.received()
    browser = world.client("delegate")
    assert "Keep this filter" not in browser.get("/cases").text
    assert "Keep this filter" in browser.find("/cases", "exposure").text
    answer = browser.post("/case-filters", KEPT)
    page = browser.get("/cases").text
    assert answer.headers["Location"] == "/en" + address(page, "Our fields")
    opened = browser.get(address(page, "Our fields")).text
    assert number in opened
    assert 'value="exposure"' in opened
    assert '<option value="new" selected>' in opened
    assert 'aria-sort="ascending"' in opened
    delete = re.findall(r'action="/en(/case-filters/\d+/delete)"', page)
    assert browser.post(delete[0], {}).status_code == 302
    assert "Our fields" not in browser.get("/cases").text


def test_a_filter_is_nobody_elses(world: World) -> None:
    kept = world.act("delegate", SaveFilter(name="Our fields", asked={"text": "exposure"}))
    for who in ("drafter", "officer", "administrator", "stranger"):
        assert "Our fields" not in world.client(who).get("/cases").text
        assert world.client(who).get(f"/case-filters/{kept['filter']}").status_code == 404
        assert (
            world.client(who).post(f"/case-filters/{kept['filter']}/delete", {}).status_code == 404
        )
        with pytest.raises(NotFoundError):
            world.act(who, DeleteFilter(filter_id=kept["filter"]))
    assert "Our fields" in world.client("delegate").get("/cases").text


def test_another_of_the_same_name_takes_its_place(world: World) -> None:
    for text in ("exposure", "satellites"):
        world.act("delegate", SaveFilter(name="Mine", asked={"text": text}))
    world.act("officer", SaveFilter(name="Mine", asked={"text": "all"}))
    browser = world.client("delegate")
    page = browser.get("/cases").text
    assert page.count("<bdi>Mine</bdi>") == 1
    assert 'value="satellites"' in browser.get(address(page, "Mine")).text


def test_without_a_name_nothing_is_lost(world: World) -> None:
    browser = world.client("delegate")
    answer = browser.post("/case-filters", {**KEPT, "name": " "})
    assert answer.status_code == 422
    assert "<details open>" in answer.text
    assert 'id="keep-name-error"' in answer.text
    assert 'name="text" value="exposure"' in answer.text


def test_a_person_keeps_so_many_and_no_more(world: World) -> None:
    for one in range(MOST):
        world.act("delegate", SaveFilter(name=f"Filter {one}", asked={}))
    with pytest.raises(InvalidInputError):
        world.act("delegate", SaveFilter(name="One more", asked={}))
    world.act("delegate", SaveFilter(name="Filter 3", asked={"kind": "new"}))
    answer = world.client("delegate").post("/case-filters", {**KEPT, "name": "One more"})
    assert f"You keep {MOST} filters already; delete one first." in answer.text


def test_nobody_keeps_a_filter_without_an_account(world: World) -> None:
    with pytest.raises(NotPermittedError):
        world.bus.perform(SaveFilter(name="Mine", asked={}), by=NOBODY)


def test_what_is_kept_of_a_page_that_is_no_more_opens_the_table(world: World) -> None:
    world.act("delegate", SaveFilter(name="Old", asked={"state": "gone", "sort": "colour"}))
    browser = world.client("delegate")
    page = browser.get("/cases").text
    assert browser.get(address(page, "Old")).status_code == 200
