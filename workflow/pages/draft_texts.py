"""The texts of a draft as those read them who are asked about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy.orm import Session

from states.definition import FormField, Procedure
from workflow.pages import labels
from workflow.rules import deadlines
from workflow.rules.language_marks import N_
from workflow.store import editions
from workflow.store.models import Draft

PLACES = {"study_group": N_("Study group"), "question": N_("Existing Question")}
"""What a draft says beside the fields of its Sector's form, and what has no place in another's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment on a draft; `through` names for whom the link was by which it came, if it did.

    `answerable` while its writer could still read an answer.
    """

    id: int
    name: str
    through: str
    text: str
    at: dt.datetime
    answer: str
    answered_at: dt.datetime | None
    answerable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundingPage:
    """A draft for somebody sounded, or a member asked for its support: title and texts, no more."""

    id: str
    asks: str
    title: str
    language: str
    texts: tuple[tuple[str, str], ...]
    comments: tuple[Comment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptText:
    """What was typed in another Sector's form: `stored` as it is kept, `text` as people read it."""

    key: str
    sector: str
    label: str
    stored: str
    text: str


def kept_texts(
    kept: Mapping[str, str], own: str, forms: Mapping[str, Procedure], language: str
) -> tuple[KeptText, ...]:
    """What a draft of the Sector *own* keeps of the *forms* of others, in their order."""
    return tuple(
        KeptText(
            key=f"{sector}:{name}",
            sector=labels.sector(sector),
            label=label,
            stored=kept[f"{sector}:{name}"],
            text=words,
        )
        for sector, form in forms.items()
        if sector != own
        for name, label, words in _fields(kept, sector, form, language)
    )


def _fields(
    kept: Mapping[str, str], sector: str, procedure: Procedure, language: str
) -> Iterator[tuple[str, str, str]]:
    """Each field of that Sector's form that holds something: its name, its label, and the words."""
    words = procedure.labels[language]
    for field in procedure.fields:
        text = kept.get(f"{sector}:{field.name}", "")
        if text:
            yield field.name, words.fields[field.name], _shown(field, text, words.choices)
    for name, label in PLACES.items():
        text = kept.get(f"{sector}:{name}", "")
        if text:
            yield name, gettext(label), labels.body(text) if name == "study_group" else text


def sounding_of(
    session: Session, draft: Draft, language: str, comments: tuple[Comment, ...] = ()
) -> SoundingPage:
    """A draft's texts, with words for codes, and those *comments* that the reader may see."""
    day = deadlines.local_date(draft.saved_at)
    procedure = editions.question_procedure(session, draft.sector, day)
    words = procedure.labels[language]
    texts = {name: str(value) for name, value in draft.fields.items() if value}
    return SoundingPage(
        id=draft.id,
        asks=labels.members(session, (draft.proposer,), language)[draft.proposer],
        title=draft.title,
        language=draft.language,
        texts=tuple(
            (words.fields[field.name], _shown(field, texts[field.name], words.choices))
            for field in procedure.fields
            if field.name in texts
        ),
        comments=comments,
    )


def _shown(field: FormField, text: str, choices: Mapping[str, str]) -> str:
    """What was written, or the label of what was chosen."""
    return choices.get(text, text) if field.kind == "choice" else text
