"""A filled-in Word file read back: recognised, shown beside the draft, and stored once confirmed."""

from __future__ import annotations

import io
import re
from html import unescape

import pytest
from docx.document import Document
from docx.oxml.ns import qn
from werkzeug.test import TestResponse

from states.definition import LANGUAGES
from tests import sectors
from tests.web import returned, strictly
from tests.word_files import changed, filled, frames, typed, with_parts, without_frames, xml
from tests.world import TEXT, Browser, World
from workflow.documents import archives
from workflow.store.models import Draft

pytestmark = pytest.mark.one_database

TYPED = {
    "title": "Fields near schools",
    "question_text": "1. Which methods apply?\n2. Which limits are met?",
    "completion": "٢٠٣٠, or 2031",
}
NOT_WORD = "This is not a Word file (.docx)."
TYPES = "[Content_Types].xml"


def form(world: World, draft: str, language: str = "en") -> bytes:
    return world.client("drafter", language).get(f"/drafts/{draft}/word").data


def send(
    world: World, draft: str, content: bytes, name: str = "filled.docx", language: str = "en"
) -> TestResponse:
    path = f"/drafts/{draft}/word/read" if draft else "/drafts/from-word"
    sent = {"document": (io.BytesIO(content), name)}
    return world.client("drafter", language).post(path, sent)


def texts(page: str) -> dict[str, str]:
    return {name: text.strip() for name, text in returned.held(page).items()}


def stored(world: World, draft: str) -> dict[str, str]:
    with world.database.reading() as session:
        row = session.get_one(Draft, draft)
        return {**row.fields, "version": str(row.version)}


def not_understood(page: str) -> list[str]:
    return [unescape(one) for one in re.findall(r'name="not_understood" value="([^"]*)"', page)]


def confirm(browser: Browser, draft: str, page: str, **more: object) -> TestResponse:
    sent = {name: text for name, text in texts(page).items() if name != "keep"}
    return browser.post(f"/drafts/{draft}/word/confirm", {**sent, "kind": "new", **more})


def test_what_was_typed_at_capital_comes_back_into_its_fields(world: World) -> None:
    draft = world.draft()
    answer = send(world, draft, filled(form(world, draft), TYPED))
    assert (answer.status_code, strictly.faults(answer.text)) == (200, [])
    found = texts(answer.text)
    assert {name: found[name] for name in TYPED} == TYPED
    assert (found["scope"], found["answer_form"]) == (TEXT["scope"], "report")
    assert not_understood(answer.text) == []
    assert stored(world, draft)["title"] == TEXT["title"]  # nothing before it is confirmed
    assert confirm(world.client("drafter"), draft, answer.text).status_code == 302
    kept = stored(world, draft)
    assert {name: kept[name] for name in TYPED} == TYPED
    assert (kept["scope"], kept["version"]) == (TEXT["scope"], "2")


def test_both_texts_are_shown_and_the_drafts_can_be_kept(world: World) -> None:
    draft = world.draft()
    page = send(world, draft, filled(form(world, draft), TYPED)).text
    assert "<del>" in page
    assert sorted(re.findall(r'name="keep" value="(\w+)"', page)) == [
        "completion", "question_text", "title",
    ]  # fmt: skip
    confirm(world.client("drafter"), draft, page, keep="title")
    kept = stored(world, draft)
    assert (kept["title"], kept["completion"]) == (TEXT["title"], TYPED["completion"])


def test_what_another_saved_meanwhile_is_shown_and_not_overwritten(world: World) -> None:
    draft = world.draft()
    page = send(world, draft, filled(form(world, draft), TYPED)).text
    world.client("delegate").post(
        f"/drafts/{draft}",
        {"member": "XFA", "kind": "new", "language": "en", **TEXT, "title": "Meanwhile",
         "seen_version": "1"},
    )  # fmt: skip
    answer = confirm(world.client("drafter"), draft, page)
    assert answer.status_code == 409
    assert "saved somewhere else meanwhile" in answer.text
    assert "Meanwhile" in answer.text
    assert texts(answer.text)["title"] == TYPED["title"]
    assert stored(world, draft)["title"] == "Meanwhile"
    assert confirm(world.client("drafter"), draft, answer.text).status_code == 302


def test_a_half_filled_form_says_what_is_missing_and_is_saved(world: World) -> None:
    empty = world.draft(reason="", scope="", programme="", study_group="")
    answer = send(world, empty, filled(form(world, empty), {"reason": "Asked for."}))
    missing = answer.text.partition("Still missing before submission")[2].partition("</ul>")[0]
    assert re.findall(r"<li>([^<]*)</li>", missing) == [
        "Precise scope", "Programme of work and milestones", "Study group",
    ]  # fmt: skip
    assert confirm(world.client("drafter"), empty, answer.text).status_code == 302
    assert stored(world, empty)["reason"] == "Asked for."


