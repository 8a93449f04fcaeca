"""The form that records that a joint meeting does not agree, with the position of each group."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy.orm import Session

from workflow.pages import concluding, labels, reviews
from workflow.pages.concluding import CaseHead
from workflow.pages.divergences import DIVERGING
from workflow.pages.reviews import ConclusionsPanel
from workflow.rules.permissions import Reader
from workflow.store import editions, facts


@dataclass(frozen=True, slots=True, kw_only=True)
class DivergingPage:
    """The groups that sit, each with what it concluded by itself: code, name, words."""

    case: CaseHead
    run_id: int
    version: int
    action: str
    leads_to: str
    groups: tuple[tuple[str, str, str], ...]
    panel: ConclusionsPanel


def diverging_page(
    session: Session, number: str, reader: Reader, now: dt.datetime, language: str
) -> DivergingPage:
    """The form, for an officer of the lead office while the groups sit."""
    case, run = concluding.allocation(session, number, reader)
    known = facts.of_run(session, run, now)
    procedure = editions.pinned(session, run.edition_digest)
    offer = concluding.offer_to_office(procedure, run, known, reader, [DIVERGING])
    panel = reviews.conclusions_panel(session, case, run, reader, now, language)
    words = procedure.labels[language]
    return DivergingPage(
        case=concluding.head(session, case, language),
        run_id=run.id,
        version=run.version,
        action=words.actions[DIVERGING],
        leads_to=words.states[offer.target],
        groups=tuple((one.body, one.name, _own_words(one)) for one in panel.columns),
        panel=panel,
    )


def _own_words(column: reviews.BodyColumn) -> str:
    """What the group concluded by itself, for its position to start from."""
    own = column.conclusion
    if own is None or own.provisional:
        return ""
    lead = labels.listed((gettext(own.kind), own.lead) if own.lead else (gettext(own.kind),))
    return f"{lead}. {own.reasons}"
