"""The page of a draft: no button of it loses what was typed, and it asks for what is needed alone."""

from __future__ import annotations

import io
from collections.abc import Mapping

import pytest
from sqlalchemy import select

from states.definition import LANGUAGES
from tests.web import returned
from tests.world import TEXT, Browser, World
from workflow.rules.commands.proposals import AttachFile, NameSponsor
from workflow.store.models import Attachment, Case, Draft, Sponsorship

TYPED = "Typed a moment ago, and saved by nobody."
REQUIRED = "This field is required."


@pytest.fixture
def draft(world: World) -> str:
    return world.draft()


def form(browser: Browser, draft: str, **typed: str) -> dict[str, str]:
    """What the page's one form would send, with what was typed over it."""
    return {**returned.held(browser.get(f"/drafts/{draft}").text), **typed}


def buttons(world: World, draft: str) -> Mapping[str, tuple[str, dict[str, object]]]:
    """Every button of the page besides saving: where it sends, and what it needs."""
    world.act("delegate", AttachFile(draft_id=draft, name="old.txt", content=b"Notes."))
    with world.database.reading() as session:
        document = session.scalars(select(Attachment.id)).one()
    own = f"/drafts/{draft}"
    return {
        "attach": (f"{own}/documents", {"document": (io.BytesIO(b"Notes."), "new.txt")}),
        "remove": (f"{own}/documents/{document}/remove", {}),
        "sponsor": (f"{own}/sponsors", {"sponsor-member": "XFB", "sponsor-kind": "sponsor"}),
    }


def stored(world: World) -> Draft:
    with world.database.reading() as session:
        return session.scalars(select(Draft)).one()


def belongings(world: World) -> tuple[list[str], list[str]]:
    """The documents' names, and the members named."""
    with world.database.reading() as session:
        return (
            sorted(session.scalars(select(Attachment.name))),
            list(session.scalars(select(Sponsorship.member))),
        )


AFTER = {
    "attach": (["new.txt", "old.txt"], []),
    "remove": ([], []),
    "sponsor": (["old.txt"], ["XFB"]),
}


@pytest.mark.parametrize("button", AFTER)
def test_every_button_saves_the_text(world: World, draft: str, button: str) -> None:
    path, needed = buttons(world, draft)[button]
    browser = world.client("delegate")
    answer = browser.post(path, {**form(browser, draft, reason=TYPED), **needed})
    assert answer.status_code == 302
    assert (stored(world).fields["reason"], belongings(world)) == (TYPED, AFTER[button])


@pytest.mark.parametrize("button", AFTER)
def test_a_text_that_cannot_be_saved_comes_back_and_the_button_is_obeyed(
    world: World, draft: str, button: str
) -> None:
    path, needed = buttons(world, draft)[button]
    browser = world.client("delegate")
    answer = browser.post(path, {**form(browser, draft, title=" ", reason=TYPED), **needed})
    held = returned.held(answer.text)
    assert (answer.status_code, returned.said(answer.text)) == (422, {"title": [REQUIRED]})
    assert held["reason"].strip() == TYPED
    assert (stored(world).fields["reason"], belongings(world)) == (TEXT["reason"], AFTER[button])
    assert browser.post(f"/drafts/{draft}", {**held, "title": "A title"}).status_code == 302
    assert stored(world).fields["reason"] == TYPED


@pytest.mark.parametrize("button", AFTER)
def test_a_text_saved_meanwhile_is_shown_beside_and_the_button_is_obeyed(
    world: World, draft: str, button: str
) -> None:
    path, needed = buttons(world, draft)[button]
    browser, other = world.client("delegate"), world.client("drafter")
    mine = form(browser, draft, reason=TYPED)
    other.post(f"/drafts/{draft}", form(other, draft, reason="Another's."))
    answer = browser.post(path, {**mine, **needed})
    assert answer.status_code == 409
    assert "This draft was saved somewhere else meanwhile" in answer.text
    assert returned.held(answer.text)["reason"].strip() == TYPED
    assert (stored(world).fields["reason"], belongings(world)) == ("Another's.", AFTER[button])


@pytest.mark.parametrize(
    ("path", "needed", "field"),
    [
        ("documents", {}, "document"),
        ("sponsors", {"sponsor-member": ""}, "sponsor-member"),
    ],
)
def test_a_button_that_cannot_be_obeyed_says_so_at_its_field_and_the_text_is_saved(
    world: World, draft: str, path: str, needed: dict[str, str], field: str
) -> None:
    browser = world.client("delegate")
    url = f"/drafts/{draft}/{path}"
    answer = browser.post(url, {**form(browser, draft, reason=TYPED), **needed})
    assert (answer.status_code, list(returned.said(answer.text))) == (422, [field])
    assert [one for one, _ in returned.summary(answer.text)] == [field]
    held = returned.held(answer.text)
    assert (held["reason"].strip(), stored(world).fields["reason"]) == (TYPED, TYPED)
    assert browser.post(f"/drafts/{draft}", {**held, "reason": "On top."}).status_code == 302


