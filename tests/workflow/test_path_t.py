"""The whole path of a proposal to ITU-T, from submission to in force, and its other ends."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests import sectors
from tests.sectors import AT_THE_MEETING, SUPPORTERS, Sector, refused
from tests.world import World
from workflow.rules.commands.proposals import SubmitProposal
from workflow.rules.errors import ActionRefusedError, NotPermittedError
from workflow.store import verification
from workflow.store.models import EventRow, Meeting, Question

BASE = "T:Q3/5@2017-2020"
PUBLISHED = {"reference": "TSB Circular 2"}


@pytest.fixture
def itu_t(world: World) -> Sector:
    return sectors.sector(world, "T")


def test_by_consensus_and_support_it_comes_into_force(world: World, itu_t: Sector) -> None:
    number = itu_t.before_the_advisory_group()
    assert number == "TSB-2026-0001"
    itu_t.take(number, "advisory_chair", "endorse", meeting="advisory")
    assert itu_t.state(number) == "ready_for_approval"
    itu_t.support(number, *SUPPORTERS)
    itu_t.take(number, "chair", "record_support", meeting="study_group")
    assert itu_t.state(number) == "conditions_met"
    itu_t.take(number, "director", "announce", reference="TSB Circular 2")
    assert itu_t.state(number) == "approved"
    assert world.run(number, "allocation").state == "effective"
    itu_t.take(
        number, "officer", "notify", approval_process="aap", **PUBLISHED, register_number="Q4/5"
    )
    assert itu_t.state(number) == "in_force"
    assert itu_t.register(number) == [("T:Q4/5@2026", "in force")]
    with world.database.reading() as session:
        assert verification.verify(session).as_json()["ok"]


def test_tsag_s_endorsement_completes_the_conditions_when_four_have_committed(
    itu_t: Sector,
) -> None:
    number = itu_t.before_the_advisory_group()
    itu_t.support(number, *SUPPORTERS)
    itu_t.take(number, "advisory_chair", "endorse", meeting="advisory")
    assert itu_t.state(number) == "conditions_met"


def test_with_fewer_than_four_the_reasons_are_recorded(itu_t: Sector) -> None:
    number = itu_t.before_the_advisory_group()
    itu_t.take(number, "advisory_chair", "endorse", meeting="advisory")
    itu_t.support(number, *SUPPORTERS[:3])
    with pytest.raises(ActionRefusedError) as error:
        itu_t.take(number, "chair", "record_support", meeting="study_group")
    assert refused(error) == ["reasons_given"]
    itu_t.take(
        number, "chair", "record_support", meeting="study_group", reasons="Three host the work."
    )
    assert itu_t.state(number) == "conditions_met"


def test_support_waits_for_the_allocation(itu_t: Sector) -> None:
    number = itu_t.screened()
    itu_t.take(number, "officer", "distribute", meeting="study_group")
    itu_t.world.now = AT_THE_MEETING
    itu_t.take(number, "chair", "agree", meeting="study_group")
    itu_t.take(
        number, "director", "waive_review", reasons="Urgent.", consulted="Chairs of TSAG, SG 17"
    )
    itu_t.support(number, *SUPPORTERS)
    with pytest.raises(ActionRefusedError) as error:
        itu_t.take(number, "chair", "record_support", meeting="study_group")
    assert refused(error) == ["allocation_is_settled"]


def test_texts_go_out_a_month_before_the_meeting(itu_t: Sector) -> None:
    number = itu_t.screened()
    itu_t.world.now = AT_THE_MEETING.replace(month=4)
    with pytest.raises(ActionRefusedError) as error:
        itu_t.take(number, "officer", "distribute", meeting="study_group")
    assert refused(error) == ["meeting_is_far_enough"]
    assert error.value.refusals[0].params == {"day": "2026-04-04"}


def test_a_result_once_announced_is_not_announced_again(world: World, itu_t: Sector) -> None:
    """Approved by support after a consultation that did not approve: that one is not told anew."""
    number = itu_t.before_the_advisory_group()
    itu_t.take(number, "advisory_chair", "endorse", meeting="advisory")
    why = {"meeting": "study_group", "reasons": "No consensus."}
    itu_t.take(number, "chair", "request_consultation", **why)
    itu_t.take(number, "director", "open_consultation", reference="TSB Circular 1")
    itu_t.close(number, agree=5, object_to=5)
    itu_t.take(number, "director", "announce_result", reference="TSB Circular 2")
    itu_t.take(number, "chair", "take_up_again")
    itu_t.take(number, "chair", "agree", meeting="study_group")
    itu_t.take(
        number, "director", "waive_review", reasons="Urgent.", consulted="Chairs of TSAG, SG 17"
    )
    world.later(hours=12)
    with world.database.writing() as session:  # the groups meet once more
        for body in ("R:RAG", "T:TSAG"):
            meeting = session.get_one(Meeting, world.meeting(body))
            meeting.starts_on, meeting.ends_on = world.now.date(), world.now.date()
    itu_t.allocate(number)
    itu_t.support(number, *SUPPORTERS)
    itu_t.take(number, "chair", "record_support", meeting="study_group")
    itu_t.take(number, "director", "announce", reference="TSB Circular 3")
    assert itu_t.state(number) == "approved"
    with world.database.reading() as session:
        announced = select(EventRow.kind).where(EventRow.kind == "ResultAnnounced")
        assert len(session.scalars(announced).all()) == 1


def test_the_study_group_continues_and_takes_it_up_again(itu_t: Sector) -> None:
    number = itu_t.before_the_study_group()
    itu_t.take(number, "chair", "not_agreed", meeting="study_group", reasons="Too wide.")
    assert itu_t.state(number) == "sg_continues"
    itu_t.take(number, "chair", "take_up_again")
    assert itu_t.state(number) == "under_sg_review"


def test_work_may_start_before_the_approval(itu_t: Sector) -> None:
    number = itu_t.before_the_advisory_group()
    itu_t.take(number, "chair", "start_work", meeting="study_group")
    assert itu_t.state(number) == "tsag_review"


def test_a_revised_question_takes_the_place_of_the_one_before(world: World, itu_t: Sector) -> None:
    number = itu_t.before_the_study_group("revised", question=BASE)
    itu_t.take(number, "chair", "agree", meeting="study_group")
    itu_t.take(number, "chair", "send_to_tsag", reference="SG5-LS12")
    itu_t.support(number, *SUPPORTERS)
    itu_t.take(number, "advisory_chair", "endorse", meeting="advisory")
    itu_t.take(number, "director", "announce", reference="TSB Circular 2")
    itu_t.take(
        number, "officer", "notify", approval_process="tap", **PUBLISHED, register_number="Q3/5"
    )
    assert itu_t.register(number) == [("T:Q3/5@2026", "in force")]
    with world.database.reading() as session:
        assert session.get_one(Question, BASE).status == "superseded"


def test_another_sector_s_office_and_chairs_have_no_part_in_it(world: World, itu_t: Sector) -> None:
    number = itu_t.submitted()
    with pytest.raises(NotPermittedError):
        world.move("officer", number, "receive")
    itu_t.take(number, "officer", "receive")
    for who in ("officer", "director", "sg_chair", "rag_chair"):
        with pytest.raises(NotPermittedError):
            world.move(who, number, "screen")


def test_the_form_of_another_sector_is_not_enough(world: World, itu_t: Sector) -> None:
    """An ITU-R text, sent for ITU-T, keeps what both forms have and lacks the rest."""
    draft = itu_t.draft(objectives="", relations_bodies="", scope="Methods only.", category="S2")
    with pytest.raises(ActionRefusedError) as error:
        world.act("delegate", SubmitProposal(draft_id=draft, seen_version=1))
    assert error.value.refusals[0].params["fields"] == ("objectives", "relations_bodies")


def test_before_tsag_it_stands_on_tsag_s_list_and_waits_for_its_meeting(
    world: World, itu_t: Sector
) -> None:
    number = itu_t.screened()
    itu_t.take(number, "officer", "distribute", meeting="study_group")
    title = world.case(number).title
    assert title in world.client("sg_chair_t").get("/reviews").text
    assert title not in world.client("tsag_chair").get("/reviews").text
    world.now = AT_THE_MEETING
    itu_t.take(number, "chair", "agree", meeting="study_group")
    itu_t.take(number, "chair", "send_to_tsag", reference="SG5-LS12")
    assert title not in world.client("sg_chair_t").get("/reviews").text
    assert title in world.client("tsag_chair").get("/reviews").text
    page = world.client("tsag_chair").get(f"/cases/{number}").text
    assert "Record TSAG&#39;s endorsement" in page or "Record TSAG’s endorsement" in page
