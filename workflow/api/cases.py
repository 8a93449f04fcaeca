"""Cases as JSON: the list, and one case with its runs, texts, supporters, decisions and totals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_smorest import Blueprint
from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from workflow.api import public_cases
from workflow.api.case_schemas import CaseInFull, Cases, CasesAsked
from workflow.api.decisions import decisions_of
from workflow.api.reading import (
    anyone,
    cursor_of,
    deadline,
    language,
    named_by,
    now,
    parts,
    reader,
    reads,
    unknown_cursor,
)
from workflow.pages import cases, consultations, labels
from workflow.pages.case_table import Filters, narrow
from workflow.pages.cases import versions_of
from workflow.pages.tracks import Track, tracks
from workflow.store import editions
from workflow.store.models import Case, Consultation, Run, Sponsorship
from workflow.store.visibility import visible

blueprint = Blueprint("cases", __name__, description="Cases as the reader may see them")
KIND = "case"


@reads(blueprint, "/cases", Cases, CasesAsked)
@anyone
def index(*, cursor: str, limit: int, sector: str, body: str, state: str) -> dict[str, Any]:
    """The cases that the reader may see, the newest submission first."""
    asked = Filters(sector=sector, body=body, state=state)
    order = (Case.submitted_at, Case.id)
    with parts().database.reading() as session:
        query = select(Case).where(Case.id.in_(narrow(session, select(Case.id), asked, reader())))
        if cursor:
            last = _last(session, cursor)
            query = query.where(tuple_(*order) < (last.submitted_at, last.id))
        rows = session.scalars(
            query.order_by(*(column.desc() for column in order)).limit(limit + 1)
        ).all()
        items = _heads(session, rows[:limit])
    return {
        "items": items,
        "cursor": cursor_of(KIND, items[-1]["number"]) if items else cursor,
        "more": len(rows) > limit,
    }


@reads(blueprint, "/cases/<number>", CaseInFull, hidden=True)
@anyone
def show(number: str) -> dict[str, Any]:
    """One case; of an approved one, what is public for those who may see no more."""
    with parts().database.reading() as session:
        if not cases.may_see(session, number, reader()):
            return public_cases.shown(session, number)
        case = cases.find(session, number, reader())
        return {
            **_head(case),
            "only_public": False,
            "runs": [run_told(one) for one in tracks(session, case, reader(), now(), language())],
            "texts": _texts(session, case),
            "supporters": session.scalars(
                select(Sponsorship)
                .where(Sponsorship.case_id == case.id, Sponsorship.status == "confirmed")
                .order_by(Sponsorship.kind, Sponsorship.member)
            ).all(),
            "decisions": decisions_of(session, case, reader()),
            "consultations": _consultations(session, case),
        }


def _last(session: Session, cursor: str) -> Case:
    """The case after which the list goes on, if the reader may see it."""
    number = named_by(KIND, cursor)
    found = session.scalar(select(Case).where(Case.number == number, visible(Case, reader())))
    if found is None:
        unknown_cursor()
    return found


def _head(case: Case) -> dict[str, Any]:
    return {
        "number": case.number,
        "title": case.title,
        "language": case.language,
        "sector": case.sector,
        "kind": case.kind,
        "member": case.proposer,
        "lead_office": case.lead_office,
        "study_group": case.study_group,
        "question": case.question_id,
        "submitted_at": case.submitted_at,
        "received_at": case.received_at,
        "withdrawn_at": case.withdrawn_at,
    }


def _heads(session: Session, rows: Sequence[Case]) -> list[dict[str, Any]]:
    """The cases with where their runs stand, in a fixed number of queries."""
    stands: dict[int, list[dict[str, str]]] = {case.id: [] for case in rows}
    for run in session.scalars(select(Run).where(Run.case_id.in_(stands)).order_by(Run.id)):
        procedure = editions.pinned(session, run.edition_digest)
        state = labels.state_shown(procedure, run, reader()).name
        stands[run.case_id].append(
            {
                "procedure": run.procedure,
                "edition": procedure.edition,
                "state": state,
                "words": procedure.labels[language()].states[state],
            }
        )
    return [{**_head(case), "runs": stands[case.id]} for case in rows]


def run_told(track: Track) -> dict[str, Any]:
    """One run as the reader sees it."""
    waiting = track.waiting
    return {
        "ref": str(track.run_id),
        "version": track.version if track.acts else None,
        "procedure": track.procedure,
        "edition": track.edition,
        "body": track.body,
        "state": track.state,
        "words": track.state_label,
        "steps": [
            {"state": step.state, "words": step.label, "at": step.at} for step in track.steps
        ],
        "waits_for": gettext(waiting.role) if waiting and waiting.role else "",
        "due": deadline(waiting.until, waiting.changed) if waiting else None,
    }


def _texts(session: Session, case: Case) -> list[dict[str, Any]]:
    return [
        {
            "number": one.number,
            "language": one.language,
            "title": one.title,
            "fields_of_form": {name: str(words) for name, _label, words in one.fields},
            "at": one.at,
        }
        for one in versions_of(session, case, language())
    ]


def _consultations(session: Session, case: Case) -> list[dict[str, Any]]:
    """The consultations, newest first; totals where the page shows them to this reader."""
    pages = consultations.of_case(session, case, reader(), now(), language())
    outcomes = {
        row.id: row.outcome
        for row in session.scalars(
            select(Consultation).where(Consultation.id.in_([page.id for page in pages]))
        )
    }
    return [
        {
            "rule": page.rule,
            "basis": page.basis,
            "text_version": page.text.number,
            "opened_at": page.opened_at,
            "closes": deadline(page.closes_at, page.changed),
            "running": page.running,
            "totals": page.result
            and {
                "outcome": outcomes[page.id],
                "words": gettext(page.result.outcome),
                "counts": page.result.counts,
                "announced_at": page.result.announced_at,
                "reference": page.result.reference,
            },
            "replies": [
                {"member": one.code, "position": one.position, "reasons": one.reasons}
                for one in page.named
            ],
        }
        for page in pages
    ]
