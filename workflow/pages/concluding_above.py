"""The form of what an assembly, the Council or a conference concluded on a case."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from states.definition import CONCLUDING_ABOVE, Procedure
from workflow.pages import concluding, meetings, reviews
from workflow.pages.concluding import CaseHead
from workflow.pages.reviews import ConclusionsPanel
from workflow.rules import deadlines, engine
from workflow.rules.permissions import Reader
from workflow.store import editions, facts


@dataclass(frozen=True, slots=True, kw_only=True)
class AbovePage:
    """What is recorded, in the edition's words, with the choices that the form has."""

    case: CaseHead
    run_id: int
    version: int
    action: str
    basis: str
    basis_read: bool
    meetings: tuple[tuple[str, str], ...]
    study_groups: tuple[tuple[str, str], ...]
    panel: ConclusionsPanel


def above_page(
    session: Session, number: str, reader: Reader, now: dt.datetime, language: str
) -> AbovePage:
    """The form, for an officer of the lead office while a body above the groups considers the case."""
    case, run = concluding.allocation(session, number, reader)
    known = facts.of_run(session, run, now)
    procedure = editions.pinned(session, run.edition_digest)
    offer = concluding.offer_to_office(procedure, run, known, reader, CONCLUDING_ABOVE)
    bodies = bodies_of(procedure, run.state, offer.action)
    today = deadlines.local_date(now)
    return AbovePage(
        case=concluding.head(session, case, language),
        run_id=run.id,
        version=run.version,
        action=procedure.labels[language].actions[offer.action],
        basis=offer.basis,
        basis_read=offer.basis_read,
        meetings=tuple(meetings.choices(session, language, today, among=bodies, begun=True)),
        study_groups=concluding.study_groups(session, case),
        panel=reviews.conclusions_panel(session, case, run, reader, now, language),
    )


def bodies_of(procedure: Procedure, state: str, action: str) -> tuple[str, ...]:
    """The bodies in whose meetings the edition lets that action be taken."""
    return tuple(
        body
        for row in engine.rows(procedure, state, action)
        for need in row.needs
        for body in (need.params.get("bodies") or ())  # type: ignore[union-attr]
    )
