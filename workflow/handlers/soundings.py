"""Private links, comments and clearances of a draft: ordinary rows that its delegation can delete."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import InstrumentedAttribute

from states.definition import Period
from workflow.handlers.drafting import open_draft, own_draft, sounding_path
from workflow.rules import deadlines
from workflow.rules.commands.soundings import (
    AnswerComment,
    CloseLink,
    CommentByLink,
    DeleteClearance,
    DeleteComment,
    DeleteLink,
    DeleteSoundings,
    GiveClearance,
    MakeLink,
    RecordClearance,
)
from workflow.rules.errors import (
    ActionNotOfferedError,
    InvalidInputError,
    NotFoundError,
    StaleError,
)
from workflow.rules.language_marks import N_
from workflow.store import links
from workflow.store.models import (
    Clearance,
    Draft,
    DraftComment,
    DraftLink,
    DraftShare,
    Notice,
)
from workflow.store.transaction import Handlers, Transaction

KINDS = ("comment", "clearance")
LONGEST_DAYS = 90
MOST_LINKS = 20
MOST_COMMENTS = 50
"""How many links a draft has at most, and how many comments come through one."""
LONGEST_LINE, LONGEST_COMMENT = 200, 10_000


def make_link(tx: Transaction, command: MakeLink) -> Mapping[str, Any]:
    """Make a link; its days end, like every period, at 24:00 Geneva time."""
    draft = open_draft(tx, command.draft_id)
    if command.kind not in KINDS:
        raise InvalidInputError("kind", N_("Choose what the link is for."))
    if not 1 <= command.days <= LONGEST_DAYS:
        raise InvalidInputError(
            "days", N_("A link is open from 1 to %(most)s days."), most=LONGEST_DAYS
        )
    recipient = _line("recipient", command.recipient, N_("Say for whom the link is."))
    if _count(tx, DraftLink.draft_id, draft.id) >= MOST_LINKS:
        raise InvalidInputError(
            "recipient",
            N_("A draft has at most %(most)s links; delete one that is not needed any more."),
            most=MOST_LINKS,
        )
    link = DraftLink(
        draft_id=draft.id,
        kind=command.kind,
        recipient=recipient,
        digest=command.digest,
        made_at=tx.now,
        expires_at=deadlines.ends_at(deadlines.local_date(tx.now), Period(days=command.days)),
    )
    tx.session.add(link)
    tx.session.flush()
    return {"draft": draft.id, "link": link.id}


def close_link(tx: Transaction, command: CloseLink) -> Mapping[str, Any]:
    """Close a link; a second time changes nothing."""
    link = _own_link(tx, command.draft_id, command.link_id)
    link.closed_at = link.closed_at or tx.now
    return {"draft": command.draft_id}


def delete_link(tx: Transaction, command: DeleteLink) -> Mapping[str, Any]:
    """Delete a link with all that came through it."""
    link = _own_link(tx, command.draft_id, command.link_id)
    tx.session.execute(delete(DraftComment).where(DraftComment.link_id == link.id))
    tx.session.execute(delete(Clearance).where(Clearance.link_id == link.id))
    tx.session.delete(link)
    return {"draft": command.draft_id}


def comment_by_link(tx: Transaction, command: CommentByLink) -> Mapping[str, Any]:
    """Keep a comment that came through a link; the delegation alone reads it, and its writer."""
    link, draft = links.opened(tx.session, command.digest, tx.now, lock=True)
    text = command.text.strip()
    if not text or len(text) > LONGEST_COMMENT:
        raise InvalidInputError("text", N_("Write a comment."))
    if _count(tx, DraftComment.link_id, link.id) >= MOST_COMMENTS:
        raise InvalidInputError(
            "text", N_("Through one link come at most %(most)s comments."), most=MOST_COMMENTS
        )
    name = " ".join(command.name.split())[:LONGEST_LINE]
    tx.session.add(
        DraftComment(draft_id=draft.id, link_id=link.id, name=name, text=text, at=tx.now)
    )
    return {"draft": draft.id}


def give_clearance(tx: Transaction, command: GiveClearance) -> Mapping[str, Any]:
    """Give clearance through a link, once.

    Raises ActionNotOfferedError when it is given already or the link is for comments only, and
    StaleError when the draft was saved since it was shown.
    """
    link, draft = links.opened(tx.session, command.digest, tx.now, lock=True)
    given = tx.session.scalar(select(Clearance.id).where(Clearance.link_id == link.id))
    if link.kind != "clearance" or given is not None:
        raise ActionNotOfferedError("give_clearance", "given" if given else link.kind)
    if draft.version != command.seen_version:
        raise StaleError(seen=command.seen_version, current=draft.version)
    return _clear(tx, draft, command, link_id=link.id)


def record_clearance(tx: Transaction, command: RecordClearance) -> Mapping[str, Any]:
    """Enter a clearance that came by letter or mail, for the draft as it stands."""
    return _clear(tx, own_draft(tx, command.draft_id), command, link_id=None)


def _clear(
    tx: Transaction, draft: Draft, said: GiveClearance | RecordClearance, *, link_id: int | None
) -> Mapping[str, Any]:
    office = _line("office", said.office, N_("Name the office that clears the draft."))
    if said.cleared_on > deadlines.local_date(tx.now):
        raise InvalidInputError("cleared_on", N_("This day lies in the future."))
    if said.cleared_on < dt.date(draft.created_at.year - 1, 1, 1):
        raise InvalidInputError("cleared_on", N_("This day lies too far back."))
    row = Clearance(
        draft_id=draft.id,
        link_id=link_id,
        version=draft.version,
        office=office,
        cleared_on=said.cleared_on,
        reference=" ".join(said.reference.split())[:LONGEST_LINE],
        at=tx.now,
    )
    tx.session.add(row)
    tx.session.flush()
    return {"draft": draft.id}


def delete_clearance(tx: Transaction, command: DeleteClearance) -> Mapping[str, Any]:
    """Delete a clearance; a link through which it came may give it again while it is open."""
    draft = own_draft(tx, command.draft_id)
    row = tx.session.get(Clearance, command.clearance_id)
    if row is None or row.draft_id != draft.id:
        raise NotFoundError(f"clearance {command.clearance_id}")
    tx.session.delete(row)
    return {"draft": draft.id}


def answer_comment(tx: Transaction, command: AnswerComment) -> Mapping[str, Any]:
    """Answer a comment whose writer can still read the answer where it commented."""
    draft = own_draft(tx, command.draft_id)
    row = tx.session.get(DraftComment, command.comment_id)
    if row is None or row.draft_id != draft.id:
        raise NotFoundError(f"comment {command.comment_id}")
    text = command.text.strip()
    link = tx.session.get(DraftLink, row.link_id) if row.link_id else None
    if text and link is not None and not links.is_open(link, draft, tx.now):
        raise InvalidInputError(
            "text", N_("The link is open no more, and its reader would not see an answer.")
        )
    if len(text) > LONGEST_COMMENT:
        raise InvalidInputError("text", N_("Write a comment."))
    row.answer, row.answered_at = text, tx.now if text else None
    return {"draft": draft.id}


def delete_comment(tx: Transaction, command: DeleteComment) -> Mapping[str, Any]:
    """Delete a comment: the person sounded its own, the delegation any."""
    row = tx.session.get(DraftComment, command.comment_id)
    if row is None or row.draft_id != command.draft_id:
        raise NotFoundError(f"comment {command.comment_id}")
    member = tx.session.get_one(Draft, row.draft_id).proposer
    own = row.person_id is not None and row.person_id == tx.by.person_id
    of_delegation = tx.by.writes_for(member)
    if not (own or of_delegation):
        raise NotFoundError(f"comment {command.comment_id}")
    tx.session.delete(row)
    return {"draft": command.draft_id, "of_delegation": of_delegation}


def delete_soundings(tx: Transaction, command: DeleteSoundings) -> Mapping[str, Any]:
    """Take back every sounding and link, and delete every comment, clearance and notice of them."""
    draft = own_draft(tx, command.draft_id)
    for table in (DraftComment, Clearance, DraftLink, DraftShare):
        tx.session.execute(delete(table).where(table.draft_id == draft.id))
    tx.session.execute(delete(Notice).where(Notice.path == sounding_path(draft.id)))
    return {"draft": draft.id}


def _own_link(tx: Transaction, draft_id: str, link_id: int) -> DraftLink:
    draft = own_draft(tx, draft_id)
    link = tx.session.get(DraftLink, link_id)
    if link is None or link.draft_id != draft.id:
        raise NotFoundError(f"link {link_id}")
    return link


def _line(field: str, value: str, missing: str) -> str:
    line = " ".join(value.split())[:LONGEST_LINE]
    if not line:
        raise InvalidInputError(field, missing)
    return line


def _count(tx: Transaction, column: InstrumentedAttribute[Any], value: object) -> int:
    query = select(func.count()).where(column == value)
    return tx.session.scalars(query).one()


HANDLERS: Handlers = {
    AnswerComment: answer_comment,
    CloseLink: close_link,
    CommentByLink: comment_by_link,
    DeleteClearance: delete_clearance,
    DeleteComment: delete_comment,
    DeleteLink: delete_link,
    DeleteSoundings: delete_soundings,
    GiveClearance: give_clearance,
    MakeLink: make_link,
    RecordClearance: record_clearance,
}
