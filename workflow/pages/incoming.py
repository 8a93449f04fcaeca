"""Letters and e-mails that wait at an office to be registered, and what is known of their sender."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.pages import downloads, labels
from workflow.pages.downloads import Download
from workflow.rules import permissions
from workflow.rules.errors import NotFoundError
from workflow.rules.permissions import NOBODY, OFFICE_OF_SECTOR, Level, Post, Reader
from workflow.store import editions, people
from workflow.store.models import Attachment, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A document kept at an office, neither registered nor laid aside."""

    id: str
    name: str
    size: int
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingPage:
    """What waits at the reader's office. `sectors` are those whose form the office may enter."""

    sectors: tuple[str, ...]
    waiting: tuple[Waiting, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """What is known of an address, which proves nothing: has it an account, and for which members."""

    address: str
    has_account: bool
    members: tuple[str, ...]


def sectors_of(reader: Reader) -> tuple[str, ...]:
    """The Sectors whose form is open here and whose lead office the reader is an officer of."""
    return tuple(
        one
        for one in editions.SECTORS
        if reader.holds("office", OFFICE_OF_SECTOR[one], Post.OFFICER)
    )


def incoming_page(session: Session, reader: Reader) -> IncomingPage:
    """What waits to be registered at the reader's offices, oldest first."""
    rows = session.scalars(
        select(Attachment)
        .where(
            Attachment.case_id.is_(None),
            Attachment.draft_id.is_(None),
            Attachment.audience.in_(_kept_at(reader)),
        )
        .order_by(Attachment.at, Attachment.id)
    )
    return IncomingPage(
        sectors=sectors_of(reader),
        waiting=tuple(Waiting(id=one.id, name=one.name, size=one.size, at=one.at) for one in rows),
    )


def _kept_at(reader: Reader) -> list[str]:
    offices = reader.codes("office", Post.OFFICER)
    return [permissions.audience(Level.OFFICERS, one) for one in offices]


def original(
    session: Session, attachment_id: str, reader: Reader, now: dt.datetime
) -> tuple[Download, dt.datetime]:
    """A document that waits at the reader's office, and since when. Raises NotFoundError for others."""
    row = session.get(Attachment, attachment_id)
    if row is None or row.case_id or row.draft_id or row.audience not in _kept_at(reader):
        raise NotFoundError(f"incoming {attachment_id}")
    return downloads.download(session, attachment_id, reader, now), row.at


def sender(session: Session, address: str, day: dt.date, language: str) -> Sender:
    """Whether an account here has that address, and which members it acts for on that day."""
    person = session.scalar(
        select(Person).where(func.lower(Person.email) == address.strip().lower())
    )
    sent_by = people.reader_of(session, person, day) if person else NOBODY
    codes = dict.fromkeys((*sent_by.codes("member"), *sent_by.proposers()))
    return Sender(
        address=address,
        has_account=person is not None,
        members=tuple(labels.members(session, codes, language).values()),
    )
