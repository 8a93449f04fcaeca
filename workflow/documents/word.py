"""Building blocks of a Word file: paragraphs that know their language and direction, frames with a key."""

from __future__ import annotations

import datetime as dt
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor

from workflow.pages.labels import RIGHT_TO_LEFT

TAGS = {
    "en": "en-GB", "fr": "fr-FR", "es": "es-ES", "ru": "ru-RU", "ar": "ar-SA", "zh": "zh-CN",
}  # fmt: skip
"""How Word names each of the six languages."""
FORM = "form"
"""The key of a frame whose words are the form's own: nobody types in it, and nothing is read from it."""
PLACEHOLDER = "…"
"""What an empty frame shows."""
LONGEST_TAG = 64
"""Word refuses a longer one."""
NOT_XML = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]")
_ARABIC = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_LEFT = "A-Za-z\u00c0-\u058f\u1e00-\u1fff\u3040-\u9fff"
_LEFT_LETTER = re.compile(f"[{_LEFT}]")
_RIGHT_RUN = re.compile(f"[{_ARABIC}](?:[^{_LEFT}]*[{_ARABIC}])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a paragraph is set: the name of a style of the file, and the language of its words."""

    name: str
    language: str


def document(language: str, *, title: str, at: dt.datetime) -> Document:
    """An empty A4 document whose own words are of that language; `at` is when its content was fixed."""
    made = docx.Document()
    properties = made.core_properties
    properties.author, properties.title = "Intersector", NOT_XML.sub("", title)[:250]
    properties.language, properties.comments = TAGS[language], ""
    properties.created = properties.modified = at.replace(tzinfo=None)
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2)
    if language in RIGHT_TO_LEFT:
        section._sectPr.append(OxmlElement("w:bidi"))  # noqa: SLF001 - the library has no name for it
    _styles(made)
    return made


def _styles(made: Document) -> None:
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(10.5)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:cs"), "Arial")
    fonts.set(qn("w:eastAsia"), "SimSun")
    for name, size in (("Title", 18), ("Heading 1", 13)):
        style = made.styles[name]
        style.font.name, style.font.size = "Arial", Pt(size)
        style.font.color.rgb = RGBColor(0x0B, 0x2D, 0x4E)
        own = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in list(own.attrib):
            if "heme" in str(attribute):
                del own.attrib[attribute]
        own.set(qn("w:cs"), "Arial")
    note = made.styles.add_style("Note", WD_STYLE_TYPE.PARAGRAPH)
    note.base_style, note.font.size = normal, Pt(9)
    note.font.color.rgb = RGBColor(0x4A, 0x55, 0x60)
    note.paragraph_format.space_after = Pt(2)
    mark = made.styles.add_style("Mark", WD_STYLE_TYPE.PARAGRAPH)
    mark.base_style, mark.font.bold, mark.font.size = normal, True, Pt(14)
    mark.font.color.rgb = RGBColor(0x9A, 0x2A, 0x12)
    answer = made.styles.add_style("Answer", WD_STYLE_TYPE.PARAGRAPH)
    answer.base_style = normal
    answer.paragraph_format.space_after = Pt(0)
    answer.element.get_or_add_pPr().append(_borders())


def _borders() -> BaseOxmlElement:
    borders = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "4"), ("color", "5B6B7A")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    return borders


def to_bytes(made: Document) -> bytes:
    """The file."""
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def runs_to_left(text: str) -> bool:
    """Whether the text is read from right to left, as its first letter says."""
    for one in text:
        strong = unicodedata.bidirectional(one)
        if strong in ("L", "R", "AL"):
            return strong != "L"
    return False


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces of one direction each; true for those read from right to left."""
    at = 0
    for found in _RIGHT_RUN.finditer(text):
        if found.start() > at:
            yield text[at : found.start()], False
        yield found.group(), True
        at = found.end()
    if at < len(text):
        yield text[at:], False


def paragraph(text: str, style: Style) -> BaseOxmlElement:
    """A paragraph; its direction is that of its first letter, of its language where it has none."""
    made = OxmlElement("w:p")
    properties = OxmlElement("w:pPr")
    named = OxmlElement("w:pStyle")
    named.set(qn("w:val"), style.name.replace(" ", ""))
    properties.append(named)
    words = NOT_XML.sub("", text)
    lettered = any(unicodedata.bidirectional(one) in ("L", "R", "AL") for one in words)
    mirrored = runs_to_left(words) if lettered else style.language in RIGHT_TO_LEFT
    if mirrored:
        properties.append(OxmlElement("w:bidi"))
    made.append(properties)
    for piece, leftwards in _pieces(words):
        # Brackets and figures turn with their paragraph; only Latin words keep their own direction.
        turned = leftwards or (mirrored and not _LEFT_LETTER.search(piece))
        made.append(_run(piece, style.language, leftwards=turned))
    return made


def _run(text: str, language: str, *, leftwards: bool) -> BaseOxmlElement:
    run = OxmlElement("w:r")
    properties = OxmlElement("w:rPr")
    if leftwards:
        properties.append(OxmlElement("w:rtl"))
    tag = OxmlElement("w:lang")
    kind = {"ar": "bidi", "zh": "eastAsia"}.get(language, "val")
    tag.set(qn(f"w:{kind}"), TAGS[language])
    properties.append(tag)
    run.append(properties)
    for number, line in enumerate(text.split("\n")):
        if number:
            run.append(OxmlElement("w:br"))
        words = OxmlElement("w:t")
        words.text = line
        words.set(qn("xml:space"), "preserve")
        run.append(words)
    return run


def frame(
    paragraphs: Iterable[BaseOxmlElement],
    *,
    key: str,
    label: str,
    options: Iterable[tuple[str, str]] = (),
    empty: bool = False,
) -> BaseOxmlElement:
    """A content control: what is typed in it carries the key. The form's own words are locked in it.

    With *options*, pairs of code and words, one of them is chosen; *empty* shows a placeholder.
    """
    made = OxmlElement("w:sdt")
    properties = OxmlElement("w:sdtPr")
    for name, value in (("alias", label), ("tag", key)):
        properties.append(_valued(name, NOT_XML.sub("", value)[:LONGEST_TAG]))
    properties.append(_valued("lock", "sdtContentLocked" if key == FORM else "sdtLocked"))
    if empty:
        properties.append(OxmlElement("w:showingPlcHdr"))
    chosen = list(options)
    if chosen:
        listing = OxmlElement("w:dropDownList")
        for code, words in chosen:
            item = OxmlElement("w:listItem")
            item.set(qn("w:displayText"), words)
            item.set(qn("w:value"), code)
            listing.append(item)
        properties.append(listing)
    content = OxmlElement("w:sdtContent")
    for one in paragraphs:
        content.append(one)
    made.append(properties)
    made.append(content)
    return made


def _valued(name: str, value: str) -> BaseOxmlElement:
    made = OxmlElement(f"w:{name}")
    made.set(qn("w:val"), value)
    return made


def append(made: Document, *elements: BaseOxmlElement) -> None:
    """Put elements at the document's end, before the properties of its section."""
    section = made.element.body.sectPr
    for one in elements:
        section.addprevious(one)
