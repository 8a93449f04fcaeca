"""A Sector's form as a Word file before anything is saved: for anybody, in the reader's language."""

from __future__ import annotations

import io

import pytest

from states.definition import LANGUAGES
from tests.web.test_word_reading import not_understood, texts
from tests.word_files import filled, words_of
from tests.world import World
from workflow.documents import reading
from workflow.store import editions

KEYS = {"R": "question_r_2023", "T": "question_t_2022", "D": "question_d_2022"}
FORMS = {sector: editions.shipped()[key] for sector, key in KEYS.items()}
TYPED = {"title": "Fields near schools", "question_text": "Which methods apply?"}


@pytest.mark.parametrize("sector", ["R", "T", "D"])
def test_the_blank_form_comes_back_as_a_new_draft(world: World, sector: str) -> None:
    edition = FORMS[sector]
    answer = world.client().get(f"/procedures/{edition.key}/word")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
    assert f"form-ITU-{sector}-en.docx" in answer.headers["Content-Disposition"]
    read = reading.read_word("blank.docx", answer.data, FORMS)
    assert (read.sector, dict(read.texts), read.not_understood) == (sector, {}, ())

    writer = world.client("drafter")
    sent = {"document": (io.BytesIO(filled(answer.data, TYPED)), "filled.docx")}
    page = writer.post("/drafts/from-word", sent)
    held = texts(page.text)
    assert {name: held[name] for name in TYPED} == TYPED
    assert (held["kind"], held["sector"], not_understood(page.text)) == ("new", sector, [])
    sent = {**held, "member": "XFA"}
    assert writer.post("/drafts/from-word/confirm", sent).status_code == 302


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_words_are_the_readers(world: World, language: str) -> None:
    edition = FORMS["R"]
    content = world.client(language=language).get(f"/procedures/{edition.key}/word").data
    said = words_of(content)
    words = edition.labels[language]
    assert [one in said for one in (words.title, *words.fields.values())] == [True] * (
        len(words.fields) + 1
    )


def test_the_pages_where_a_proposal_begins_lead_to_it(world: World) -> None:
    for sector in ("R", "T", "D"):
        key = FORMS[sector].key
        link = f'href="/en/procedures/{key}/word"'
        for who, path in (
            ("drafter", f"/drafts/new?sector={sector}"),
            ("drafter", "/drafts/from-word"),
            ("", f"/procedures/{key}"),
        ):
            assert link in world.client(who or None).get(path).text, path
    assert '/word"' not in world.client().get("/procedures/allocation_2022").text


@pytest.mark.parametrize("key", ["allocation_2022", "question_r_1999", "question_x"])
def test_what_is_no_form_is_not_found(world: World, key: str) -> None:
    assert world.client().get(f"/procedures/{key}/word").status_code == 404
