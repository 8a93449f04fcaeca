"""A suppression that Member States do not approve leaves the Question in force, and is no approval."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.world import World
from workflow.rules.commands.consultations import RecordReply
from workflow.rules.errors import ActionRefusedError
from workflow.store import verification
from workflow.store.models import EventRow, Question

QUESTION = "R:239/1"


def status(world: World, question: str) -> str:
    with world.database.reading() as session:
        return session.get_one(Question, question).status


def before_members(world: World) -> str:
    """A suppression on which Member States are being asked."""
    number = world.allocated(kind="suppression", question=QUESTION)
    world.now = dt.datetime(2026, 5, 5, 9, tzinfo=dt.UTC)
    world.move("sg_chair", number, "agree_suppression", meeting=str(world.meeting("R:SG1")))
    world.move("director", number, "open_suppression_consultation", reference="CACE/1")
    return number


def answer(world: World, number: str, *, position: str) -> None:
    """One administration replies and the period ends."""
    consultation = world.consultation(number)
    world.act(
        "delegate",
        RecordReply(
            consultation_id=consultation.id,
            member="XFA",
            position=position,
            reasons="" if position == "agree" else "It is still being studied.",
        ),
    )
    world.now = consultation.closes_at
    world.pass_time()


def in_force(world: World) -> str:
    """A case whose Question stands in the register."""
    number = world.consulted()
    answer(world, number, position="agree")
    world.move("director", number, "announce", reference="CACE/2")
    world.move("officer", number, "publish", reference="CACE/3", register_number="240/1")
    return number


def test_approved_it_leaves_the_register(world: World) -> None:
    number = before_members(world)
    answer(world, number, position="agree")
    world.move("director", number, "announce_suppression", reference="CACE/2")
    assert world.run(number).state == "suppressed"
    assert status(world, QUESTION) == "suppressed"
    assert world.run(number, "allocation").state == "effective"


def test_not_approved_the_question_stays_and_the_allocation_is_reopened(world: World) -> None:
    number = before_members(world)
    answer(world, number, position="object")
    world.move("director", number, "announce_no_suppression", reference="CACE/2")
    assert world.run(number).state == "stays_in_force"
    assert status(world, QUESTION) == "in force"
    assert world.run(number, "allocation").state == "reopened"
    with world.database.reading() as session:
        assert verification.verify(session).as_json()["ok"]


def test_a_question_in_force_stays_when_its_own_suppression_is_not_approved(world: World) -> None:
    number = in_force(world)
    meeting = str(world.meeting("R:SG1"))
    world.move("sg_chair", number, "propose_suppression", meeting=meeting, reasons="Work ended.")
    answer(world, number, position="object")
    world.move("director", number, "announce_no_suppression", reference="CACE/4")
    assert world.run(number).state == "in_force"
    assert world.run(number, "allocation").state == "effective"


def test_a_question_in_force_is_not_withdrawn_while_its_suppression_is_asked(world: World) -> None:
    number = in_force(world)
    meeting = str(world.meeting("R:SG1"))
    world.move("sg_chair", number, "propose_suppression", meeting=meeting, reasons="Work ended.")
    with pytest.raises(ActionRefusedError) as refused:
        world.move("delegate", number, "withdraw")
    assert [one.guard for one in refused.value.refusals] == ["case_is_a_suppression"]


def test_a_proposed_suppression_may_be_withdrawn_until_the_decision(world: World) -> None:
    number = before_members(world)
    world.move("delegate", number, "withdraw")
    assert world.run(number).state == "withdrawn"
    assert world.run(number, "allocation").state == "withdrawn"
    assert status(world, QUESTION) == "in force"


def test_the_record_says_who_asked_the_members(world: World) -> None:
    number = in_force(world)
    meeting = str(world.meeting("R:SG1"))
    world.move("sg_chair", number, "propose_suppression", meeting=meeting, reasons="Work ended.")
    with world.database.reading() as session:
        opened = session.query(EventRow).filter_by(kind="ConsultationOpened")
        said = [(row.role, row.acting_for) for row in opened.order_by(EventRow.position)]
    assert said == [("director", "BR"), ("study_group_chair", "R:SG1")]
