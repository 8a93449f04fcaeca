"""The words of a Word file once every tracked change is accepted."""

from __future__ import annotations

import pytest

from tests.word_files import xml
from workflow.documents import accepted_text
from workflow.rules.errors import InvalidInputError

NUMBERING = xml(
    "<w:numbering>"
    '<w:abstractNum w:abstractNumId="4">'
    '<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/></w:lvl>'
    "</w:abstractNum>"
    '<w:abstractNum w:abstractNumId="5"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/>'
    '<w:lvlText w:val="x"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="4"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="5"/></w:num>'
    "</w:numbering>"
)


def said(inside: str) -> list[str]:
    body = xml(f"<w:document><w:body>{inside}</w:body></w:document>")
    return [one.text for one in accepted_text.paragraphs(body, NUMBERING)]


def listed(text: str, level: int, number: int) -> str:
    place = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return f"<w:p><w:pPr>{place}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        (
            ("<w:p><w:r><w:t>Within </w:t></w:r><w:del><w:r><w:delText>two</w:delText></w:r></w:del>"
            "<w:ins><w:r><w:t>three</w:t></w:r></w:ins><w:r><w:t> years</w:t></w:r></w:p>"),
            ["Within three years"],
        ),
        (
            ("<w:p><w:moveFrom><w:r><w:t>Here</w:t></w:r></w:moveFrom>"
            "<w:moveTo><w:r><w:t>There</w:t></w:r></w:moveTo></w:p>"),
            ["There"],
        ),
        (
            ("<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>One </w:t></w:r></w:p>"
            "<w:p><w:r><w:t>line</w:t></w:r></w:p>"),
            ["One line"],
        ),
        (
            ("<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Scope</w:t></w:r></w:p></w:tc></w:tr>"
            "<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>Gone</w:t></w:r></w:p></w:tc></w:tr>"
            "</w:tbl>"),
            ["Scope"],
        ),
        (
            ('<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText></w:r>'
            "<w:hyperlink><w:r><w:t>a link</w:t></w:r></w:hyperlink></w:p>"),
            ["a link"],
        ),
        ("<w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t></w:r></w:p>", ["a\nb\tc"]),
        (
            listed("first", 0, 1) + listed("inner", 1, 1) + listed("other", 1, 1)
            + listed("second", 0, 1) + listed("point", 0, 2) + listed("unknown", 0, 9),
            ["1. first", "a) inner", "b) other", "2. second", "– point", "unknown"],
        ),
    ],
)  # fmt: skip
def test_a_text_reads_as_if_every_change_were_accepted(inside: str, words: list[str]) -> None:
    assert said(inside) == words


def test_a_text_nested_beyond_measure_is_damaged() -> None:
    deep = "<w:ins>" * 150 + "<w:r><w:t>x</w:t></w:r>" + "</w:ins>" * 150
    with pytest.raises(InvalidInputError, match="damaged"):
        said(f"<w:p>{deep}</w:p>")


def test_more_words_than_a_form_can_hold_are_not_read() -> None:
    line = f"<w:p><w:r><w:t>{'x' * 10_000}</w:t></w:r></w:p>"
    most = accepted_text.LONGEST_TEXT // 10_000
    assert len(said(line * most)) == most
    with pytest.raises(InvalidInputError, match="larger than a text can be"):
        said(line * (most + 1))
