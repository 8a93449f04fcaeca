"""Replies of administrations: sealed from everybody until the close, and theirs alone after it."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from tests import reading, rich_world
from tests.tampering import events
from tests.world import World
from workflow.rules.commands.consultations import RecordReply
from workflow.rules.errors import ActionNotOfferedError, InvalidInputError, NotPermittedError
from workflow.store.models import Attachment, Elector, MemberState, Notice, Person, ReplyRow

SECRET = "Our bands are of another kind."
WORDS = (SECRET, '"agreeing"', '"objecting"', "letter.txt", "ResultComputed", "conditions_")
READERS = (
    "delegate", "drafter", "officer", "second_officer", "director", "officer_tsb",
    "administrator", "sg_chair", "rag_chair", "stranger", None,
)  # fmt: skip


@pytest.fixture
def world(world: World) -> World:
    """With a second officer of the Bureau, who entered nothing."""
    with world.database.writing() as session:
        world._person(session, "second_officer", (("officer", "office", "BR"),))
    return world


@pytest.fixture
def number(world: World) -> str:
    """A case that one administration objects to by itself, and another agrees to by letter."""
    number = world.consulted()
    rich_world.reply(world, number, "neighbour", "XFB", "object", SECRET)
    rich_world.entered_by_letter(world, number, "XFC")
    return number


def found(world: World, number: str, who: str | None) -> set[str]:
    """What of the replies the reader comes across."""
    return {word for _, word in reading.where(reading.told(world, number, who), *WORDS)}


def test_those_pages_are_there_and_those_words_can_be_met(world: World, number: str) -> None:
    texts = reading.told(world, number, "neighbour")
    assert [path for path, text in texts.items() if "Page not found" in text] == []
    assert found(world, number, "neighbour") == {SECRET}
    world.now = world.consultation(number).closes_at
    world.pass_time()
    world.move("director", number, "announce_result", reference="CACE/7")
    assert found(world, number, "neighbour") == {SECRET, '"agreeing"', '"objecting"'}


@pytest.mark.parametrize("who", [one for one in READERS if one != "officer"])
def test_before_the_close_nobody_sees_a_reply_or_a_tally(
    world: World, number: str, who: str | None
) -> None:
    assert found(world, number, who) == set()


def test_the_officer_who_entered_a_letter_sees_that_one_alone(world: World, number: str) -> None:
    assert found(world, number, "officer") == {"letter.txt"}


@pytest.mark.parametrize("who", [one for one in READERS if one not in ("officer", "director")])
def test_after_the_close_the_replies_stay_their_administrations(
    world: World, number: str, who: str | None
) -> None:
    world.now = world.consultation(number).closes_at
    world.pass_time()
    bureau = {'"agreeing"', '"objecting"', "ResultComputed", "conditions_"}
    assert found(world, number, who) == (bureau if who == "second_officer" else set())


def test_a_letter_opens_for_its_administration_and_its_officer_alone(
    world: World, number: str
) -> None:
    with world.database.writing() as session:
        world._person(session, "third", (("respondent", "member", "XFC"),))
    with world.database.reading() as session:
        letter = session.scalars(select(Attachment.id)).one()
    everybody = (*READERS, "neighbour", "third")
    answers = {who: world.client(who).get(f"/documents/{letter}").status_code for who in everybody}
    assert answers == {who: 200 if who in ("officer", "third") else 404 for who in everybody}


def test_a_letter_is_confirmed_to_the_administration_and_to_nobody_else(world: World) -> None:
    with world.database.writing() as session:
        world._person(session, "third", (("respondent", "member", "XFC"),))
    number = world.consulted()
    rich_world.entered_by_letter(world, number, "XFC")
    with world.database.reading() as session:
        told = session.scalars(
            select(Person.email).join(Notice).where(Notice.kind == "reply_recorded")
        ).all()
        row = session.scalars(select(ReplyRow)).one()
    assert told == ["third@example.org"]
    assert (row.member, row.entered_by, row.letter_id is not None) == ("XFC", "BR", True)
    (event,) = [one for one in events(world) if one.kind == "ReplyRecorded"]
    assert (event.role, event.acting_for) == ("secretariat", "BR")


def record(world: World, number: str, who: str, **changes: object) -> None:
    given: dict[str, object] = {"member": "XFB", "position": "agree", **changes}
    command = RecordReply(consultation_id=world.consultation(number).id, **given)
    world.act(who, command)


@pytest.mark.parametrize(
    ("who", "changes", "error"),
    [
        ("officer", {}, InvalidInputError),
        ("officer_tsb", {"letter_name": "a.txt", "letter": b"Yes."}, NotPermittedError),
        ("director", {"letter_name": "a.txt", "letter": b"Yes."}, NotPermittedError),
        ("administrator", {"letter_name": "a.txt", "letter": b"Yes."}, NotPermittedError),
        ("delegate", {}, NotPermittedError),
        ("drafter", {"member": "XFA"}, NotPermittedError),
        ("neighbour", {"position": "object"}, InvalidInputError),
        ("neighbour", {"position": "maybe"}, InvalidInputError),
    ],
)
def test_who_may_not_reply_or_gives_too_little_is_refused(
    world: World, who: str, changes: dict[str, object], error: type[Exception]
) -> None:
    number = world.consulted()
    expected = (error, LookupError) if who == "administrator" else error
    with pytest.raises(expected):
        record(world, number, who, **changes)
    assert [row for row in events(world) if row.kind == "ReplyRecorded"] == []


def test_the_electorate_is_the_list_of_the_day_it_opened(world: World) -> None:
    with world.database.writing() as session:
        session.get_one(MemberState, "XFC").may_vote = False
    number = world.consulted()
    with world.database.writing() as session:
        session.get_one(MemberState, "XFC").may_vote = True
        session.get_one(MemberState, "XFB").may_vote = False
    consultation = world.consultation(number)
    with world.database.reading() as session:
        electors = session.scalars(
            select(Elector.member)
            .where(Elector.consultation_id == consultation.id)
            .order_by(Elector.member)
        ).all()
    expected = [f"XF{letter}" for letter in "ABDEFGHIJKL"]
    assert electors == expected
    (opened,) = [row for row in events(world) if row.kind == "ConsultationOpened"]
    assert opened.at == consultation.opened_at == dt.datetime(2026, 5, 5, 9, tzinfo=dt.UTC)


def test_a_reply_that_does_not_count_is_acknowledged_to_its_sender_and_not_counted(
    world: World,
) -> None:
    with world.database.writing() as session:
        session.get_one(MemberState, "XFB").may_vote = False
    number = world.consulted()
    record(world, number, "neighbour")
    record(world, number, "delegate", member="XFA")
    assert "does not count" in world.client("neighbour").get(page(world, number)).text
    assert "does not count" not in world.client("delegate").get(page(world, number)).text
    world.now = world.consultation(number).closes_at
    world.pass_time()
    counts = world.consultation(number).result["counts"]
    assert (counts["replies"], counts["agreeing"], counts["electorate"]) == (1, 1, 11)
    assert "not_counted" not in counts


def page(world: World, number: str) -> str:
    return f"/consultations/{world.consultation(number).id}"


def test_no_reply_is_taken_from_the_instant_of_the_close(world: World) -> None:
    number = world.consulted()
    world.now = world.consultation(number).closes_at
    with pytest.raises(ActionNotOfferedError):
        record(world, number, "neighbour")
