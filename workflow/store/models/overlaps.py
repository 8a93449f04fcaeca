"""The checklist's answers and the close texts with their dispositions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.store.models.base import Base


class ChecklistAnswer(Base):
    """The answer to one item, given on one text version.

    A later answer replaces it here; the ledger keeps both.
    """

    __tablename__ = "checklist_answers"
    __table_args__ = (
        UniqueConstraint("case_id", "item"),
        CheckConstraint("answer in ('yes','no','partly','not_known')", name="answer_is_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    item: Mapped[str]
    answer: Mapped[str]
    evidence: Mapped[str]
    acting_for: Mapped[str]
    text_version: Mapped[int]
    at: Mapped[dt.datetime]


class Candidate(Base):
    """A text found close to a text version, and what a named office said of it: a finding once disposed of.

    `kept` is the text compared, as it stood; `compared_digest` is its digest.
    """

    __tablename__ = "candidates"
    __table_args__ = (
        UniqueConstraint("case_id", "key", "text_version"),
        CheckConstraint("(degree is null) = (office is null)", name="degree_names_its_office"),
        CheckConstraint("degree is null or reason <> ''", name="degree_has_a_reason"),
        CheckConstraint(
            "degree is null or degree in ('none','related','complementary','partial','duplicate')",
            name="degree_is_known",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    text_version: Mapped[int]
    text_digest: Mapped[str]
    key: Mapped[str]
    sector: Mapped[str]
    body: Mapped[str]
    kept: Mapped[dict[str, Any]]
    compared_digest: Mapped[str]
    similarity: Mapped[int]
    shared_terms: Mapped[list[str]]
    differing: Mapped[list[str]] = mapped_column(default=list)
    found_at: Mapped[dt.datetime]
    degree: Mapped[str | None]
    reason: Mapped[str] = mapped_column(default="")
    office: Mapped[str | None]
    disposed_at: Mapped[dt.datetime | None]
