"""What was typed for a draft in the forms of other Sectors: kept with it until it is dropped."""

from __future__ import annotations

from collections.abc import Mapping

from states.definition import Procedure
from workflow.rules.commands.proposals import SaveDraft
from workflow.rules.errors import InvalidInputError
from workflow.rules.language_marks import N_
from workflow.store.models import Draft

LONGEST_TITLE, LONGEST_TEXT = 500, 50_000
PLACES = ("study_group", "question")
"""Fields of a draft beside those of the Sector's form: for which study group, on which Question."""


def kept_with(draft: Draft, command: SaveDraft, forms: Mapping[str, Procedure]) -> dict[str, str]:
    """What stays with the draft beside the fields of its form, once the command is done.

    *forms* are the editions in force, by Sector.
    """
    moved = {}
    if draft.sector != command.sector:
        there = {one.name for one in forms[command.sector].fields}
        moved = {
            f"{draft.sector}:{name}": text
            for name, text in (draft.fields or {}).items()
            if name not in there
        }
    kept = {**(draft.kept or {}), **moved, **command.kept}
    found = {
        key: text.strip()
        for key, text in kept.items()
        if text.strip() and key not in command.dropped and _of_another(key, command.sector, forms)
    }
    for text in found.values():
        if len(text) > LONGEST_TEXT:
            raise InvalidInputError(
                "sector",
                N_("This text has %(number)s characters; at most %(longest)s can be kept."),
                number=len(text),
                longest=LONGEST_TEXT,
            )
    return found


def require_lengths(fields: Mapping[str, str]) -> None:
    """Raise InvalidInputError at the first text that is longer than can be kept."""
    for name, value in fields.items():
        longest = LONGEST_TITLE if name == "title" else LONGEST_TEXT
        if len(value) > longest:
            raise InvalidInputError(
                name,
                N_("This text has %(number)s characters; at most %(longest)s can be kept."),
                number=len(value),
                longest=longest,
            )


def _of_another(key: str, own: str, forms: Mapping[str, Procedure]) -> bool:
    """Whether the key names a field of another Sector's form."""
    sector, _, name = key.partition(":")
    if sector == own or sector not in forms:
        return False
    fields = {one.name for one in forms[sector].fields}
    return name in fields | set(PLACES)
