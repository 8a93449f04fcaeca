"""What everybody may read of a case whose text was approved: the text, the decision, the dates.

No sponsor, document, draft or provisional thing stands here, and not who proposed it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.definition import Outcome, Procedure
from workflow.pages import consultations, decisions, labels, reviews
from workflow.pages.cases import Version, versions_of
from workflow.pages.consultations import Result
from workflow.pages.decisions import DecisionView
from workflow.rules.errors import NotFoundError
from workflow.rules.permissions import NOBODY
from workflow.store import editions
from workflow.store.models import Case, Consultation, EventPayload, EventRow, Question, Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """A case that is everybody's to read: the run whose text was approved, since when, and which text.

    `came` are the public states that the run came to, each with its instant.
    """

    case: Case
    run: Run
    procedure: Procedure
    approved_at: dt.datetime
    in_register_at: dt.datetime | None
    came: tuple[tuple[str, dt.datetime], ...]
    consultation: Consultation | None
    text: Version


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCasePage:
    """The page of an approved case as anybody reads it."""

    number: str
    title: str
    language: str
    sector: str
    kind: str
    study_group: str
    questions: tuple[tuple[str, str], ...]
    state: str
    tone: str
    approved_at: dt.datetime
    in_register_at: dt.datetime | None
    opened_at: dt.datetime | None
    closed_at: dt.datetime | None
    result: Result | None
    decision: DecisionView | None
    text: Version


def public_case_page(
    session: Session, number: str, now: dt.datetime, language: str
) -> PublicCasePage:
    """The public page of that case. Raises NotFoundError until its text has been approved."""
    one = find_approved(session, number, language)
    case = one.case
    state = labels.state_shown(one.procedure, one.run, NOBODY)
    allocation = reviews.allocation_run(session, case)
    panel = allocation and decisions.decision_panel(
        session, case, allocation, NOBODY, now, language
    )
    asked = one.consultation
    return PublicCasePage(
        number=case.number,
        title=one.text.title,
        language=one.text.language,
        sector=labels.sector(case.sector),
        kind=labels.kind_shown(case),
        study_group=labels.body(case.study_group),
        questions=questions_of(session, case, language),
        state=one.procedure.labels[language].states[state.name],
        tone=labels.tone(state),
        approved_at=one.approved_at,
        in_register_at=one.in_register_at,
        opened_at=asked.opened_at if asked else None,
        closed_at=asked.closed_at if asked else None,
        result=consultations.result_of(asked, one.run, NOBODY) if asked else None,
        decision=panel.decision if panel else None,
        text=one.text,
    )


def find_approved(session: Session, number: str, language: str) -> Approved:
    """That case as everybody may read it. Raises NotFoundError until its text has been approved."""
    case = session.scalar(select(Case).where(Case.number == number))
    found = approved(session, [case] if case else [], language)
    if not found:
        raise NotFoundError(number)
    return found[0]


def questions_of(session: Session, case: Case, language: str) -> tuple[tuple[str, str], ...]:
    """The Questions of the register that the case entered or suppressed: id and how people write it."""
    rows = session.scalars(
        select(Question)
        .where((Question.case_id == case.id) | (Question.id == (case.question_id or "")))
        .order_by(Question.case_id.is_(None), Question.id)
    )
    return tuple((row.id, f"{row.number} {row.title(language)}") for row in rows)


def approved(session: Session, cases: Sequence[Case], language: str) -> tuple[Approved, ...]:
    """Those of the cases whose text the Member States or an assembly approved, as all may read them.

    An edition says in which states a text is approved: decided, with that outcome. Once there, a
    case stays public, whatever becomes of its Question later. Where several Sectors approved it,
    the first of its procedures stands for them.
    """
    by_id = {case.id: case for case in cases}
    runs = session.scalars(
        select(Run).where(Run.case_id.in_(by_id), Run.procedure != "allocation").order_by(Run.id)
    ).all()
    of_texts = (run for run in runs if _approves_the_text(run, by_id[run.case_id]))
    first: dict[int, Approved] = {}
    for run in of_texts:
        one = _approved(session, by_id[run.case_id], run, language)
        if one is not None:
            first.setdefault(run.case_id, one)
    return tuple(first.values())


def _approves_the_text(run: Run, case: Case) -> bool:
    """Whether it is the case's text that the run approves: a suppression that goes with it does not."""
    return run.kind != "suppression" or case.kind == "suppression"


def _approved(session: Session, case: Case, run: Run, language: str) -> Approved | None:
    procedure = editions.pinned(session, run.edition_digest)
    public = {
        state.name: state.in_register
        for state in procedure.states
        if state.decided and state.outcome is Outcome.APPROVED
    }
    target = EventPayload.body["target"].as_string()
    came = session.execute(
        select(target, EventRow.at)
        .join(EventPayload, EventPayload.position == EventRow.position)
        .where(EventRow.run_id == run.id, EventRow.kind == "RunMoved", target.in_(public))
        .order_by(EventRow.position)
    ).all()
    if not came:
        return None
    approved_at = came[0][1]
    asked = session.scalars(
        select(Consultation)
        .where(Consultation.run_id == run.id, Consultation.announced_at <= approved_at)
        .order_by(Consultation.id.desc())
    ).first()
    return Approved(
        case=case,
        run=run,
        procedure=procedure,
        approved_at=approved_at,
        in_register_at=next((at for state, at in came if public[state]), None),
        came=tuple((state, at) for state, at in came),
        consultation=asked,
        text=_text(session, case, procedure, asked, approved_at, language),
    )


def _text(
    session: Session,
    case: Case,
    procedure: Procedure,
    asked: Consultation | None,
    approved_at: dt.datetime,
    language: str,
) -> Version:
    """The version approved, with the fields that the form requires: what is told besides stays inside."""
    newest = [one for one in versions_of(session, case, language) if one.at <= approved_at]
    text = next((one for one in newest if asked and one.number == asked.text_version), newest[0])
    required = {field.name for field in procedure.fields if case.kind in field.required_for}
    return dataclasses.replace(
        text, fields=tuple(field for field in text.fields if field[0] in required)
    )
