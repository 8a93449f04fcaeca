"""Offices act on their own runs, delegations appoint their own people, and persons are not shown."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, update

from tests import reading, rich_world
from tests.world import World
from workflow.rules.commands.accounts import Appoint, CreatePerson, EndAppointment
from workflow.rules.commands.cases import MoveRun
from workflow.rules.errors import (
    ActionNotOfferedError,
    InvalidInputError,
    NotFoundError,
    NotPermittedError,
)
from workflow.store.models import AppointmentRow, Person

TODAY = dt.date(2026, 3, 2)


def appoint(world: World, by: str, **changes: object) -> int:
    given = {
        "email": "stranger@example.org", "post": "drafter", "place": "member", "code": "XFA",
        "from_on": TODAY, **changes,
    }  # fmt: skip
    return int(world.act(by, Appoint(**given))["appointment"])


def test_a_focal_point_appoints_and_dismisses_for_its_own_member(world: World) -> None:
    row = appoint(world, "focal")
    assert world.reader("stranger").holds("member", "XFA")
    world.act("focal", EndAppointment(appointment_id=row))
    assert not world.reader("stranger").holds("member", "XFA")


@pytest.mark.parametrize(
    ("by", "changes"),
    [
        ("focal", {"code": "XFB"}),
        ("focal", {"place": "office", "post": "officer", "code": "BR"}),
        ("focal", {"place": "body", "post": "chair", "code": "R:RAG"}),
        ("delegate", {}),
        ("neighbour", {}),
        ("officer", {}),
        ("director", {}),
        ("rag_chair", {"place": "body", "post": "participant", "code": "R:RAG"}),
    ],
)
def test_nobody_appoints_elsewhere(world: World, by: str, changes: dict[str, object]) -> None:
    with pytest.raises(NotPermittedError):
        appoint(world, by, **changes)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("post", {"post": "emperor"}),
        ("post", {"post": "officer"}),
        ("post", {"place": "planet"}),
        ("code", {"code": "ZZZ"}),
        ("code", {"place": "office", "post": "officer", "code": "XX"}),
        ("email", {"email": "nobody@example.org"}),
        ("until_on", {"until_on": TODAY - dt.timedelta(days=1)}),
    ],
)
def test_an_appointment_to_what_does_not_exist_is_named(
    world: World, field: str, changes: dict[str, object]
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        appoint(world, "administrator", **changes)
    assert refused.value.field_name == field


@pytest.mark.parametrize("by", ["focal", "officer", "director", "delegate", "stranger"])
def test_only_an_administrator_opens_accounts(world: World, by: str) -> None:
    command = CreatePerson(
        email="new@example.org", name="New", language="en", password="long enough words"
    )
    with pytest.raises(NotPermittedError):
        world.act(by, command)


def test_an_appointment_serves_from_a_day_to_a_day(world: World) -> None:
    appoint(
        world, "focal",
        from_on=TODAY + dt.timedelta(days=2), until_on=TODAY + dt.timedelta(days=3),
    )  # fmt: skip
    held = []
    for _ in range(6):
        held.append(world.reader("stranger").holds("member", "XFA"))
        world.later(days=1)
    assert held == [False, False, True, True, False, False]


@pytest.mark.parametrize("who", ["officer_tsb", "administrator", "director", "rag_chair"])
def test_no_office_acts_on_another_offices_run(world: World, who: str) -> None:
    run = world.run(world.submitted())
    command = MoveRun(run_id=run.id, action="receive", seen_version=run.version)
    with pytest.raises((NotPermittedError, NotFoundError)):
        world.act(who, command)
    assert world.run("BR-2026-0001").state == "submitted"


def test_each_office_numbers_its_own_cases(world: World) -> None:
    assert [world.submitted(), world.submitted()] == ["BR-2026-0001", "BR-2026-0002"]
    world.now = dt.datetime(2026, 12, 31, 23, 30, tzinfo=dt.UTC)  # already the new year in Geneva
    assert world.submitted() == "BR-2027-0001"


def test_offices_and_members_are_shown_and_persons_are_not(world: World) -> None:
    with world.database.writing() as session:
        for one in session.scalars(select(Person)):
            one.name = f"Zyxw-{one.email.partition('@')[0]}"
    number = rich_world.STORIES["announced"](world)
    readers = ("delegate", "neighbour", "officer_tsb", "rag_chair", "sg_chair", "director")
    for who in readers:
        texts = reading.told(world, number, who)
        own = {path: text.replace(f"Zyxw-{who}", "") for path, text in texts.items()}
        assert reading.where(own, "Zyxw-", "example.org") == [], who


def test_an_emptied_person_leaves_the_case_readable(world: World) -> None:
    number = rich_world.STORIES["announced"](world)
    with world.database.writing() as session:
        session.execute(
            update(Person)
            .where(Person.email == "officer@example.org")
            .values(name="", email="emptied-1", active=False)
        )
    assert world.client("neighbour").get(f"/cases/{number}").status_code == 200
    with world.database.reading() as session:
        assert session.scalars(select(AppointmentRow.code)).all() != []


# -- withdrawing ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "stage", ["submitted", "screened", "provisional", "allocated", "consulted", "closed"]
)
def test_the_proposer_withdraws_without_reasons_until_the_decision(
    world: World, stage: str
) -> None:
    number = rich_world.STORIES[stage](world)
    world.move("delegate", number, "withdraw")
    assert world.run(number).state == "withdrawn"
    assert world.case(number).withdrawn_at == world.now


@pytest.mark.parametrize("stage", ["announced", "in force"])
def test_after_the_decision_the_proposer_withdraws_no_more(world: World, stage: str) -> None:
    number = rich_world.STORIES[stage](world)
    run = world.run(number)
    command = MoveRun(run_id=run.id, action="withdraw", seen_version=run.version)
    with pytest.raises(ActionNotOfferedError):
        world.act("delegate", command)
    assert world.run(number).state == run.state
