"""The words by which cases, their texts and the Questions of the registers are found.

They are stored in the transaction that stores a text. A text whose words are not there, as after
`FOLDING` was raised, is found all the same, only slower, until `fill` has stored them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    delete,
    insert,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, PassiveFlag, Session
from sqlalchemy.orm.attributes import get_history

from states.definition import LANGUAGES
from workflow.overlap.matching import Wanted, words_in
from workflow.store.models import Case, IndexedText, IndexedWord, Question, TextVersion

Key = InstrumentedAttribute[Any]
FOLDING = 1
"""To be raised whenever `words_in` gives other words for a text, or more of a row is searched."""
TITLES = tuple(f"title_{one}" for one in LANGUAGES)
FOUND_BY = {
    Case: ("number", "title", "language"),
    TextVersion: ("title", "fields", "language"),
    Question: ("number", "text", *TITLES),
}
"""What of each row it is found by: a change of anything else leaves its words as they are."""
Row = Case | TextVersion | Question
PLACES: Mapping[type[Row], tuple[Key, Key]] = {
    Case: (Case.id, IndexedText.case_id),
    TextVersion: (TextVersion.id, IndexedText.version_id),
    Question: (Question.id, IndexedText.question_id),
}
"""The key of each table, and where a text that is indexed holds it."""
BATCH = 500
LAST = "\U0010ffff"
"""Comes after every letter that a word may go on with."""


def follow(session: Session, _flush: object) -> None:
    """After each flush: store the words of the texts it stored."""
    rows = [one for one in session.new if isinstance(one, Row)]
    rows += [one for one in session.dirty if isinstance(one, Row) and _changed(one)]
    _store(session, rows)


def fill(session: Session) -> int:
    """Store the words that are not there; gives of how many texts."""
    done = 0
    for table in PLACES:
        while rows := cast(
            "Sequence[Row]",
            session.scalars(select(table).where(unstored(table)).limit(BATCH)).all(),
        ):
            _store(session, rows)
            done += len(rows)
    return done


def with_word(table: type[Row], wanted: Wanted) -> ColumnElement[bool]:
    """The rows of that table that may have the word: all that have it are among them."""
    key, place = PLACES[table]
    return key.in_(
        select(place).where(
            place.is_not(None), IndexedText.folding == FOLDING, IndexedText.id.in_(_texts(wanted))
        )
    )


def unstored(table: type[Row]) -> ColumnElement[bool]:
    """The rows of that table whose words are not there."""
    key, place = PLACES[table]
    there = select(place).where(place.is_not(None), IndexedText.folding == FOLDING)
    return key.not_in(there)


def _texts(wanted: Wanted) -> Select[Any] | CompoundSelect[Any]:
    exact = select(IndexedWord.text_id).where(IndexedWord.word.in_(sorted(wanted.words)))
    if not wanted.begins:
        return exact
    begun = select(IndexedWord.text_id).where(
        IndexedWord.word >= wanted.begins, IndexedWord.word < wanted.begins + LAST
    )
    return union_all(exact, begun)


def _changed(row: Row) -> bool:
    passive = PassiveFlag.PASSIVE_NO_INITIALIZE
    return any(get_history(row, name, passive).has_changes() for name in FOUND_BY[type(row)])


def _store(session: Session, rows: Sequence[Row]) -> None:
    for table, (_key, place) in PLACES.items():
        words = {row.id: _words(row) for row in rows if isinstance(row, table)}
        keys = list(words)
        for batch in (keys[at : at + BATCH] for at in range(0, len(keys), BATCH)):
            connection = session.connection()
            connection.execute(delete(IndexedText).where(place.in_(batch)))
            values = [{place.key: key, "folding": FOLDING} for key in batch]
            given = insert(IndexedText).returning(IndexedText.id, place)
            lines = [
                {"word": one, "text_id": text}
                for text, key in connection.execute(given, values)
                for one in words[key]
            ]
            if lines:
                connection.execute(insert(IndexedWord), lines)


def _words(row: Row) -> list[str]:
    return sorted({word for text, language in _texts_of(row) for word in words_in(text, language)})


def _texts_of(row: Row) -> Iterator[tuple[str, str]]:
    """What the row is found by, each text with its language."""
    if isinstance(row, Case):
        yield f"{row.number} {row.title}", row.language
    elif isinstance(row, TextVersion):
        said = (str(value) for name, value in row.fields.items() if name != "title")
        yield "\n".join((row.title, *said)), row.language
    else:
        titles = {one: getattr(row, f"title_{one}") for one in LANGUAGES}
        for language, title in titles.items():
            if title:
                yield f"{row.id} {row.number} {title}\n{row.text}", language
