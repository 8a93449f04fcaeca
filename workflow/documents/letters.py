"""The letters of a lead office as Word files: marked as drafts until what they tell is recorded."""

from __future__ import annotations

import datetime as dt

from docx.oxml.xmlchemy import BaseOxmlElement
from flask_babel import gettext

from workflow.documents import word
from workflow.documents.word import Style
from workflow.pages import dates, labels
from workflow.pages.letters import Letter
from workflow.rules import deadlines


def letter_word(letter: Letter, language: str, now: dt.datetime) -> bytes:
    """The letter in *language*, which is also the current one."""
    made = word.document(
        language, title=f"{gettext(letter.label)} {letter.number}", at=letter.signed_at or now
    )
    plain = Style(name="Normal", language=language)
    word.append(made, *_head(letter, language))
    says = {"acknowledgement": _acknowledges, "opening": _opens, "result": _tells}[letter.code]
    word.append(made, *(word.paragraph(line, plain) for line in says(letter, language)))
    word.append(
        made,
        word.paragraph("", plain),
        word.paragraph(
            gettext("Director of the %(office)s", office=gettext(labels.OFFICES[letter.office])),
            plain,
        ),
    )
    if letter.annex is not None:
        word.append(made, *_annex(letter, language))
    return word.to_bytes(made)


def file_name(letter: Letter, language: str) -> str:
    """What the file is called; a draft says so in its name."""
    draft = "" if letter.signed_at else "-draft"
    return f"{letter.number}-{letter.code}-{language}{draft}.docx"


def _head(letter: Letter, language: str) -> list[BaseOxmlElement]:
    plain = Style(name="Normal", language=language)
    standing = (
        gettext("Recorded on %(day)s", day=dates.moment(letter.signed_at, language))
        if letter.signed_at
        else gettext("DRAFT, not signed. For the office only; nothing is announced before.")
    )
    return [
        word.paragraph(
            standing, Style(name="Note" if letter.signed_at else "Mark", language=language)
        ),
        word.paragraph(gettext(labels.OFFICES[letter.office]), plain),
        word.paragraph(
            gettext("Reference: %(reference)s", reference=letter.reference or "…"), plain
        ),
        word.paragraph(gettext(letter.label), Style(name="Title", language=language)),
        word.paragraph(
            f"{letter.number} · {letter.title}", Style(name="Heading 1", language=language)
        ),
    ]


def _acknowledges(letter: Letter, language: str) -> list[str]:
    lines = [
        gettext("To the Administration of: %(member)s", member=letter.member)
        if letter.of_a_state
        else gettext("To: %(member)s", member=letter.member),
        gettext(
            "We acknowledge receipt of your proposal (%(kind)s), submitted on %(day)s. It bears the "
            "number %(number)s; its text is fixed as version %(version)s.",
            kind=gettext(letter.kind),
            day=dates.moment(letter.submitted_at, language),
            number=letter.number,
            version=letter.version,
        ),
    ]
    if letter.study_group:
        lines.append(gettext("It is for %(body)s.", body=letter.study_group))
    if letter.screened_until:
        lines.append(
            gettext(
                "It is screened for close texts until %(instant)s.",
                instant=_instant(letter.screened_until, language),
            )
        )
    return [
        *lines,
        gettext(
            "You see every finding first and may reply; your reply travels with the proposal. No "
            "answer holds it. You may withdraw it without giving reasons until the decision."
        ),
    ]


def _opens(letter: Letter, language: str) -> list[str]:
    return [
        gettext("To the Administrations of the Member States of ITU"),
        gettext(
            "The Member States are consulted on the text annexed (%(number)s, version %(version)s), "
            "proposed by %(member)s.",
            number=letter.number,
            version=letter.version,
            member=letter.member,
        ),
        *_rule(letter),
        gettext(
            "Replies are due by %(instant)s.",
            instant=_instant(letter.closes_at, language) if letter.closes_at else "…",
        ),
        gettext("A Member State that objects gives its reasons."),
    ]


def _tells(letter: Letter, language: str) -> list[str]:
    ended = _instant(letter.closes_at, language) if letter.closes_at else "…"
    return [
        gettext("To the Administrations of the Member States of ITU"),
        gettext(
            "The consultation on the text proposed by %(member)s ended at %(instant)s.",
            member=letter.member,
            instant=ended,
        ),
        *_rule(letter),
        gettext("Result: %(outcome)s", outcome=gettext(letter.outcome)),
        *(gettext(message, **params) for message, params in letter.arithmetic),
        *([gettext("Replies by name")] if letter.named else []),
        *(
            gettext("%(member)s: %(answer)s", member=member, answer=gettext(words))
            for member, words in letter.named
        ),
    ]


def _rule(letter: Letter) -> list[str]:
    lines = [f"{letter.rule} ({letter.basis})"]
    if not letter.basis_read:
        lines.append(gettext("default of this installation, to be confirmed"))
    return lines


def _instant(value: dt.datetime, language: str) -> str:
    """A deadline as the pages show it: 23:59 of its last day in Geneva."""
    shown = deadlines.shown_at(value)
    words: str = gettext(
        "%(time)s on %(day)s (Geneva)",
        time=shown.strftime("%H:%M"),
        day=dates.day(shown.date(), language),
    )
    return words


def _annex(letter: Letter, language: str) -> list[BaseOxmlElement]:
    """The text consulted on, field by field, in its own language."""
    text = letter.annex
    assert text is not None  # noqa: S101 - asked for only where there is one
    found = [word.paragraph(gettext("Annex"), Style(name="Title", language=language))]
    for one in text.fields:
        if not one.text:
            continue
        own = not one.options
        found.append(word.paragraph(one.label, Style(name="Heading 1", language=language)))
        shown = dict(one.options).get(one.text, one.text)
        style = Style(name="Normal", language=text.language if own else language)
        found += [word.paragraph(line, style) for line in shown.split("\n")]
    return found
