"""The texts of a draft as those read them who are asked about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from states.definition import FormField
from workflow.pages import labels
from workflow.rules import deadlines
from workflow.store import editions
from workflow.store.models import Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment on a draft; `through` names for whom the link was by which it came, if it did."""

    id: int
    name: str
    through: str
    text: str
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundingPage:
    """A draft for somebody sounded, or a member asked for its support: title and texts, no more."""

    id: str
    asks: str
    title: str
    language: str
    texts: tuple[tuple[str, str], ...]
    comments: tuple[Comment, ...]


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
        asks=labels.members(session, (draft.member,), language)[draft.member],
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
