"""The proposer's part in the screening: findings are seen first, each round of them anew."""

from __future__ import annotations

import re

from sqlalchemy import func, select

from tests.world import World
from workflow.rules.commands.overlaps import DisposeOfCandidate, ReplyToFindings
from workflow.store import facts
from workflow.store.models import Candidate, EventRow, Notice

TO_SEE = "See the findings and reply if you wish"
FIVE = ("D1", "D2", "D12", "D14", "D17")
QUESTIONS = "Answer the questions about the proposal"


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


def test_the_proposer_finds_its_questions_first_and_answers_each_in_words(world: World) -> None:
    number = world.received()
    client = world.client("delegate")
    assert f"{QUESTIONS} (5)" in client.get("/my-work").text
    page = client.get(f"/cases/{number}/findings").text
    first = page[page.index("Questions for you (5)") : page.index("Close texts")]
    assert [code for code in FIVE if f'name="{code}"' not in first] == []
    assert 'type="radio"' not in first

    url = f"/cases/{number}/questions"
    some = {code: f"Said of {code}." for code in FIVE[:3]}
    assert client.post(url, some).status_code == 302
    assert f"{QUESTIONS} (2)" in client.get("/my-work").text
    assert "Questions for you (2)" in client.get(f"/cases/{number}/findings").text
    rest = {code: f"Said of {code}." for code in FIVE[3:]}
    assert client.post(url, rest).status_code == 302
    page = client.get(f"/cases/{number}/findings").text
    assert [
        code for code in FIVE if f">Said of {code}.</textarea>" not in re.sub(r"\s*\n", "", page)
    ] == []
    assert QUESTIONS not in client.get("/my-work").text


def test_an_answer_given_again_unchanged_leaves_no_second_event(world: World) -> None:
    number = world.received()
    client = world.client("delegate")
    url = f"/cases/{number}/questions"
    client.post(url, {"D1": "A method.", "D2": "Now."})
    client.post(url, {"D1": "A method.", "D2": "By next year.", "D12": ""})
    with world.database.reading() as session:
        said = session.scalars(select(EventRow).where(EventRow.kind == "ChecklistAnswered")).all()
    assert len(said) == 3


def test_answers_without_a_word_are_refused_and_a_long_one_keeps_what_was_typed(
    world: World,
) -> None:
    url = f"/cases/{world.received()}/questions"
    client = world.client("delegate")
    empty = client.post(url, {"D1": " ", "D12": ""})
    assert empty.status_code == 422
    assert "Answer at least one of the questions." in empty.text
    long = client.post(url, {"D1": "Kept.", "D12": "x" * 10_001})
    assert long.status_code == 422
    assert 'href="#D12"' in long.text
    assert 'id="D12-error"' in long.text
    assert 'id="D1-error"' not in long.text
    assert "Kept.</textarea>" in long.text


def test_an_office_reads_the_proposers_questions_in_the_checklist(world: World) -> None:
    number = world.received()
    client = world.client("delegate")
    client.post(f"/cases/{number}/questions", {"D1": "A gap in methods."})
    page = world.client("officer").get(f"/cases/{number}/findings").text
    assert "Questions for you" not in page
    assert page.index("Close texts") < page.index("A gap in methods.")
    assert 'name="D1"' not in page
