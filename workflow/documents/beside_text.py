"""What a Word file holds beside its text: notes, comments, letterheads, formulas, pictures.

It belongs to no field and so is listed, each with the field that it hangs on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from flask_babel import gettext, ngettext
from lxml import etree

from workflow.documents import accepted_text
from workflow.documents.accepted_text import Words
from workflow.pages import labels
from workflow.rules.language_marks import N_

KINDS = {
    "footnotes": N_("Footnote or endnote"),
    "endnotes": N_("Footnote or endnote"),
    "comments": N_("Comment"),
}
LETTERHEAD = N_("Header or footer")
FORMULA = N_("Formula, read as its bare signs")


@dataclass(frozen=True, slots=True)
class Note:
    """Words beside the text, by the part that holds them; `author` of a comment alone."""

    part: str
    id: str
    author: str
    text: str


def notes(parts: Mapping[str, etree._Element]) -> Iterator[Note]:
    """Every footnote, endnote and comment, and what stands in headers and footers once."""
    once: set[str] = set()
    for name, root in sorted(parts.items()):
        part = name.removeprefix("word/").removesuffix(".xml")
        if part in KINDS:
            for one in root:
                if accepted_text.value_of(one, "type"):
                    continue  # the line between text and notes
                text = _text(one)
                if text:
                    author = accepted_text.value_of(one, "author")
                    yield Note(part, accepted_text.value_of(one, "id"), author, text)
        else:
            text = _text(root)
            if any(one.isalpha() for one in text) and text not in once:
                once.add(text)
                yield Note("", "", "", text)


def _text(root: etree._Element) -> str:
    read = accepted_text.paragraphs(root, None)
    return "\n".join(one.text for one in read if one.text).strip()


def told(found: Iterable[Note], places: Mapping[tuple[str, str], str], words: Words) -> list[str]:
    """A sentence for each; *places* are the fields that notes hang on, as their labels."""
    said = [
        _said(
            gettext(KINDS.get(one.part, LETTERHEAD)), one.author, places.get((one.part, one.id), "")
        )
        + one.text
        for one in found
    ]
    said += [_said(gettext(FORMULA)) + one for one in words.formulas if one.strip()]
    if words.pictures:
        said.append(
            ngettext(
                "%(num)d picture or drawing is not read; attach the file to keep it.",
                "%(num)d pictures or drawings are not read; attach the file to keep them.",
                words.pictures,
            )
        )
    return said


def _said(*parts: str) -> str:
    return labels.separator().join(one for one in parts if one) + ": "
