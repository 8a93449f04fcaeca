"""The page on which an oral amendment is entered in a meeting."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from states.definition import Procedure, Role
from workflow.pages import concluding, meetings, versions
from workflow.pages.concluding import CaseHead
from workflow.rules import deadlines, engine, permissions
from workflow.rules.errors import NotPermittedError
from workflow.rules.permissions import Reader
from workflow.store import editions, facts

ACTION = "enter_oral_amendment"


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendingPage:
    """The newest text as its form holds it, and the meetings in which it may have been amended."""

    case: CaseHead
    case_id: int
    version: int
    procedure: Procedure
    texts: dict[str, str]
    meetings: tuple[tuple[str, str], ...]


def amending_page(
    session: Session, number: str, reader: Reader, now: dt.datetime, language: str
) -> AmendingPage:
    """The form's page, for the lead office while the groups consider the case."""
    case, run = concluding.allocation(session, number, reader)
    known = facts.of_run(session, run, now)
    procedure = editions.pinned(session, run.edition_digest)
    offers = engine.offers(procedure, known, permissions.roles_on(reader, known.place))
    if not any(one.action == ACTION for one in offers):
        raise NotPermittedError((Role.SECRETARIAT.value,))
    newest = versions.newest_of(session, case)
    return AmendingPage(
        case=concluding.head(session, case, language),
        case_id=case.id,
        version=run.version,
        procedure=newest.procedure,
        texts=dict(newest.texts),
        meetings=tuple(
            meetings.choices(
                session, language, deadlines.local_date(now), among=run.groups, begun=True
            )
        ),
    )
