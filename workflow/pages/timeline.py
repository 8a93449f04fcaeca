"""The timeline of a case: the events a reader may see, in words, newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from workflow.pages import labels
from workflow.rules.language_marks import N_
from workflow.rules.permissions import OFFICES, Reader
from workflow.store import editions
from workflow.store.models import Candidate, Case, EventRow, Run
from workflow.store.visibility import visible

HAPPENED = {
    "AllocationRecorded": N_("The allocation decision was recorded"),
    "AttachmentAdded": N_("A document was attached"),
    "CandidateDisposed": N_("A finding was recorded"),
    "CaseSubmitted": N_("The proposal was submitted"),
    "ChecklistAnswered": N_("A checklist item was answered"),
    "ConclusionConfirmed": N_("A conclusion was confirmed by the chair (provisional)"),
    "ConclusionDrafted": N_("A conclusion was drafted (provisional)"),
    "ConclusionReleased": N_("A conclusion was released"),
    "CorrectionProposed": N_("A correction to a conclusion was proposed (provisional)"),
    "ConsultationClosed": N_("The consultation period ended; the result is to be announced"),
    "ConsultationOpened": N_("The consultation of Member States was opened"),
    "DeadlineChanged": N_("The end of a period was changed by a decision"),
    "ElectorateListed": N_("The list of Member States with the right to vote was taken"),
    "EditionActivated": N_("A new edition of the procedure was activated"),
    "EditionChanged": N_("The case goes on under another edition of the procedure"),
    "EditionUploaded": N_("A new edition of the procedure was uploaded"),
    "EditionWithdrawn": N_("An edition of the procedure that was not in use was withdrawn"),
    "FindingsAnswered": N_("The proposer has seen the findings"),
    "GroupIncluded": N_("A further advisory group was asked"),
    "GroupsAsked": N_("The advisory groups concerned were asked"),
    "InclusionAsked": N_("An advisory group asked to be included"),
    "JointConclusionConfirmed": N_(
        "The chair of a group that sits confirmed the joint conclusion (provisional)"
    ),
    "ModificationAnswered": N_("The proposer answered a body's modification"),
    "OralAmendmentEntered": N_("An oral amendment was entered as a text version"),
    "PackageJoined": N_("The proposal is part of a package to be agreed en bloc"),
    "ProposalEntered": N_("The office entered the proposal for its author, from what it received"),
    "QuestionRegistered": N_("The register of Questions was brought up to date"),
    "ReplyRecorded": N_("A reply of the administration was recorded"),
    "ResultAnnounced": N_("The Director announced the result of the consultation"),
    "ResultComputed": N_("The replies were counted (for the Bureau until announced)"),
    "RunOpened": N_("A procedure began"),
    "ScreeningClosed": N_("The proposal went forward from screening"),
    "ScreeningDone": N_("The registers were searched for close texts"),
    "SponsorshipConfirmed": N_("A member confirmed its support"),
    "SponsorshipWithdrawn": N_("A member withdrew its support"),
    "StatementAttached": N_("A member attached a statement to a conclusion"),
    "CaseSeparated": N_("A delegation asked that the proposal go on by itself"),
    "VersionAdded": N_("A new text version was fixed"),
    "WrittenViewFiled": N_("A member filed a written view"),
}

OF_A_BODY = frozenset(
    {
        "ConclusionConfirmed", "ConclusionDrafted", "ConclusionReleased", "CorrectionProposed",
        "GroupIncluded", "InclusionAsked", "JointConclusionConfirmed", "ModificationAnswered", "OralAmendmentEntered",
        "StatementAttached",
    }
)  # fmt: skip
"""What happened in or for one body, which the line then names."""

PROVISIONAL = frozenset(
    {
        "ConclusionConfirmed",
        "ConclusionDrafted",
        "CorrectionProposed",
        "JointConclusionConfirmed",
        "ResultComputed",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event as the reader sees it. `what` is a msgid, or the edition's own label when `label`."""

    token: str
    kind: str
    at: dt.datetime
    what: str
    label: str
    detail: str
    holder: str
    office: str
    role: str
    basis: str
    provisional: bool


