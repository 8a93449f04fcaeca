"""The append-only record: events, their payloads and persons, the head row, and the keys of commands."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.store.models.base import Base


class LedgerHead(Base):
    """The one row that gives positions: locked just before commit, so no reader misses an event."""

    __tablename__ = "ledger_head"
    __table_args__ = (CheckConstraint("id = 1", name="there_is_one_head"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int]
    link: Mapped[str]


class EventRow(Base):
    """The header of an event: what the chain covers. Triggers refuse UPDATE and DELETE."""

    __tablename__ = "events"
    __table_args__ = (Index(None, "case_id", "position"), Index(None, "run_id", "position"))

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    token: Mapped[str] = mapped_column(unique=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id"))
    kind: Mapped[str]
    schema: Mapped[int]
    at: Mapped[dt.datetime]
    role: Mapped[str]
    acting_for: Mapped[str]
    edition: Mapped[str]
    text_version: Mapped[int | None]
    audience: Mapped[str]
    also: Mapped[str | None]
    sealed_until: Mapped[dt.datetime | None]
    payload_digest: Mapped[str]
    person_digest: Mapped[str]
    previous: Mapped[str]
    link: Mapped[str] = mapped_column(unique=True)
    payload: Mapped[EventPayload | None] = relationship(
        primaryjoin="EventRow.position == foreign(EventPayload.position)", viewonly=True
    )
    person: Mapped[EventPerson | None] = relationship(
        primaryjoin="EventRow.position == foreign(EventPerson.position)", viewonly=True
    )


class EventPayload(Base):
    """What an event says, with the salt of its digest."""

    __tablename__ = "event_payloads"

    position: Mapped[int] = mapped_column(ForeignKey("events.position"), primary_key=True)
    salt: Mapped[str]
    body: Mapped[dict[str, Any]]


class EventPerson(Base):
    """Who acted; the row can be emptied and the chain still verifies."""

    __tablename__ = "event_persons"

    position: Mapped[int] = mapped_column(ForeignKey("events.position"), primary_key=True)
    salt: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))


class CommandKey(Base):
    """The idempotency key of a command with its first outcome."""

    __tablename__ = "command_keys"

    key: Mapped[str] = mapped_column(primary_key=True)
    command: Mapped[str]
    person_id: Mapped[int | None]
    outcome: Mapped[dict[str, Any]]
    at: Mapped[dt.datetime]


class Notice(Base):
    """A mail to send: written in the command's transaction, sent by the worker, never before commit."""

    __tablename__ = "notices"
    __table_args__ = (Index(None, "status", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    kind: Mapped[str]
    params: Mapped[dict[str, Any]]
    path: Mapped[str]
    status: Mapped[str] = mapped_column(default="waiting")
    due_at: Mapped[dt.datetime]
    sent_at: Mapped[dt.datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    message_id: Mapped[str] = mapped_column(unique=True)
