"""Meetings are entered by the office of the body; joint ones by the General Secretariat."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.groups_stage import Stage
from tests.world import World
from workflow.pages import meetings
from workflow.rules.commands.meetings import ScheduleMeeting
from workflow.rules.errors import InvalidInputError, NotPermittedError
from workflow.rules.permissions import NOBODY


@pytest.fixture
def stage(world: World) -> Stage:
    """The case in triage."""
    return Stage(world)


def schedule(stage: Stage, by: str, **changes: Any) -> int:
    values: dict[str, Any] = {
        "body": "R:RAG",
        "starts_on": dt.date(2027, 4, 12),
        "ends_on": dt.date(2027, 4, 15),
        "papers_by": dt.date(2027, 3, 29),
        "place": "Geneva",
    }
    return int(stage.perform(ScheduleMeeting(**{**values, **changes}), by)["meeting"])


@pytest.mark.parametrize(
    ("who", "changes"),
    [
        ("officer", {}),
        ("officer", {"body": "R:SG1"}),
        ("officer_tsb", {"body": "T:TSAG"}),
        ("officer_gs", {"joint_with": ("T:TSAG",)}),
    ],
)
def test_the_office_of_the_body_enters_its_meeting(
    stage: Stage, who: str, changes: dict[str, Any]
) -> None:
    assert schedule(stage, who, **changes)


@pytest.mark.parametrize(
    ("who", "changes"),
    [
        ("officer_tsb", {}),
        ("officer_gs", {}),
        ("rag_chair", {}),
        ("officer", {"joint_with": ("T:TSAG",)}),
        ("director", {}),
    ],
)
def test_nobody_else_does(stage: Stage, who: str, changes: dict[str, Any]) -> None:
    with pytest.raises(NotPermittedError):
        schedule(stage, who, **changes)


@pytest.mark.parametrize(
    ("field", "who", "changes"),
    [
        ("body", "officer", {"body": "R:NONE"}),
        ("ends_on", "officer", {"ends_on": dt.date(2027, 4, 11)}),
        ("papers_by", "officer", {"papers_by": dt.date(2027, 4, 13)}),
        ("place", "officer", {"place": " "}),
        ("joint_with", "officer_gs", {"joint_with": ("R:RAG",)}),
        ("joint_with", "officer_gs", {"joint_with": ("T:NONE",)}),
    ],
)
def test_a_fault_is_named_at_its_field(
    stage: Stage, field: str, who: str, changes: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        schedule(stage, who, **changes)
    assert refused.value.field_name == field


def test_the_calendar_lists_a_joint_meeting_under_every_body_that_meets(stage: Stage) -> None:
    with stage.database.reading() as session:
        page = meetings.meetings_page(session, NOBODY, dt.datetime(2026, 3, 2, tzinfo=dt.UTC), "en")
    names = [one.name for one in page.bodies]
    assert names == ["RAG", "TSAG", "TDAG", "ITU-R SG1"]
    assert not page.may_schedule
    assert [[one.joint for one in body.coming] for body in page.bodies] == [
        [False, True],
        [False, True],
        [False, True],
        [False],
    ]


def test_a_person_chooses_among_the_meetings_of_the_body(stage: Stage) -> None:
    today = dt.date(2026, 7, 8)
    with stage.database.reading() as session:
        found = meetings.choices(session, "en", today, ("T:TSAG",))
        joint = meetings.choices(session, "en", today, ("T:TSAG",), convened_by="R:RAG")
    assert {int(one) for one, _label in found} == {
        stage.meetings["T:TSAG"],
        stage.meetings["joint"],
    }
    assert [int(one) for one, _label in joint] == [stage.meetings["joint"]]
