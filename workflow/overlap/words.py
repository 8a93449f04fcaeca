"""Folding texts into comparable terms: six languages, stems, and ITU's acronyms in their long forms."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

STEMMERS = {
    "ar": "arabic", "en": "english", "es": "spanish", "fr": "french", "ru": "russian",
}  # fmt: skip
WORD = re.compile(r"[^\W_]+", re.UNICODE)
CJK = re.compile(r"[\u3400-\u9fff]+")
ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ـ": ""})
FILLERS = frozenset(
    [
        "a",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "between",
        "by",
        "can",
        "for",
        "from",
        "has",
        "have",
        "in",
        "into",
        "is",
        "it",
        "its",
        "may",
        "of",
        "on",
        "or",
        "other",
        "such",
        "than",
        "that",
        "the",
        "their",
        "them",
        "these",
        "this",
        "those",
        "to",
        "under",
        "use",
        "used",
        "using",
        "very",
        "via",
        "was",
        "what",
        "when",
        "where",
        "which",
        "who",
        "will",
        "with",
        "within",
        "study",
        "studies",
        "question",
        "questions",
        "related",
        "relating",
        "aspects",
        "general",
        "including",
        "system",
        "systems",
        "au",
        "aux",
        "avec",
        "ce",
        "ces",
        "dans",
        "de",
        "des",
        "du",
        "en",
        "et",
        "la",
        "le",
        "les",
        "leur",
        "ou",
        "par",
        "pour",
        "que",
        "qui",
        "sa",
        "ses",
        "son",
        "sur",
        "un",
        "une",
        "al",
        "como",
        "con",
        "del",
        "el",
        "en",
        "es",
        "las",
        "los",
        "para",
        "por",
        "que",
        "se",
        "sin",
        "sobre",
        "su",
        "una",
        "y",
        "в",
        "во",
        "для",
        "и",
        "из",
        "или",
        "к",
        "на",
        "от",
        "по",
        "при",
        "с",
        "со",
        "что",
        "это",
        "在",
        "的",
        "和",
        "与",
        "及",
        "或",
    ]
)
"""Words that make texts look alike without being about the same thing."""

LONG_FORMS = {
    "emf": "electromagnetic field",
    "imt": "international mobile telecommunications",
    "iot": "internet of things",
    "ai": "artificial intelligence",
    "qos": "quality of service",
    "qoe": "quality of experience",
    "emc": "electromagnetic compatibility",
    "fss": "fixed satellite service",
    "mss": "mobile satellite service",
    "bss": "broadcasting satellite service",
    "rnss": "radionavigation satellite service",
    "haps": "high altitude platform stations",
    "uwb": "ultra wideband",
    "plt": "power line telecommunication",
    "its": "intelligent transport systems",
    "rlan": "radio local area network",
    "hdtv": "high definition television",
    "hdr": "high dynamic range",
    "sdr": "software defined radio",
    "crs": "cognitive radio system",
    "dtt": "digital terrestrial television",
    "ict": "information communication technology",
    "ngn": "next generation network",
    "epg": "electronic programme guide",
}
"""Acronyms of the field: each is compared together with the words it stands for."""


def fold(text: str) -> str:
    """One form for texts that differ only in case, accents or Arabic letter forms."""
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(ARABIC)
    return "".join(char for char in plain if not unicodedata.combining(char))


def terms(text: str, language: str = "en") -> dict[str, str]:
    """The terms of a text and, for each, the word as a person reads it; fillers are left out."""
    found: dict[str, str] = {}
    for match in WORD.finditer(text):
        surface = match.group()
        word = fold(surface)
        if CJK.search(word):
            for run in CJK.findall(word):
                for pair in _bigrams(run):
                    found.setdefault(pair, pair)
            continue
        if word in FILLERS or len(word) < 2:  # noqa: PLR2004 - a single letter says nothing
            continue
        found.setdefault(stem(word, language), surface)
        for part in LONG_FORMS.get(word.removesuffix("s"), LONG_FORMS.get(word, "")).split():
            if part not in FILLERS:
                found.setdefault(stem(part, "en"), surface)
    return found


@lru_cache(maxsize=65536)
def stem(word: str, language: str) -> str:
    """The stem of a folded word in that language; Chinese and unknown languages keep the word."""
    name = STEMMERS.get(language)
    return str(_stemmer(name).stemWord(word)) if name else word


@lru_cache(maxsize=8)
def _stemmer(name: str) -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer(name)


def _bigrams(run: str) -> list[str]:
    return [run] if len(run) == 1 else [run[i : i + 2] for i in range(len(run) - 1)]


def trigrams(text: str) -> frozenset[str]:
    """The character trigrams of a folded text, word by word."""
    padded = (f" {word} " for word in WORD.findall(fold(text)) if word not in FILLERS)
    return frozenset(word[i : i + 3] for word in padded for i in range(len(word) - 2))
