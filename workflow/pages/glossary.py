"""The words of this house and what they mean, in the language of the page."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent.parent / "data/glossary.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word; `key` is its anchor on the page of words."""

    key: str
    term: str
    meaning: str


@cache
def words(language: str) -> Mapping[str, Word]:
    """Every word by its key, in the order of the language's letters; Chinese keeps the English one."""
    rows: list[dict[str, Any]] = tomllib.loads(FILE.read_text("utf-8"))["word"]
    found = [
        Word(key=row["key"], term=row["term"][language], meaning=row["meaning"][language])
        for row in rows
    ]
    if language != "zh":
        found.sort(key=lambda one: _letters(one.term))
    return {one.key: one for one in found}


def _letters(term: str) -> str:
    """The term without its accents, so that an É stands among the Es."""
    plain = unicodedata.normalize("NFKD", term.casefold())
    return "".join(one for one in plain if not unicodedata.combining(one))
