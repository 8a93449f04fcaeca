"""A proposal as a Word file for capital: the Sector's form with its text, made to be read back."""

from __future__ import annotations

from docx.oxml.xmlchemy import BaseOxmlElement
from flask_babel import gettext

from workflow.documents import word
from workflow.documents.word import FORM, PLACEHOLDER, Style
from workflow.pages import dates, labels
from workflow.pages.documents import PLACES, ProposalText, WordField
from workflow.rules.permissions import OFFICE_OF_SECTOR


def key_of(page: ProposalText, name: str) -> str:
    """What the frame of a field carries: Sector, edition and field."""
    return f"{page.sector}:{page.edition}:{name}"


def proposal_word(page: ProposalText, language: str) -> bytes:
    """The file; the form's words are in *language*, the text keeps its own."""
    made = word.document(language, title=page.title, at=page.at)
    word.append(made, word.frame(_head(page, language), key=FORM, label="Intersector"))
    for one in page.places:
        word.append(made, *_field(page, one, gettext(one.label), language))
    for one in page.fields:
        word.append(made, *_field(page, one, one.label, language))
    return word.to_bytes(made)


def _head(page: ProposalText, language: str) -> list[BaseOxmlElement]:
    title, note = Style(name="Title", language=language), Style(name="Note", language=language)
    lines = [
        word.paragraph(page.form, title),
        word.paragraph(page.source, Style(name="Note", language="en")),
        word.paragraph(
            labels.separator().join(_standing(page, language)),
            Style(name="Normal", language=language),
        ),
    ]
    if not page.number:
        told = gettext(
            "Write in the frames only: each carries the name of its field, so that this file can "
            "be read back into the draft. Changes that Word tracks are read as accepted."
        )
        lines.append(word.paragraph(told, note))
    return lines


def _standing(page: ProposalText, language: str) -> tuple[str, ...]:
    """Whose text it is, which version, and of when."""
    if not page.member:
        return (gettext("Form to be filled in"),)
    version = (
        gettext("%(number)s, version %(version)s", number=page.number, version=page.version)
        if page.number
        else gettext("Draft, for the delegation only")
    )
    return page.member, version, dates.moment(page.at, language)


def _field(
    page: ProposalText, one: WordField, label: str, language: str
) -> tuple[BaseOxmlElement, BaseOxmlElement]:
    """What the form says of a field, and the frame with its text."""
    note = Style(name="Note", language=language)
    asked = label if not one.required else f"{label} ({gettext('needed before submission')})"
    said = [word.paragraph(asked, Style(name="Heading 1", language=language))]
    if one.help:
        said.append(word.paragraph(one.help, note))
    if one.basis:
        said.append(word.paragraph(one.basis, Style(name="Note", language="en")))
    if not one.read:
        mark = gettext("default of this installation, to be confirmed")
        said.append(word.paragraph(mark, note))
    own = one.kind in ("text", "line", "date") and one.name not in PLACES
    answer = Style(name="Answer", language=page.language if own else language)
    text = _shown(one)
    frame = word.frame(
        [word.paragraph(line, answer) for line in (text or PLACEHOLDER).split("\n")],
        key=key_of(page, one.name),
        label=label,
        options=[(code, gettext(words)) for code, words in one.options],
        empty=not text,
    )
    return word.frame(said, key=FORM, label=label), frame


def _shown(one: WordField) -> str:
    """What was written, or the words of what was chosen."""
    words = dict(one.options).get(one.text)
    return gettext(words) if words else one.text


def file_name(page: ProposalText) -> str:
    """What the file is called: the case with its version, the office of a draft, the Sector of a form."""
    if page.number:
        return f"{page.number}-v{page.version}.docx"
    if not page.member:
        return f"form-ITU-{page.sector}-{page.language}.docx"
    return f"draft-{OFFICE_OF_SECTOR[page.sector]}-{page.at:%Y%m%d-%H%M}.docx"
