"""What may not be known yet: on no page, in no file and in no JSON of anybody it is not for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape

import pytest
from sqlalchemy import select

from tests.scene import (
    CAPITAL_COMMENT,
    CLEARING_OFFICE,
    CORRECTION,
    DOCUMENT,
    FINDINGS_REPLY,
    INCOMING,
    LETTER,
    LINK_TOKEN,
    OBJECTION,
    PROVISIONAL,
    SECRET_TITLE,
    VIEW,
    Opened,
    Scene,
    Scenes,
)
from tests.web.access_table import EACH, ROLES
from tests.web.test_access import rows
from tests.word_files import words_of
from tests.world import Browser, World
from workflow.rules.commands.consultations import RecordReply
from workflow.rules.commands.proposals import NameSponsor, SubmitProposal
from workflow.store.models import Candidate

DELEGATION = {"drafter", "submitter", "respondent", "focal"}
OFFICES = {"officer", "officer_tsb", "officer_bdt", "officer_gs", "director"}
SECRETS = {
    SECRET_TITLE: DELEGATION | OFFICES | {"sounded", "neighbour"},
    f"{SECRET_TITLE}, submitted": DELEGATION | OFFICES | {"neighbour"},  # which supports it
    f"{SECRET_TITLE}, to_submit": DELEGATION - {"respondent", "focal"},
    DOCUMENT[0]: DELEGATION | OFFICES,
    INCOMING[0]: {"officer"},
    "Mixers": {"officer"},
    LETTER[0]: {"neighbour"},
    OBJECTION: {"neighbour", "sg_chair", "officer", "director"},  # announced, without its name
    PROVISIONAL: {"officer", "director", "officer_tsb", "rag_chair", "rag_participant"}
    | {"tsag_chair"},
    CORRECTION: {"officer_tsb", "tsag_chair"},
    VIEW: {*ROLES} - {"anonymous", "stranger", "sounded"},
    FINDINGS_REPLY: DELEGATION | OFFICES,
    CAPITAL_COMMENT: {"drafter", "submitter"},
    CLEARING_OFFICE: {"drafter", "submitter"},
    LINK_TOKEN: set(),  # only whoever was sent it has it
    "Conditions of approval not met": {"officer", "director"},
    "conditions_not_met": {"officer", "director"},
}
"""Each secret with the roles that come across it somewhere; all others never do."""
LINK = re.compile(r'href="(/en/[^"#]*)"')
LEFT_OUT = (
    "/en/sign-in", "/en/procedures/", "/en/links/", "/static/", "/en/case-table/xlsx", "/en/gallery",
)  # fmt: skip
"""The gallery shows the states of every edition, of no case; the workbook holds what the CSV file holds
(`test_tables.py` compares them)."""


def read(browser: Browser, begin: set[str]) -> Iterator[tuple[str, str]]:
    """Every page that links lead to from where one begins, with what it says."""
    known, waiting = set(begin), sorted(begin)
    while waiting:
        path = waiting.pop()
        with browser.client.get(path, headers={"Host": "localhost"}) as answer:
            word = answer.mimetype.endswith("wordprocessingml.document")
            said = words_of(answer.data) if word else answer.get_data(as_text=True)
            text = said + str(answer.headers)
        yield path, text
        for link in LINK.findall(unescape(text)):
            if link not in known and not link.startswith(LEFT_OUT):
                known.add(link)
                waiting.append(link)


@pytest.mark.parametrize(("kind", "role"), EACH)
def test_nobody_comes_across_what_is_not_for_them(scenes: Scenes, kind: str, role: str) -> None:
    with scenes.copy(kind) as (scene, world):
        begin = {scene.path(pattern) for method, pattern in rows() if method == "GET"}
        browser = world.client(None if role == "anonymous" else role)
        pages = dict(read(browser, {one for one in begin if not one.startswith(LEFT_OUT)}))
    come_across = {secret for secret in SECRETS if any(secret in text for text in pages.values())}
    assert come_across == {secret for secret, roles in SECRETS.items() if role in roles}


def cases_told(text: str) -> list[str]:
    return sorted(set(re.findall(r"BR-2026-\d{4}", text)))


@pytest.mark.parametrize("who", ["neighbour", "third", "rag_chair", "administrator"])
def test_no_total_filter_or_search_betrays_a_case_before_its_receipt(
    prepared: tuple[Scene, Opened], who: str
) -> None:
    scene, world = prepared
    client = world.client(who)
    table = client.get("/cases").text
    assert scene["submitted"] not in cases_told(table)
    assert "7 cases" in table
    assert '<option value="submitted"' not in table
    for text in ("unlicensed", scene["submitted"]):
        assert "No case fits." in client.find("/cases", text).text, text
    assert "No case fits." in client.get("/cases?state=submitted").text
    events = client.client.get("/api/v1/events?limit=200", headers={"Host": "localhost"}).text
    assert (scene["submitted"] in events, scene["received"] in events) == (False, True)
    assert "8 cases" in world.client("officer").get("/cases").text


def test_what_another_member_drafts_is_close_to_nothing(
    prepared: tuple[Scene, Opened],
) -> None:
    typed = {"title": SECRET_TITLE, "question_text": SECRET_TITLE, "language": "en"}
    answer = prepared[1].client("third").post("/close-texts", typed)
    found = answer.text.partition('id="close-texts"')[2].partition("</section>")[0]
    assert "unlicensed" not in found


def test_no_finding_of_a_case_names_a_text_that_its_readers_may_not_see(
    prepared: tuple[Scene, Opened],
) -> None:
    scene, world = prepared
    with world.database.reading() as session:
        keys = set(session.scalars(select(Candidate.key)))
    assert f"case:{scene['received']}" in keys
    assert f"case:{scene['submitted']}" not in keys


def test_a_supporter_is_named_to_nobody_else_before_it_confirms(world: World) -> None:
    draft = world.draft()
    named = world.act("delegate", NameSponsor(draft_id=draft, member="XFB", kind="supporter"))
    number = world.act("delegate", SubmitProposal(draft_id=draft, seen_version=1))["case"]
    world.move("officer", str(number), "receive")
    assert naming(world, number) == set()
    address = f"/sponsorships/{named['sponsorship']}"
    world.client("neighbour").post(address, {"answer": "confirmed"})
    assert {(f"/cases/{number}", who) for who in LOOKING} <= naming(world, number)
    world.client("neighbour").post(address, {"answer": "withdrawn"})
    page = world.client("officer").get(f"/cases/{number}").text
    assert "Confirmed support" not in page


LOOKING = ("officer", "director", "administrator", "rag_chair", "sg_chair")


def naming(world: World, number: object) -> set[tuple[str, str]]:
    """The pages and their readers to whom the member named is told."""
    pages = ("/cases", f"/cases/{number}", f"/cases/{number}/findings", "/my-work")
    return {
        (page, who)
        for who in LOOKING
        for page in pages
        if re.search("Borvania|XFB", world.client(who).get(page).text)
    }


def test_a_closed_consultation_looks_alike_whatever_its_result(
    prepared: tuple[Scene, Opened],
) -> None:
    """The same pages for a result that passes and for one that fails, until it is announced."""
    _scene, world = prepared
    passing, failing = (world.consulted(title=f"Fields, {one}") for one in ("first", "second"))
    for number, position in ((passing, "agree"), (failing, "object")):
        reply = RecordReply(
            consultation_id=world.consultation(number).id, member="XFB", position=position,
            reasons=OBJECTION,
        )  # fmt: skip
        world.act("neighbour", reply)
    world.later(days=70)
    world.pass_time()
    states = {number: world.run(number).state for number in (passing, failing)}
    assert states == {passing: "conditions_met", failing: "conditions_not_met"}
    for who in ("third", "officer_tsb", "sg_chair", "delegate", "neighbour"):
        client = world.client(who)
        one, other = (standing(client, number) for number in (passing, failing))
        assert one == other, who
        assert "Consultation closed" in one
    assert standing(world.client("officer"), passing) != standing(world.client("officer"), failing)


def standing(client: Browser, number: str) -> str:
    """How the case stands on its page, in the table and in JSON, without its own numbers and close texts."""
    page = client.get(f"/cases/{number}").text
    parts = re.split(r'<h2 id="(?:tracks|findings|consultations|texts|timeline)">', page)
    row = client.find("/cases", number).text.partition("<tbody>")[2].partition("</tbody>")[0]
    said = client.client.get(f"/api/v1/cases/{number}", headers={"Host": "localhost"}).get_json()
    kept = json.dumps([said["runs"], said["consultations"]])
    words = " ".join([parts[1], parts[3], parts[5], row, kept])
    own = r"Fields, (first|second)|value=\"[^\"]*\"|id=\"event-[^\"]*\"|recorded: <bdi>[^<]*</bdi>|\d+"
    return re.sub(own, "", words)


@pytest.mark.parametrize("state", ["conditions_met", "conditions_not_met", "undecided"])
def test_a_hidden_state_cannot_be_asked_for(prepared: tuple[Scene, Opened], state: str) -> None:
    scene, world = prepared
    for who in ("third", "officer_tsb", "delegate"):
        assert cases_told(world.client(who).get(f"/cases?state={state}").text) == []
    shown = world.client("third").get("/cases?state=consultation_closed").text
    assert cases_told(shown) == [scene["closed"]]
