"""The page of a procedure draws it: the usual way, and each state with the ways into it and out of it."""

from __future__ import annotations

import re

import pytest

from tests.world import World
from workflow.pages import procedures
from workflow.store import editions

KEYS = sorted(editions.shipped())


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_state_stands_on_the_page_and_every_way_leads_to_one(
    world: World, key: str, language: str
) -> None:
    page = world.client(None, language).get(f"/procedures/{key}").text
    anchors = re.findall(r'<h3 id="([a-z_]+)"', page)
    assert anchors == [state.name for state in editions.shipped()[key].states]
    targets = set(re.findall(r'href="#([a-z_]+)"', page))
    assert targets - {"content", "main"} <= set(anchors)


@pytest.mark.parametrize("key", KEYS)
def test_the_ways_out_of_the_states_are_the_rows_of_the_edition(key: str) -> None:
    edition = editions.shipped()[key]
    drawn = {
        (state.name, way.target, way.basis)
        for state in procedures.procedure_page(editions.shipped()[key], "en").states
        for way in state.ways
    }
    assert drawn == {
        (source, row.target, row.basis.text) for row in edition.actions for source in row.source
    }


def test_the_usual_way_begins_with_the_draft_and_ends_in_force_or_out_of_the_register() -> None:
    page = procedures.procedure_page(editions.shipped()["question_t_2022"], "en")
    ends = [(way.steps[0].label, way.steps[-1].label) for way in page.ways]
    assert ends == [("Draft", "In force"), ("Draft", "Deleted")]
    page = procedures.procedure_page(editions.shipped()["allocation_2022"], "en")
    assert [way.kind for way in page.ways] == [""]


def test_a_case_shows_what_is_still_to_come_and_leaks_no_result(world: World) -> None:
    """While a result waits for its announcement, what follows would tell it."""
    number = world.consulted()
    assert 'class="step step-next"' in world.client("delegate").get(f"/cases/{number}").text
    world.now = world.consultation(number).closes_at
    world.pass_time()
    own = world.client("delegate").get(f"/cases/{number}").text.split('id="track-')[1]
    assert "step-next" not in own


def test_what_is_for_proposals_of_another_kind_is_no_button(world: World) -> None:
    number = world.screened()
    page = world.client("sg_chair").get(f"/cases/{number}").text
    assert "Put to the study group" in page
    assert "no delegation opposes the suppression" not in page
