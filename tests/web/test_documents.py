"""Word files of a proposal: who gets them, and what is in them."""

from __future__ import annotations

import io

import docx
import pytest
from docx.oxml.ns import qn

from states.definition import LANGUAGES
from tests.word_files import frames, words_of
from tests.world import TEXT, World
from workflow.store import editions

pytestmark = pytest.mark.one_database

ARABIC = "قياس التعرض للمجالات EMF قرب المحطات"


def word(world: World, path: str, who: str = "delegate", language: str = "en") -> bytes:
    answer = world.client(who, language).get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.data


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_goes_to_capital_as_the_form_with_its_text(world: World, language: str) -> None:
    content = word(world, f"/drafts/{world.draft()}/word", language=language)
    said = words_of(content)
    words = editions.shipped()["question_r_2023"].labels[language]
    for name, label in words.fields.items():
        assert label in said, name
        assert words.help[name] in said, name
    assert "Res. ITU-R 1, A2.5 (precise scope)" in said
    for name in ("title", "question_text", "reason", "completion"):
        assert TEXT[name] in said
    assert words.choices["report"] in said


def test_each_field_stands_in_a_frame_of_its_own_key(world: World) -> None:
    made = docx.Document(io.BytesIO(word(world, f"/drafts/{world.draft()}/word")))
    tags = [one.get(qn("w:val")) for one in made.element.body.iter(qn("w:tag"))]
    keys = [one for one in tags if one != "form"]
    names = [one.name for one in editions.shipped()["question_r_2023"].fields]
    assert keys == [
        f"R:question_r_2023:{one}" for one in ("kind", "study_group", "question", *names)
    ]
    assert frames(made)["relations"].find(f".//{qn('w:showingPlcHdr')}") is not None
    assert frames(made)["title"].find(f".//{qn('w:showingPlcHdr')}") is None


def test_arabic_runs_from_right_to_left_and_says_so(world: World) -> None:
    draft = world.draft(title=ARABIC, language="ar")
    made = docx.Document(io.BytesIO(word(world, f"/drafts/{draft}/word", language="ar")))
    title = frames(made)["title"]
    assert title.find(f".//{qn('w:pPr')}/{qn('w:bidi')}") is not None
    runs = [
        (one.findtext(qn("w:t")), one.find(f"{qn('w:rPr')}/{qn('w:rtl')}") is not None)
        for one in title.iter(qn("w:r"))
    ]
    assert runs == [
        ("قياس التعرض للمجالات", True), (" EMF ", False), ("قرب المحطات", True),
    ]  # fmt: skip
    tags = {one.get(qn("w:bidi")) for one in title.iter(qn("w:lang"))}
    assert tags == {"ar-SA"}
    assert made.element.body.sectPr.find(qn("w:bidi")) is not None


def test_what_stands_beside_arabic_words_turns_with_them(world: World) -> None:
    draft = world.draft(title="المجالات (2030).", language="ar")
    made = docx.Document(io.BytesIO(word(world, f"/drafts/{draft}/word", language="ar")))
    runs = list(frames(made)["title"].iter(qn("w:r")))
    assert "".join(one.findtext(qn("w:t")) for one in runs) == "المجالات (2030)."
    assert all(one.find(f"{qn('w:rPr')}/{qn('w:rtl')}") is not None for one in runs)


def test_an_english_text_in_an_arabic_form_keeps_its_direction(world: World) -> None:
    draft = world.draft()
    made = docx.Document(io.BytesIO(word(world, f"/drafts/{draft}/word", language="ar")))
    assert frames(made)["title"].find(f".//{qn('w:bidi')}") is None


def test_a_submitted_version_names_its_case_and_is_no_draft(world: World) -> None:
    number = world.received()
    answer = world.client("rag_chair").get(f"/cases/{number}/versions/1/word")
    assert f"{number}-v1.docx" in answer.headers["Content-Disposition"]
    said = words_of(answer.data)
    assert f"{number}, version 1" in said
    assert "for the delegation only" not in said


def test_the_links_stand_on_the_drafts_and_the_cases_page(world: World) -> None:
    draft = world.draft()
    assert f"/en/drafts/{draft}/word" in world.client("drafter").get(f"/drafts/{draft}").text
    number = world.received()
    assert (
        f"/en/cases/{number}/versions/1/word"
        in world.client("officer").get(f"/cases/{number}").text
    )


@pytest.mark.parametrize("who", ["neighbour", "officer", "administrator", "focal"])
def test_nobody_else_gets_a_draft(world: World, who: str) -> None:
    answer = world.client(who).get(f"/drafts/{world.draft()}/word")
    assert answer.status_code in (403, 404)
    assert TEXT["title"] not in answer.text
