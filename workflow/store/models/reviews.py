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
        CheckConstraint(
            "proposer_position in ('','agreed','not_agreed')", name="proposer_position_is_known"
        ),
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
    proposer_position: Mapped[str] = mapped_column(default="")
    proposer_reasons: Mapped[str] = mapped_column(default="")
    proposer_answered_at: Mapped[dt.datetime | None]


class JointConfirmation(Base):
    """That the chair of one group that sits confirmed a joint conclusion as it stood then."""

    __tablename__ = "joint_confirmations"
    __table_args__ = (UniqueConstraint("conclusion_id", "body", "conclusion_version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conclusion_id: Mapped[int] = mapped_column(ForeignKey("conclusions.id"), index=True)
    body: Mapped[str] = mapped_column(ForeignKey("bodies.id"))
    conclusion_version: Mapped[int]
    confirmed_at: Mapped[dt.datetime]


class WrittenView(Base):
    """A member's written view on a case; the last number counts, earlier ones stay as they were."""

    __tablename__ = "written_views"
    __table_args__ = (
        UniqueConstraint("case_id", "member", "number"),
        CheckConstraint("text <> ''", name="view_has_words"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    member: Mapped[str] = mapped_column(ForeignKey("member_states.code"))
    number: Mapped[int]
    language: Mapped[str]
    text: Mapped[str]
    audience: Mapped[str]
    also: Mapped[str | None]
    filed_at: Mapped[dt.datetime]


class Remark(Base):
    """What a member of the body says of a confirmed conclusion in the time for corrections.

    A statement is a member's and prints with the conclusion; a correction is for those who write it.
    """

    __tablename__ = "remarks"
    __table_args__ = (
        CheckConstraint("kind in ('correction','statement')", name="kind_is_known"),
        CheckConstraint("kind = 'correction' or member is not null", name="statement_is_a_members"),
        CheckConstraint("text <> ''", name="remark_has_words"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conclusion_id: Mapped[int] = mapped_column(ForeignKey("conclusions.id"), index=True)
    kind: Mapped[str]
    member: Mapped[str | None] = mapped_column(ForeignKey("member_states.code"))
    language: Mapped[str]
    text: Mapped[str]
    conclusion_version: Mapped[int]
    made_at: Mapped[dt.datetime]
