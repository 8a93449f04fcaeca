"""Drafts, soundings and documents on a draft: ordinary rows of the delegation, outside the ledger."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, func, or_, select

from workflow.handlers import attachments, kept_texts
from workflow.handlers.kept_texts import PLACES
from workflow.rules import deadlines
from workflow.rules.commands.documents import RegisterProposal
from workflow.rules.commands.proposals import (
    AttachFile,
    CommentDraft,
    DeleteDraft,
    EndSharing,
    RemoveAttachment,
    SaveDraft,
    ShareDraft,
)
from workflow.rules.errors import (
    ActionNotOfferedError,
    InvalidInputError,
    NotFoundError,
    NotPermittedError,
    StaleError,
)
from workflow.rules.language_marks import N_
from workflow.rules.permissions import (
    KINDS_OF_PROPOSER,
    STUDY_GROUP,
    WRITERS,
    Level,
    audience,
    place_of_proposer,
)
from workflow.store import editions, questions
from workflow.store.models import (
    Attachment,
    AttachmentChunk,
    Body,
    Clearance,
    CommandKey,
    Draft,
    DraftComment,
    DraftLink,
    DraftShare,
    Notice,
    Person,
    SectorMember,
    Sponsorship,
)
from workflow.store.transaction import Handlers, Transaction

MOST_ATTACHMENTS = 20


def own_draft(tx: Transaction, draft_id: str, *, lock: bool = False) -> Draft:
    """A draft of a member the actor writes for. Raises NotFoundError for anybody else's."""
    query = select(Draft).where(Draft.id == draft_id)
    draft = tx.session.scalar(query.with_for_update() if lock else query)
    if draft is None or not tx.by.writes_for(draft.proposer):
        raise NotFoundError(f"draft {draft_id}")
    return draft


def open_draft(tx: Transaction, draft_id: str) -> Draft:
    """A draft that can still be changed."""
    draft = own_draft(tx, draft_id)
    if draft.submitted_at is not None:
        raise ActionNotOfferedError("save", "submitted")
    return draft


def save_draft(tx: Transaction, command: SaveDraft) -> Mapping[str, Any]:
    """Create or save a draft. Raises StaleError when another tab or person saved meanwhile."""
    fields = checked_fields(tx, command)
    forms = editions.question_procedures(tx.session, deadlines.local_date(tx.now))
    if command.draft_id is None:
        if not tx.by.writes_for(command.member):
            raise NotPermittedError(tuple(post.value for post in WRITERS))
        require_proposer(tx, command.sector, command.member)
        draft = Draft(
            id=uuid.uuid4().hex,
            proposer=command.member,
            person_id=tx.by.person_id,
            sector=command.sector,
            kind=command.kind,
            created_at=tx.now,
            version=0,
        )
        tx.session.add(draft)
    else:
        draft = open_draft(tx, command.draft_id)
        if command.sector != draft.sector:
            require_proposer(tx, command.sector, draft.proposer)
        if draft.version != command.seen_version:
            raise StaleError(seen=command.seen_version, current=draft.version)
    kept = kept_texts.kept_with(draft, command, forms)
    asked = (command.sector, command.kind, command.language, fields, kept)
    if (draft.sector, draft.kind, draft.language, draft.fields, draft.kept) == asked:
        return {"draft": draft.id, "version": draft.version}
    draft.sector, draft.kept = command.sector, kept
    draft.kind = command.kind
    draft.language = command.language
    draft.title = fields["title"]
    draft.fields = fields
    draft.version += 1
    draft.saved_at = tx.now
    tx.session.flush()
    return {"draft": draft.id, "version": draft.version}


