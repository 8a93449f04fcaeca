"""The whole path of a proposal, and the guards on it, through the bus on both databases."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from tests.world import World
from workflow.rules.commands.cases import MoveRun
from workflow.rules.commands.consultations import RecordReply
from workflow.rules.commands.proposals import SubmitProposal
from workflow.rules.errors import (
    ActionNotOfferedError,
    ActionRefusedError,
    NotFoundError,
    NotPermittedError,
    StaleError,
)
from workflow.store import verification
from workflow.store.models import Case, EventRow, Question


def reply(
    world: World, number: str, who: str, member: str, position: str, reasons: str = ""
) -> None:
    world.act(
        who,
        RecordReply(
            consultation_id=world.consultation(number).id,
            member=member,
            position=position,
            reasons=reasons,
        ),
    )


def test_a_proposal_becomes_a_question_in_the_register(world: World) -> None:
    number = world.consulted()
    reply(world, number, "delegate", "XFA", "agree")
    reply(world, number, "neighbour", "XFB", "agree")
    world.now = world.consultation(number).closes_at
    world.pass_time()
    assert world.run(number).state == "conditions_met"

    world.move("director", number, "announce", reference="CACE/2")
    assert world.run(number).state == "approved"
    assert world.run(number, "allocation").state == "effective"

    world.move("officer", number, "publish", reference="CACE/3", register_number="240/1")
    with world.database.reading() as session:
        question = session.scalars(
            select(Question).where(Question.case_id == world.case(number).id)
        ).one()
        assert question.status == "in force"
        assert question.id == "R:240/1"
        assert verification.verify(session).as_json()["ok"]


def test_seventy_per_cent_of_the_replies_are_needed(world: World) -> None:
    number = world.consulted()
    reply(world, number, "delegate", "XFA", "agree")
    reply(world, number, "neighbour", "XFB", "object", "The scope is too wide.")
    world.now = world.consultation(number).closes_at
    world.pass_time()
    assert world.run(number).state == "conditions_not_met"
    world.move("director", number, "announce_result", reference="CACE/2")
    assert world.run(number).state == "returned_to_sg"
    assert world.run(number, "allocation").state == "reopened"


def test_no_reply_leaves_the_result_to_the_director(world: World) -> None:
    number = world.consulted()
    world.now = world.consultation(number).closes_at
    world.pass_time()
    assert world.run(number).state == "undecided"
    with pytest.raises(ActionRefusedError):
        world.move("director", number, "decide_approved")
    world.move("director", number, "decide_approved", reasons="No administration objected.")
    assert world.run(number).state == "conditions_met"


def test_the_period_ends_by_the_clock_and_not_before(world: World) -> None:
    number = world.consulted()
    assert world.consultation(number).closes_at == dt.datetime(2026, 7, 5, 22, tzinfo=dt.UTC)
    world.now = world.consultation(number).closes_at - dt.timedelta(microseconds=1)
    world.pass_time()
    assert world.run(number).state == "consultation"
    reply(world, number, "delegate", "XFA", "agree")
    world.now = world.consultation(number).closes_at
    with pytest.raises(ActionNotOfferedError):
        reply(world, number, "neighbour", "XFB", "agree")


def test_the_last_reply_before_the_close_counts(world: World) -> None:
    number = world.consulted()
    reply(world, number, "delegate", "XFA", "object", "Not yet.")
    reply(world, number, "delegate", "XFA", "agree")
    world.now = world.consultation(number).closes_at
    world.pass_time()
    assert world.consultation(number).result["counts"]["agreeing"] == 1
    assert world.consultation(number).result["counts"]["replies"] == 1


def test_an_unanswered_item_waits_but_only_for_the_period(world: World) -> None:
    number = world.received()
    with pytest.raises(ActionRefusedError) as refused:
        world.move("sg_chair", number, "screen")
    assert refused.value.refusals[0].params["items"] == ("D3", "D8", "D15")

    world.now = world.run(number).due_at or world.now
    world.pass_time()
    assert world.run(number).state == "screened"
    assert world.run(number, "allocation").state == "triage"
    assert world.case(number).screening_incomplete == ["D3", "D8", "D15"]


def test_no_answer_of_the_checklist_holds_the_proposal(world: World) -> None:
    number = world.screened()
    assert world.case(number).screening_incomplete == []
    assert world.run(number).state == "screened"


def test_the_proposer_may_withdraw_until_the_decision(world: World) -> None:
    number = world.consulted()
    world.move("delegate", number, "withdraw")
    assert world.run(number).state == "withdrawn"
    assert world.run(number, "allocation").state == "withdrawn"
    world.now += dt.timedelta(days=100)
    world.pass_time()
    assert world.run(number).state == "withdrawn"


@pytest.mark.parametrize("who", ["neighbour", "officer", "director", "rag_chair"])
def test_nobody_else_withdraws_a_proposal(world: World, who: str) -> None:
    number = world.received()
    with pytest.raises(NotPermittedError):
        world.move(who, number, "withdraw")


def test_a_draft_right_is_not_a_right_to_submit(world: World) -> None:
    draft = world.draft("drafter")
    with pytest.raises(NotPermittedError):
        world.act("drafter", SubmitProposal(draft_id=draft, seen_version=1))


def test_a_submission_names_what_is_missing(world: World) -> None:
    draft = world.draft(reason="", category="")
    with pytest.raises(ActionRefusedError) as refused:
        world.act("delegate", SubmitProposal(draft_id=draft, seen_version=1))
    assert refused.value.refusals[0].params["fields"] == ("reason", "category")


def test_a_double_click_makes_one_case(world: World) -> None:
    draft = world.draft()
    command = SubmitProposal(draft_id=draft, seen_version=1)
    first = world.act("delegate", command, key="k")
    assert world.act("delegate", command, key="k") == first
    assert world.act("delegate", command, key="another") == first
    with world.database.reading() as session:
        assert len(session.scalars(select(Case)).all()) == 1


def test_a_submitted_case_is_not_the_members_to_see_before_receipt(world: World) -> None:
    number = world.submitted()
    run = world.run(number)
    command = MoveRun(run_id=run.id, action="withdraw", seen_version=run.version)
    with pytest.raises(NotFoundError):
        world.act("neighbour", command)


def test_an_action_not_offered_from_this_state_is_not_done(world: World) -> None:
    number = world.submitted()
    run = world.run(number)
    with pytest.raises(ActionNotOfferedError):
        world.act("director", MoveRun(run_id=run.id, action="announce", seen_version=run.version))


def test_an_action_with_a_command_of_its_own_is_no_bare_move(world: World) -> None:
    number = world.agreed()
    run = world.run(number, "allocation")
    with pytest.raises(ActionNotOfferedError):
        world.act(
            "officer",
            MoveRun(run_id=run.id, action="record_allocation", seen_version=run.version),
        )


def test_of_two_who_act_at_once_exactly_one_wins(world: World) -> None:
    number = world.submitted()
    run = world.run(number)
    command = MoveRun(run_id=run.id, action="receive", seen_version=run.version)
    world.act("officer", command)
    with pytest.raises(StaleError):
        world.act("officer", command)


def test_the_consultation_waits_for_the_allocation(world: World) -> None:
    number = world.agreed()
    world.now = dt.datetime(2026, 5, 5, 9, tzinfo=dt.UTC)
    meeting = str(world.meeting("R:SG1"))
    world.move("sg_chair", number, "adopt_at_meeting", meeting=meeting)
    world.move("sg_chair", number, "no_opposition", meeting=meeting)
    world.move("sg_chair", number, "route_to_consultation")
    with pytest.raises(ActionRefusedError) as refused:
        world.move("director", number, "open_consultation", reference="CACE/1")
    assert [one.guard for one in refused.value.refusals] == ["allocation_is_settled"]


def test_a_suppression_is_agreed_consulted_and_announced(world: World) -> None:
    number = world.screened(kind="suppression", question="R:239/1")
    allocation = world.run(number, "allocation")
    del allocation
    world.now = dt.datetime(2026, 5, 5, 9, tzinfo=dt.UTC)
    with pytest.raises(ActionRefusedError):
        world.move("sg_chair", number, "adopt_by_correspondence")
    world.move("sg_chair", number, "agree_suppression", meeting=str(world.meeting("R:SG1")))
    assert world.run(number).state == "suppression_awaiting"


def test_case_numbers_are_unique_and_run_by_office_and_year(world: World) -> None:
    assert [world.submitted() for _ in range(3)] == [
        "BR-2026-0001",
        "BR-2026-0002",
        "BR-2026-0003",
    ]


def test_events_cannot_be_changed_or_deleted(world: World) -> None:
    world.submitted()
    for statement in ("UPDATE events SET kind = 'x'", "DELETE FROM events"):
        with pytest.raises(Exception, match="append-only"), world.database.writing() as session:
            session.connection().exec_driver_sql(statement)
    with world.database.reading() as session:
        assert session.scalars(select(EventRow.kind).order_by(EventRow.position)).first() == (
            "CaseSubmitted"
        )
