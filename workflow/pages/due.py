"""An officer's first page: what waits for the office, what falls due, and which consultations run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.pages import labels, tasks, turns
from workflow.pages.tasks import Task
from workflow.rules.permissions import OFFICE_OF_SECTOR, Post, Reader
from workflow.store import editions
from workflow.store.models import Candidate, Case, Consultation, Run, TextVersion
from workflow.store.visibility import visible

WEEK = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePage:
    """What waits for the office, close texts among it, what falls due, and the consultations that run."""

    office: str
    waiting: tuple[Task, ...]
    close_texts: tuple[Task, ...]
    soon: tuple[Task, ...]
    consultations: tuple[Task, ...]


def due_page(session: Session, reader: Reader, now: dt.datetime, language: str) -> DuePage:
    """What waits for the reader's office, and what falls due within seven days in its cases."""
    offices = reader.codes("office", Post.OFFICER, Post.DIRECTOR)
    return DuePage(
        office=labels.OFFICES.get(offices[0], "") if offices else "",
        waiting=(
            *tasks.to_include(session, reader),
            *turns.to_move(session, reader, now, language),
        ),
        close_texts=_close_texts(session, reader),
        soon=_soon(session, reader, offices, now, language),
        consultations=_consultations(session, reader, offices, now, language),
    )


def _close_texts(session: Session, reader: Reader) -> tuple[Task, ...]:
    """The cases under screening with close texts of which the reader's office has still to say a word.

    The lead office has all of a case before it, another office those of its own Sector.
    """
    offices = reader.codes("office", Post.OFFICER)
    sectors = [sector for sector, office in OFFICE_OF_SECTOR.items() if office in offices]
    newest = (
        select(func.max(TextVersion.number)).where(TextVersion.case_id == Case.id).scalar_subquery()
    )
    due = select(func.max(Run.due_at)).where(Run.case_id == Case.id).scalar_subquery()
    rows = session.execute(
        select(Case, func.count(Candidate.id), due)
        .join(Candidate, Candidate.case_id == Case.id)
        .where(
            visible(Case, reader),
            Case.withdrawn_at.is_(None),
            Case.screened_at.is_(None),
            Candidate.text_version == newest,
            Candidate.degree.is_(None),
            Case.lead_office.in_(offices) | Candidate.sector.in_(sectors),
        )
        .group_by(Case.id)
        .order_by(Case.submitted_at)
    ).all()
    return tuple(
        _task(case, "close_texts", str(number), until, "overlaps.show", case.number)
        for case, number, until in rows
    )


def _soon(
    session: Session, reader: Reader, offices: Sequence[str], now: dt.datetime, language: str
) -> tuple[Task, ...]:
    rows = session.execute(
        select(Run, Case)
        .join(Case)
        .where(visible(Case, reader), Run.due_at <= now + WEEK, Run.office.in_(offices))
        .order_by(Run.due_at)
    )
    return tuple(
        _task(case, "deadline", _period(session, run, language), run.due_at, "cases.show")
        for run, case in rows
    )


def _consultations(
    session: Session, reader: Reader, offices: Sequence[str], now: dt.datetime, language: str
) -> tuple[Task, ...]:
    """The consultations that the reader's office has opened: when each ends, and nothing of its replies."""
    rows = session.execute(
        select(Consultation, Run, Case)
        .join(Run, Run.id == Consultation.run_id)
        .join(Case, Case.id == Run.case_id)
        .where(
            visible(Case, reader),
            Run.office.in_(offices),
            Consultation.closed_at.is_(None),
            Consultation.closes_at > now,
        )
        .order_by(Consultation.closes_at)
    )
    return tuple(
        _task(
            case, "running", _period(session, run, language), one.closes_at, "consultations.show",
            str(one.id),
        )
        for one, run, case in rows
    )  # fmt: skip


def _period(session: Session, run: Run, language: str) -> str:
    words = editions.pinned(session, run.edition_digest).labels[language]
    return words.deadlines.get(run.due_rule) or words.consultations.get(run.due_rule, "")


def _task(
    case: Case,
    kind: str,
    label: str,
    until: dt.datetime | None,
    endpoint: str,
    target: str = "",
) -> Task:
    return Task(
        kind=kind,
        label=label,
        case=case.number,
        title=case.title,
        language=case.language,
        until=until,
        endpoint=endpoint,
        target=target or case.number,
    )
