"""Meetings of bodies and the conclusions under them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.store.models.base import Base


class Meeting(Base):
    """A meeting of a body, or a joint meeting (`joint_with` names the others)."""

    __tablename__ = "meetings"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="ends_after_it_starts"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str] = mapped_column(ForeignKey("bodies.id"), index=True)
    joint_with: Mapped[list[str]] = mapped_column(default=list)
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]
    papers_by: Mapped[dt.date]
    place: Mapped[str]
    demonstration: Mapped[bool] = mapped_column(default=False)


class Conclusion(Base):
    """What a body concluded on a case under a meeting: drafted, confirmed by its chair, released."""

    __tablename__ = "conclusions"
    __table_args__ = (
        UniqueConstraint("run_id", "body", "round"),
        CheckConstraint("status in ('drafted','confirmed','released')", name="status_is_known"),
        CheckConstraint(
            "(status = 'released') = (released_at is not null)", name="released_has_its_instant"
        ),
        CheckConstraint("reasons <> ''", name="conclusion_has_reasons"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"), index=True)
    body: Mapped[str] = mapped_column(ForeignKey("bodies.id"))
    round: Mapped[int] = mapped_column(default=1)
    joint: Mapped[bool] = mapped_column(default=False)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    kind: Mapped[str]
    reasons: Mapped[str]
    lead_sector: Mapped[str]
    supporting: Mapped[list[str]] = mapped_column(default=list)
    target: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default="drafted")
    version: Mapped[int] = mapped_column(default=1)
    text_version: Mapped[int]
    drafted_at: Mapped[dt.datetime]
    confirmed_at: Mapped[dt.datetime | None]
    corrections_until: Mapped[dt.datetime | None]
    released_at: Mapped[dt.datetime | None]
