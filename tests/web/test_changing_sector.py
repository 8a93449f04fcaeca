"""A saved draft goes to another Sector: what fits is carried over, what does not is kept until dropped."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.tampering import events
from tests.web import returned, strictly
from tests.world import TEXT, Browser, World
from workflow.rules.commands.proposals import SubmitProposal
from workflow.store.models import Draft, SectorMember, TextVersion

ONLY_R = {f"R:{name}" for name in TEXT if name not in ("title", "question_text", "reason")}


@pytest.fixture
def browser(world: World) -> Browser:
    return world.client("delegate")


def stored(world: World) -> Draft:
    with world.database.reading() as session:
        return session.scalars(select(Draft)).one()


def shown(browser: Browser, draft: str, sector: str, **typed: str) -> str:
    """The page after asking for the form of another Sector, with what was typed before."""
    held = returned.held(browser.get(f"/drafts/{draft}").text)
    answer = browser.post(f"/drafts/{draft}", {**held, **typed, "sector": sector})
    assert answer.status_code == 200
    return answer.text


def test_what_fits_is_carried_over_and_what_does_not_is_kept(
    world: World, browser: Browser
) -> None:
    draft = world.draft()
    page = shown(browser, draft, "T", scope="Typed a moment ago.", reason="Typed too.")
    assert strictly.faults(page) == []
    held = returned.held(page)
    assert (held["title"], held["reason"].strip(), held["study_group"]) == (
        TEXT["title"], "Typed too.", "",
    )  # fmt: skip
    assert "the draft is still stored for ITU-R" in returned.notices(page)
    assert (stored(world).sector, stored(world).fields["scope"]) == ("R", TEXT["scope"])
    assert browser.post(f"/drafts/{draft}", held).status_code == 302
    row = stored(world)
    assert (row.sector, row.fields["reason"], "scope" in row.fields) == ("T", "Typed too.", False)
    assert set(row.kept) == ONLY_R
    assert row.kept["R:scope"] == "Typed a moment ago."
    page = browser.get(f"/drafts/{draft}").text
    part = page.partition('id="kept"')[2].partition('id="sponsors"')[0]
    for said in ("Typed a moment ago.", "Precise scope", "ITU-R", "ITU-R SG1"):
        assert said in part
    assert events(world) == []


def test_it_finds_its_place_again_in_the_form_it_was_typed_in(
    world: World, browser: Browser
) -> None:
    draft = world.draft()
    browser.post(f"/drafts/{draft}", returned.held(shown(browser, draft, "D")))
    assert stored(world).sector == "D"
    held = returned.held(shown(browser, draft, "R"))
    assert browser.post(f"/drafts/{draft}", held).status_code == 302
    row = stored(world)
    assert (row.sector, row.fields, row.kept) == ("R", TEXT, {})


def test_only_what_is_dropped_goes(world: World, browser: Browser) -> None:
    draft = world.draft()
    browser.post(f"/drafts/{draft}", returned.held(shown(browser, draft, "T")))
    held = returned.held(browser.get(f"/drafts/{draft}").text)
    browser.post(f"/drafts/{draft}", {**held, "drop": "R:scope"})
    assert set(stored(world).kept) == ONLY_R - {"R:scope"}


def test_a_text_that_cannot_be_saved_loses_nothing_on_the_way(
    world: World, browser: Browser
) -> None:
    draft = world.draft()
    held = returned.held(shown(browser, draft, "T", scope="Typed a moment ago."))
    answer = browser.post(f"/drafts/{draft}", {**held, "title": ""})
    assert (answer.status_code, list(returned.said(answer.text))) == (422, ["title"])
    again = returned.held(answer.text)
    assert again["kept:R:scope"] == "Typed a moment ago."
    browser.post(f"/drafts/{draft}", {**again, "title": "Fields"})
    assert (stored(world).sector, stored(world).kept["R:scope"]) == ("T", "Typed a moment ago.")


def test_a_button_beside_saves_the_form_that_was_shown(world: World, browser: Browser) -> None:
    draft = world.draft()
    held = returned.held(shown(browser, draft, "T"))
    sent = {**held, "sponsor-member": "XFB", "sponsor-kind": "sponsor"}
    assert browser.post(f"/drafts/{draft}/sponsors", sent).status_code == 302
    assert (stored(world).sector, set(stored(world).kept)) == ("T", ONLY_R)
    chosen_only = {**returned.held(browser.get(f"/drafts/{draft}").text), "sector": "D"}
    sent = {**chosen_only, "sponsor-member": "XFC", "sponsor-kind": "sponsor"}
    assert browser.post(f"/drafts/{draft}/sponsors", sent).status_code == 302
    assert stored(world).sector == "T"


def test_a_new_draft_keeps_what_was_typed_in_another_form(world: World, browser: Browser) -> None:
    typed = {**TEXT, "member": "XFA", "kind": "new", "language": "en", "shown_sector": "R"}
    held = returned.held(browser.post("/drafts/new", {**typed, "sector": "D"}).text)
    assert browser.post("/drafts/new", held).status_code == 302
    assert (stored(world).sector, stored(world).kept["R:scope"]) == ("D", TEXT["scope"])


def test_what_is_kept_is_the_delegations_alone_and_does_not_go_with_the_proposal(
    world: World, browser: Browser
) -> None:
    draft = world.draft()
    held = returned.held(shown(browser, draft, "T", scope="Kept among ourselves."))
    filled = {
        "study_group": "T:SG5", "question_type": "task_oriented", "objectives": "One text.",
        "relations_questions": "none", "relations_bodies": "none",
    }  # fmt: skip
    browser.post(f"/drafts/{draft}", {**held, **filled})
    content = browser.get(f"/drafts/{draft}/word").data
    assert b"Kept among" not in content
    assert "Precise scope" in browser.get(f"/drafts/{draft}/submit").text
    world.act("delegate", SubmitProposal(draft_id=draft, seen_version=2))
    with world.database.reading() as session:
        version = session.scalars(select(TextVersion)).one()
    assert not {one for one in version.fields if ":" in one or one == "scope"}
    assert stored(world).kept == {}


def test_a_sector_that_takes_nothing_from_this_proposer_is_said(world: World) -> None:
    with world.database.writing() as session:
        session.get_one(SectorMember, "SM:ALMATEL").sectors = "R"
    draft = world.draft("sector_member", "SM:ALMATEL")
    browser = world.client("sector_member")
    answer = browser.post(f"/drafts/{draft}", returned.held(shown(browser, draft, "T")))
    assert returned.said(answer.text) == {"member": ["It is not a member of this Sector."]}
    assert stored(world).sector == "R"


def test_the_draft_of_a_study_group_stays_in_its_sector(world: World) -> None:
    draft = world.draft("sg_chair", "R:SG1")
    browser = world.client("sg_chair")
    assert 'name="show_form"' not in browser.get(f"/drafts/{draft}").text
    answer = browser.post(f"/drafts/{draft}", returned.held(shown(browser, draft, "T")))
    assert answer.status_code == 422
    assert stored(world).sector == "R"


@pytest.mark.parametrize(
    ("kept", "stays"),
    [
        ({"X:scope": "a"}, {}),
        ({"R:scope": "a"}, {}),
        ({"T:nothing": "a"}, {}),
        ({"T:objectives": "a"}, {"T:objectives": "a"}),
    ],
)
def test_only_fields_of_other_forms_are_kept(
    world: World, browser: Browser, kept: dict[str, str], stays: dict[str, str]
) -> None:
    draft = world.draft()
    held = returned.held(browser.get(f"/drafts/{draft}").text)
    browser.post(
        f"/drafts/{draft}", {**held, **{f"kept:{name}": text for name, text in kept.items()}}
    )
    assert stored(world).kept == stays


def test_a_kept_text_is_as_long_as_a_field_may_be(world: World, browser: Browser) -> None:
    draft = world.draft()
    held = returned.held(shown(browser, draft, "T", scope="x" * 50_001))
    answer = browser.post(f"/drafts/{draft}", held)
    assert answer.status_code == 422
    assert "50001 characters" in answer.text
    assert returned.held(answer.text)["kept:R:scope"] == "x" * 50_001
