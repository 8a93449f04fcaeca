"""Private links: their tokens, of which only the digest is stored, and whether they open."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.rules.errors import GoneError, NotFoundError
from workflow.store.models import Draft, DraftLink


def new_token() -> str:
    """What the address of a new link holds: nobody guesses it."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is stored of a token; the token cannot be told from it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def opened(
    session: Session, token_digest: str, now: dt.datetime, *, lock: bool = False
) -> tuple[DraftLink, Draft]:
    """The link and the draft it opens.

    Raises NotFoundError for a token that no link has, and GoneError for a link that has ended,
    was closed, or whose draft was submitted: nothing tells which.
    """
    query = select(DraftLink).where(DraftLink.digest == token_digest)
    link = session.scalar(query)
    if link is None:
        raise NotFoundError("link")
    held = select(Draft).where(Draft.id == link.draft_id)
    draft = session.scalars(held.with_for_update() if lock else held).one()
    if not is_open(link, draft, now):
        raise GoneError("link")
    return link, draft


def is_open(link: DraftLink, draft: Draft, now: dt.datetime) -> bool:
    """Whether the link still opens the draft."""
    return link.closed_at is None and now < link.expires_at and draft.submitted_at is None
