"""A draft as those see it who are asked about it: persons sounded, members named as sponsors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.definition import FormField
from workflow.pages import labels
from workflow.rules.errors import NotFoundError
from workflow.rules.language_marks import N_
from workflow.rules.permissions import Post, Reader
from workflow.store import editions, facts
from workflow.store.models import Case, Draft, DraftComment, DraftShare, Person, Sponsorship
from workflow.store.visibility import visible

SPONSORSHIP_STATUS = {
    "named": N_("asked, not yet answered"),
    "confirmed": N_("confirmed"),
    "declined": N_("declined"),
    "withdrawn": N_("withdrawn"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment on a draft."""

    name: str
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


@dataclass(frozen=True, slots=True, kw_only=True)
class SponsorshipPage:
    """What a named member is asked."""

    id: int
    proposer: str
    member: str
    kind: str
    status: str
    code: str
    case: str
    case_opens: bool
    may_answer: bool
    sounding: SoundingPage


def sounding_page(session: Session, draft_id: str, reader: Reader, language: str) -> SoundingPage:
    """A draft for somebody it was shared with. Raises NotFoundError for anybody else."""
    shared = session.scalar(
        select(DraftShare.id).where(
            DraftShare.draft_id == draft_id, DraftShare.person_id == reader.person_id
        )
    )
    draft = session.get(Draft, draft_id)
    if draft is None or shared is None:
        raise NotFoundError(f"draft {draft_id}")
    return _sounding(session, draft, language)


def _sounding(session: Session, draft: Draft, language: str) -> SoundingPage:
    procedure = editions.question_procedure(draft.sector)
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
        comments=comments(session, draft.id),
    )


def _shown(field: FormField, text: str, choices: Mapping[str, str]) -> str:
    """What was written, or the label of what was chosen."""
    return choices.get(text, text) if field.kind == "choice" else text


def sponsorship_page(
    session: Session, sponsorship_id: int, reader: Reader, language: str
) -> SponsorshipPage:
    """What the named member is asked. Raises NotFoundError for anybody but its delegation."""
    row = session.get(Sponsorship, sponsorship_id)
    if row is None or not reader.holds("member", row.member):
        raise NotFoundError(f"sponsorship {sponsorship_id}")
    draft = session.get_one(Draft, row.draft_id)
    case = session.get(Case, row.case_id) if row.case_id else None
    opens = case is not None and session.scalar(
        select(Case.id).where(Case.id == case.id, visible(Case, reader))
    )
    names = labels.members(session, {draft.member, row.member}, language)
    sounding = _sounding(session, draft, language)
    return SponsorshipPage(
        id=row.id,
        proposer=names[draft.member],
        member=names[row.member],
        kind=labels.SPONSORSHIP_KINDS[row.kind],
        status=SPONSORSHIP_STATUS[row.status],
        code=row.status,
        case=case.number if case else "",
        case_opens=bool(opens),
        may_answer=reader.holds("member", row.member, Post.SUBMITTER)
        and not (case and facts.is_decided(session, case)),
        sounding=SoundingPage(
            id=sounding.id,
            asks=sounding.asks,
            title=sounding.title,
            language=sounding.language,
            texts=sounding.texts,
            comments=(),
        ),
    )


def comments(session: Session, draft_id: str) -> tuple[Comment, ...]:
    rows = session.execute(
        select(DraftComment, Person.name)
        .join(Person, Person.id == DraftComment.person_id)
        .where(DraftComment.draft_id == draft_id)
        .order_by(DraftComment.id)
    )
    return tuple(Comment(name=name, text=row.text, at=row.at) for row, name in rows)
