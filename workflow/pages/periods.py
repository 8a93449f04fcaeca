"""The page on which a decision sets another end of a period, with what follows from it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from states.definition import ConsultationRule
from workflow.pages import cases, tracks, waiting
from workflow.pages.waiting import Changed
from workflow.rules import deadlines, permissions
from workflow.rules.errors import NotFoundError, NotPermittedError
from workflow.rules.permissions import Post, Reader
from workflow.store import changed_deadlines, editions, facts
from workflow.store.models import Consultation, Elector, Run


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodPage:
    """A running period: its name, its end, the day before which it is not shortened, who is told.

    `asked` counts the members that are asked in a consultation, and is none in other periods.
    """

    number: str
    title: str
    language: str
    run_id: int
    version: int
    name: str
    ends_at: dt.datetime
    not_before: dt.date
    changed: Changed | None
    asked: int | None
    basis: str
    basis_read: bool


def period_page(
    session: Session, number: str, run_id: int, reader: Reader, now: dt.datetime, language: str
) -> PeriodPage:
    """The period that runs. Raises NotPermittedError for those whom the edition does not name."""
    case = cases.find(session, number, reader)
    run = session.get(Run, run_id)
    if run is None or run.case_id != case.id:
        raise NotFoundError(f"run {run_id}")
    procedure = editions.pinned(session, run.edition_digest)
    roles = permissions.roles_on(reader, facts.place_of(run, case))
    rule = procedure.period_named(run.due_rule)
    if rule is None or not tracks.may_change_deadline(run, procedure, roles, now):
        raise NotPermittedError((Post.DIRECTOR.value,))
    change = changed_deadlines.of_run(session, run)
    ends_at = run.due_at or now
    words = procedure.labels[language]
    return PeriodPage(
        number=case.number,
        title=case.title,
        language=case.language,
        run_id=run.id,
        version=run.version,
        name=words.deadlines.get(rule.name) or words.consultations[rule.name],
        ends_at=ends_at,
        not_before=deadlines.last_day(change.computed_at if change else ends_at),
        changed=waiting.changed(change),
        asked=_asked(session, run) if isinstance(rule, ConsultationRule) else None,
        basis=rule.basis.text,
        basis_read=rule.basis.read,
    )


def _asked(session: Session, run: Run) -> int:
    return session.scalars(
        select(func.count())
        .select_from(Elector)
        .join(Consultation, Consultation.id == Elector.consultation_id)
        .where(Consultation.run_id == run.id, Consultation.closed_at.is_(None))
    ).one()
