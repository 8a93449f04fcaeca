"""A case on the diagram of the edition that one of its runs pinned."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.definition import Procedure
from workflow.pages import labels, procedures
from workflow.pages.cases import find
from workflow.pages.procedures import ProcedurePage
from workflow.rules.errors import NotFoundError
from workflow.rules.permissions import Reader
from workflow.store import editions
from workflow.store.models import EventRow, Run
from workflow.store.visibility import visible


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHere:
    """The case that is shown, and the state in which the reader sees it."""

    number: str
    title: str
    language: str
    state: str
    label: str


def page_of(
    session: Session, number: str, run_id: int, reader: Reader, language: str
) -> tuple[ProcedurePage, CaseHere]:
    """The run's edition with where the case stands. Raises NotFoundError unless the reader may see it."""
    case = find(session, number, reader)
    run = session.get(Run, run_id)
    if run is None or run.case_id != case.id:
        raise NotFoundError(f"run {run_id}")
    procedure = editions.pinned(session, run.edition_digest)
    state = labels.state_shown(procedure, run, reader)
    events = session.scalars(
        select(EventRow).where(
            EventRow.run_id == run.id, EventRow.kind == "RunMoved", visible(EventRow, reader)
        )
    )
    passed = {str(one.payload.body["source"]) for one in events if one.payload and one.payload.body}
    page = procedures.procedure_page(
        procedure,
        language,
        current=state.name if state.name == run.state else _left_last(session, run, procedure),
        passed=frozenset(passed),
    )
    here = CaseHere(
        number=case.number,
        title=case.title,
        language=case.language,
        state=state.name,
        label=procedure.labels[language].states[state.name],
    )
    return page, here


def _left_last(session: Session, run: Run, procedure: Procedure) -> str:
    """The last state that everybody saw, while the one the run is in waits for its announcement."""
    moves = session.scalars(
        select(EventRow)
        .where(EventRow.run_id == run.id, EventRow.kind == "RunMoved")
        .order_by(EventRow.position.desc())
    )
    sources = (str(one.payload.body.get("source", "")) for one in moves if one.payload)
    hidden = {state.name for state in procedure.states if state.shown_as}
    return next((name for name in sources if name not in hidden), "")
