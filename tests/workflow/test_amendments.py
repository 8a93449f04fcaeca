"""An oral amendment becomes the proposer's next version, entered by the lead office in the meeting."""

from __future__ import annotations

from typing import Any

import pytest

from tests.groups_stage import BEFORE_RAG, NUMBER, Stage, hidden
from tests.world import TEXT, World
from workflow.rules.commands.reviews import EnterOralAmendment
from workflow.rules.errors import (
    ActionNotOfferedError,
    ActionRefusedError,
    InvalidInputError,
    NotPermittedError,
    StaleError,
)
from workflow.store.models import Notice, Person, TextVersion

AMENDED = "Which measurement methods apply near stations above 6 GHz?"
FIELDS = {name: text for name, text in TEXT.items() if name != "study_group"}


@pytest.fixture
def stage(world: World) -> Stage:
    """The case before RAG and TSAG, which have met."""
    one = Stage(world)
    one.ask()
    return one


def amend(stage: Stage, who: str = "officer", **changes: Any) -> None:
    values: dict[str, Any] = {
        "case_id": stage.case_id,
        "seen_version": stage.run().version,
        "meeting_id": stage.meetings["T:TSAG"],
        "fields": {**FIELDS, "question_text": AMENDED},
        **changes,
    }
    stage.perform(EnterOralAmendment(**values), who)


def versions(stage: Stage) -> list[TextVersion]:
    with stage.database.reading() as session:
        rows = session.query(TextVersion).filter(TextVersion.case_id == stage.case_id)
        return rows.order_by(TextVersion.number).all()


def test_it_is_the_next_version_and_the_proposer_is_told(stage: Stage) -> None:
    amend(stage)
    first, second = versions(stage)
    assert (second.number, second.fields["question_text"]) == (2, AMENDED)
    assert (first.meeting_id, second.meeting_id) == (None, stage.meetings["T:TSAG"])
    (event,) = stage.events("OralAmendmentEntered")
    assert (event.role, event.acting_for, event.text_version) == ("secretariat", "BR", 2)
    with stage.database.reading() as session:
        rows = session.query(Person.email).join(Notice).filter(Notice.kind == "amendment_entered")
        assert [email for (email,) in rows] == ["delegate@example.org"]


def test_the_round_goes_on_and_the_chair_is_told_of_the_newer_text(stage: Stage) -> None:
    drafted = stage.draft("R:RAG", "rag_chair")
    amend(stage)
    page = stage.world.client("rag_chair").get(f"/cases/{NUMBER}/conclusions/{drafted}/confirm")
    assert "written on text version 1; the newest is version 2" in page.text
    stage.confirm("R:RAG", "rag_chair")
    stage.draft("T:TSAG", "tsag_chair")
    assert (stage.conclusion("T:TSAG").round, stage.conclusion("T:TSAG").text_version) == (1, 2)


@pytest.mark.parametrize("who", ["officer_tsb", "officer_gs", "director", "rag_chair", "delegate"])
def test_only_the_lead_office_enters_it(stage: Stage, who: str) -> None:
    with pytest.raises(NotPermittedError):
        amend(stage, who)
    assert len(versions(stage)) == 1


def test_the_meeting_is_one_of_a_group_concerned_that_has_begun(stage: Stage) -> None:
    with pytest.raises(InvalidInputError) as refused:
        amend(stage, meeting_id=stage.meetings["D:TDAG"])
    assert refused.value.field_name == "meeting_id"
    stage.at(BEFORE_RAG)
    with pytest.raises(ActionRefusedError):
        amend(stage)


def test_a_text_without_a_change_or_a_title_is_no_amendment(stage: Stage) -> None:
    amend(stage)
    with pytest.raises(InvalidInputError):
        amend(stage)
    with pytest.raises(InvalidInputError) as refused:
        amend(stage, fields={"question_text": AMENDED})
    assert refused.value.field_name == "title"
    with pytest.raises(StaleError):
        amend(stage, seen_version=1)


def test_before_the_groups_are_asked_nothing_is_amended_orally(world: World) -> None:
    with pytest.raises(ActionNotOfferedError):
        amend(Stage(world))


def test_a_joint_meeting_amends_too_and_its_round_goes_on(world: World) -> None:
    stage = Stage(world)
    stage.differ()
    amend(stage, meeting_id=stage.meetings["joint"])
    joint = {"meeting_id": stage.meetings["joint"], "kind": "joint_study", "supporting": ("T",)}
    stage.draft("R:RAG", "rag_chair", **joint)
    assert (stage.conclusion("R:RAG").round, stage.conclusion("R:RAG").joint) == (2, True)


def test_from_the_form_to_the_page_of_the_case(stage: Stage) -> None:
    client = stage.world.client("officer")
    address = f"/cases/{NUMBER}/oral-amendment"
    assert "Enter an oral amendment" in client.get(f"/cases/{NUMBER}").text
    page = client.get(address).text
    sent = {"seen_version": hidden(page)["seen_version"], **FIELDS, "question_text": AMENDED}
    kept = client.post(address, {**sent, "meeting_id": ""})
    assert kept.status_code == 422
    assert AMENDED in kept.text
    done = client.post(address, {**sent, "meeting_id": str(stage.meetings["R:RAG"])})
    assert done.status_code == 302
    page = stage.world.client("delegate").get(f"/cases/{NUMBER}").text
    assert "oral amendment at the meeting of <bdi>RAG</bdi>" in page
    assert AMENDED in page
    again = {**sent, "question_text": "Other.", "meeting_id": str(stage.meetings["R:RAG"])}
    assert client.post(address, again).status_code == 409
