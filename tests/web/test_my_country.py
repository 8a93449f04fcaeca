"""My country: one page of what concerns a delegation, nothing above the reader's rights."""

from __future__ import annotations

import re

import pytest

from states.definition import LANGUAGES
from tests import rich_world
from tests.scene import SECRET_TITLE, Opened, Scene
from tests.web import strictly
from tests.world import Browser, World
from workflow.rules.commands.proposals import AnswerSponsorship, NameSponsor

PAGE = "/my-country"


def section(browser: Browser, name: str) -> str:
    """What stands under one heading; nothing where the page has no such heading."""
    page = browser.get(PAGE)
    assert page.status_code == 200
    found = re.search(rf'<h2 id="{name}">.*?(?=<h2|</main>)', page.text, re.DOTALL)
    return found.group(0) if found else ""


def numbers(text: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"BR-2026-\d{4}", text)))


def test_a_delegate_sees_drafts_cases_and_what_waits(world: World) -> None:
    draft = world.draft(title="A draft of ours")
    number = world.received()
    delegate = world.client("delegate")
    assert f'href="/en/drafts/{draft}"' in section(delegate, "drafts")
    assert numbers(section(delegate, "cases")) == [number]
    assert number in section(delegate, "waits")
    for name in ("drafts", "cases"):
        assert "A draft of ours" not in section(world.client("neighbour"), name)
    assert numbers(section(world.client("neighbour"), "cases")) == []


def test_a_consultation_is_due_until_the_administration_has_replied(world: World) -> None:
    number = world.consulted()
    neighbour = world.client("neighbour")
    assert number in section(neighbour, "due")
    assert "Your administration has not replied yet." in section(neighbour, "consultations")
    rich_world.reply(world, number, "neighbour", "XFB", "agree")
    assert number not in section(neighbour, "due")
    assert "Your administration has replied." in section(neighbour, "consultations")
    assert "has not replied yet" in section(world.client("delegate"), "consultations")


def test_a_consultation_that_is_over_is_not_under_way(world: World) -> None:
    number = rich_world.closed(world)
    for who in ("delegate", "neighbour"):
        assert numbers(section(world.client(who), "consultations")) == []
        assert number not in section(world.client(who), "due")


def test_papers_are_due_for_the_meetings_that_a_case_waits_for(world: World) -> None:
    number = world.screened()
    run = world.run(number, "allocation")
    due = section(world.client("delegate"), "due")
    assert run.state == "triage"
    assert "20 April 2026" in due
    assert "Papers for" in due
    assert numbers(due) == [number]
    world.later(days=60)
    assert "Papers for" not in section(world.client("delegate"), "due")


def test_support_is_asked_of_the_member_named_alone(world: World) -> None:
    draft = world.draft(title="A proposal to support")
    named = world.act("delegate", NameSponsor(draft_id=draft, member="XFB", kind="supporter"))
    assert "A proposal to support" in section(world.client("neighbour"), "support")
    assert section(world.client("delegate"), "support") == ""
    world.act(
        "neighbour",
        AnswerSponsorship(sponsorship_id=int(named["sponsorship"]), answer="confirmed"),
    )
    assert section(world.client("neighbour"), "support") == ""
    assert "A proposal to support" in section(world.client("neighbour"), "supported")


def test_cases_of_others_near_ones_own_are_told_to_both(world: World) -> None:
    first = world.screened()
    second = world.submitted("neighbour", "XFB", title="Assessment of human exposure, again")
    assert numbers(section(world.client("neighbour"), "near")) == [first, second]
    assert numbers(section(world.client("delegate"), "near")) == []
    world.move("officer", second, "receive")
    assert numbers(section(world.client("delegate"), "near")) == []
    world.later(days=30)
    world.pass_time()
    assert numbers(section(world.client("delegate"), "near")) == [second, first]


def test_the_next_meetings_are_told_with_their_paper_deadlines(world: World) -> None:
    found = section(world.client("delegate"), "meetings")
    assert found.count("<tr>") == 5
    assert "30 March 2026" in found


def test_nothing_above_the_readers_rights(prepared: tuple[Scene, Opened]) -> None:
    scene, world = prepared
    told = {
        who: SECRET_TITLE in world.client(who).get(PAGE).text
        for who in ("submitter", "drafter", "respondent", "focal", "neighbour", "third")
    }
    assert told == {
        "submitter": True, "drafter": True, "respondent": True, "focal": True,
        "neighbour": True, "third": False,
    }  # fmt: skip
    for who in ("respondent", "focal"):  # the submitted case is theirs, the drafts are not
        assert f"{SECRET_TITLE}, to_submit" not in world.client(who).get(PAGE).text
    assert scene["submitted"] not in world.client("third").get(PAGE).text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.one_database
def test_it_reads_in_every_language_without_script(
    prepared: tuple[Scene, Opened], language: str
) -> None:
    _scene, world = prepared
    page = world.client("submitter", language).get(PAGE).text
    assert strictly.faults(page) == []
    main = page.partition("<main")[2]
    assert ("hx-" in main, "<script" in main) == (False, False)


def test_it_stands_first_in_the_menu_of_a_delegation(world: World) -> None:
    assert 'href="/en/my-country"' in world.client("delegate").get("/my-work").text
    assert 'href="/en/my-country"' not in world.client("officer").get("/my-work").text
