"""Who may vote is listed at the opening and at the close; a rule may ask for a second consultation."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import select

from states import loader
from tests import rich_world
from tests.tampering import events
from tests.world import World
from workflow.rules.permissions import Level, audience
from workflow.store import verification
from workflow.store.models import (
    Consultation,
    EditionRow,
    EventPayload,
    EventRow,
    MemberState,
    Notice,
    Person,
    Run,
)


def may_vote(world: World, member: str, *, may: bool) -> None:
    with world.database.writing() as session:
        session.get_one(MemberState, member).may_vote = may


def close(world: World, number: str) -> Consultation:
    world.now = world.consultation(number).closes_at
    world.pass_time()
    return world.consultation(number)


def bodies(world: World, kind: str) -> list[dict[str, Any]]:
    with world.database.reading() as session:
        query = select(EventPayload.body).join(EventRow, EventRow.position == EventPayload.position)
        rows = session.scalars(query.where(EventRow.kind == kind).order_by(EventRow.position))
        return [dict(one) for one in rows]


def told(world: World, kind: str) -> list[str]:
    with world.database.reading() as session:
        query = select(Person.email).join(Notice).where(Notice.kind == kind)
        return list(session.scalars(query))


def test_the_list_of_the_close_decides_whose_reply_counts(world: World) -> None:
    may_vote(world, "XFC", may=False)
    number = world.consulted()
    rich_world.reply(world, number, "neighbour", "XFB", "object", "Other bands.")
    rich_world.entered_by_letter(world, number, "XFC")
    rich_world.reply(world, number, "delegate", "XFA", "agree", "")
    may_vote(world, "XFB", may=False)  # its right was suspended while the consultation ran
    may_vote(world, "XFC", may=True)
    closed = close(world, number)
    counts = closed.result["counts"]
    assert (counts["electorate"], counts["replies"], counts["objecting"]) == (11, 2, 0)
    assert told(world, "reply_does_not_count") == ["neighbour@example.org"]

    listed = [one for one in events(world) if one.kind == "ElectorateListed"]
    assert {one.audience for one in listed} == {audience(Level.OFFICERS, "BR")}
    opening, at_close = (set(body["members"]) for body in bodies(world, "ElectorateListed"))
    assert (opening - at_close, at_close - opening) == ({"XFB"}, {"XFC"})

    page = f"/consultations/{closed.id}"
    bureau, outside = (
        world.client("director").get(page).text,
        world.client("delegate").get(page).text,
    )
    assert "11 by the list of the opening" in bureau
    assert "Not any more at the close" in bureau
    assert "by the list of" not in outside
    with world.database.reading() as session:
        assert verification.verify(session).first_bad is None


def pin_an_edition_that_asks_twice(world: World, number: str) -> None:
    """The run's edition with a second consultation where at most half of the members reply."""
    text = loader.shipped()["question_r_2023"].replace(
        'name = "R-APPROVE"\n', 'name = "R-APPROVE"\nsecond_round = true\n', 1
    )
    row = """[[action]]
name = "close"
from = ["consultation"]
to = "consultation"
by = ["clock"]
needs = ["consultation_is_over", "consultation_is_to_be_repeated"]
basis = { text = "CV 47", read = true }

[[action]]
name = "close"
from = ["consultation"]"""
    text = text.replace('[[action]]\nname = "close"\nfrom = ["consultation"]', row, 1)
    digest = hashlib.sha256(text.encode()).hexdigest()
    with world.database.writing() as session:
        session.add(EditionRow(digest=digest, key="question_r_2023", text=text, added_at=world.now))
        session.flush()
        run = session.get_one(Run, world.consultation(number).run_id)
        run.edition_digest = digest


def test_a_rule_may_ask_a_second_time_and_then_any_number_decides(world: World) -> None:
    number = world.consulted()
    pin_an_edition_that_asks_twice(world, number)
    rich_world.reply(world, number, "neighbour", "XFB", "agree", "")
    close(world, number)  # one of twelve replied
    second = world.consultation(number)
    with world.database.reading() as session:
        first = session.scalars(select(Consultation).order_by(Consultation.id)).first()
    assert first is not None
    assert (first.outcome, first.announced_at) == ("repeated", None)
    assert (second.id > first.id, second.opened_at, second.closed_at) == (True, world.now, None)
    assert (
        "second consultation" not in world.client("delegate").get(f"/consultations/{first.id}").text
    )
    assert "second consultation" in world.client("director").get(f"/consultations/{first.id}").text

    rich_world.reply(world, number, "delegate", "XFA", "agree", "")
    assert close(world, number).outcome == "passed"
    world.move("director", number, "announce", reference="CACE/9")
    with world.database.reading() as session:
        announced = session.scalars(select(Consultation.announced_at)).all()
    assert announced == [world.now, world.now]
    said = bodies(world, "ResultAnnounced")
    assert [one["outcome"] for one in said] == ["repeated", "passed"]
