"""Consultations of Member States, their electorate and the replies."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.store.models.base import Base


class Consultation(Base):
    """One consultation on one text version; the result is computed at the close, announced later."""

    __tablename__ = "consultations"
    __table_args__ = (
        CheckConstraint("closes_at > opened_at", name="closes_after_it_opens"),
        CheckConstraint("(closed_at is null) = (outcome is null)", name="closed_has_an_outcome"),
        CheckConstraint(
            "announced_at is null or closed_at is not null", name="announced_after_the_close"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"), index=True)
    rule: Mapped[str]
    text_version: Mapped[int]
    opened_at: Mapped[dt.datetime]
    closes_at: Mapped[dt.datetime] = mapped_column(index=True)
    closed_at: Mapped[dt.datetime | None]
    outcome: Mapped[str | None]
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    announced_at: Mapped[dt.datetime | None]
    reference: Mapped[str] = mapped_column(default="")


class Elector(Base):
    """A Member State with the right to vote at the opening, at the close, or at both.

    `at_close` is unknown while the consultation runs.
    """

    __tablename__ = "electors"

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"), primary_key=True)
    member: Mapped[str] = mapped_column(ForeignKey("member_states.code"), primary_key=True)
    at_opening: Mapped[bool] = mapped_column(default=True)
    at_close: Mapped[bool | None]


class ReplyRow(Base):
    """An administration's reply; `current` marks the last one before the close."""

    __tablename__ = "replies"
    __table_args__ = (
        CheckConstraint("position in ('agree','object','abstain')", name="position_is_known"),
        CheckConstraint("position <> 'object' or reasons <> ''", name="objection_has_reasons"),
        Index(
            "one_current_reply_per_member",
            "consultation_id",
            "member",
            unique=True,
            sqlite_where=text("current"),
            postgresql_where=text("current"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"), index=True)
    member: Mapped[str] = mapped_column(ForeignKey("member_states.code"))
    position: Mapped[str]
    reasons: Mapped[str] = mapped_column(default="")
    counts: Mapped[bool] = mapped_column(default=True)
    current: Mapped[bool] = mapped_column(default=True)
    entered_by: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    letter_id: Mapped[str | None] = mapped_column(ForeignKey("attachments.id"))
    at: Mapped[dt.datetime]
