"""A proposal is written in the form of its Sector; choosing another loses nothing typed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests import sectors
from tests.web import returned
from tests.world import TEXT, Browser, World
from workflow.store.models import Draft

TYPED = {**TEXT, "member": "XFA", "kind": "new", "language": "en", "shown_sector": "R"}
ONLY_THERE = {"R": "category", "T": "approval_process", "D": "situation"}


@pytest.fixture
def browser(world: World) -> Browser:
    return world.client("delegate")


@pytest.mark.parametrize("code", ["R", "T", "D"])
def test_each_sector_has_its_own_form(world: World, browser: Browser, code: str) -> None:
    page = browser.get(f"/drafts/new?sector={code}").text
    for sector, name in ONLY_THERE.items():
        assert (f'name="{name}"' in page) == (sector == code)


def test_another_form_takes_along_what_was_typed(browser: Browser) -> None:
    answer = browser.post("/drafts/new", {**TYPED, "sector": "D", "show_form": "1"})
    held = returned.held(answer.text)
    assert answer.status_code == 200
    assert (held["title"], held["question_text"]) == (TEXT["title"], TEXT["question_text"])
    assert held["kept:R:scope"] == TEXT["scope"]
    back = browser.post("/drafts/new", {**held, "sector": "R", "shown_sector": "D"})
    assert returned.held(back.text)["scope"] == TEXT["scope"]


def test_a_sector_chosen_without_its_form_is_shown_before_anything_is_saved(
    world: World, browser: Browser
) -> None:
    answer = browser.post("/drafts/new", {**TYPED, "sector": "T"})
    assert answer.status_code == 200
    assert 'name="objectives"' in answer.text
    with world.database.reading() as session:
        assert session.scalars(select(Draft)).all() == []


@pytest.mark.parametrize("code", ["T", "D"])
def test_a_draft_is_saved_for_its_sector_and_a_choice_alone_moves_nothing(
    world: World, browser: Browser, code: str
) -> None:
    stage = sectors.sector(world, code)
    texts = {**sectors.TEXTS[code], "member": "XFA", "kind": "new", "language": "en"}
    saved = browser.post("/drafts/new", {**texts, "sector": code, "shown_sector": code})
    assert saved.status_code == 302
    path = saved.headers["Location"].removeprefix("/en")
    again = browser.post(path, {**texts, "sector": "R", "seen_version": "1", "scope": "Methods."})
    assert again.status_code == 302
    with world.database.reading() as session:
        draft = session.scalars(select(Draft)).one()
    assert (draft.sector, draft.fields.get("scope")) == (code, None)
    assert draft.fields["study_group"] == stage.group
    page = browser.get(path).text
    assert f"ITU-{code}" in page
    assert browser.get(f"{path}/submit").status_code == 200


def test_the_questions_to_choose_from_are_those_of_the_sector(browser: Browser) -> None:
    page = browser.find("/questions-like?sector=D", "exposure").text
    assert "D:Q7/2@2018-2021" in page
    assert "R:239/1" not in page
