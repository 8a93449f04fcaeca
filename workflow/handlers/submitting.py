"""Submitting a draft, and fixing a new text version of a submitted proposal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from states.definition import Procedure, Role
from workflow.handlers import moving, overlaps, sponsoring
from workflow.handlers.drafting import own_draft
from workflow.handlers.kept_texts import PLACES
from workflow.rules import deadlines, ledger, permissions
from workflow.rules.commands.proposals import ReviseProposal, SubmitProposal
from workflow.rules.errors import (
    ActionRefusedError,
    InvalidInputError,
    NotPermittedError,
    Refusal,
    StaleError,
)
from workflow.rules.events import AttachmentAdded, CaseSubmitted, VersionAdded
from workflow.rules.language_marks import N_
from workflow.rules.permissions import OFFICE_OF_SECTOR, OFFICERS, Level, Post
from workflow.store import editions, facts, people
from workflow.store.models import (
    Attachment,
    Case,
    CaseCounter,
    Draft,
    Run,
    Sponsorship,
    TextVersion,
)
from workflow.store.transaction import Handlers, Transaction


def submit_proposal(tx: Transaction, command: SubmitProposal) -> Mapping[str, Any]:
    """Open the case of a draft; a draft submitted before leads to its case again.

    Raises ActionRefusedError naming what is missing.
    """
    draft = own_draft(tx, command.draft_id, lock=True)
    if not tx.by.submits_for(draft.proposer):
        raise NotPermittedError((Role.PROPOSER.value,))
    if draft.case_id is not None:
        return {"case": tx.session.get_one(Case, draft.case_id).number}
    if draft.version != command.seen_version:
        raise StaleError(seen=command.seen_version, current=draft.version)
    case = open_case(tx, draft, role=Role.PROPOSER, tell="submission_acknowledged")
    return {"case": case.number}


def open_case(tx: Transaction, draft: Draft, *, role: Role, tell: str) -> Case:
    """Open the case of a draft in the role in which it is submitted; *tell* names its member's notice.

    Raises ActionRefusedError naming what is missing.
    """
    today = deadlines.local_date(tx.now)
    procedure = editions.question_procedure(tx.session, draft.sector, today)
    _require_complete(procedure, draft)
    case = _open_case(tx, draft)
    version = fix(tx, case, 1, draft.language, draft.fields)
    run = _open_record(tx, case, draft, version, procedure, role)
    moving.move(tx, run, case, "submit")
    draft.submitted_at, draft.case_id = tx.now, case.id
    draft.kept = {}
    for row in tx.session.scalars(select(Sponsorship).where(Sponsorship.draft_id == draft.id)):
        row.case_id = case.id
        if row.status == "confirmed":
            sponsoring.record(tx, case, row)
    overlaps.screen(tx, case)
    _tell(tx, case, tell)
    return case


def missing(procedure: Procedure, draft: Draft) -> tuple[str, ...]:
    """What a draft lacks for submission: fields of the form, the study group, the Question."""
    lacking = facts.missing_fields(procedure, draft.kind, draft.fields)
    if not draft.fields.get("study_group"):
        lacking += ("study_group",)
    if draft.kind != "new" and not draft.fields.get("question"):
        lacking += ("question",)
    return lacking


def _require_complete(procedure: Procedure, draft: Draft) -> None:
    lacking = missing(procedure, draft)
    if lacking:
        raise ActionRefusedError(
            (
                Refusal(
                    guard="template_is_complete",
                    message=N_("Still to be filled in: %(fields)s."),
                    params={"fields": tuple(lacking), "form": procedure.code},
                ),
            )
        )


def _open_case(tx: Transaction, draft: Draft) -> Case:
    office = OFFICE_OF_SECTOR[draft.sector]
    case = Case(
        number=draw_number(tx, office),
        sector=draft.sector,
        kind=draft.kind,
        lead_office=office,
        proposer=draft.proposer,
        study_group=draft.fields.get("study_group", ""),
        question_id=draft.fields.get("question") if draft.kind != "new" else None,
        title=draft.title,
        language=draft.language,
        audience=OFFICERS,
        also=permissions.audience(Level.DELEGATION, draft.proposer),
        submitted_at=tx.now,
    )
    tx.session.add(case)
    tx.session.flush()
    return case


def draw_number(tx: Transaction, office: str) -> str:
    """The next case number of the office in this Geneva year; the counter row is locked meanwhile."""
    year = deadlines.local_date(tx.now).year
    query = (
        select(CaseCounter)
        .where(CaseCounter.office == office, CaseCounter.year == year)
        .with_for_update()
    )
    counter = tx.session.scalar(query)
    if counter is None:
        try:
            with tx.session.begin_nested():
                tx.session.add(CaseCounter(office=office, year=year, last=0))
        except IntegrityError:
            pass  # another process made the row first; it is locked and read below
        counter = tx.session.scalars(query).one()
    counter.last += 1
    return f"{office}-{year}-{counter.last:04d}"


def fix(
    tx: Transaction, case: Case, number: int, language: str, fields: Mapping[str, str]
) -> TextVersion:
    """Store the text as that version of the case."""
    kept = {name: value for name, value in fields.items() if name not in PLACES}
    version = TextVersion(
        case_id=case.id,
        number=number,
        language=language,
        title=fields["title"],
        fields=kept,
        digest=ledger.digest_of_text(language, kept),
        at=tx.now,
    )
    tx.session.add(version)
    tx.session.flush()
    return version


def _open_record(
    tx: Transaction,
    case: Case,
    draft: Draft,
    version: TextVersion,
    procedure: Procedure,
    role: Role,
) -> Run:
    holder = case.proposer if role is Role.PROPOSER else case.lead_office
    documents = tx.session.scalars(
        select(Attachment).where(Attachment.draft_id == draft.id).order_by(Attachment.at)
    ).all()
    tx.record(
        CaseSubmitted(
            number=case.number,
            sector=case.sector,
            question_kind=case.kind,
            member=case.proposer,
            text_digest=version.digest,
            attachments=tuple(one.sha256 for one in documents),
        ),
        case=case,
        role=role.value,
        acting_for=holder,
        text_version=version.number,
    )
    for one in documents:
        one.case_id = case.id
        one.audience, one.also = permissions.MEMBERS, case.also
        tx.record(
            AttachmentAdded(
                name=one.name, media_type=one.media_type, size=one.size, sha256=one.sha256
            ),
            case=case,
            role=role.value,
            acting_for=holder,
        )
    return moving.open_run(tx, case, procedure, office=case.lead_office, role=role)


def _tell(tx: Transaction, case: Case, kind: str) -> None:
    today = tx.now.date()
    path, params = f"cases/{case.number}", {"case": case.number}
    for person in people.holders(tx.session, "office", case.lead_office, (Post.OFFICER,), today):
        tx.notify(person.id, "case_submitted", path, params)
    for person in people.of_proposer(tx.session, case.proposer, today):
        tx.notify(person.id, kind, path, params)


def revise_proposal(tx: Transaction, command: ReviseProposal) -> Mapping[str, Any]:
    """Fix a new text version where the procedure lets the proposer; it is compared anew."""
    case = moving.visible_case(tx, command.case_id)
    run = tx.session.scalars(
        select(Run)
        .where(Run.case_id == case.id, Run.procedure != "allocation")
        .order_by(Run.id)
        .limit(1)
    ).one()
    tx.require_version(run, command.seen_version)
    fields = {name: value.strip() for name, value in command.fields.items() if value.strip()}
    for name in ("title", "question_text"):
        if name not in fields:
            raise InvalidInputError(name, N_("A title and a paragraph are needed to save."))
    last = tx.session.scalars(
        select(func.max(TextVersion.number)).where(TextVersion.case_id == case.id)
    ).one()
    version = fix(tx, case, last + 1, case.language, fields)
    moving.move(tx, run, case, command.action)
    case.title = version.title
    tx.record(
        VersionAdded(number=version.number, text_digest=version.digest, language=version.language),
        case=case,
        run=run,
        role=Role.PROPOSER.value,
        acting_for=case.proposer,
        audience=case.audience,
        also=case.also,
        text_version=version.number,
    )
    overlaps.screen(tx, case)
    return {"case": case.number, "version": version.number}


HANDLERS: Handlers = {ReviseProposal: revise_proposal, SubmitProposal: submit_proposal}
