"""Documents as their readers may open them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.rules.errors import NotFoundError
from workflow.rules.permissions import Reader
from workflow.store.models import Attachment, AttachmentChunk, Case
from workflow.store.visibility import visible


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A document's bytes with what a browser must be told."""

    name: str
    media_type: str
    content: bytes


def download(session: Session, attachment_id: str, reader: Reader, now: dt.datetime) -> Download:
    """A document the reader may open: by its own level and, on a case, by the case's."""
    row = session.scalar(
        select(Attachment).where(Attachment.id == attachment_id, visible(Attachment, reader, now))
    )
    if row is None or not _case_is_open(session, row, reader):
        raise NotFoundError(f"attachment {attachment_id}")
    chunks = session.scalars(
        select(AttachmentChunk.content)
        .where(AttachmentChunk.attachment_id == row.id)
        .order_by(AttachmentChunk.number)
    )
    return Download(name=row.name, media_type=row.media_type, content=b"".join(chunks))


def _case_is_open(session: Session, row: Attachment, reader: Reader) -> bool:
    if row.case_id is None:
        return True
    case = select(Case.id).where(Case.id == row.case_id, visible(Case, reader))
    return session.scalar(case) is not None