def require_proposer(tx: Transaction, sector: str, proposer: str) -> None:
    """Refuse a proposer from whom the Sector's edition takes no proposal."""
    place = place_of_proposer(proposer)
    procedure = editions.question_procedure(tx.session, sector, deadlines.local_date(tx.now))
    if not procedure.takes_from(KINDS_OF_PROPOSER[place]):
        raise InvalidInputError("member", N_("The procedure takes no proposal from this proposer."))
    if place == "member" and tx.member(proposer) is None:
        raise InvalidInputError("member", N_("There is no such member."))
    if place == "body":
        body = tx.session.get(Body, proposer) if STUDY_GROUP.fullmatch(proposer) else None
        if body is None or body.sector != sector:
            raise InvalidInputError("member", N_("A study group proposes to its own Sector."))
    if place == "sector_member":
        row = tx.session.get(SectorMember, proposer)
        if row is None or (tx.fictional_only and not row.fictional):
            raise InvalidInputError("member", N_("There is no such member."))
        if sector not in row.sectors.split(","):
            raise InvalidInputError("member", N_("It is not a member of this Sector."))


def checked_fields(tx: Transaction, command: SaveDraft | RegisterProposal) -> dict[str, str]:
    """The fields of the Sector's form that hold something. Raises InvalidInputError at a wrong one."""
    fields = {name: value.strip() for name, value in command.fields.items() if value.strip()}
    forms = editions.question_procedures(tx.session, deadlines.local_date(tx.now))
    if command.sector not in forms:
        raise InvalidInputError("sector", N_("The form of this Sector is not open here yet."))
    if command.kind not in ("new", "revised", "suppression"):
        raise InvalidInputError("kind", N_("Choose the kind of proposal."))
    procedure = forms[command.sector]
    known = {one.name for one in procedure.fields} | set(PLACES)
    for name in fields.keys() - known:
        del fields[name]
    for name in ("title", "question_text"):
        if name not in fields:
            raise InvalidInputError(name, N_("A title and a paragraph are needed to save."))
    kept_texts.require_lengths(fields)
    _settle_places(tx, command.sector, command.kind, fields)
    return fields


def _settle_places(tx: Transaction, sector: str, kind: str, fields: dict[str, str]) -> None:
    """Check the study group and the Question, and keep the Question by its identifier.

    What stands for a Question in a draft of a new one is kept as typed: it is asked for no more.
    """
    group, question = fields.get("study_group"), fields.get("question")
    if group:
        body = tx.session.get(Body, group)
        if body is None or body.sector != sector:
            raise InvalidInputError("study_group", N_("Choose a study group of this Sector."))
    if question and kind != "new":
        found = questions.named(tx.session, sector, question)
        if found is None:
            raise InvalidInputError("question", N_("Choose a Question of this Sector's register."))
        fields["question"] = found.id


def delete_draft(tx: Transaction, command: DeleteDraft) -> Mapping[str, Any]:
    """Delete a draft with everything that belongs to it, notices and remembered outcomes too."""
    draft = open_draft(tx, command.draft_id)
    _forget(tx, draft)
    ids = select(Attachment.id).where(Attachment.draft_id == draft.id)
    tx.session.execute(delete(AttachmentChunk).where(AttachmentChunk.attachment_id.in_(ids)))
    for table in (Attachment, DraftComment, Clearance, DraftLink, DraftShare, Sponsorship):
        tx.session.execute(delete(table).where(table.draft_id == draft.id))
    tx.session.execute(delete(Draft).where(Draft.id == draft.id))
    return {}


def _forget(tx: Transaction, draft: Draft) -> None:
    """Take back what tells of the draft elsewhere: mails not to be sent any more, keys of commands."""
    named = tx.session.scalars(select(Sponsorship.id).where(Sponsorship.draft_id == draft.id)).all()
    kept = tx.session.scalars(select(Attachment.id).where(Attachment.draft_id == draft.id)).all()
    paths = [sounding_path(draft.id), *(f"sponsorships/{one}" for one in named)]
    tx.session.execute(delete(Notice).where(Notice.path.in_(paths)))
    outcome = CommandKey.outcome
    tx.session.execute(
        delete(CommandKey).where(
            or_(
                outcome["draft"].as_string() == draft.id,
                outcome["attachment"].as_string().in_(kept),
                outcome["sponsorship"].as_integer().in_(named),
            )
        )
    )


