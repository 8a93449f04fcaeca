"""Word files of a proposal: out for capital, and back in."""

from __future__ import annotations

import io

from flask import Blueprint, send_file
from flask.typing import ResponseReturnValue

from workflow.documents import proposals as written
from workflow.pages import documents
from workflow.web import language
from workflow.web.access import Who, door
from workflow.web.services import reader, reading

blueprint = Blueprint("documents", __name__)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.get("/drafts/<draft_id>/word")
@door(Who.DELEGATIONS)
def draft(draft_id: str) -> ResponseReturnValue:
    """A draft as a Word file, to be filled in at capital and read back."""
    with reading() as session:
        page = documents.draft_text(session, draft_id, reader(), language.current())
    return word_file(written.proposal_word(page, language.current()), written.file_name(page))


@blueprint.get("/cases/<number>/versions/<int:version>/word")
@door(Who.ANYONE)
def submitted(number: str, version: int) -> ResponseReturnValue:
    """A submitted version as a Word file."""
    with reading() as session:
        page = documents.version_text(session, number, version, reader(), language.current())
    return word_file(written.proposal_word(page, language.current()), written.file_name(page))


def word_file(content: bytes, name: str) -> ResponseReturnValue:
    """A Word file as a download that nobody else keeps."""
    response = send_file(
        io.BytesIO(content),
        mimetype=WORD,
        as_attachment=True,
        download_name=name,
        etag=False,
        conditional=False,
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response