def test_a_file_becomes_a_new_draft_in_its_own_language(world: World) -> None:
    content = filled(
        form(world, world.draft()),
        {"title": "قياس التعرض", "question_text": "ما هي الطرائق المناسبة؟", "study_group": "SG ٥"},
    )
    answer = send(world, "", content)
    found = texts(answer.text)
    assert (found["title"], found["language"], found["study_group"]) == (
        "قياس التعرض", "ar", "R:SG5",
    )  # fmt: skip
    sent = {**found, "kind": "new", "member": "XFA"}
    answer = world.client("drafter").post("/drafts/from-word/confirm", sent)
    assert stored(world, answer.location.rpartition("/")[2])["title"] == "قياس التعرض"


def test_numbers_written_in_arabic_digits_are_found_and_the_text_keeps_them(world: World) -> None:
    draft = world.draft(kind="revised", question="ITU-R 77-8/5", study_group="R:SG1")
    answer = send(
        world,
        draft,
        filled(
            form(world, draft, "ar"),
            {"question": "ITU-R ٢٣٩/1", "study_group": "SG ٥", "completion": "٢٠٣٠ أو 2031"},
        ),
    )
    confirm(world.client("drafter"), draft, answer.text, kind="revised")
    kept = stored(world, draft)
    assert (kept["question"], kept["study_group"]) == ("R:239/1", "R:SG5")
    assert kept["completion"] == "٢٠٣٠ أو 2031"


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_its_frames_a_file_is_read_by_the_labels_of_its_language(
    world: World, language: str
) -> None:
    draft = world.draft()
    content = filled(form(world, draft, language), TYPED)
    answer = send(world, draft, changed(content, without_frames))
    found = texts(answer.text)
    assert {name: found[name] for name in TYPED} == TYPED
    assert (found["answer_form"], found["category"]) == ("report", "S2")
    assert "found by their labels" in answer.text


def test_labels_in_a_table_or_before_a_colon_are_found(world: World) -> None:
    def rewrite(made: Document) -> None:
        body = made.element.body
        for one in list(body)[:-1]:
            body.remove(one)
        table = made.add_table(2, 2)
        table.cell(0, 0).text, table.cell(0, 1).text = "TITLE:", "Fields near schools"
        table.cell(1, 0).text, table.cell(1, 1).text = "3. Precise scope", "Schools only."
        made.add_paragraph("Question to be studied: Which methods apply?")

    draft = world.draft()
    found = texts(send(world, draft, changed(form(world, draft), rewrite)).text)
    assert (found["title"], found["scope"]) == ("Fields near schools", "Schools only.")
    assert found["question_text"] == "Which methods apply?"


def test_what_is_not_understood_is_listed_and_stays_through_a_refusal(world: World) -> None:
    def add(made: Document) -> None:
        made.element.body.insert(0, typed("Cleared by the ministry on Monday"))

    draft = world.draft()
    content = filled(form(world, draft), {"answer_form": "A film", **TYPED})
    page = send(world, draft, changed(content, add)).text
    said = ["Form of the answer: A film", "Cleared by the ministry on Monday"]
    assert not_understood(page) == said
    assert texts(page)["answer_form"] == "report"  # the draft's stays
    answer = confirm(world.client("drafter"), draft, page, title="", not_understood=said)
    assert (answer.status_code, list(returned.said(answer.text))) == (422, ["title"])
    assert not_understood(answer.text) == said


def test_tracked_changes_are_read_as_accepted(world: World) -> None:
    def track(made: Document) -> None:
        inside = frames(made)["reason"].find(qn("w:sdtContent"))
        for one in list(inside):
            inside.remove(one)
        inside.append(
            xml(
                "<w:p><w:r><w:t>Asked </w:t></w:r><w:del><w:r><w:delText>once</w:delText></w:r>"
                "</w:del><w:ins><w:r><w:t>twice</w:t></w:r></w:ins></w:p>"
            )
        )

    draft = world.draft()
    assert texts(send(world, draft, changed(form(world, draft), track)).text)["reason"] == (
        "Asked twice"
    )


def test_hidden_direction_marks_are_taken_out_and_said(world: World) -> None:
    draft = world.draft()
    answer = send(world, draft, filled(form(world, draft), {"title": "Fields \u202enear\u200f"}))
    assert texts(answer.text)["title"] == "Fields near"
    assert "hidden direction marks" in answer.text
    assert "\u202e" not in answer.text


def test_markup_typed_in_a_file_stays_text(world: World) -> None:
    draft = world.draft()
    content = filled(form(world, draft), {"scope": "&lt;script&gt;alert(1)&lt;/script&gt;"})
    answer = send(world, draft, content)
    assert "<script>alert" not in answer.text
    assert texts(answer.text)["scope"] == "<script>alert(1)</script>"


def other_sector(content: bytes, edition: str = "T:question_t_2022") -> bytes:
    def rename(made: Document) -> None:
        for one in made.element.body.iter(qn("w:tag")):
            tag = one.get(qn("w:val"))
            one.set(qn("w:val"), tag.replace("R:question_r_2023", edition))

    return changed(content, rename)


