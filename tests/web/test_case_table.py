"""The table of cases: what finds a case, in which order they stand, and what each waits for."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from tests.world import World
from workflow.rules.commands.consultations import RecordReply
from workflow.rules.commands.reviews import ConfirmConclusion


def numbers(page: str) -> list[str]:
    """The cases of the table in their order."""
    return re.findall(r'data-label="Case"><a href="[^"]*">(BR-[^<]+)</a>', page)


def row(page: str, number: str) -> str:
    """The table's row of that case, without markup."""
    found = next(one for one in page.split("<tr>") if f">{number}</a>" in one)
    return " ".join(re.sub("<[^>]+>", " ", re.sub("</?bdi>", "", found)).split())


@pytest.mark.parametrize("typed", ["Almaria", "АЛЬМАР", "альмария", "ألماريا", "阿尔马里亚", "xfa"])
def test_a_member_finds_its_cases_by_any_of_its_names(world: World, typed: str) -> None:
    own = world.received()
    other = world.submitted("neighbour", "XFB")
    world.move("officer", other, "receive")
    assert numbers(world.client("officer").find("/cases", typed).text) == [own]


def test_each_word_must_be_found_somewhere(world: World) -> None:
    number = world.received()
    browser = world.client("officer")
    assert numbers(browser.find("/cases", "exposure almaria").text) == [number]
    assert numbers(browser.find("/cases", "exposure borvania").text) == []


def test_the_kind_narrows_the_table(world: World) -> None:
    new = world.received()
    browser = world.client("officer")
    assert numbers(browser.get("/cases?kind=new").text) == [new]
    assert numbers(browser.get("/cases?kind=suppression").text) == []
    assert '<option value="new" selected>' in browser.get("/cases?kind=new").text


def test_the_oldest_state_comes_first_by_age(world: World) -> None:
    old = world.received()
    world.later(days=3)
    young = world.received(title="Another subject altogether")
    browser = world.client("officer")
    assert numbers(browser.get("/cases?sort=age&order=descending").text) == [old, young]
    assert numbers(browser.get("/cases?sort=age&order=ascending").text) == [young, old]


def test_the_table_is_ordered_by_what_it_shows_under_until(world: World) -> None:
    meeting = world.asked()
    period = world.received(title="Under screening")
    nothing = world.submitted(title="Not yet received")
    browser = world.client("officer")
    page = browser.get("/cases?sort=due&order=ascending").text
    assert "TSAG, 20–24 April 2026" in row(page, meeting)
    assert "Until" not in row(page, nothing)
    assert numbers(page) == [meeting, period, nothing]
    assert numbers(browser.get("/cases?sort=due&order=descending").text) == [
        period, meeting, nothing,
    ]  # fmt: skip


def test_what_the_bureau_does_before_it_announces_moves_no_row_of_others(world: World) -> None:
    number = world.consulted()
    world.later(days=70)
    world.pass_time()
    world.later(days=5)
    assert world.run(number).state == "undecided"
    before = row(world.client("neighbour").get("/cases").text, number)
    world.move("director", number, "decide_approved", reasons="Nobody replied.")
    assert row(world.client("neighbour").get("/cases").text, number) == before
    assert row(world.client("officer").get("/cases").text, number) != before


# -- what a case waits for --------------------------------------------------------------------


def waits(world: World, who: str, number: str) -> list[str]:
    page = world.client(who).get(f"/cases/{number}").text
    found = re.findall(r'<p class="waits">(.*?)</p>', page, re.DOTALL)
    return [" ".join(re.sub("<[^>]+>", "", one).split()) for one in found]


def test_a_group_that_has_released_is_no_longer_waited_for(world: World) -> None:
    number = world.asked()
    assert "Waits for RAG" not in waits(world, "officer", number)[1]  # its meeting is over
    assert "RAG: the next meeting is not in the calendar yet." in waits(world, "officer", number)[1]
    world.conclude(number, "rag_chair", "R:RAG")
    assert "RAG" not in waits(world, "officer", number)[1]
    world.conclude(number, "tsag_chair", "T:TSAG")
    assert waits(world, "officer", number)[1] == "Waits for: Radiocommunication Bureau (BR)."


def test_a_provisional_conclusion_changes_no_line_of_others(world: World) -> None:
    number = world.asked()
    before = waits(world, "delegate", number)
    drafted = world.draft_conclusion(number, "tsag_chair", "T:TSAG")
    world.act("tsag_chair", ConfirmConclusion(conclusion_id=drafted, seen_version=1))
    assert waits(world, "delegate", number) == before


def test_papers_that_were_due_are_said_to_have_been(world: World) -> None:
    number = world.asked()
    assert "papers were due by 6 April 2026" in waits(world, "officer", number)[1]
    world.now = dt.datetime(2026, 4, 2, 9, tzinfo=dt.UTC)
    assert "papers by 6 April 2026" in waits(world, "officer", number)[1]


def test_a_consultation_waits_for_the_member_states(world: World) -> None:
    number = world.consulted()
    said = "Waits for: Member States, replies until 23:59 on 5 July 2026 (Geneva)."
    assert waits(world, "neighbour", number)[0] == said
    reply = RecordReply(
        consultation_id=world.consultation(number).id, member="XFB", position="agree"
    )
    world.act("neighbour", reply)
    assert waits(world, "officer", number)[0] == said


def test_a_case_for_its_proposer_to_mend_waits_for_the_member_by_name(world: World) -> None:
    number = world.submitted()
    world.move("officer", number, "refer_back", reasons="A date is missing.")
    assert waits(world, "officer", number) == ["Waits for: Republic of Almaria."]


def test_a_joint_meeting_is_one_meeting(world: World) -> None:
    from tests.groups_stage import Stage  # noqa: PLC0415 - one use

    stage = Stage(world)
    stage.at(dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC))
    stage.ask()
    stage.conclude("R:RAG", "rag_chair")
    stage.conclude("T:TSAG", "tsag_chair", kind="reallocate_sector", lead_sector="T")
    stage.move("note_divergence", "officer")
    stage.move("convene_joint_meeting", "rag_chair", meeting=str(stage.meetings["joint"]))
    number = stage.case().number
    said = "Waits for RAG + TSAG, 6–9 July 2026; papers by 22 June 2026."
    assert waits(world, "officer", number)[0] == said
