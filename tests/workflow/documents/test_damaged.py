"""Whatever is done to a Word file or an e-mail, it is read or refused with a reason; nothing else."""

from __future__ import annotations

import io
from collections.abc import Iterator
from email.message import EmailMessage

import docx
import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.word_files import with_parts
from workflow.documents import archives, mails, reading
from workflow.rules.errors import InvalidInputError
from workflow.store import editions

Changes = list[tuple[int, int]]
CHANGES = st.lists(
    st.tuples(st.integers(0, 1_000_000), st.integers(0, 255)), min_size=1, max_size=8
)


def word_file() -> bytes:
    made = docx.Document()
    for text in ("Title", "Fields near schools", "Precise scope:", "Schools only."):
        made.add_paragraph(text)
    made.add_table(2, 2).cell(0, 0).text = "Category"
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def mail() -> bytes:
    made = EmailMessage()
    made["From"], made["Subject"] = "Delegation <a@example.org>", "Предложение"
    made.set_content("Title: Fields")
    made.add_alternative("<p>Title: Fields</p>", subtype="html")
    made.add_attachment(b"PK", maintype="application", subtype="x", filename="файл.docx")
    return made.as_bytes()


WORD, MAIL = word_file(), mail()
TEXT = archives.open_word("a.docx", WORD)[0]


@pytest.fixture(scope="module", autouse=True)
def words() -> Iterator[None]:
    app = Flask("documents")
    Babel(app)
    with app.app_context():
        yield


FORMS = {
    sector: editions.shipped()[key]
    for sector, key in (
        ("R", "question_r_2023"), ("T", "question_t_2022"), ("D", "question_d_2022"),
    )
}  # fmt: skip


def damaged(content: bytes, changes: Changes) -> bytes:
    made = bytearray(content)
    for at, value in changes:
        made[at % len(made)] = value
    return bytes(made)


def is_read_or_refused(content: bytes) -> bool:
    try:
        return bool(reading.read_word("a.docx", content, FORMS))
    except InvalidInputError as error:
        return error.field_name == archives.FIELD


@given(CHANGES)
@settings(max_examples=60)
def test_no_damage_to_the_archive_breaks_the_reading(changes: Changes) -> None:
    assert is_read_or_refused(damaged(WORD, changes))


@given(CHANGES)
@settings(max_examples=60)
def test_no_damage_to_the_text_breaks_the_reading(changes: Changes) -> None:
    xml = archives.etree.tostring(TEXT)
    assert is_read_or_refused(with_parts(WORD, {archives.WORD: damaged(xml, changes)}))


@given(st.one_of(CHANGES, st.binary(max_size=400)))
@settings(max_examples=150)
def test_no_damage_to_an_e_mail_breaks_the_reading(changes: Changes | bytes) -> None:
    content = changes if isinstance(changes, bytes) else damaged(MAIL, changes)
    assert mail_is_read_or_refused(content)


def mail_is_read_or_refused(content: bytes) -> bool:
    try:
        return isinstance(mails.read_mail(content).text, str)
    except InvalidInputError as error:
        return error.field_name == archives.FIELD
