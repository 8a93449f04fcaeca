"""What was said of a text before it changed says so, on the screening page and to the chair."""

from __future__ import annotations

from sqlalchemy import select

from tests.web import returned, strictly
from tests.world import World
from workflow.rules.commands.overlaps import AnswerItem, DisposeOfCandidate, ReplyToFindings
from workflow.rules.commands.reviews import AskGroups
from workflow.store.models import Candidate, ChecklistAnswer, EventRow

SINCE = "given on version 1; the text has changed since"
ON_TWO = "given on version 2"


def said_on_the_first(world: World) -> str:
    """A case of which everything was said on its first version, and that has a second."""
    number = world.received()
    world.screen(number)
    revise(world, number)
    return number


def revise(world: World, number: str, **texts: str) -> None:
    """Fix a new version."""
    world.later(minutes=1)
    browser = world.client("delegate")
    path = f"/cases/{number}/revise/revise"
    filled = {**returned.held(browser.get(path).text), "scope": "Methods and limits.", **texts}
    assert browser.post(path, filled).status_code == 302


def sections(page: str, within: str) -> list[str]:
    """The sections of a screening page whose id begins so."""
    return [
        strictly.words(one)
        for one in strictly.page(page).iter("section")
        if one.attrib.get("id", "").startswith(within)
    ]


def candidates(world: World, number: str, version: int) -> list[Candidate]:
    with world.database.reading() as session:
        own = select(Candidate).where(Candidate.case_id == world.case(number).id)
        return list(session.scalars(own.where(Candidate.text_version == version)))


def test_while_there_is_one_version_nothing_is_said_of_it(world: World) -> None:
    number = world.received()
    world.screen(number)
    page = world.client("officer").get(f"/cases/{number}/findings").text
    assert "given on version" not in page


def test_answers_dispositions_and_reply_say_on_which_version(world: World) -> None:
    number = said_on_the_first(world)
    for who in ("delegate", "officer"):
        page = world.client(who).get(f"/cases/{number}/findings").text
        answered = [one for one in sections(page, "D") if "Seen." in one]
        assert (len(answered), [SINCE in one for one in answered]) == (3, [True] * 3)
        found = sections(page, "c")
        assert (found != [], [SINCE in one for one in found]) == (True, [True] * len(found))
        heading = page.index("Reply of the proposer</h2>")
        assert SINCE in page[heading : page.index("We will stay in touch.", heading)]
        assert f'/cases/{number}/versions/1/2"' in page


def test_what_is_said_anew_is_said_of_the_new_version(world: World) -> None:
    number = said_on_the_first(world)
    case = world.case(number).id
    world.act("officer", AnswerItem(case_id=case, item="D3", answer="no", evidence="Read anew."))
    world.act("delegate", ReplyToFindings(case_id=case, reply="As before."))
    for one in candidates(world, number, 2):
        world.act(
            "officer",
            DisposeOfCandidate(candidate_id=one.id, degree="none", reason="Apart.", office="BR"),
        )
    page = world.client("officer").get(f"/cases/{number}/findings").text
    anew = next(one for one in sections(page, "D3") if "Read anew." in one)
    assert (ON_TWO in anew, SINCE in anew) == (True, False)
    assert not any(SINCE in one for one in sections(page, "c"))
    heading = page.index("Reply of the proposer</h2>")
    assert ON_TWO in page[heading : page.index("As before.", heading)]


def test_a_text_no_longer_found_close_keeps_what_was_said_of_it(world: World) -> None:
    number = world.received()
    world.screen(number)
    assert candidates(world, number, 1) != []
    revise(world, number, title="Loudness", question_text="How loud?")
    gone = {one.key for one in candidates(world, number, 1)} - {
        one.key for one in candidates(world, number, 2)
    }
    assert gone != set()
    page = world.client("officer").get(f"/cases/{number}/findings").text
    fold = page.index("Found close to an earlier version, and no longer to this one")
    assert SINCE in page[fold : page.index("</details>", fold + 1)] + page[fold:]


def test_a_changed_text_holds_nothing_back_more_than_before(world: World) -> None:
    number = said_on_the_first(world)
    world.later(days=20)
    world.pass_time()
    assert world.run(number).state == "screened"


def test_the_chair_reads_it_on_the_case_and_beside_the_closest_texts(world: World) -> None:
    number = said_on_the_first(world)
    world.later(days=20)
    world.pass_time()
    page = world.client("rag_chair").get(f"/cases/{number}").text
    assert page.count(SINCE) >= 2
    run = world.run(number, "allocation")
    groups = ("R:RAG", "T:TSAG")
    world.act("officer", AskGroups(run_id=run.id, seen_version=run.version, groups=groups))
    worklist = world.client("rag_chair").get("/reviews").text
    assert f"(related; {SINCE})" in worklist


def test_the_record_names_the_version(world: World) -> None:
    number = said_on_the_first(world)
    case = world.case(number).id
    world.act("officer", AnswerItem(case_id=case, item="D3", answer="no", evidence="Read anew."))
    with world.database.reading() as session:
        events = session.scalars(
            select(EventRow)
            .where(EventRow.kind.in_(("ChecklistAnswered", "FindingsAnswered")))
            .order_by(EventRow.position)
        ).all()
        stored = session.scalars(select(ChecklistAnswer.text_version)).all()
    assert [one.text_version for one in events] == [1, 1, 1, 1, 2]
    assert (sorted(stored), world.case(number).findings_answered_on) == ([1, 1, 2], 1)
