"""Opening a case on current work: its allocation is considered, no Question procedure begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from states.definition import LANGUAGES, Role
from workflow.handlers import kept_texts, moving, overlaps, submitting, telling_groups
from workflow.rules import deadlines
from workflow.rules.commands.cases import OpenCurrentWork
from workflow.rules.errors import InvalidInputError, NotPermittedError
from workflow.rules.events import CaseSubmitted
from workflow.rules.language_marks import N_
from workflow.rules.permissions import CONSIDERING, MEMBERS, OFFICE_OF_SECTOR, STUDY_GROUP
from workflow.store import editions
from workflow.store.models import Body, Case, Question
from workflow.store.transaction import Handlers, Transaction

WORK = ("question", "study", "programme", "workshops")
IN_FORCE = "in force"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the work is done, and under which title."""

    sector: str
    study_group: str
    title: str
    question: str | None = None


def open_current_work(tx: Transaction, command: OpenCurrentWork) -> Mapping[str, Any]:
    """Open it at members' level; it is compared with the registers and goes to triage."""
    if command.opener not in tx.by.opens_for():
        raise NotPermittedError((Role.DELEGATION.value, Role.DIRECTOR.value))
    place = _place(tx, command)
    for name in ("text", "reasons"):
        if not getattr(command, name).strip():
            raise InvalidInputError(name, N_("Write the text."))
    kept_texts.require_lengths(
        {"title": command.title, "text": command.text, "reasons": command.reasons}
    )
    if command.language not in LANGUAGES:
        raise InvalidInputError("language", N_("Choose the language of the text."))
    case = _case(tx, command, place)
    fields = {
        "title": place.title,
        "question_text": command.text.strip(),
        "reason": command.reasons.strip(),
    }
    version = submitting.fix(tx, case, 1, command.language, fields)
    role = _role(command.opener)
    tx.record(
        CaseSubmitted(
            number=case.number,
            sector=case.sector,
            question_kind=case.kind,
            member=case.proposer,
            text_digest=version.digest,
            work=case.work,
        ),
        case=case,
        role=role.value,
        acting_for=command.opener,
        audience=MEMBERS,
        text_version=1,
    )
    procedure = editions.allocation_procedure(tx.session, deadlines.local_date(tx.now))
    moving.open_run(
        tx, case, procedure, office=case.lead_office, role=role, acting_for=command.opener
    )
    overlaps.screen(tx, case)
    telling_groups.tell_office(tx, "", "case_submitted", case, office=case.lead_office)
    return {"case": case.number}


def _place(tx: Transaction, command: OpenCurrentWork) -> Place:
    if command.work not in WORK:
        raise InvalidInputError("work", N_("Choose what the case is about."))
    if command.work == "question":
        row = tx.session.get(Question, command.question.strip())
        if row is None or row.status != IN_FORCE:
            raise InvalidInputError("question", N_("Name a Question in force of the register."))
        return Place(
            sector=row.sector,
            study_group=f"{row.sector}:{row.study_group}",
            title=row.title(command.language),
            question=row.id,
        )
    body = tx.session.get(Body, command.study_group)
    if body is None or body.sector not in OFFICE_OF_SECTOR:
        raise InvalidInputError("study_group", N_("Choose the body in which the work is done."))
    if not command.title.strip():
        raise InvalidInputError("title", N_("Give the work a title."))
    return Place(sector=body.sector, study_group=body.id, title=command.title.strip())


def _case(tx: Transaction, command: OpenCurrentWork, place: Place) -> Case:
    office = OFFICE_OF_SECTOR[place.sector]
    case = Case(
        number=submitting.draw_number(tx, office),
        sector=place.sector,
        kind="revised" if place.question else "new",
        work=command.work,
        lead_office=office,
        proposer=command.opener,
        study_group=place.study_group,
        question_id=place.question,
        title=place.title,
        language=command.language,
        audience=MEMBERS,
        submitted_at=tx.now,
        received_at=tx.now,
    )
    tx.session.add(case)
    tx.session.flush()
    return case


def _role(opener: str) -> Role:
    """The role in which somebody of that place opens a case."""
    if opener in CONSIDERING:
        return Role.ADVISORY_GROUP_CHAIR
    if STUDY_GROUP.fullmatch(opener):
        return Role.STUDY_GROUP_CHAIR
    return Role.DIRECTOR if opener in OFFICE_OF_SECTOR.values() else Role.DELEGATION


HANDLERS: Handlers = {OpenCurrentWork: open_current_work}