def with_xml(content: bytes, head: bytes) -> bytes:
    body = b"<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>"
    inside = b"<w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"
    return with_parts(content, {archives.WORD: head + body + inside})


ENTITY = b'<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
LAUGHS = b'<!DOCTYPE x [<!ENTITY y "ha"><!ENTITY x "&y;&y;&y;">]>'
MACROS = "This file holds macros, which are not opened here. Save it as .docx without them."
TOO_LARGE = "Unpacked, this file is larger than a text can be."
OUTSIDE = "This file refers to something outside itself and is not read."


@pytest.mark.parametrize(
    ("name", "spoil", "sentence"),
    [
        ("a.docx", lambda _content: b"", "The file is empty."),
        ("a.docx", lambda _content: b"%PDF-1.7", NOT_WORD),
        ("a.pdf", lambda content: content, NOT_WORD),
        ("a.docx", lambda content: content[:2000], NOT_WORD),
        ("a.docx", lambda content: with_parts(content, {archives.WORD: None}), NOT_WORD),
        (
            "a.doc",
            lambda _content: b"\xd0\xcf\x11\xe0 and more",
            "This is a Word file of the old kind or behind a password. Save it as .docx.",
        ),
        ("a.docm", lambda content: content, MACROS),
        ("a.docx", lambda content: with_parts(content, {"word/vbaProject.bin": b"x"}), MACROS),
        ("a.docx", lambda content: with_parts(content, {TYPES: b"<x y='macroEnabled'/>"}), MACROS),
        ("a.docx", lambda content: with_xml(content, ENTITY), OUTSIDE),
        ("a.docx", lambda content: with_xml(content, LAUGHS), OUTSIDE),
        (
            "a.docx",
            lambda content: with_parts(content, {archives.WORD: b"<w:document>"}),
            "The text of this file is damaged.",
        ),
        (
            "a.docx",
            lambda content: with_parts(
                content, {archives.WORD: b" " * (archives.LARGEST_PART + 1)}
            ),
            TOO_LARGE,
        ),
        (
            "a.docx",
            lambda content: with_parts(
                content, {f"x{number}": b"" for number in range(archives.MOST_PARTS)}
            ),
            TOO_LARGE,
        ),
        (
            "a.docx",
            other_sector,
            "This is the form of ITU-T; read it into a new draft for that Sector.",
        ),
    ],
)
def test_a_file_that_is_not_read_is_refused_at_its_field_with_the_reason(
    world: World, name: str, spoil: object, sentence: str
) -> None:
    draft = world.draft()
    answer = send(world, draft, spoil(form(world, draft)), name)  # type: ignore[operator]
    assert (answer.status_code, returned.said(answer.text)) == (422, {"document": [sentence]})
    assert stored(world, draft)["version"] == "1"


@pytest.mark.parametrize("sector", ["T", "D"])
def test_the_form_of_another_sector_becomes_a_draft_of_that_sector(
    world: World, sector: str
) -> None:
    draft = sectors.sector(world, sector).draft()
    content = filled(form(world, draft), {"title": "As it came"})
    answer = send(world, world.draft(), content)
    assert f"This is the form of ITU-{sector};" in returned.said(answer.text)["document"][0]
    assert "/en/drafts/from-word" in answer.text
    found = texts(send(world, "", content).text)
    assert (found["title"], found["sector"]) == ("As it came", sector)
    sent = {**found, "kind": "new", "member": "XFA"}
    answer = world.client("drafter").post("/drafts/from-word/confirm", sent)
    with world.database.reading() as session:
        row = session.get_one(Draft, answer.location.rpartition("/")[2])
        assert (row.sector, row.title) == (sector, "As it came")


def test_the_form_of_a_sector_that_is_none_is_not_read(world: World) -> None:
    content = other_sector(form(world, world.draft()), "X:question_x_2022")
    answer = send(world, "", content)
    assert returned.said(answer.text) == {
        "document": ["This is the form of ITU, which is not read here."]
    }


def test_nobody_reads_into_the_draft_of_another_member(world: World) -> None:
    draft = world.draft()
    content = form(world, draft)
    sent = {"document": (io.BytesIO(content), "a.docx")}
    assert world.client("neighbour").post(f"/drafts/{draft}/word/read", sent).status_code == 404
    typed = {"member": "XFB", "kind": "new", "language": "en", **TEXT, "seen_version": "1"}
    answer = world.client("neighbour").post(f"/drafts/{draft}/word/confirm", typed)
    assert (answer.status_code, stored(world, draft)["version"]) == (404, "1")


def test_a_paragraph_that_is_all_dashes_is_read_in_a_moment(world: World) -> None:
    content = changed(
        form(world, world.draft()), lambda made: made.add_paragraph("-" * 40_000 + "x")
    )
    answer = send(world, "", content)
    assert len(not_understood(answer.text)[0]) == 40_001
