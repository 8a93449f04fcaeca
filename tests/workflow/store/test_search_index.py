"""The words that texts are found by: stored with the text, and never deciding what is found."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, func, select

from tests.world import World
from workflow.overlap.matching import Query
from workflow.pages.search import SearchPage, search_page
from workflow.rules.permissions import NOBODY, Reader
from workflow.store import search_index
from workflow.store.models import IndexedText, IndexedWord, Question

TYPED = (
    "exposure", "exposures electromagnetic", "EMF", "expo anten", "Almaria", "АЛЬМАРИЯ exposure", "xfa",
    "BR-2026-0001", "BR-2026-0001 Almaria", "R:239/1", "champ électromagnétique", "мощность передачи",
    "передачи", "القياسات", "电磁场", "场", "lead", "CV 151-154", "distinct radio", "TSAG Geneva",
    "zirconium", "the of", "x" * 90,
)  # fmt: skip


def found(world: World, typed: str, who: Reader, language: str = "en") -> SearchPage:
    with world.app.test_request_context(f"/{language}/search"), world.database.reading() as session:
        return search_page(session, typed, "", who, world.now, language)


def labels(page: SearchPage) -> set[str]:
    return {hit.label for group in page.groups for hit in group.hits}


def count(world: World, table: type[IndexedText | IndexedWord]) -> int:
    with world.database.reading() as session:
        return session.scalars(select(func.count()).select_from(table)).one()


def forget(world: World) -> None:
    """As a database that was upgraded: the texts are there, their words are not."""
    with world.database.writing() as session:
        session.execute(delete(IndexedText))


def entered(world: World, number: str, title: str, **more: str) -> None:
    """A line of the register as an import stores it: a row that is new, or one that is changed."""
    with world.database.writing() as session:
        row = session.get(Question, f"D:{number}@now")
        if row is None:
            row = Question(
                id=f"D:{number}@now", sector="D", study_group="SG1", number=number,
                status="in force", from_memory=False, source="test",
            )  # fmt: skip
            session.add(row)
        for name, value in {"title_en": title, **more}.items():
            setattr(row, name, value)


def test_they_find_what_reading_every_text_finds(world: World) -> None:
    world.allocated()
    world.submitted("neighbour", "XFB", title="Передача мощности без проводов", language="ru")
    world.received(title="قياس المجالات قرب المحطات", language="ar")
    world.received(title="人体暴露于电磁场的评估", language="zh")
    world.received(title="Champs électromagnétiques", language="fr")
    readers = [NOBODY, *map(world.reader, ("stranger", "delegate", "neighbour", "officer"))]
    asked = [(typed, who) for typed in TYPED for who in readers]
    indexed = [found(world, typed, who) for typed, who in asked]
    assert sum(page.total > 0 for page in indexed) > len(asked) / 2
    forget(world)
    assert count(world, IndexedWord) == 0
    assert [found(world, typed, who) for typed, who in asked] == indexed


def test_few_rows_are_read_for_a_rare_word(world: World) -> None:
    (word,) = Query("electromagnetic").wanted()
    with world.database.reading() as session:
        having = search_index.with_word(Question, word)
        read = set(session.scalars(select(Question.id).where(having)))
        titles = dict(session.execute(select(Question.id, Question.title_en)).all())
    assert read == {
        key for key, title in titles.items() if "lectromagnetic" in title or "EMF" in title
    }
    assert 0 < len(read) < len(titles) / 2


def test_a_new_text_and_a_changed_line_are_found_at_once(world: World) -> None:
    entered(world, "Q9/1", "Tsunami sensors")
    assert labels(found(world, "tsunami", NOBODY)) == {"Q9/1"}
    entered(world, "Q9/1", "Earthquake sensors", title_fr="Capteurs sismiques")
    assert labels(found(world, "tsunami", NOBODY)) == set()
    assert labels(found(world, "sismique", NOBODY)) == {"Q9/1"}
    reader = world.reader("officer")
    assert found(world, "stratospheric beacons", reader).total == 0
    number = world.submitted(title="Stratospheric beacons")
    texts = count(world, IndexedText)
    assert number in labels(found(world, "stratospheric beacons", reader))
    world.move("officer", number, "refer_back", reasons="A date is missing.")
    assert count(world, IndexedText) == texts


def test_what_is_not_stored_leaves_no_words(world: World) -> None:
    before = count(world, IndexedWord)
    with world.database.writing() as session:
        session.get_one(Question, "R:239/1").title_en = "Tsunami sensors"
        session.flush()
        session.rollback()
    assert count(world, IndexedWord) == before
    assert labels(found(world, "tsunami", NOBODY)) == set()


def test_they_are_stored_anew_when_words_are_folded_otherwise(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.received()
    texts, words = count(world, IndexedText), count(world, IndexedWord)
    with world.database.writing() as session:
        assert search_index.fill(session) == 0
    monkeypatch.setattr(search_index, "FOLDING", search_index.FOLDING + 1)
    assert labels(found(world, "239/1", NOBODY)) == {"R:239/1"}
    with world.database.writing() as session:
        assert search_index.fill(session) == texts
    assert (count(world, IndexedText), count(world, IndexedWord)) == (texts, words)
