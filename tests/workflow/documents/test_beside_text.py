"""Whatever a Word file holds is read or listed: nothing in it disappears silently."""

from __future__ import annotations

import io
from collections.abc import Iterator

import docx
import pytest
from flask import Flask
from flask_babel import Babel

from tests.word_files import W, with_parts
from tests.workflow.documents.test_damaged import FORMS
from workflow.documents import archives, reading
from workflow.rules.errors import InvalidInputError

M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"


@pytest.fixture(scope="module", autouse=True)
def words() -> Iterator[None]:
    app = Flask("documents")
    Babel(app)
    with app.app_context():
        yield


def paragraph(inside: str) -> str:
    return f"<w:p>{inside}</w:p>"


def run(inside: str) -> str:
    return f"<w:r>{inside}</w:r>"


def text(words: str) -> str:
    return run(f"<w:t xml:space='preserve'>{words}</w:t>")


def part(name: str, inside: str) -> bytes:
    spaces = f"xmlns:w='{W}' xmlns:m='{M}' xmlns:mc='{MC}' xmlns:v='urn:v'"
    return f"<w:{name} {spaces}>{inside}</w:{name}>".encode()


def read(body: str, **beside: bytes) -> reading.ReadProposal:
    target = io.BytesIO()
    docx.Document().save(target)
    head = paragraph(text("Title: Fields near schools"))
    parts = {archives.WORD: part("document", f"<w:body>{head}{body}</w:body>")}
    parts |= {f"word/{name}.xml": content for name, content in beside.items()}
    return reading.read_word("a.docx", with_parts(target.getvalue(), parts), FORMS, "R")


SCOPE = paragraph(text("Precise scope:"))


def test_notes_and_comments_are_listed_with_the_field_that_they_hang_on() -> None:
    reference = run('<w:footnoteReference w:id="2"/>')
    remark = run('<w:commentReference w:id="7"/>')
    body = SCOPE + paragraph(text("Schools only.") + reference + remark)
    body += paragraph(text("And pupils.") + run('<w:endnoteReference w:id="2"/>'))
    line = '<w:footnote w:id="0" w:type="separator"><w:p/></w:footnote>'
    found = read(
        body,
        footnotes=part(
            "footnotes",
            f'{line}<w:footnote w:id="2">{paragraph(text("As defined in law."))}</w:footnote>'
            f'<w:footnote w:id="3">{paragraph(text("Of nothing."))}</w:footnote>',
        ),
        endnotes=part("endnotes", f'<w:endnote w:id="2">{paragraph(text("See 2."))}</w:endnote>'),
        comments=part(
            "comments",
            f'<w:comment w:id="7" w:author="Ministry">{paragraph(text("Ask Health."))}</w:comment>',
        ),
    )
    assert found.texts["scope"] == "Schools only.\nAnd pupils."
    assert set(found.not_understood) == {
        "Footnote or endnote, Precise scope: As defined in law.",
        "Footnote or endnote: Of nothing.",
        "Footnote or endnote, Precise scope: See 2.",
        "Comment, Ministry, Precise scope: Ask Health.",
    }


def test_a_letterhead_is_listed_once_and_a_page_number_is_none() -> None:
    found = read(
        "",
        header1=part("hdr", paragraph(text("Ministry of Communications"))),
        header2=part("hdr", paragraph(text("Ministry of Communications"))),
        footer1=part("ftr", paragraph(text("7 / 9"))),
    )
    assert found.not_understood == ("Header or footer: Ministry of Communications",)


def test_a_text_box_is_read_and_its_paragraph_stays_whole() -> None:
    box = f"<v:box><w:txbxContent>{paragraph(text('Boxed.'))}</w:txbxContent></v:box>"
    both = (
        f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    )
    old = f"<mc:AlternateContent><mc:Choice/><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    for each in (both, old, f"<w:pict>{box}</w:pict>"):
        found = read(SCOPE + paragraph(text("Schools ") + run(each) + text("only.")))
        assert found.texts["scope"] == "Boxed.\nSchools only."
        assert found.not_understood == ()


def test_pictures_are_counted_and_formulas_listed() -> None:
    formula = "<m:oMath><m:f><m:r><m:t>E</m:t></m:r><m:r><m:t>d</m:t></m:r></m:f></m:oMath>"
    body = SCOPE + paragraph(text("Limit ") + formula) + paragraph(run("<w:drawing/>"))
    body += paragraph(run("<w:object/>"))
    found = read(body)
    assert found.texts["scope"] == "Limit Ed"
    assert found.not_understood == (
        "Formula, read as its bare signs: Ed",
        "2 pictures or drawings are not read; attach the file to keep them.",
    )


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        (
            "<w:ddList><w:result w:val='1'/><w:listEntry w:val='a'/><w:listEntry w:val='b'/></w:ddList>",
            "b",
        ),
        ("<w:checkBox><w:default w:val='0'/><w:checked/></w:checkBox>", "☒"),
        ("<w:checkBox><w:default w:val='0'/></w:checkBox>", "☐"),
        ("<w:sym w:font='Wingdings' w:char='F0FE'/>", "☒"),
        ("<w:sym w:font='Arial' w:char='00B5'/>", "µ"),
        ("<w:sym w:font='Symbol' w:char='F061'/>", "\ufffd"),
        ("<w:sym w:font='Symbol' w:char='x'/>", "\ufffd"),
        ("<w:sdt><w:sdtPr><w:checkbox/></w:sdtPr><w:sdtContent><w:r><w:t>☒</w:t></w:r></w:sdtContent></w:sdt>", "☒"),
        (
            "<w:sdt><w:sdtPr><w:tag w:val='own'/></w:sdtPr><w:sdtContent><w:t>theirs</w:t></w:sdtContent></w:sdt>",
            "theirs",
        ),
    ],
)  # fmt: skip
def test_old_forms_signs_and_frames_of_others_are_read(inside: str, said: str) -> None:
    found = read(SCOPE + paragraph(text("It is ") + run(inside)))
    assert (found.texts["scope"], found.not_understood) == (f"It is {said}", ())


def test_a_frame_that_still_calls_itself_empty_is_read_when_it_is_not() -> None:
    key = "<w:tag w:val='R:question_r_2023:scope'/><w:showingPlcHdr/>"
    frame = f"<w:sdt><w:sdtPr>{key}</w:sdtPr><w:sdtContent>{paragraph(text('%s'))}</w:sdtContent></w:sdt>"
    assert read(frame % "Schools only.").texts["scope"] == "Schools only."
    assert "scope" not in read(frame % "…").texts
    assert (
        read(frame.replace("R:question_r_2023:scope", "own") % "Click here.").not_understood == ()
    )


def test_what_stands_only_beside_the_text_is_not_called_an_empty_file() -> None:
    target = io.BytesIO()
    docx.Document().save(target)
    note = f'<w:footnote w:id="2">{paragraph(text("A word."))}</w:footnote>'
    content = with_parts(target.getvalue(), {"word/footnotes.xml": part("footnotes", note)})
    assert reading.read_word("a.docx", content, FORMS).not_understood == (
        "Footnote or endnote: A word.",
    )


def test_parts_beside_the_text_are_bounded() -> None:
    huge = b" " * (archives.LARGEST_PART // 2 + 1)
    with pytest.raises(InvalidInputError, match="larger than a text can be"):
        read("", header1=huge, header2=huge)
