"""The words of an edition: what people read, in each of the languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from states.definition import LANGUAGES, Labels
from states.faults import Faults
from states.tables import is_word


def labels(data: Mapping[str, Any], faults: Faults) -> dict[str, Labels]:
    """The words in each language; those that are wanting or no words are noted."""
    written = data.get("labels", {})
    if not isinstance(written, dict):
        faults.add("labels", "", "write [labels.en] and so on, once for each language")
        return {}
    for language in written:
        if language not in LANGUAGES:
            faults.add(f"labels.{language}", "", "unknown language")
    found = {one: _labels_in(one, written.get(one), faults) for one in LANGUAGES}
    return {language: words for language, words in found.items() if words is not None}


def _labels_in(language: str, words: object, faults: Faults) -> Labels | None:
    table = f"labels.{language}"
    if not isinstance(words, dict) or not is_word(words.get("title")):
        faults.add(table, "title", "missing")
        return None
    parts = {one.name: words.get(one.name, {}) for one in fields(Labels)}
    title = parts.pop("title")
    for key in words:
        if key != "title" and key not in parts:
            faults.add(table, key, "unknown key")
    for name, part in parts.items():
        if not isinstance(part, dict):
            faults.add(table, name, "each kind of label is a table of its own")
            continue
        for key, word in part.items():
            if not is_word(word):
                faults.add(f"{table}.{name}", key, "must be words")
    return Labels(title=title, **parts)
