"""Files: what is not what it says, too large, empty or oddly named is refused at its field."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from states.definition import LANGUAGES
from tests.scene import Opened, Scene
from tests.web import returned
from tests.world import World
from workflow.handlers import attachments
from workflow.rules.commands.proposals import AttachFile
from workflow.rules.errors import InvalidInputError
from workflow.store.models import Attachment, AttachmentChunk

PDF = b"%PDF-1.7\nwords"
NOT_IT = "The file is not what its name says ({})."
KINDS = "Attach a PDF, Word, Excel, PNG, JPEG, text or e-mail file."


def archive(*names: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for name in names:
            packed.writestr(name, "x")
    return target.getvalue()


def altered(content: bytes, offset: int, value: bytes) -> bytes:
    """The archive with another value at that offset of its first entry in the directory."""
    at = content.index(b"PK\x01\x02") + offset
    return content[:at] + value + content[at + len(value) :]


WORD = archive("[Content_Types].xml", "word/document.xml")
EXCEL = archive("[Content_Types].xml", "xl/workbook.xml")


def attach(world: World, name: str, content: bytes, language: str = "en") -> TestResponse:
    browser = world.client("delegate", language)
    file = FileStorage(io.BytesIO(content), name, "document")
    boundary, body = encode_multipart({"csrf_token": browser.token(), "document": file})
    return browser.client.post(
        f"/{language}/drafts/{world.draft()}/documents",
        data=body,
        content_type=f"multipart/form-data; boundary={boundary}",
        headers={"Host": "localhost"},
    )


def kept(world: World) -> tuple[int, int]:
    with world.database.reading() as session:
        files = session.scalars(select(func.count()).select_from(Attachment)).one()
        return files, session.scalars(select(func.count()).select_from(AttachmentChunk)).one()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", PDF), ("A.PDF", PDF), ("a.docx", WORD), ("a.xlsx", EXCEL),
        ("figure-1.png", b"\x89PNG\r\n\x1a\nx"), ("a.jpg", b"\xff\xd8\xffx"), ("a.jpeg", b"\xff\xd8\xffx"),
        ("a.txt", "Ωmega\n".encode()), ("a.eml", b"From: a@example.org\r\n\r\nWords"),
    ],
)  # fmt: skip
def test_a_file_that_is_what_it_says_is_kept(world: World, name: str, content: bytes) -> None:
    assert (attach(world, name, content).status_code, kept(world)) == (302, (1, 1))


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.pdf", b"<html>", NOT_IT.format("pdf")),
        ("a.pdf", WORD, NOT_IT.format("pdf")),
        ("a.docx", b"PK\x03\x04 and then nothing", NOT_IT.format("docx")),
        ("a.docx", EXCEL, NOT_IT.format("docx")),
        ("a.docx", archive("word/document.xml"), NOT_IT.format("docx")),
        ("a.docx", altered(WORD, 6, b"\xc8"), NOT_IT.format("docx")),  # a version to come
        ("a.docx", altered(altered(WORD, 8, b"\x00\x08"), 46, b"\xff"), NOT_IT.format("docx")),
        ("a.docx", WORD[:-10], NOT_IT.format("docx")),
        ("a.xlsx", PDF, NOT_IT.format("xlsx")),
        ("a.txt", b"a\0b", NOT_IT.format("txt")),
        ("a.txt", b"\xff\xfe", NOT_IT.format("txt")),
        ("figure-1.png", b"GIF89a", NOT_IT.format("png")),
        ("a.html", b"<script>", KINDS),
        ("a.svg", b"<svg/>", KINDS),
        ("a.exe", b"MZ", KINDS),
        ("a.pdf.exe", PDF, KINDS),
        ("a.zip", WORD, KINDS),
        ("a.doc", b"\xd0\xcf\x11\xe0", KINDS),
        ("pdf", PDF, KINDS),
        ("a.", PDF, KINDS),
        ("a.pdf ", PDF, KINDS),
        ("a.pdf", b"", "The file is empty."),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_at_its_field(
    world: World, name: str, content: bytes, sentence: str
) -> None:
    answer = attach(world, name, content)
    assert (answer.status_code, returned.said(answer.text)) == (422, {"document": [sentence]})
    assert returned.summary(answer.text)[0][0] == "document"
    assert kept(world) == (0, 0)


@pytest.mark.parametrize("sent", [{}, {"document": "only words"}, {"document": ""}])
def test_no_file_at_all_is_said_at_its_field(world: World, sent: dict[str, str]) -> None:
    answer = world.client("delegate").post(f"/drafts/{world.draft()}/documents", sent)
    assert (answer.status_code, list(returned.said(answer.text))) == (422, ["document"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_byte_too_many_is_said_at_the_field_and_many_on_a_page(
    database_url: str, language: str
) -> None:
    world = World(database_url, attachment_bytes=1024 * 1024)
    largest = PDF + b"x" * (1024 * 1024 - len(PDF))
    answers = [
        attach(world, "a.pdf", content, language)
        for content in (largest, largest + b"x", largest * 3)
    ]
    stored = kept(world)
    world.close()
    assert [one.status_code for one in answers] == [302, 422, 413]
    (sentence,) = returned.said(answers[1].text)["document"]
    assert "1" in sentence
    assert f'<html lang="{language}"' in answers[2].text
    assert stored == (1, 4)


def test_at_most_twenty_documents_are_attached(world: World) -> None:
    draft = world.draft()
    for _ in range(20):
        world.act("delegate", AttachFile(draft_id=draft, name="a.pdf", content=PDF))
    with pytest.raises(InvalidInputError, match="at most 20 documents"):
        world.act("delegate", AttachFile(draft_id=draft, name="a.pdf", content=PDF))


def test_the_bureau_enters_a_reply_only_with_the_letter(prepared: tuple[Scene, Opened]) -> None:
    scene, world = prepared
    path = f"/consultations/{scene['running_consultation']}"
    sent = {"member": "XFC", "position": "object", "reasons": "Said so in the letter."}
    officer = world.client("officer")
    answer = officer.post(path, sent)
    assert list(returned.said(answer.text)) == ["letter"]
    assert returned.held(answer.text)["reasons"].strip() == sent["reasons"]
    answer = officer.post(path, {**sent, "letter": (io.BytesIO(b"MZ"), "letter.exe")})
    assert returned.said(answer.text) == {"letter": [KINDS]}
    answer = officer.post(path, {**sent, "letter": (io.BytesIO(PDF), "letter.pdf")})
    assert answer.status_code == 302


@given(
    st.lists(st.tuples(st.integers(0, len(WORD) - 1), st.integers(0, 255)), min_size=1, max_size=4)
)
@settings(deadline=None, max_examples=300)
def test_no_damage_to_an_archive_breaks_the_check(changes: list[tuple[int, int]]) -> None:
    damaged = bytearray(WORD)
    for at, value in changes:
        damaged[at] = value
    assert attachments._holds(bytes(damaged), "word/document.xml") in (True, False)