def sounding_path(draft_id: str) -> str:
    """Where somebody sounded reads the draft."""
    return f"drafts/{draft_id}/sounding"


def share_draft(tx: Transaction, command: ShareDraft) -> Mapping[str, Any]:
    """Sound a named person; the notice says that a draft waits, not what it is about."""
    draft = open_draft(tx, command.draft_id)
    person = tx.session.scalar(
        select(Person).where(Person.email == command.email.strip().lower(), Person.active)
    )
    if person is None:
        raise InvalidInputError("email", N_("There is no account with this address."))
    held = select(DraftShare).where(
        DraftShare.draft_id == draft.id, DraftShare.person_id == person.id
    )
    if tx.session.scalar(held) is None:
        tx.session.add(DraftShare(draft_id=draft.id, person_id=person.id, at=tx.now))
        tx.notify(person.id, "sounding", sounding_path(draft.id))
    return {"draft": draft.id}


def end_sharing(tx: Transaction, command: EndSharing) -> Mapping[str, Any]:
    """Take a sounding back, with what that person commented and was sent."""
    draft = own_draft(tx, command.draft_id)
    share = tx.session.get(DraftShare, command.share_id)
    if share is None or share.draft_id != draft.id:
        raise NotFoundError(f"share {command.share_id}")
    tx.session.execute(
        delete(DraftComment).where(
            DraftComment.draft_id == draft.id, DraftComment.person_id == share.person_id
        )
    )
    tx.session.execute(
        delete(Notice).where(
            Notice.person_id == share.person_id, Notice.path == sounding_path(draft.id)
        )
    )
    tx.session.delete(share)
    return {"draft": draft.id}


def comment_draft(tx: Transaction, command: CommentDraft) -> Mapping[str, Any]:
    """Comment a draft, as one of the delegation or as somebody sounded."""
    draft = tx.session.get(Draft, command.draft_id)
    sounded = tx.session.scalar(
        select(DraftShare.id).where(
            DraftShare.draft_id == command.draft_id, DraftShare.person_id == tx.by.person_id
        )
    )
    if draft is None or not (sounded or tx.by.writes_for(draft.proposer)):
        raise NotFoundError(f"draft {command.draft_id}")
    if not command.text.strip():
        raise InvalidInputError("text", N_("Write a comment."))
    tx.session.add(
        DraftComment(
            draft_id=draft.id, person_id=tx.by.person_id, text=command.text.strip(), at=tx.now
        )
    )
    return {"draft": draft.id}


def attach_file(tx: Transaction, command: AttachFile) -> Mapping[str, Any]:
    """Attach a document to a draft."""
    draft = open_draft(tx, command.draft_id)
    count = tx.session.scalars(
        select(func.count()).select_from(Attachment).where(Attachment.draft_id == draft.id)
    ).one()
    if count >= MOST_ATTACHMENTS:
        raise InvalidInputError(
            "document", N_("A proposal has at most %(most)s documents."), most=MOST_ATTACHMENTS
        )
    row = attachments.keep(
        tx,
        name=command.name,
        content=command.content,
        field_name="document",
        draft_id=draft.id,
        audience=audience(Level.DELEGATION, draft.proposer),
    )
    return {"attachment": row.id}


def remove_attachment(tx: Transaction, command: RemoveAttachment) -> Mapping[str, Any]:
    """Take a document off a draft."""
    draft = open_draft(tx, command.draft_id)
    row = tx.session.get(Attachment, command.attachment_id)
    if row is None or row.draft_id != draft.id:
        raise NotFoundError(f"attachment {command.attachment_id}")
    tx.session.execute(delete(AttachmentChunk).where(AttachmentChunk.attachment_id == row.id))
    tx.session.delete(row)
    return {"draft": draft.id}


HANDLERS: Handlers = {
    AttachFile: attach_file,
    CommentDraft: comment_draft,
    DeleteDraft: delete_draft,
    EndSharing: end_sharing,
    RemoveAttachment: remove_attachment,
    SaveDraft: save_draft,
    ShareDraft: share_draft,
}
