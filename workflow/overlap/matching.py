"""Finding words in texts of six languages: stems, Chinese pairs, acronyms with their long forms, marks.

A text is found when it has every word of the query; words that say nothing are left out of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from workflow.overlap.words import FILLERS, LONG_FORMS, STEMMERS, fold, stem

TOKEN = re.compile(r"[\u3400-\u9fff]+|(?:[^\W_\u3400-\u9fff][\u0300-\u036f\u064b-\u065f\u0670]*)+")
IN_TITLE, BEGUN_IN_TITLE, IN_BODY, BEGUN_IN_BODY = 4.0, 2.0, 1.0, 0.5
AS_TYPED = 2.0
"""What a title that has the query as it was typed is given besides."""
SHORTEST_BEGINNING = 3
AROUND = 90
"""How many characters of a text are shown on each side of the first word found."""
MOST_WORDS = 12
LONGEST = 64
"""How many characters of a word are stored to find texts by; the rest is compared when they are read."""

Part = tuple[str, bool]
"""A piece of a text, and whether it is one of the words found."""


@dataclass(frozen=True, slots=True)
class _Words:
    """A text's terms in one language, and its words as they were folded."""

    terms: frozenset[str]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a text that has one word of a query holds: one of these words, or one that begins so."""

    words: frozenset[str]
    begins: str

    def met_by(self, words: frozenset[str]) -> bool:
        """Whether the words of a text (`words_in`) may have it."""
        return not self.words.isdisjoint(words) or (
            bool(self.begins) and any(one.startswith(self.begins) for one in words)
        )


def words_in(text: str, language: str) -> frozenset[str]:
    """The words to find a text by: its terms, and its words as they were folded."""
    found = _words(text, language)
    whole = (word for word in found.words if not _is_cjk(word))
    return frozenset(one[:LONGEST] for one in (*found.terms, *whole))


class Query:
    """What somebody looks for: a few words in any of the languages."""

    def __init__(self, text: str) -> None:
        self._typed = " ".join(word for _start, _end, word in _tokens(text))
        said = tuple(dict.fromkeys(_pieces(text)))
        self._words = tuple(word for word in said if word not in FILLERS)[:MOST_WORDS] or said

    def __bool__(self) -> bool:
        return bool(self._words)

    def wanted(self) -> tuple[Wanted, ...]:
        """What each word asks of a text in any language: a text that lacks one has no score."""
        return tuple(_wanted(word) for word in self._words)

    def score(self, title: str, body: str, language: str) -> float:
        """How well the text has the words, 0 when it lacks one; a title weighs more."""
        in_title, total = _words(title, language), 0.0
        for word in self._words:
            found = self._best(word, in_title, body, language)
            if not found:
                return 0.0
            total += found
        as_typed = bool(self._typed) and self._typed in " ".join(in_title.words)
        return total + (AS_TYPED if as_typed and total else 0.0)

    def has_all(self, text: str, language: str) -> bool:
        """Whether the text has every word."""
        return self.score(text, "", language) > 0

    def _best(self, word: str, title: _Words, body: str, language: str) -> float:
        """What the word counts for: a body is read when the title lacks it."""
        wanted = _alternatives(word, language)
        if any(one <= title.terms for one in wanted):
            return IN_TITLE
        if _begun(word, title):
            return BEGUN_IN_TITLE
        in_body = _words(body, language)
        if any(one <= in_body.terms for one in wanted):
            return IN_BODY
        return BEGUN_IN_BODY if _begun(word, in_body) else 0.0

    def marked(self, text: str, language: str) -> tuple[Part, ...]:
        """The text in pieces, the words found marked."""
        parts: list[Part] = []
        at = 0
        for start, end in self._places(text, language):
            if start > at:
                parts.append((text[at:start], False))
            parts.append((text[start:end], True))
            at = end
        return (*parts, (text[at:], False)) if at < len(text) else tuple(parts)

    def excerpt(self, text: str, language: str) -> tuple[Part, ...]:
        """The piece of the text around the first word found, the words marked; nothing when none is."""
        flat = " ".join(text.split())
        first = next(self._places(flat, language), None)
        if first is None:
            return ()
        start = _boundary(flat, max(0, first[0] - AROUND))
        end = first[1] + AROUND
        shown = flat[start:end]
        if end < len(flat) and " " in shown[AROUND:]:
            shown = shown.rsplit(" ", 1)[0]
        before = "… " if start else ""
        after = " …" if start + len(shown) < len(flat) else ""
        return ((before, False), *self.marked(shown, language), (after, False))

    def _places(self, text: str, language: str) -> Iterator[tuple[int, int]]:
        """Where words of the query stand in the text, in order and without overlap."""
        wanted = frozenset(
            term for word in self._words for one in _alternatives(word, language) for term in one
        )
        last = 0
        for start, end, word in _tokens(text):
            if _is_cjk(word):
                for at in range(start, end):
                    pair = fold(text[at : at + 2])
                    if (pair in wanted and at + 2 <= end) or fold(text[at]) in self._words:
                        length = 2 if pair in wanted else 1
                        if at + length > last:
                            yield max(at, last), at + length
                            last = at + length
            elif _stem(word, language) in wanted or any(
                word.startswith(one) and len(one) >= SHORTEST_BEGINNING for one in self._words
            ):
                yield start, end
                last = end


def _boundary(text: str, at: int) -> int:
    """The beginning of the word that stands at that place, unless it lies far back."""
    if at == 0:
        return 0
    space = text.find(" ", at, at + 20)
    return space + 1 if space >= 0 else at


def _tokens(text: str) -> Iterator[tuple[int, int, str]]:
    for match in TOKEN.finditer(text):
        yield match.start(), match.end(), fold(match.group())


def _stem(word: str, language: str) -> str:
    """The word's stem; of an Arabic plural in -āt without the article the stemmer leaves the alif."""
    found = stem(word, language)
    return (
        found.removesuffix("ا") if language == "ar" and len(found) > SHORTEST_BEGINNING else found
    )


