"""What each person is told to do: named by the action, and only where something can be done."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import event

from tests.world import World
from workflow.pages import tasks as pages
from workflow.rules.commands.consultations import RecordReply

OBJECTION = "It would bind our national limits."


def tasks(world: World, who: str, page: str) -> list[str]:
    """The tasks of a page, each without markup."""
    text = world.client(who).get(page).text
    items = re.findall(r'<ul class="tasks">(.*?)</ul>', text, re.DOTALL)
    found = [one for part in items for one in re.findall(r"<li>(.*?)</li>", part, re.DOTALL)]
    return [" ".join(re.sub("<[^>]+>", " ", one).split()) for one in found]


def test_a_task_is_named_by_what_is_to_be_done(world: World) -> None:
    number = world.submitted()
    (task,) = [one for one in tasks(world, "officer", "/due-this-week") if "Acknowledge" in one]
    assert task.startswith(
        "Acknowledge receipt and send to the bodies concerned "
        "or: Refer back for further consideration"
    )
    assert number in task
    assert "Withdraw" not in task


def test_what_waits_is_found_by_as_many_queries_for_six_cases_as_for_two(world: World) -> None:
    statements: list[str] = []

    def found() -> tuple[int, int]:
        reader = world.reader("delegate")
        with world.database.reading() as session:
            session.connection()
            statements.clear()
            waiting = pages.to_answer(session, reader, world.now)
        return sum(one.kind == "questions" for one in waiting), len(statements)

    world.received()
    world.submitted()
    found()

    def count(*told: Any) -> None:
        statements.append(str(told[2]))

    event.listen(world.database.engine, "before_cursor_execute", count)
    one = found()
    for title in ("Another subject", "A third subject"):
        world.received(title=title)
        world.submitted(title=title)
    three = found()
    event.remove(world.database.engine, "before_cursor_execute", count)
    assert (one[0], three[0]) == (2, 6)
    assert one[1] == three[1] > 0


def test_a_task_says_when_something_is_still_missing(world: World) -> None:
    number = world.received()
    said = "Record the evaluation and go on (something is still missing)"
    assert any(one.startswith(said) for one in tasks(world, "sg_chair", "/my-work"))
    world.screen(number)
    (task,) = [one for one in tasks(world, "sg_chair", "/my-work") if "Record the" in one]
    assert "missing" not in task


def test_an_office_sees_the_consultations_that_run_but_nothing_of_their_replies(
    world: World,
) -> None:
    number = world.consulted()
    before = tasks(world, "officer", "/due-this-week")
    assert any(
        number in one and "Approval by consultation" in one and "5 July 2026" in one
        for one in before
    )
    reply = RecordReply(
        consultation_id=world.consultation(number).id, member="XFB", position="object",
        reasons=OBJECTION,
    )  # fmt: skip
    world.act("neighbour", reply)
    assert tasks(world, "officer", "/due-this-week") == before
    assert not any("Approval by" in one for one in tasks(world, "officer_tsb", "/due-this-week"))


def test_another_office_sees_the_close_texts_of_its_own_sector(world: World) -> None:
    number = world.received()
    (own,) = [one for one in tasks(world, "officer_tsb", "/due-this-week") if "Say what" in one]
    assert own.startswith("Say what 1 close text is to the proposal")
    (led,) = [one for one in tasks(world, "officer", "/due-this-week") if "Say what" in one]
    assert int(re.findall(r"what (\d+) close", led)[0]) > 1
    world.screen(number)
    assert not any("Say what" in one for one in tasks(world, "officer_tsb", "/due-this-week"))


def test_a_chair_of_a_study_group_is_told_what_can_be_done(world: World) -> None:
    number = world.screened()
    page = world.client("sg_chair").get("/reviews").text
    cell = page.partition(f">{number}</bdi>")[2].partition("</tr>")[0]
    assert "Put to the study group&#39;s meeting for adoption" in cell
    assert f'href="/en/cases/{number}#tracks"' in cell


# -- the reasons of objections ----------------------------------------------------------------


def objected(world: World) -> str:
    """A case whose consultation two members objected to, announced as not approved."""
    number = world.consulted()
    consultation = world.consultation(number).id
    for who, member, reasons in (
        ("neighbour", "XFB", OBJECTION), ("delegate", "XFA", "A later study will say more."),
    ):  # fmt: skip
        reply = RecordReply(
            consultation_id=consultation, member=member, position="object", reasons=reasons
        )
        world.act(who, reply)
    return number


def test_the_chair_reads_why_members_objected_once_it_is_announced(world: World) -> None:
    number = objected(world)
    chair = world.client("sg_chair")
    world.later(days=70)
    world.pass_time()
    assert OBJECTION not in chair.get(f"/cases/{number}").text
    world.move("director", number, "announce_result", reference="CACE/9")
    page = chair.get(f"/cases/{number}").text
    assert page.index("A later study") < page.index(OBJECTION)
    assert "Borvania" not in page
    assert OBJECTION in chair.get(f"/consultations/{world.consultation(number).id}").text


def test_nobody_else_reads_the_reasons_of_others(world: World) -> None:
    number = objected(world)
    world.later(days=70)
    world.pass_time()
    world.move("director", number, "announce_result", reference="CACE/9")
    readers = ("delegate", "drafter", "rag_chair", "officer_tsb", "administrator", "stranger")
    for who in readers:
        for path in (f"/cases/{number}", f"/consultations/{world.consultation(number).id}"):
            assert OBJECTION not in world.client(who).get(path).text, who


# -- the timeline -----------------------------------------------------------------------------


def timeline(world: World, who: str, number: str) -> list[str]:
    page = world.client(who).get(f"/cases/{number}").text.partition('id="timeline"')[2]
    items = re.findall(r"<li[^>]*>(.*?)</li>", page, re.DOTALL)
    return [" ".join(re.sub("<[^>]+>", " ", one).split()) for one in items]


def test_all_members_see_that_receipt_was_acknowledged(world: World) -> None:
    number = world.received()
    assert any("Acknowledge receipt" in one for one in timeline(world, "neighbour", number))


def test_a_finding_names_its_text_and_its_degree(world: World) -> None:
    number = world.received()
    world.screen(number)
    told = [one for one in timeline(world, "officer", number) if "A finding was recorded" in one]
    assert any("Q3/5" in one or "T:Q3/5" in one for one in told)
    assert all("related" in one for one in told)
    assert not any("A finding" in one for one in timeline(world, "neighbour", number))


def test_whoever_led_a_proposal_on_is_named(world: World) -> None:
    by_hand = world.screened()
    (told,) = [one for one in timeline(world, "delegate", by_hand) if "went forward" in one]
    assert "Radiocommunication Bureau (BR) , secretariat" in told
    by_clock = world.received(title="Another subject altogether")
    world.later(days=30)
    world.pass_time()
    (told,) = [one for one in timeline(world, "delegate", by_clock) if "went forward" in one]
    assert told.endswith("automatically")


def test_who_asked_for_a_search_is_named(world: World) -> None:
    number = world.received()
    world.client("officer_tsb").post(f"/cases/{number}/findings/search", {})
    newest, first = [
        one for one in timeline(world, "officer", number) if "registers were searched" in one
    ]
    assert "Telecommunication Standardization Bureau (TSB)" in newest
    assert first.endswith("automatically")
