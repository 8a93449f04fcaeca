"""The reviewed words: what ITU reports say in six languages, and what is not said for it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent.parent / "data/words.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One term by language, and the words that nothing here says instead."""

    key: str
    say: Mapping[str, str]
    not_said: Mapping[str, tuple[str, ...]]


@cache
def terms() -> tuple[Term, ...]:
    """The whole table, as `workflow/data/words.toml` has it."""
    rows = tomllib.loads(FILE.read_text("utf-8"))["term"]
    return tuple(
        Term(
            key=row["key"],
            say=row["say"],
            not_said={language: tuple(words) for language, words in row["not_said"].items()},
        )
        for row in rows
    )
