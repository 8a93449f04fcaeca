"""Registering what an office received by e-mail or letter, in the name of its author."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete

from states.definition import Role
from workflow.handlers import attachments, drafting, submitting
from workflow.rules import deadlines, permissions
from workflow.rules.commands.documents import DiscardIncoming, KeepIncoming, RegisterProposal
from workflow.rules.errors import InvalidInputError, NotFoundError, NotPermittedError
from workflow.rules.events import AttachmentAdded, ProposalEntered
from workflow.rules.language_marks import N_
from workflow.rules.permissions import OFFICE_OF_SECTOR, OFFICERS, Level, Post
from workflow.store.models import Attachment, AttachmentChunk, Case, Draft
from workflow.store.transaction import Handlers, Transaction

MEANS = ("email", "letter")


def keep_incoming(tx: Transaction, command: KeepIncoming) -> Mapping[str, Any]:
    """Keep what came, for the officers of that office alone."""
    _require_officer(tx, command.office)
    row = attachments.keep(
        tx,
        name=command.name,
        content=command.content,
        field_name="document",
        audience=permissions.audience(Level.OFFICERS, command.office),
    )
    return {"attachment": row.id}


def discard_incoming(tx: Transaction, command: DiscardIncoming) -> Mapping[str, Any]:
    """Take off what came and will not be registered."""
    row = _waiting(tx, command.attachment_id)
    tx.session.execute(delete(AttachmentChunk).where(AttachmentChunk.attachment_id == row.id))
    tx.session.delete(row)
    return {}


def register_proposal(tx: Transaction, command: RegisterProposal) -> Mapping[str, Any]:
    """Open the case of a proposal that came by e-mail or letter; its delegation is told.

    The case is the member's as if it had submitted: it may revise and withdraw. Raises
    ActionRefusedError naming what is missing.
    """
    row = _waiting(tx, command.attachment_id)
    office = OFFICE_OF_SECTOR.get(command.sector, "")
    _require_officer(tx, office)
    fields = drafting.checked_fields(tx, command)
    _check(tx, command)
    draft = Draft(
        id=uuid.uuid4().hex,
        proposer=command.member,
        person_id=tx.by.person_id,
        sector=command.sector,
        kind=command.kind,
        language=command.language,
        title=fields["title"],
        fields=fields,
        version=1,
        created_at=tx.now,
        saved_at=tx.now,
    )
    case = submitting.open_case(tx, draft, role=Role.SECRETARIAT, tell="proposal_entered")
    tx.session.add(draft)
    _attach(tx, case, row)
    tx.record(
        ProposalEntered(
            member=case.proposer,
            means=command.means,
            received_on=command.received_on,
            original=row.sha256,
        ),
        case=case,
        role=Role.SECRETARIAT.value,
        acting_for=office,
        text_version=1,
    )
    return {"case": case.number}


def _require_officer(tx: Transaction, office: str) -> None:
    if not tx.by.holds("office", office, Post.OFFICER):
        raise NotPermittedError((Role.SECRETARIAT.value,))


def _waiting(tx: Transaction, attachment_id: str) -> Attachment:
    """A document that waits at an office of the actor's. Raises NotFoundError for any other."""
    row = tx.session.get(Attachment, attachment_id, with_for_update=True)
    offices = tx.by.codes("office", Post.OFFICER)
    kept_at = {permissions.audience(Level.OFFICERS, one) for one in offices}
    if row is None or row.case_id or row.draft_id or row.audience not in kept_at:
        raise NotFoundError(f"incoming {attachment_id}")
    return row


def _check(tx: Transaction, command: RegisterProposal) -> None:
    drafting.require_proposer(tx, command.sector, command.member)
    if command.means not in MEANS:
        raise InvalidInputError("means", N_("Choose an answer."))
    if command.received_on > deadlines.local_date(tx.now):
        raise InvalidInputError("received_on", N_("This day is still to come."))


def _attach(tx: Transaction, case: Case, row: Attachment) -> None:
    """The original goes to the case, for the offices and the author alone: it is correspondence."""
    row.case_id = case.id
    row.audience = OFFICERS
    row.also = permissions.audience(Level.DELEGATION, case.proposer)
    tx.record(
        AttachmentAdded(name=row.name, media_type=row.media_type, size=row.size, sha256=row.sha256),
        case=case,
        role=Role.SECRETARIAT.value,
        acting_for=case.lead_office,
        audience=row.audience,
        also=row.also,
    )


HANDLERS: Handlers = {
    DiscardIncoming: discard_incoming,
    KeepIncoming: keep_incoming,
    RegisterProposal: register_proposal,
}
