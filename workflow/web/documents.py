"""Word files that go out: a proposal for capital, and the letters of a lead office."""

from __future__ import annotations

import io

from flask import Blueprint, send_file
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from states.definition import LANGUAGES
from workflow.documents import letters as letters_written
from workflow.documents import proposals as written
from workflow.pages import documents, letters
from workflow.pages.letters import LETTERS
from workflow.web import language
from workflow.web.access import Who, door
from workflow.web.services import now, reader, reading

blueprint = Blueprint("documents", __name__)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.get("/procedures/<key>/word")
@door(Who.ANYONE)
def blank(key: str) -> ResponseReturnValue:
    """The form of a Sector as a Word file, with nothing written in it yet."""
    with reading() as session:
        page = documents.blank_text(session, key, now(), language.current())
    return word_file(written.proposal_word(page, language.current()), written.file_name(page))


@blueprint.get("/drafts/<draft_id>/word")
@door(Who.PROPOSERS)
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


@blueprint.get(
    f"/cases/<number>/letters/<any({','.join(LETTERS)}):letter>/<any({','.join(LANGUAGES)}):code>"
)
@door(Who.OFFICERS)
def letter(number: str, letter: str, code: str) -> ResponseReturnValue:
    """A letter of the lead office in one of the six languages, filled from the case."""
    with force_locale(code), reading() as session:
        page = letters.letter_page(session, number, letter, reader(), now(), code)
        content = letters_written.letter_word(page, code, now())
    return word_file(content, letters_written.file_name(page, code))
