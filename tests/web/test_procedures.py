"""The page of a procedure draws it: the usual way, and each state with the ways into it and out of it."""

from __future__ import annotations

import dataclasses
import re
from html import unescape

import pytest

from states.definition import ASKS
from tests.world import World
from workflow.pages import needs, procedures
from workflow.rules.guards import GUARDS
from workflow.store import editions

pytestmark = pytest.mark.one_database

KEYS = sorted(editions.shipped())


def test_the_rule_says_of_what_the_part_is_taken_and_that_it_may_be_held_again(
    world: World,
) -> None:
    edition = editions.shipped()["question_r_2023"]
    [rule] = [one for one in edition.consultations if one.approve_if == "ratio_ge"][:1]
    of_all = dataclasses.replace(rule, count_base="electorate", second_round=True)
    with world.app.test_request_context("/en/"):
        world.app.preprocess_request()
        assert needs.of_rule(rule)[0] == f"share in favour at least {rule.value}"
        first, *more = needs.of_rule(of_all)
    everybody = "the Member States with the right to vote"
    assert first == f"share in favour at least {rule.value} of {everybody}"
    assert f"held a second time when at most half of {everybody} reply" in more


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


def test_the_rows_and_who_may_do_what_stand_on_the_page_in_words(world: World) -> None:
    """The numbers of the table are those on the lines of the diagram."""
    page = world.client(None, "fr").get("/procedures/question_t_2022").text
    rows = editions.shipped()["question_t_2022"].actions
    assert re.findall(r'<tr id="row-(\d+)"', page) == [str(n + 1) for n in range(len(rows))]
    assert "au moins 4 membres ont confirmé leur appui" in page
    assert "la réunion est celle de" in page
    drawing = page.partition("<svg")[2].partition("</svg>")[0]
    assert drawing.count('class="node ') == sum(
        not state.display_only for state in editions.shipped()["question_t_2022"].states
    )
    assert "style=" not in drawing


def test_the_routes_to_the_approval_stand_on_the_page_with_their_paragraphs(world: World) -> None:
    page = unescape(world.client(None, "fr").get("/procedures/question_t_2022").text)
    part = page.partition("Voies menant à l'approbation")[2].partition("</table>")[0]
    edition = editions.shipped()["question_t_2022"]
    for route in edition.routes:
        assert edition.labels["fr"].routes[route.name] in part
        assert all(f'href="#{state}"' in part for state in route.through)
    assert part.count("<tr>") == len(edition.routes) + 1


def test_every_guard_and_everything_asked_for_has_its_words() -> None:
    assert needs.NEEDS.keys() | needs.COUNTED.keys() == GUARDS.keys()
    assert needs.ASKED.keys() == set(ASKS)


def marked(world: World, who: str, number: str) -> list[str]:
    run = world.run(number)
    page = world.client(who).get(f"/procedures/cases/{number}/{run.id}").text
    return re.findall(r'is-current" href="#(\w+)" aria-current="step"', page)


def test_a_case_is_marked_on_the_diagram_and_a_result_only_for_its_bureau(world: World) -> None:
    number = world.consulted()
    assert marked(world, "delegate", number) == ["consultation"]
    world.now = world.consultation(number).closes_at
    world.pass_time()
    hidden = world.run(number).state
    assert marked(world, "officer", number) == [hidden]
    assert marked(world, "delegate", number) == ["consultation"]
    run = world.run(number).id
    own = world.client("delegate").get(f"/procedures/cases/{number}/{run}").text
    assert f'is-passed" href="#{hidden}"' not in own


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
