"""Keeping documents: type checked against the bytes, size against the setting, bytes in chunks."""

from __future__ import annotations

import hashlib
import io
import re
import uuid
import zipfile

from workflow.rules.errors import InvalidInputError
from workflow.rules.language_marks import N_
from workflow.store.models import Attachment, AttachmentChunk
from workflow.store.transaction import Transaction

CHUNK_BYTES = 256 * 1024
LONGEST_NAME = 150
UNSAFE_IN_NAMES = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff"
    '\ufff9-\uffff/\\\\:*?"<>|]'
)
"""Control characters, invisible marks, and what file systems or headers read otherwise."""
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
OFFICE = {
    "docx": (
        "word/document.xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "xlsx": (
        "xl/workbook.xml",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}
MAGIC = {
    "pdf": (b"%PDF-", "application/pdf"),
    "png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    "jpg": (b"\xff\xd8\xff", "image/jpeg"),
    "jpeg": (b"\xff\xd8\xff", "image/jpeg"),
}
MAIL = re.compile(
    rb"\s*(?:[!-9;-~]+:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n)*(?i:from|date|received|subject):"
)
"""Headers, up to one that every mail has."""
TEXTS = {"txt": "text/plain", "eml": "message/rfc822"}


def keep(
    tx: Transaction,
    *,
    name: str,
    content: bytes,
    field_name: str,
    audience: str,
    also: str | None = None,
    draft_id: str | None = None,
    case_id: int | None = None,
) -> Attachment:
    """Keep a document. Raises InvalidInputError at *field_name* for a wrong type or size."""
    if not content:
        raise InvalidInputError(field_name, N_("The file is empty."))
    if len(content) > tx.attachment_bytes:
        raise InvalidInputError(
            field_name,
            N_("The file is larger than %(megabytes)s MB."),
            megabytes=tx.attachment_bytes // (1024 * 1024),
        )
    row = Attachment(
        id=uuid.uuid4().hex,
        draft_id=draft_id,
        case_id=case_id,
        name=UNSAFE_IN_NAMES.sub("_", name).strip(". ")[-LONGEST_NAME:] or "document",
        media_type=_media_type(name, content, field_name),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        audience=audience,
        also=also,
        at=tx.now,
    )
    tx.session.add(row)
    tx.session.flush()
    tx.session.add_all(
        AttachmentChunk(
            attachment_id=row.id, number=number, content=content[start : start + CHUNK_BYTES]
        )
        for number, start in enumerate(range(0, len(content), CHUNK_BYTES))
    )
    return row


def _media_type(name: str, content: bytes, field_name: str) -> str:
    """The type that both the name and the bytes say."""
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if ending in MAGIC and content.startswith(MAGIC[ending][0]):
        return MAGIC[ending][1]
    if ending in OFFICE and _holds(content, OFFICE[ending][0]):
        return OFFICE[ending][1]
    if ending in TEXTS and (_is_mail(content) if ending == "eml" else _is_text(content)):
        return TEXTS[ending]
    known = ending in MAGIC or ending in OFFICE or ending in TEXTS
    if known:
        raise InvalidInputError(
            field_name, N_("The file is not what its name says (%(ending)s)."), ending=ending
        )
    raise InvalidInputError(
        field_name, N_("Attach a PDF, Word, Excel, PNG, JPEG, text or e-mail file.")
    )


def _holds(content: bytes, member: str) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        return False  # damaged, of an unknown version, cut short, or with names that are no text
    return member in names and "[Content_Types].xml" in names


def _is_text(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not CONTROL.search(content)


def _is_mail(content: bytes) -> bool:
    """Whether it begins with the headers of a mail; its text may be in any character set."""
    return b"\0" not in content and bool(MAIL.match(content))
