"""Cases, their runs, text versions, deadlines, and the editions that runs pin."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.store.models.base import Base


class EditionRow(Base):
    """An edition of a procedure as text; a shipped file is copied here, a run pins key and digest.

    `uploaded_by` is empty for a shipped one, which applies from its own `valid_from`; an uploaded
    one applies to new cases from `applies_from` on, once an administrator has set that day.
    """

    __tablename__ = "editions"

    digest: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(index=True)
    text: Mapped[str]
    added_at: Mapped[dt.datetime]
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    applies_from: Mapped[dt.date | None]
    withdrawn_at: Mapped[dt.datetime | None]


class CaseCounter(Base):
    """The last case number an office gave in a year; locked while a number is drawn."""

    __tablename__ = "case_counters"

    office: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class Case(Base):
    """The dossier of one submitted proposal."""

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint("kind in ('new','revised','suppression')", name="kind_is_known"),
        CheckConstraint("lead_office in ('BR','TSB','BDT','GS')", name="lead_office_is_known"),
        CheckConstraint(
            "kind = 'new' or question_id is not null", name="revision_names_its_question"
        ),
        CheckConstraint(
            "work in ('','question','study','programme','workshops')", name="work_is_known"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    sector: Mapped[str]
    kind: Mapped[str]
    work: Mapped[str] = mapped_column(default="")
    """Of a case on current work, what it is about; empty for a proposal."""
    lead_office: Mapped[str]
    proposer: Mapped[str] = mapped_column(index=True)
    """The proposer's code: a Member State's, a Sector Member's or a study group's."""
    study_group: Mapped[str] = mapped_column(default="")
    question_id: Mapped[str | None] = mapped_column(ForeignKey("questions.id"))
    title: Mapped[str]
    language: Mapped[str]
    audience: Mapped[str]
    also: Mapped[str | None]
    submitted_at: Mapped[dt.datetime] = mapped_column(index=True)
    received_at: Mapped[dt.datetime | None]
    withdrawn_at: Mapped[dt.datetime | None]
    findings_shown_at: Mapped[dt.datetime | None]
    findings_answered_at: Mapped[dt.datetime | None]
    findings_reply: Mapped[str] = mapped_column(default="")
    findings_answered_on: Mapped[int | None]
    """The text version that stood when the proposer had seen the findings."""
    screened_at: Mapped[dt.datetime | None]
    screening_incomplete: Mapped[list[str]] = mapped_column(default=list)
    package_id: Mapped[str | None] = mapped_column(ForeignKey("packages.id"), index=True)
    left_package_at: Mapped[dt.datetime | None]
    taken_out_by: Mapped[str] = mapped_column(default="")
    """The member that took the case out of its package; none where it left agreed en bloc."""
    runs: Mapped[list[Run]] = relationship(back_populates="case", order_by="Run.id")
    versions: Mapped[list[TextVersion]] = relationship(
        back_populates="case", order_by="TextVersion.number"
    )


class Run(Base):
    """One procedure in one body. Only `tx.record` writes `state`, together with its event.

    `kind` and `question_id` say what a procedure asks that an allocation decision opened; one that
    opened with the case asks what the case asks.
    """

    __tablename__ = "runs"
    __table_args__ = (
        Index(None, "procedure", "state"),
        CheckConstraint("kind in ('','new','revised','suppression')", name="run_kind_is_known"),
        CheckConstraint(
            "kind in ('','new') or question_id is not null", name="run_names_its_question"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id"))
    kind: Mapped[str] = mapped_column(default="")
    question_id: Mapped[str | None] = mapped_column(ForeignKey("questions.id"))
    procedure: Mapped[str]
    edition_key: Mapped[str]
    edition_digest: Mapped[str] = mapped_column(ForeignKey("editions.digest"))
    sector: Mapped[str]
    office: Mapped[str]
    study_group: Mapped[str] = mapped_column(default="")
    groups: Mapped[list[str]] = mapped_column(default=list)
    state: Mapped[str]
    entered_at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    due_rule: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    case: Mapped[Case] = relationship(back_populates="runs")


class DeadlineChange(Base):
    """A decision that set another end of a period; `computed_at` is the end by the edition."""

    __tablename__ = "deadline_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"), index=True)
    rule: Mapped[str]
    computed_at: Mapped[dt.datetime]
    until_at: Mapped[dt.datetime]
    reasons: Mapped[str]
    office: Mapped[str]
    at: Mapped[dt.datetime]


class Reminder(Base):
    """That those whose turn it is were reminded so many days before that end; once for each."""

    __tablename__ = "reminders"
    __table_args__ = (UniqueConstraint("run_id", "what", "due_at", "days"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    what: Mapped[str]
    due_at: Mapped[dt.datetime]
    days: Mapped[int]
    at: Mapped[dt.datetime]


class SavedFilter(Base):
    """What a person keeps of the table of cases under a name: nobody else's to see."""

    __tablename__ = "saved_filters"
    __table_args__ = (UniqueConstraint("person_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    name: Mapped[str]
    asked: Mapped[dict[str, Any]]
    at: Mapped[dt.datetime]


class TextVersion(Base):
    """A fixed text of a case; `fields` are those of the Sector's form, `digest` covers them.

    `meeting_id` marks an oral amendment, entered in that meeting for the proposer.
    """

    __tablename__ = "text_versions"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    number: Mapped[int]
    language: Mapped[str]
    title: Mapped[str]
    fields: Mapped[dict[str, Any]]
    digest: Mapped[str]
    at: Mapped[dt.datetime]
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meetings.id"))
    case: Mapped[Case] = relationship(back_populates="versions")
