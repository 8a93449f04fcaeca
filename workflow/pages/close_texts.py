"""Texts close to one being written, in words that say no more than the machine can know."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from workflow.overlap import closeness
from workflow.pages import labels
from workflow.rules.language_marks import N_
from workflow.rules.permissions import Reader
from workflow.store.corpus import CorpusCache

CLOSENESS = {"close": N_("close"), "related": N_("related")}


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseText:
    """A text close to the one being written. `word` is "close" or "related", nothing stronger."""

    address: tuple[str, str]
    label: str
    title: str
    body: str
    word: str
    percent: int
    shared: tuple[str, ...]
    differing: tuple[str, ...]


def close_texts(
    session: Session, corpus: CorpusCache, title: str, text: str, language: str, reader: Reader
) -> tuple[CloseText, ...]:
    """Texts close to what is being written that the reader may see. Nothing of the query is kept."""
    found = corpus.near(session, title=title, body=text, reader=reader, language=language, most=8)
    return tuple(
        CloseText(
            address=labels.address(one.match.key),
            label=one.label,
            title=one.title,
            body=labels.body(f"{one.sector}:{one.group.removeprefix(one.sector + ':')}"),
            word=CLOSENESS[closeness(one.match.similarity)],
            percent=round(one.match.similarity * 100),
            shared=one.match.shared_terms,
            differing=one.match.differing_identifiers,
        )
        for one in found
    )
