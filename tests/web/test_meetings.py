"""The calendar, open to everybody, and the form that enters a meeting."""

from __future__ import annotations

import pytest

from tests.groups_stage import BEFORE_RAG, Stage
from tests.world import Browser, World

NEW = "/meetings/new"
FIELDS = {
    "body": "R:RAG",
    "starts_on": "2027-04-12",
    "ends_on": "2027-04-15",
    "papers_by": "2027-03-29",
    "place": "Geneva, and remotely",
}


@pytest.fixture
def stage(world: World) -> Stage:
    """The case in triage."""
    return Stage(world)


def enter(client: Browser, **changes: object) -> tuple[int, str]:
    answer = client.post(NEW, {**FIELDS, **changes})
    return answer.status_code, answer.text


def test_anybody_reads_the_calendar(stage: Stage) -> None:
    stage.at(BEFORE_RAG)
    page = stage.world.client().get("/meetings").text
    assert "30 March 2026" in page
    assert "joint meeting: <bdi>RAG</bdi> + <bdi>TSAG</bdi> + <bdi>TDAG</bdi>" in page
    assert "Enter a meeting" not in page


def test_an_officer_enters_a_meeting(stage: Stage) -> None:
    client = stage.world.client("officer")
    assert client.get(NEW).status_code == 200
    assert enter(client)[0] == 302
    assert "Geneva, and remotely" in client.get("/meetings").text


def test_the_general_secretariat_enters_a_joint_meeting(stage: Stage) -> None:
    status, _text = enter(stage.world.client("officer_gs"), joint_with=["T:TSAG", "D:TDAG"])
    assert status == 302


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ends_on": "2027-04-01"}, "A meeting ends on or after the day it begins."),
        ({"papers_by": "2027-04-20"}, "Papers are due before the meeting begins."),
        ({"starts_on": "soon"}, "Not a valid date value."),
        ({"starts_on": "9999-12-30"}, "This date is more than 20 years from today."),
        ({"ends_on": "2207-04-15"}, "This date is more than 20 years from today."),
        ({"papers_by": "0202-03-29"}, "This date is more than 20 years from today."),
    ],
)
def test_a_fault_is_said_at_its_field_and_nothing_is_lost(
    stage: Stage, changes: dict[str, str], sentence: str
) -> None:
    status, text = enter(stage.world.client("officer"), **changes)
    assert status == 422
    assert sentence in text
    assert "Geneva, and remotely" in text


@pytest.mark.parametrize("who", ["rag_chair", "delegate"])
def test_others_enter_none(stage: Stage, who: str) -> None:
    client = stage.world.client(who)
    assert client.get(NEW).status_code == 403
    assert enter(client)[0] == 403


def test_an_office_enters_only_its_own_bodies(stage: Stage) -> None:
    status, text = enter(stage.world.client("officer"), body="T:TSAG")
    assert status == 422
    assert "Not a valid choice" in text