def _is_cjk(word: str) -> bool:
    return "\u3400" <= word[:1] <= "\u9fff"


def _pieces(text: str) -> Iterator[str]:
    """The words of a text; of Chinese, each two characters that stand together."""
    for _start, _end, word in _tokens(text):
        if _is_cjk(word) and len(word) > 1:
            yield from (word[at : at + 2] for at in range(len(word) - 1))
        else:
            yield word


@lru_cache(maxsize=8192)
def _folded(text: str) -> tuple[str, ...]:
    return tuple(word for _start, _end, word in _tokens(text))


@lru_cache(maxsize=8192)
def _words(text: str, language: str) -> _Words:
    words = _folded(text)
    terms: set[str] = set()
    for word in words:
        if _is_cjk(word):
            terms.update(word)
            terms.update(word[at : at + 2] for at in range(len(word) - 1))
        else:
            terms.add(_stem(word, language))
            terms.update(_long_form(word))
    return _Words(frozenset(terms), words)


def _long_form(word: str) -> frozenset[str]:
    """The stems of the words that an acronym stands for; they are English in texts of any language."""
    words = LONG_FORMS.get(word) or LONG_FORMS.get(word.removesuffix("s")) or ""
    return frozenset(stem(part, "en") for part in words.split() if part not in FILLERS)


@lru_cache(maxsize=4096)
def _alternatives(word: str, language: str) -> tuple[frozenset[str], ...]:
    """The sets of terms of which one says that a text in that language has the word."""
    own = frozenset({word if _is_cjk(word) else _stem(word, language)})
    long = _long_form(word)
    return (own, long) if long else (own,)


def _wanted(word: str) -> Wanted:
    words = {word, *(_stem(word, language) for language in STEMMERS)}
    long = _long_form(word)
    if long:
        words.add(max(long, key=lambda one: (len(one), one)))
    begins = word if len(word) >= SHORTEST_BEGINNING and not _is_cjk(word) else ""
    return Wanted(frozenset(one[:LONGEST] for one in words), begins[:LONGEST])


def _begun(word: str, text: _Words) -> bool:
    return len(word) >= SHORTEST_BEGINNING and any(one.startswith(word) for one in text.words)
