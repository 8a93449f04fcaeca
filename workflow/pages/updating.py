"""The page on which a Question in force is mended without a change of substance."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from states.definition import Procedure, Role
from workflow.pages import cases, concluding, versions
from workflow.pages.concluding import CaseHead
from workflow.rules import engine, permissions
from workflow.rules.errors import NotFoundError, NotPermittedError
from workflow.rules.permissions import Reader
from workflow.store import editions, facts
from workflow.store.models import Run

ACTION = "editorial_update"


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdatingPage:
    """The newest text as its form holds it, with the paragraph of the update."""

    case: CaseHead
    version: int
    procedure: Procedure
    texts: dict[str, str]
    basis: str
    basis_read: bool


def updating_page(
    session: Session, number: str, run_id: int, reader: Reader, now: dt.datetime, language: str
) -> UpdatingPage:
    """The form's page, for the study group's chair and the Bureau while the Question is in force."""
    case = cases.find(session, number, reader)
    run = session.get(Run, run_id)
    if run is None or run.case_id != case.id:
        raise NotFoundError(f"run {run_id}")
    known = facts.of_run(session, run, now)
    procedure = editions.pinned(session, run.edition_digest)
    offers = engine.offers(procedure, known, permissions.roles_on(reader, known.place))
    offer = next((one for one in offers if one.action == ACTION), None)
    if offer is None or run.kind:
        raise NotPermittedError((Role.SECRETARIAT.value, Role.STUDY_GROUP_CHAIR.value))
    newest = versions.newest_of(session, case)
    return UpdatingPage(
        case=concluding.head(session, case, language),
        version=run.version,
        procedure=newest.procedure,
        texts=dict(newest.texts),
        basis=offer.basis,
        basis_read=offer.basis_read,
    )
