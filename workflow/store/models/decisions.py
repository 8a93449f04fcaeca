"""Allocation decisions and the approvals each needs."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.store.models.base import Base


class AllocationDecision(Base):
    """Which Sector does what, drawn from the agreed conclusions of the run's round."""

    __tablename__ = "allocation_decisions"
    __table_args__ = (
        UniqueConstraint("run_id", "round"),
        CheckConstraint("grounds <> ''", name="decision_has_grounds"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"), index=True)
    round: Mapped[int] = mapped_column(default=1)
    mode: Mapped[str]
    lead_sector: Mapped[str]
    contributing: Mapped[list[str]] = mapped_column(default=list)
    study_groups: Mapped[list[str]] = mapped_column(default=list)
    essential_requirements: Mapped[str] = mapped_column(default="")
    grounds: Mapped[str]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    recorded_at: Mapped[dt.datetime]


class ApprovalNeeded(Base):
    """One Sector whose own procedure must approve before the allocation is effective.

    `run_id` stays empty while that Sector's procedure has not begun here.
    """

    __tablename__ = "approvals_needed"
    __table_args__ = (UniqueConstraint("decision_id", "sector", "step"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("allocation_decisions.id"), index=True)
    sector: Mapped[str]
    step: Mapped[str]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id"))
