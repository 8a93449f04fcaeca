"""Word files as people send them: read, filled in, damaged or made by hand for the tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

import docx
from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree

Change = Callable[[Document], None]
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def changed(content: bytes, change: Change) -> bytes:
    """The file after a person at a word processor changed it."""
    made = docx.Document(io.BytesIO(content))
    change(made)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def frames(made: Document) -> dict[str, etree._Element]:
    """The frames of the form by the name of their field."""
    return {
        one.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").get(qn("w:val")).rpartition(":")[2]: one
        for one in made.element.body.iter(qn("w:sdt"))
    }


def filled(content: bytes, texts: Mapping[str, str]) -> bytes:
    """The form with texts typed into its frames, a paragraph for each line."""

    def fill(made: Document) -> None:
        for name, text in texts.items():
            frame = frames(made)[name]
            properties, inside = frame.find(qn("w:sdtPr")), frame.find(qn("w:sdtContent"))
            for one in properties.findall(qn("w:showingPlcHdr")):
                properties.remove(one)
            for one in list(inside):
                inside.remove(one)
            for line in text.split("\n"):
                inside.append(typed(line))

    return changed(content, fill)


def without_frames(made: Document) -> None:
    """The file as a program leaves it that knows no frames: their content alone."""
    for frame in list(made.element.body.iter(qn("w:sdt"))):
        for one in frame.find(qn("w:sdtContent")):
            frame.addprevious(one)
        frame.getparent().remove(frame)


def typed(text: str) -> etree._Element:
    """A paragraph."""
    return xml(f"<w:p><w:r><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>")


def xml(text: str) -> etree._Element:
    """An element of a Word file from its text."""
    return etree.fromstring(text.replace(">", f" xmlns:w='{W}'>", 1))


def words_of(content: bytes) -> str:
    """Everything written in the file, a line for each paragraph."""
    body = docx.Document(io.BytesIO(content)).element.body
    return "\n".join(
        "".join(one.text or "" for one in each.iter(qn("w:t"))) for each in body.iter(qn("w:p"))
    )


def with_parts(content: bytes, parts: Mapping[str, bytes | None]) -> bytes:
    """The archive with other parts; None takes one out."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for one in old.infolist():
            if one.filename not in parts:
                new.writestr(one, old.read(one.filename))
        for name, part in parts.items():
            if part is not None:
                new.writestr(name, part)
    return target.getvalue()
