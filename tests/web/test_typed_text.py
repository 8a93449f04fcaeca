"""Whatever is typed: the sentence stands at its field in the reader's language, and nothing is lost."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from states.definition import LANGUAGES
from tests.web import returned
from tests.world import PASSWORD, TEXT, World
from workflow.store.models import Draft, TextVersion

DRAFT = {"member": "XFA", "kind": "new", "language": "en", "seen_version": "0", **TEXT}
HELD = "This text held a control character or a hidden direction mark"
LONG = "Please use at most {1} characters."


def drafts(world: World) -> int:
    with world.database.reading() as session:
        return session.scalars(select(func.count()).select_from(Draft)).one()


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("title", "", "This field is required."),
        ("title", "   ", "This field is required."),
        ("title", "\u200b\u2060\u200f", "This field is required."),
        ("title", "x" * 501, LONG.format(501, 500)),
        ("title", "x" * 200_000, LONG.format(200_000, 500)),
        ("title", "see\u202etxt.exe", HELD),
        ("title", "nul\0inside", HELD),
        ("title", "bell\x07and \x9f", HELD),
        ("title", "\u2066isolated\u2069", HELD),
        ("title", "tag\U000e0041", HELD),
        ("question_text", "", "This field is required."),
        ("question_text", "y" * 50_001, LONG.format(50_001, 50_000)),
        ("question_text", "a\0b", HELD),
        ("completion", "x" * 501, LONG.format(501, 500)),
        ("kind", "declaration", "Not a valid choice."),
        ("language", "tlh", "Not a valid choice."),
        ("member", "XFB", "Not a valid choice."),
        ("member", "", "This field is required."),
        ("category", "Z9", "Not a valid choice."),
        ("study_group", "T:SG5", "Choose a study group of this Sector."),
        ("study_group", "R:SG99", "Choose a study group of this Sector."),
    ],
)
def test_a_draft_that_cannot_be_saved_says_so_at_the_field_and_keeps_the_rest(
    world: World, field: str, typed: str, sentence: str
) -> None:
    answer = world.client("delegate").post("/drafts/new", {**DRAFT, field: typed})
    assert answer.status_code == 422
    (said,) = returned.said(answer.text)[field]
    assert said.startswith(sentence)
    assert [link for link, _words in returned.summary(answer.text)] == [field]
    still = returned.held(answer.text)
    kept = {name: value for name, value in TEXT.items() if name != field}
    assert {name: still[name].strip("\n") for name in kept} == kept
    assert drafts(world) == 0


def test_an_oversized_text_comes_back_whole(world: World) -> None:
    typed = "Messung " * 25_000
    answer = world.client("delegate").post("/drafts/new", {**DRAFT, "title": typed})
    assert returned.held(answer.text)["title"] == typed.strip()


def test_a_hidden_mark_is_taken_out_and_the_second_try_is_stored(world: World) -> None:
    browser = world.client("delegate")
    answer = browser.post("/drafts/new", {**DRAFT, "title": "Exposure\u202e to\0 fields\x85"})
    still = returned.held(answer.text)
    assert still["title"] == "Exposure to fields"
    assert browser.post("/drafts/new", {**DRAFT, "title": still["title"]}).status_code == 302


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Exposure\r\n to\t fields ", "Exposure to fields"),
        ("\u200fالتعرض\u200f للمجالات", "التعرض\u200f للمجالات"),
        ("Ｅxposure e\u0301", "Ｅxposure e\u0301"),
        ("50 % of <b>fields</b> & 'quotes\" \\", "50 % of <b>fields</b> & 'quotes\" \\"),
        ("%(name)s {0} {{ 7*7 }}", "%(name)s {0} {{ 7*7 }}"),
    ],
)
def test_a_title_is_one_line_and_otherwise_kept_as_it_was_typed(
    world: World, typed: str, stored: str
) -> None:
    browser = world.client("delegate")
    path = browser.post("/drafts/new", {**DRAFT, "title": typed}).headers["Location"]
    with world.database.reading() as session:
        assert session.scalars(select(Draft.title)).one() == stored
    page = browser.get(path.removeprefix("/en"))
    assert returned.held(page.text)["title"] == stored


def test_line_ends_and_paragraphs_of_a_long_text_are_kept(world: World) -> None:
    typed = "1. One\r\n\r\n\t2. Two\r\n  three  "
    world.client("delegate").post("/drafts/new", {**DRAFT, "question_text": typed})
    with world.database.reading() as session:
        stored = session.scalars(select(Draft.fields)).one()["question_text"]
    assert stored == "1. One\n\n\t2. Two\n  three"


FAULTS = (
    ("delegate", "/drafts/new", {**DRAFT, "title": ""}),
    ("delegate", "/drafts/new", {**DRAFT, "title": " "}),
    ("delegate", "/drafts/new", {**DRAFT, "title": "x" * 501}),
    ("delegate", "/drafts/new", {**DRAFT, "title": "a\0b"}),
    ("delegate", "/drafts/new", {**DRAFT, "kind": "other"}),
    ("delegate", "/drafts/new", {**DRAFT, "study_group": "T:SG5"}),
    ("officer", "/meetings/new", {"body": "R:RAG", "starts_on": "soon", "place": "here"}),
    ("administrator", "/appointments", {"email": "nobody@example.org", "post": "office:king"}),
    ("delegate", "/my-account", {"current": "x", "password": "an altogether other one"}),
    ("delegate", "/my-account", {"current": PASSWORD, "password": "short"}),
)


def sentences(world: World, language: str) -> list[str]:
    found = []
    for who, path, typed in FAULTS:
        answer = world.client(who, language).post(path, typed)
        assert answer.status_code == 422, path
        at_fields = [one for each in returned.said(answer.text).values() for one in each]
        assert at_fields != []
        found += at_fields
    return found


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_each_kind_of_fault_is_told_in_the_readers_language(world: World, language: str) -> None:
    english, theirs = sentences(world, "en"), sentences(world, language)
    assert len(english) == len(theirs)
    assert set(english) & set(theirs) == set()


def test_a_revised_text_is_checked_as_a_draft_is(world: World) -> None:
    number = world.received()
    browser = world.client("delegate")
    page = browser.get(f"/cases/{number}/revise/revise").text
    filled = {**returned.held(page), "title": "x" * 501, "reason": "Asked for again."}
    answer = browser.post(f"/cases/{number}/revise/revise", filled)
    assert (answer.status_code, returned.said(answer.text)) == (
        422,
        {"title": [LONG.format(501, 500)]},
    )
    assert returned.held(answer.text)["reason"].strip() == "Asked for again."


def test_a_revised_text_keeps_what_was_not_changed(world: World) -> None:
    """The choices too: a form that lost them would have emptied the fields in silence."""
    number = world.received()
    browser = world.client("delegate")
    page = browser.get(f"/cases/{number}/revise/revise").text
    filled = {**returned.held(page), "title": "A narrower title"}
    assert browser.post(f"/cases/{number}/revise/revise", filled).status_code == 302
    with world.database.reading() as session:
        versions = session.scalars(select(TextVersion).order_by(TextVersion.number)).all()
    expected = {**versions[0].fields, "title": "A narrower title"}
    assert [one.fields for one in versions] == [versions[0].fields, expected]


@pytest.mark.parametrize("action", ["revise", "submit_revision"])
def test_a_revised_text_that_lacks_what_is_required_says_so_at_its_fields(
    world: World, action: str
) -> None:
    number = world.submitted()
    if action == "submit_revision":
        world.move("officer", number, "refer_back", reasons="Name the scope.")
    browser = world.client("delegate")
    path = f"/cases/{number}/revise/{action}"
    filled = {**returned.held(browser.get(path).text), "scope": " ", "answer_form": ""}
    answer = browser.post(path, {**filled, "reason": "Asked for again."})
    assert (answer.status_code, returned.said(answer.text)) == (
        422,
        {"scope": ["This field is required."], "answer_form": ["This field is required."]},
    )
    assert [one for one, _ in returned.summary(answer.text)] == ["scope", "answer_form"]
    held = returned.held(answer.text)
    assert (held["reason"].strip(), held["title"]) == ("Asked for again.", TEXT["title"])
    with world.database.reading() as session:
        assert session.scalars(select(TextVersion.number)).all() == [1]
    assert browser.post(path, {**held, "scope": "All.", "answer_form": "report"}).status_code == 302


def test_a_suppression_revised_needs_no_more_than_a_suppression(world: World) -> None:
    number = world.submitted(kind="suppression", question="R:239/1", scope="", programme="")
    browser = world.client("delegate")
    path = f"/cases/{number}/revise/revise"
    filled = {**returned.held(browser.get(path).text), "completion": "", "category": ""}
    assert browser.post(path, filled).status_code == 302
