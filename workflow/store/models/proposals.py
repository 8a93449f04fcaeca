"""Drafts with their soundings, sponsors and supporters, and attachments kept in chunks."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.store.models.base import Base


class Package(Base):
    """Questions that a study group sends together, to be agreed en bloc."""

    __tablename__ = "packages"

    id: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[str] = mapped_column(ForeignKey("bodies.id"), index=True)
    title: Mapped[str]
    created_at: Mapped[dt.datetime]
    submitted_at: Mapped[dt.datetime | None]


class Draft(Base):
    """A proposal before submission: an ordinary row that its delegation can delete."""

    __tablename__ = "drafts"
    __table_args__ = (
        CheckConstraint("kind in ('new','revised','suppression')", name="kind_is_known"),
        CheckConstraint(
            "(submitted_at is null) = (case_id is null)", name="submitted_draft_names_its_case"
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    proposer: Mapped[str] = mapped_column(index=True)
    """The proposer's code: a Member State's, a Sector Member's or a study group's."""
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    sector: Mapped[str]
    kind: Mapped[str]
    language: Mapped[str]
    title: Mapped[str]
    fields: Mapped[dict[str, Any]]
    kept: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What was typed in the forms of other Sectors, by Sector and field ("R:scope")."""
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[dt.datetime]
    saved_at: Mapped[dt.datetime]
    submitted_at: Mapped[dt.datetime | None]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    package_id: Mapped[str | None] = mapped_column(ForeignKey("packages.id"), index=True)
    shares: Mapped[list[DraftShare]] = relationship(cascade="all, delete-orphan")
    attachments: Mapped[list[Attachment]] = relationship()
    sponsorships: Mapped[list[Sponsorship]] = relationship()


class DraftShare(Base):
    """A sounding: one named person may read and comment the draft."""

    __tablename__ = "draft_shares"
    __table_args__ = (UniqueConstraint("draft_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    at: Mapped[dt.datetime]


class DraftComment(Base):
    """A comment on a draft by somebody sounded, of the delegation, or who reads it by a link.

    `name` is what a reader by a link says of itself; `answer` is the delegation's, and for that
    reader alone.
    """

    __tablename__ = "draft_comments"
    __table_args__ = (
        CheckConstraint("(person_id is null) <> (link_id is null)", name="comment_has_one_author"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    link_id: Mapped[int | None] = mapped_column(ForeignKey("draft_links.id"))
    name: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    at: Mapped[dt.datetime]
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[dt.datetime | None]


class Sponsorship(Base):
    """A member named as sponsor or supporter; visible to others only once it has confirmed."""

    __tablename__ = "sponsorships"
    __table_args__ = (
        UniqueConstraint("draft_id", "member"),
        CheckConstraint("kind in ('sponsor','supporter')", name="kind_is_known"),
        CheckConstraint(
            "status in ('named','confirmed','declined','withdrawn')", name="status_is_known"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    member: Mapped[str] = mapped_column(ForeignKey("member_states.code"), index=True)
    kind: Mapped[str]
    status: Mapped[str] = mapped_column(default="named")
    commitment: Mapped[str] = mapped_column(default="")
    named_at: Mapped[dt.datetime]
    answered_at: Mapped[dt.datetime | None]


class Attachment(Base):
    """A document attached to a draft, then to its case; or a letter of a reply."""

    __tablename__ = "attachments"

    id: Mapped[str] = mapped_column(primary_key=True)
    draft_id: Mapped[str | None] = mapped_column(ForeignKey("drafts.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    audience: Mapped[str]
    also: Mapped[str | None]
    sealed_until: Mapped[dt.datetime | None]
    at: Mapped[dt.datetime]


class AttachmentChunk(Base):
    """A piece of an attachment's bytes."""

    __tablename__ = "attachment_chunks"

    attachment_id: Mapped[str] = mapped_column(ForeignKey("attachments.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
