"""Search: everything the reader may see, nothing else, in no address and no count."""

from __future__ import annotations

import logging
import re

import pytest

from tests.scene import PROVISIONAL, SECRET_TITLE, Opened, Scene
from tests.web.access_table import ROLES
from tests.world import World
from workflow.rules.commands.consultations import RecordReply
from workflow.store.models import Area


def found(world: World, who: str | None, text: str, language: str = "en", **more: str) -> str:
    answer = world.client(who, language).post("/search", {"text": text, **more})
    assert answer.status_code == 200
    return answer.text.partition("<h1>")[2]


def groups(page: str) -> dict[str, int]:
    """How many things of each kind were found."""
    return {
        kind: int(total)
        for kind, total in re.findall(r'<h2 id="found-(\w+)">[^(]*(?:\([^)]*\) )?\((\d+)\)', page)
    }


def test_a_member_finds_a_case_by_title_text_number_and_member(world: World) -> None:
    number = world.received()
    for typed in ("exposures electromagnetic", number, "Almaria", "АЛЬМАРИЯ"):
        assert groups(found(world, "neighbour", typed)).get("cases") == 1, typed
    page = found(world, "neighbour", "adaptive antennas")
    assert groups(page) == {"texts": 1}
    assert f'href="/en/cases/{number}#texts"' in page
    assert "<mark>adaptive</mark> <mark>antennas</mark>" in page


def test_a_question_is_found_in_the_registers_by_anybody(world: World) -> None:
    page = found(world, None, "human exposure EMF")
    assert groups(page) == {"questions": 3}
    assert 'href="/en/questions/R:239/1"' in page


def test_bodies_areas_and_meetings_are_found(world: World) -> None:
    with world.database.writing() as session:
        session.add(
            Area(
                id="A1", name="Climate monitoring", sectors="R T", evidence="Both study it.",
                from_memory=False, source="test",
            )
        )  # fmt: skip
    assert groups(found(world, None, "climate")) == {"areas": 1}
    assert groups(found(world, None, "spectrum management"))["bodies"] == 1
    assert groups(found(world, None, "TSAG Geneva"))["meetings"] == 1


def test_a_decision_and_a_released_conclusion_are_found(world: World) -> None:
    world.allocated()
    assert groups(found(world, "neighbour", "CV 151-154")) == {"decisions": 1}
    assert groups(found(world, "neighbour", "radio part is distinct")) == {"decisions": 2}


def test_everybody_finds_what_was_approved_and_only_its_public_words(world: World) -> None:
    number = world.consulted(relations="Told to us in confidence.")
    assert "cases" not in groups(found(world, None, "assessment"))
    reply = RecordReply(
        consultation_id=world.consultation(number).id, member="XFB", position="agree"
    )
    world.act("neighbour", reply)
    world.later(days=70)
    world.pass_time()
    world.move("director", number, "announce", reference="CACE/12")
    assert groups(found(world, None, "assessment"))["cases"] == 1
    assert groups(found(world, "stranger", "adaptive antennas"))["texts"] == 1
    assert groups(found(world, None, "CV 151-154")) == {"decisions": 1}
    for typed in ("Almaria", "confidence", "radio part is distinct"):
        page = found(world, None, typed)
        assert number not in page
        assert groups(page) == {}


def test_nothing_of_an_unseen_case_changes_what_is_told(world: World) -> None:
    world.received()
    before = found(world, "neighbour", "exposure")
    world.submitted(title="Exposure below sixty kilohertz, exposure again")
    world.draft(title="Exposure in a draft")
    after = found(world, "neighbour", "exposure")
    token = re.compile(r'name="(?:csrf_token|idempotency_key)" value="[^"]*"')
    assert token.sub("", before) == token.sub("", after)
    assert groups(found(world, "officer", "exposure"))["cases"] == 2


@pytest.mark.parametrize("role", ROLES)
def test_no_search_comes_across_a_secret(prepared: tuple[Scene, Opened], role: str) -> None:
    scene, world = prepared
    who = None if role == "anonymous" else role
    insiders = {"drafter", "submitter", "respondent", "focal", "officer", "officer_tsb"}
    insiders |= {"officer_bdt", "officer_gs", "director"}
    page = found(world, who, "unlicensed transmitters")
    assert (scene["submitted"] in page) == (role in insiders)
    assert f"{SECRET_TITLE}, to_submit" not in page
    assert PROVISIONAL not in found(world, who, PROVISIONAL).partition("<ul")[2]


def test_what_is_typed_stands_in_no_address_and_no_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.received()
    caplog.set_level(logging.DEBUG)
    page = world.client("neighbour").post("/search", {"text": "exposures unheard"}).text
    assert "unheard" not in caplog.text
    assert not re.findall(r'(?:href|action)="[^"]*unheard', page)


def test_markup_that_is_typed_or_found_stays_text(world: World) -> None:
    world.received(
        title="Fields <b>near</b> stations", question_text="<script>alert(1)</script> near"
    )
    page = found(world, "neighbour", "near <script>")
    assert "<script>" not in page
    assert "<b>near" not in page
    assert "&lt;b&gt;<mark>near</mark>&lt;/b&gt;" in found(world, "neighbour", "near stations")


def test_more_of_one_kind_is_shown_when_asked(world: World) -> None:
    for one in range(7):
        world.received(title=f"Resonance in cavities, part {one}")
    page = found(world, "officer", "resonance")
    assert groups(page)["cases"] == 7
    assert page.count("<mark>Resonance</mark>") == 5
    whole = found(world, "officer", "resonance", kind="cases")
    assert whole.count("<mark>Resonance</mark>") == 7


def test_nothing_found_says_what_to_try(world: World) -> None:
    assert "Fewer words" in found(world, "neighbour", "zirconium")
    assert "Type a word" in found(world, "neighbour", "  ")
    assert "Type a word" not in world.client().get("/search").text


def test_a_search_without_its_token_asks_nobody_to_sign_in(world: World) -> None:
    answer = world.client().client.post(
        "/en/search", data={"text": "exposure"}, headers={"Host": "localhost"}
    )
    assert answer.status_code == 400
    assert "exposure" in answer.text


@pytest.mark.parametrize("language", ["ar", "en", "es", "fr", "ru", "zh"])
def test_the_box_stands_on_every_page_after_the_way_to_the_content(
    world: World, language: str
) -> None:
    page = world.client(None, language).get("/registers").text
    assert page.index('class="skip"') < page.index('role="search"') < page.index("<main")
    assert f'action="/{language}/search"' in page
    if language != "en":
        assert ">Search<" not in page
