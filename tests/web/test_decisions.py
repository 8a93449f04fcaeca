"""Recording the allocation decision on its page."""

from __future__ import annotations

import re

import pytest

from tests.groups_stage import NUMBER, Stage, hidden
from tests.world import World

URL = f"/cases/{NUMBER}/allocation"
GROUNDS = "Measurement belongs to ITU-R; the limits stay with ITU-T."
SELECT = re.compile(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', re.DOTALL)
TICKED = re.compile(r'name="(\w+)" value="([^"]+)" id="[^"]+" checked')


@pytest.fixture
def stage(world: World) -> Stage:
    """The case in triage."""
    return Stage(world)


def filled(page: str, **changes: object) -> dict[str, object]:
    """What the form holds when it is opened, with the grounds typed."""
    chosen = {
        name: value
        for name, options in SELECT.findall(page)
        for value in re.findall(r'<option selected value="([^"]*)"', options)
    }
    ticked: dict[str, list[str]] = {}
    for name, value in TICKED.findall(page):
        ticked.setdefault(name, []).append(value)
    return {**hidden(page), **chosen, **ticked, "grounds": GROUNDS, **changes}


def test_filled_from_the_conclusions_it_needs_only_grounds(stage: Stage) -> None:
    stage.agree()
    client = stage.world.client("officer")
    page = client.get(URL).text
    assert "From the released conclusions of <bdi>RAG</bdi>, <bdi>TSAG</bdi>." in page

    answer = client.post(URL, filled(page))
    assert (answer.status_code, stage.run().state) == (302, "member_state_approval")
    shown = stage.world.client("neighbour").get(f"/cases/{NUMBER}").text
    assert GROUNDS in shown
    assert "studied in one Sector" in shown


def test_another_lead_than_agreed_is_said_at_the_field_and_nothing_is_lost(
    stage: Stage,
) -> None:
    stage.agree()
    client = stage.world.client("officer")
    answer = client.post(URL, filled(client.get(URL).text, lead_sector="T"))
    assert answer.status_code == 422
    assert "The agreed conclusions name ITU-R as lead." in answer.text
    assert GROUNDS in answer.text
    assert stage.run().state == "agreed"


def test_a_page_opened_before_somebody_acted_says_so(stage: Stage) -> None:
    stage.agree()
    client = stage.world.client("officer")
    answer = client.post(URL, filled(client.get(URL).text, seen_version="1"))
    assert answer.status_code == 409
    assert GROUNDS in answer.text
    assert stage.run().state == "agreed"


def test_a_transfer_leads_to_the_procedure_of_the_other_sector(stage: Stage) -> None:
    stage.agree(kind="reallocate_sector", lead_sector="T")
    client = stage.world.client("officer")
    page = client.get(URL).text
    assert client.post(URL, filled(page, study_groups=["T:SG5"])).status_code == 302
    shown = stage.world.client("neighbour").get(f"/cases/{NUMBER}").text
    assert re.search(r'<a href="#track-(\d+)"><bdi>ITU-T SG5</bdi>', shown)


@pytest.mark.parametrize("who", ["officer_tsb", "rag_chair", "delegate"])
def test_the_page_is_the_lead_offices(stage: Stage, who: str) -> None:
    stage.agree()
    assert stage.world.client(who).get(URL).status_code == 403


def test_before_the_conclusions_agree_there_is_no_form(stage: Stage) -> None:
    stage.ask()
    assert stage.world.client("officer").get(URL).status_code == 409
