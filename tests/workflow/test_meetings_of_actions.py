"""What a meeting decided is recorded under a meeting of that body, once it meets."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.world import World
from workflow.rules.errors import ActionRefusedError, InvalidInputError


def refused_by(error: ActionRefusedError) -> list[str]:
    return [one.guard for one in error.refusals]


def test_adoption_is_put_to_a_meeting_of_the_study_group(world: World) -> None:
    number = world.screened()
    with pytest.raises(ActionRefusedError) as refused:
        world.move("sg_chair", number, "adopt_at_meeting", meeting=str(world.meeting("R:RAG")))
    assert refused_by(refused.value) == ["meeting_is_of_the_study_group"]
    with pytest.raises(InvalidInputError) as unknown:
        world.move("sg_chair", number, "adopt_at_meeting", meeting="99999999999999999999")
    assert unknown.value.field_name == "meeting"
    world.move("sg_chair", number, "adopt_at_meeting", meeting=str(world.meeting("R:SG1")))
    assert world.run(number).state == "adoption_meeting"


def test_no_opposition_is_recorded_once_the_meeting_has_begun(world: World) -> None:
    number = world.screened()
    meeting = str(world.meeting("R:SG1"))
    world.move("sg_chair", number, "adopt_at_meeting", meeting=meeting)
    with pytest.raises(ActionRefusedError) as refused:
        world.move("sg_chair", number, "no_opposition", meeting=meeting)
    assert refused_by(refused.value) == ["meeting_has_begun"]
    world.now = dt.datetime(2026, 5, 4, 9, 0, tzinfo=dt.UTC)
    world.move("sg_chair", number, "no_opposition", meeting=meeting)
    assert world.run(number).state == "adopted"


def test_a_group_does_not_conclude_under_a_meeting_before_it_was_asked(world: World) -> None:
    number = world.asked()
    with world.database.writing() as session:
        run = session.merge(world.run(number, "allocation"))
        run.entered_at = dt.datetime(2026, 4, 17, 9, 0, tzinfo=dt.UTC)
    with pytest.raises(InvalidInputError) as refused:
        world.draft_conclusion(number, "rag_chair", "R:RAG")
    assert refused.value.field_name == "meeting_id"


def test_a_chair_finds_the_conclusion_that_waits_on_the_first_page(world: World) -> None:
    number = world.asked()
    assert "Your group's conclusion" in world.client("rag_chair").get("/my-work").text
    world.conclude(number, "rag_chair", "R:RAG")
    assert "Your group's conclusion" not in world.client("rag_chair").get("/my-work").text


def test_the_lead_office_is_told_when_every_group_has_released(world: World) -> None:
    number = world.asked()
    world.conclude(number, "rag_chair", "R:RAG")
    officer = world.client("officer")
    before = officer.get("/due-this-week").text.count("Note that the conclusions agree")
    world.conclude(number, "tsag_chair", "T:TSAG")
    after = officer.get("/due-this-week").text.count("Note that the conclusions agree")
    assert (before, after) == (0, 1)