def timeline(
    session: Session, case: Case, reader: Reader, now: dt.datetime, language: str
) -> tuple[Entry, ...]:
    """Every event of the case that the reader may see at that instant, newest first."""
    rows = session.scalars(
        select(EventRow)
        .where(EventRow.case_id == case.id, visible(EventRow, reader, now))
        .order_by(EventRow.position.desc())
        .options(joinedload(EventRow.payload))
    ).all()
    runs = {run.id: run for run in session.scalars(select(Run).where(Run.case_id == case.id))}
    names = labels.members(session, _members(rows), language)
    texts = _close_texts(session, case)
    return tuple(_entry(session, row, runs, names, texts, language) for row in rows)


def _close_texts(session: Session, case: Case) -> dict[str, str]:
    """How people name each text that was found close to the case, by its key."""
    rows = session.scalars(select(Candidate).where(Candidate.case_id == case.id))
    return {row.key: str(row.kept.get("label") or row.key) for row in rows}


def _members(rows: Sequence[EventRow]) -> set[str]:
    codes = {row.acting_for for row in rows}
    return codes | {str(_body(row).get("member", "")) for row in rows}


def _body(row: EventRow) -> Mapping[str, Any]:
    return row.payload.body if row.payload else {}


def _entry(
    session: Session,
    row: EventRow,
    runs: Mapping[int, Run],
    names: Mapping[str, str],
    texts: Mapping[str, str],
    language: str,
) -> Entry:
    body = _body(row)
    label, basis = "", ""
    run = runs.get(row.run_id) if row.run_id else None
    if row.kind in ("RunMoved", "RunOpened") and run is not None:
        words = editions.of_event(session, run, row.edition).labels[language]
        basis = str(body.get("basis", ""))
        label = words.title
        if row.kind == "RunMoved":
            label = words.actions.get(str(body.get("action")), str(body.get("action")))
            label = f"{label} {labels.arrow()} {words.states.get(str(body.get('target')), '')}"
    return Entry(
        token=row.token,
        kind=row.kind,
        at=row.at,
        what=HAPPENED.get(row.kind, ""),
        label=label,
        detail=_detail(row, body, names, texts),
        holder=holder(row.acting_for, names),
        office=labels.OFFICES.get(row.acting_for, ""),
        role=labels.ROLES.get(row.role, row.role),
        basis=basis,
        provisional=row.kind in PROVISIONAL,
    )


def holder(acting_for: str, names: Mapping[str, str]) -> str:
    """The member or body that acted; offices are named by `OFFICES`, which is translated."""
    if acting_for in OFFICES:
        return ""
    return names.get(acting_for) or (labels.body(acting_for) if ":" in acting_for else "")


def _detail(
    row: EventRow, body: Mapping[str, Any], names: Mapping[str, str], texts: Mapping[str, str]
) -> str:
    given = body.get("given")
    if isinstance(given, Mapping) and given.get("reasons"):
        return str(given["reasons"])
    match row.kind:
        case "SponsorshipConfirmed" | "SponsorshipWithdrawn":
            said = names.get(str(body.get("member")), "")
        case "CandidateDisposed":
            key, degree = str(body.get("candidate")), str(body.get("degree"))
            said = labels.listed((texts.get(key, key), gettext(labels.DEGREES[degree])))
        case "EditionChanged":
            said = str(body.get("edition", ""))
        case "ChecklistAnswered":
            said = str(body.get("item"))
        case kind if kind in OF_A_BODY:
            said = labels.body(str(body.get("body", "")))
        case "GroupsAsked":
            said = labels.listed(labels.body(one) for one in body.get("groups", ()))
        case _:
            said = str(body.get("name") or body.get("question") or body.get("reference") or "")
    return said
