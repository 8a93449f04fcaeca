"""The overlap detector: a text and a corpus in, close texts with their reasons out.

It never says that two texts are the same thing: a person does, with a reason.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from workflow.overlap.identifiers import identifiers
from workflow.overlap.words import terms, trigrams

TITLE_WEIGHT, BODY_WEIGHT = 1.0, 0.35
WORDS_SHARE, LETTERS_SHARE = 0.8, 0.2
DIFFERENCE_COST = 0.15
FLOOR = 0.12
CLOSE = 0.45
SHORTLIST = 200
SHOWN_TERMS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A text to compare. Entries of one `lineage` are editions of one text and never compared."""

    key: str
    title: str
    body: str = ""
    language: str = "en"
    sector: str = ""
    group: str = ""
    lineage: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A close text: how close, from 0 to 1, which terms both share and which identifiers differ."""

    key: str
    similarity: float
    shared_terms: tuple[str, ...]
    differing_identifiers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Features:
    weights: Mapping[str, float]
    surfaces: Mapping[str, str]
    letters: frozenset[str]
    identifiers: frozenset[str]
    lineage: str


def closeness(similarity: float) -> Literal["close", "related"]:
    """The word people read for a similarity."""
    return "close" if similarity >= CLOSE else "related"


class Corpus:
    """Texts with their features. Weights of words come from the entries it was built with alone."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        found = {entry.key: entry for entry in entries if entry.title.strip()}
        counts = Counter(
            term
            for entry in found.values()
            for term in {**terms(entry.title, entry.language), **terms(entry.body, entry.language)}
        )
        self._size = max(len(found), 1)
        self._counts: Mapping[str, int] = counts
        self._features = {key: self._of(entry) for key, entry in found.items()}
        self._postings = _postings(self._features)

    def with_entries(self, entries: Iterable[Entry]) -> Corpus:
        """This corpus and a few more texts.

        The weights stay as they are, so that a text which a reader may not see changes no score
        that the reader sees.
        """
        wider = Corpus.__new__(Corpus)
        wider._size, wider._counts = self._size, self._counts
        more = {entry.key: self._of(entry) for entry in entries if entry.title.strip()}
        wider._features = {**self._features, **more}
        wider._postings = self._postings if not more else _joined(self._postings, _postings(more))
        return wider

    def find(
        self,
        text: Entry,
        *,
        allowed: Callable[[str], bool] | None = None,
        most: int = 10,
        floor: float = FLOOR,
    ) -> tuple[Match, ...]:
        """The entries close to *text*, nearest first; *allowed* filters before anything is ranked."""
        query = self._of(text)
        scores: dict[str, float] = defaultdict(float)
        for term, weight in query.weights.items():
            for key, other in self._postings.get(term, ()):
                scores[key] += weight * other
        candidates = sorted(
            (
                key
                for key in scores
                if (allowed is None or allowed(key)) and not self._same(key, text, query)
            ),
            key=lambda key: (-scores[key], key),
        )[:SHORTLIST]
        matches = (self._match(key, query, scores[key]) for key in candidates)
        near = [one for one in matches if one.similarity >= floor]
        return tuple(sorted(near, key=lambda one: (-one.similarity, one.key))[:most])

    def _same(self, key: str, text: Entry, query: _Features) -> bool:
        return key == text.key or bool(
            query.lineage and self._features[key].lineage == query.lineage
        )

    def _match(self, key: str, query: _Features, words: float) -> Match:
        other = self._features[key]
        union = len(query.letters | other.letters) or 1
        letters = len(query.letters & other.letters) / union
        differing = tuple(sorted(query.identifiers ^ other.identifiers))
        similarity = WORDS_SHARE * min(words, 1.0) + LETTERS_SHARE * letters
        if query.identifiers and other.identifiers and not query.identifiers & other.identifiers:
            similarity *= 1 - DIFFERENCE_COST
        shared = sorted(
            query.weights.keys() & other.weights.keys(),
            key=lambda term: (-query.weights[term] * other.weights[term], term),
        )
        return Match(
            key=key,
            similarity=round(similarity, 4),
            shared_terms=tuple(
                dict.fromkeys(other.surfaces[term] for term in shared[:SHOWN_TERMS])
            ),
            differing_identifiers=differing,
        )

    def _of(self, entry: Entry) -> _Features:
        title, body = terms(entry.title, entry.language), terms(entry.body, entry.language)
        weights = {
            term: (TITLE_WEIGHT if term in title else BODY_WEIGHT) * self._rarity(term)
            for term in {**body, **title}
        }
        norm = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return _Features(
            weights={term: weight / norm for term, weight in weights.items()},
            surfaces={**body, **title},
            letters=trigrams(entry.title),
            identifiers=identifiers(f"{entry.title} {entry.body}"),
            lineage=entry.lineage,
        )

    def _rarity(self, term: str) -> float:
        return math.log((self._size + 1) / (self._counts.get(term, 0) + 0.5))


_Postings = Mapping[str, list[tuple[str, float]]]


def _postings(features: Mapping[str, _Features]) -> _Postings:
    found: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for key, one in features.items():
        for term, weight in one.weights.items():
            found[term].append((key, weight))
    return found


def _joined(first: _Postings, second: _Postings) -> _Postings:
    return {**first, **{term: first.get(term, []) + rows for term, rows in second.items()}}
