"""Soundings, private links and clearances of a draft: for its delegation, and for whom it asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from workflow.pages import labels, proposals
from workflow.pages.draft_texts import Comment, SoundingPage, sounding_of
from workflow.rules.errors import NotFoundError
from workflow.rules.language_marks import N_
from workflow.rules.permissions import Reader
from workflow.store import links
from workflow.store.models import (
    Case,
    Clearance,
    Draft,
    DraftComment,
    DraftLink,
    DraftShare,
    Person,
)

PURPOSES = {
    "clearance": N_("to read, to comment and to give clearance"),
    "comment": N_("to read and to comment"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow:
    """A private link as its delegation sees it; the address is not among it, since nobody has it."""

    id: int
    recipient: str
    purpose: str
    expires_at: dt.datetime
    closed: bool
    opens: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearanceRow:
    """A clearance; `current` while the draft is the text that was cleared."""

    id: int
    office: str
    cleared_on: dt.date
    reference: str
    through: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundingsPage:
    """Whom a delegation asks about a draft, and what they said."""

    id: str
    asks: str
    title: str
    language: str
    case: str
    shares: tuple[tuple[int, str], ...]
    links: tuple[LinkRow, ...]
    comments: tuple[Comment, ...]
    clearances: tuple[ClearanceRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfCase:
    """What a delegation keeps beside a case: the draft it came from, and its clearances."""

    draft: str
    clearances: tuple[ClearanceRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkPage:
    """A draft for somebody who has a link: its text, and what came through this link."""

    sounding: SoundingPage
    version: int
    saved_at: dt.datetime
    expires_at: dt.datetime
    asks_clearance: bool
    clearance: ClearanceRow | None


def soundings_page(
    session: Session, draft_id: str, reader: Reader, now: dt.datetime, language: str
) -> SoundingsPage:
    """What a delegation asked about a draft. Raises NotFoundError for anybody else."""
    draft = proposals.own_draft(session, draft_id, reader)
    shares = session.execute(
        select(DraftShare.id, Person.name)
        .join(Person)
        .where(DraftShare.draft_id == draft.id)
        .order_by(DraftShare.id)
    )
    made = session.scalars(
        select(DraftLink).where(DraftLink.draft_id == draft.id).order_by(DraftLink.id)
    )
    case = session.get(Case, draft.case_id) if draft.case_id else None
    return SoundingsPage(
        id=draft.id,
        asks=labels.members(session, (draft.proposer,), language)[draft.proposer],
        title=draft.title,
        language=draft.language,
        case=case.number if case else "",
        shares=tuple((row.id, row.name) for row in shares),
        links=tuple(
            LinkRow(
                id=one.id,
                recipient=one.recipient,
                purpose=PURPOSES[one.kind],
                expires_at=one.expires_at,
                closed=one.closed_at is not None,
                opens=links.is_open(one, draft, now),
            )
            for one in made
        ),
        comments=tuple(_comments(session, draft, DraftComment.draft_id == draft.id, now)),
        clearances=clearances(session, draft_id, reader),
    )


def clearances(session: Session, draft_id: str, reader: Reader) -> tuple[ClearanceRow, ...]:
    """The clearances of a draft. Raises NotFoundError for anybody but its delegation."""
    draft = proposals.own_draft(session, draft_id, reader)
    return tuple(_clearances(session, draft, Clearance.draft_id == draft.id))


def of_case(session: Session, case: Case, reader: Reader) -> OfCase | None:
    """What the delegation has beside a case of its own; None for anybody else."""
    draft = session.scalar(select(Draft).where(Draft.case_id == case.id))
    if draft is None or not reader.writes_for(draft.proposer):
        return None
    return OfCase(draft=draft.id, clearances=clearances(session, draft.id, reader))


def sounding_page(session: Session, draft_id: str, reader: Reader, language: str) -> SoundingPage:
    """A draft for somebody it was shared with, and what that person said of it.

    Raises NotFoundError for anybody else.
    """
    shared = session.scalar(
        select(DraftShare.id).where(
            DraftShare.draft_id == draft_id, DraftShare.person_id == reader.person_id
        )
    )
    draft = session.get(Draft, draft_id)
    if draft is None or shared is None:
        raise NotFoundError(f"draft {draft_id}")
    own = (DraftComment.draft_id == draft.id) & (DraftComment.person_id == reader.person_id)
    return sounding_of(session, draft, language, tuple(_comments(session, draft, own)))


def link_page(session: Session, token: str, now: dt.datetime, language: str) -> LinkPage:
    """The draft that a link opens, and what came through that link.

    Raises NotFoundError for an unknown link and GoneError for one that is open no more.
    """
    link, draft = links.opened(session, links.digest(token), now)
    comments = tuple(_comments(session, draft, DraftComment.link_id == link.id))
    given = tuple(_clearances(session, draft, Clearance.link_id == link.id))
    return LinkPage(
        sounding=sounding_of(session, draft, language, comments),
        version=draft.version,
        saved_at=draft.saved_at,
        expires_at=link.expires_at,
        asks_clearance=link.kind == "clearance",
        clearance=given[0] if given else None,
    )


def _comments(
    session: Session, draft: Draft, which: ColumnElement[bool], now: dt.datetime | None = None
) -> Iterator[Comment]:
    """The comments, oldest first, each with whose it is: of somebody sounded, or by a link.

    With *now*, the delegation's, it is said of each whether an answer would be read.
    """
    shared = set(
        session.scalars(select(DraftShare.person_id).where(DraftShare.draft_id == draft.id))
    )
    rows = session.execute(
        select(DraftComment, Person.name, DraftLink)
        .outerjoin(Person, Person.id == DraftComment.person_id)
        .outerjoin(DraftLink, DraftLink.id == DraftComment.link_id)
        .where(DraftComment.draft_id == draft.id, which)
        .order_by(DraftComment.id)
    )
    for row, person, link in rows:
        read = links.is_open(link, draft, now) if link and now else row.person_id in shared
        yield Comment(
            id=row.id,
            name=person or row.name or link.recipient,
            through=link.recipient if link else "",
            text=row.text,
            at=row.at,
            answer=row.answer,
            answered_at=row.answered_at,
            answerable=now is not None and read,
        )


def _clearances(
    session: Session, draft: Draft, which: ColumnElement[bool]
) -> Iterator[ClearanceRow]:
    rows = session.execute(
        select(Clearance, DraftLink.recipient)
        .outerjoin(DraftLink, DraftLink.id == Clearance.link_id)
        .where(which)
        .order_by(Clearance.id)
    )
    for row, recipient in rows:
        yield ClearanceRow(
            id=row.id,
            office=row.office,
            cleared_on=row.cleared_on,
            reference=row.reference,
            through=recipient or "",
            current=row.version == draft.version,
        )