def test_both_refused_at_once_are_both_said(world: World, draft: str) -> None:
    browser = world.client("delegate")
    typed = form(browser, draft, title="x" * 501, reason=TYPED)
    sent = {**typed, "sponsor-member": "", "sponsor-kind": "sponsor"}
    answer = browser.post(f"/drafts/{draft}/sponsors", sent)
    assert answer.status_code == 422
    assert set(returned.said(answer.text)) == {"title", "sponsor-member"}
    held = returned.held(answer.text)
    assert (held["reason"].strip(), held["sponsor-kind"]) == (TYPED, "sponsor")


def test_a_button_pressed_twice_is_obeyed_once(world: World, draft: str) -> None:
    browser = world.client("delegate")
    path, needed = buttons(world, draft)["sponsor"]
    sent = {**form(browser, draft, reason=TYPED), **needed, "idempotency_key": "once"}
    assert [browser.post(path, sent).status_code for _ in range(2)] == [302, 302]
    assert (belongings(world)[1], stored(world).version) == (["XFB"], 2)


@pytest.mark.parametrize(("button", "page"), [("submitting", "submit"), ("sounding", "soundings")])
def test_the_way_onward_saves_first(world: World, draft: str, button: str, page: str) -> None:
    browser = world.client("delegate")
    sent = form(browser, draft, reason=TYPED, **{button: "1"})
    answer = browser.post(f"/drafts/{draft}", sent)
    assert answer.headers["Location"].endswith(f"/drafts/{draft}/{page}")
    assert stored(world).fields["reason"] == TYPED
    refused = browser.post(f"/drafts/{draft}", {**sent, "title": ""})
    assert (refused.status_code, returned.said(refused.text)) == (422, {"title": [REQUIRED]})


def test_saving_what_is_saved_makes_no_newer_version(world: World, draft: str) -> None:
    """Else a colleague's page would be out of date for nothing, and so would a clearance."""
    browser = world.client("delegate")
    world.later(minutes=5)
    assert browser.post(f"/drafts/{draft}", form(browser, draft)).status_code == 302
    assert (stored(world).version, stored(world).saved_at) == (1, world.now.replace(minute=0))


def test_another_delegation_saves_nothing_by_any_button(world: World, draft: str) -> None:
    all_of_them = buttons(world, draft)
    sent = form(world.client("delegate"), draft, reason=TYPED)
    for path, needed in all_of_them.values():
        assert world.client("neighbour").post(path, {**sent, **needed}).status_code == 404
    assert stored(world).fields["reason"] == TEXT["reason"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.one_database
def test_what_is_not_read_in_a_source_is_said_once(world: World, draft: str, language: str) -> None:
    for path in ("/drafts/new", f"/drafts/{draft}"):
        assert world.client("delegate", language).get(path).text.count("mark-default") == 1


# -- the existing Question ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "R:239/1", "239/1", "ITU-R 239/1", "Question ITU-R 239/1", "Question 239/1", "239 / 1",
        "itu-r 239/1", "UIT-R 239/1", "Вопрос МСЭ-R 239/1", "المسألة ITU-R ٢٣٩/١", "第239/1号课题",
        "２３９／１",
    ],
)  # fmt: skip
def test_a_question_is_found_as_people_write_it(world: World, written: str) -> None:
    world.draft(kind="revised", question=written)
    assert stored(world).fields["question"] == "R:239/1"


@pytest.mark.parametrize(
    "written",
    [
        "T:Q3/5",
        "ITU-T 3/5",
        "3/5",
        "МСЭ-T 239/1",
        "39/1",
        "239",
        "measurements",
        "1/239",
        "T:Q3/5@2017-2020",
        "'; drop table drafts; --",
    ],
)
def test_what_names_no_question_of_the_sector_is_said_at_its_field(
    world: World, draft: str, written: str
) -> None:
    browser = world.client("delegate")
    sent = form(browser, draft, kind="revised", question=written)
    answer = browser.post(f"/drafts/{draft}", sent)
    assert (answer.status_code, list(returned.said(answer.text))) == (422, ["question"])
    assert returned.held(answer.text)["question"] == written


def test_a_revision_is_told_by_the_number_it_has_now(world: World) -> None:
    world.draft(kind="revised", question="77-8/5")
    assert stored(world).fields["question"] == "R:77-8/5"


def test_a_new_question_names_none_whatever_stands_in_the_hidden_field(world: World) -> None:
    world.submitted(question="no such Question")
    with world.database.reading() as session:
        assert session.scalars(select(Case.question_id)).one() is None


def test_the_allocation_form_does_not_call_empty_what_it_may_ask_for(world: World) -> None:
    number = world.agreed()
    page = world.client("officer").get(f"/cases/{number}/allocation").text
    begin = page.index('for="essential_requirements"')
    assert "may be left empty" not in page[begin : page.index("</label>", begin)]


def test_naming_twice_is_said_at_the_member(world: World, draft: str) -> None:
    world.act("delegate", NameSponsor(draft_id=draft, member="XFB", kind="sponsor"))
    browser = world.client("delegate")
    sent = form(browser, draft, **{"sponsor-member": "XFB", "sponsor-kind": "supporter"})
    answer = browser.post(f"/drafts/{draft}/sponsors", sent)
    assert answer.status_code in (302, 422)
    assert belongings(world)[1] == ["XFB"]
