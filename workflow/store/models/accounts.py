"""People, what they are appointed to, and what sign-in needs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.store.models.base import Base


class Person(Base):
    """A person with an account. Name and address can be emptied; the ledger keeps only the id's digest."""

    __tablename__ = "persons"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    language: Mapped[str] = mapped_column(default="en")
    password_hash: Mapped[str] = mapped_column(default="")
    session_key: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    weekly_mail: Mapped[bool] = mapped_column(default=True)
    demonstration: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime]
    appointments: Mapped[list[AppointmentRow]] = relationship(
        back_populates="person", order_by="AppointmentRow.id"
    )


class AppointmentRow(Base):
    """A post held in an office, in a body or for a member or Sector Member, from a day to a day."""

    __tablename__ = "appointments"
    __table_args__ = (
        CheckConstraint(
            "place in ('office','body','member','sector_member')", name="place_is_known"
        ),
        CheckConstraint("until_on is null or until_on >= from_on", name="ends_after_it_begins"),
        Index(None, "place", "code", "post"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    post: Mapped[str]
    place: Mapped[str]
    code: Mapped[str]
    from_on: Mapped[dt.date]
    until_on: Mapped[dt.date | None]
    person: Mapped[Person] = relationship(back_populates="appointments")


class SignInAttempt(Base):
    """A failed sign-in, by address and by network address, so that throttling holds across processes."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (Index(None, "subject", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]
    at: Mapped[dt.datetime]


class EndedSession(Base):
    """A session that its person has ended by signing out; a copy of its cookie opens nothing."""

    __tablename__ = "ended_sessions"

    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]


class ParkedForm(Base):
    """What was typed when a session had ended, kept for the same browser until it signs in again."""

    __tablename__ = "parked_forms"

    id: Mapped[str] = mapped_column(primary_key=True)
    path: Mapped[str]
    fields: Mapped[dict[str, Any]]
    at: Mapped[dt.datetime]


class SigningKey(Base):
    """A key that signs sessions; the newest signs, older ones still verify until they are retired."""

    __tablename__ = "signing_keys"

    id: Mapped[int] = mapped_column(primary_key=True)
    secret: Mapped[str]
    created_at: Mapped[dt.datetime]
    retired_at: Mapped[dt.datetime | None]
