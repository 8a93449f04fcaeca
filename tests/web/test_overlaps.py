"""The proposer's part in the screening: findings are seen first, each round of them anew."""

from __future__ import annotations

from sqlalchemy import func, select

from tests.world import World
from workflow.rules.commands.overlaps import DisposeOfCandidate, ReplyToFindings
from workflow.store import facts
from workflow.store.models import Candidate, Notice

TO_SEE = "See the findings and reply if you wish"


def dispose(world: World, number: str, degree: str, which: int = 0) -> None:
    """Let the Bureau say what a close text is to the proposal, a minute later."""
    world.later(minutes=1)
    with world.database.reading() as session:
        case = select(Candidate.id).where(Candidate.case_id == world.case(number).id)
        one = session.scalars(case.order_by(Candidate.id)).all()[which]
    world.act(
        "officer",
        DisposeOfCandidate(candidate_id=one, degree=degree, reason="Read.", office="BR"),
    )


def see(world: World, number: str, reply: str = "") -> None:
    """Let the proposer see the findings, a minute later."""
    world.later(minutes=1)
    world.act("delegate", ReplyToFindings(case_id=world.case(number).id, reply=reply))


def unseen(world: World, number: str) -> int:
    """How many findings wait for the proposer."""
    with world.database.reading() as session:
        return facts.of_run(session, world.run(number), world.now).unseen_findings


def notices(world: World) -> int:
    """How many notices of findings were sent."""
    with world.database.reading() as session:
        query = select(func.count()).where(Notice.kind == "findings_to_see")
        return session.scalars(query.select_from(Notice)).one()


def test_what_an_office_says_after_the_last_look_is_unseen_again(world: World) -> None:
    number = world.received()
    dispose(world, number, "none")
    see(world, number)
    assert unseen(world, number) == 0
    assert TO_SEE not in world.client("delegate").get("/my-work").text

    dispose(world, number, "duplicate")
    assert unseen(world, number) == 1
    assert TO_SEE in world.client("delegate").get("/my-work").text

    see(world, number)
    assert unseen(world, number) == 0
    assert TO_SEE not in world.client("delegate").get("/my-work").text


def test_the_proposer_gets_one_notice_for_each_round_of_findings(world: World) -> None:
    number = world.received()
    dispose(world, number, "related", which=0)
    dispose(world, number, "related", which=1)
    assert notices(world) == 1

    see(world, number)
    dispose(world, number, "partial", which=0)
    dispose(world, number, "partial", which=1)
    assert notices(world) == 2


def test_seeing_later_findings_keeps_the_first_reply_in_the_form(world: World) -> None:
    number = world.received()
    dispose(world, number, "related")
    see(world, number, "We stay in touch with Study Group 5.")
    dispose(world, number, "partial")
    form = world.client("delegate").get(f"/cases/{number}/findings").text
    assert "We stay in touch with Study Group 5.</textarea>" in form
