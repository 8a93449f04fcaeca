"""Reading a proposal out of a Word file: fields by the keys of their frames, else by their labels."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NoReturn

from flask_babel import force_locale, get_locale, gettext

from states.definition import KINDS, LANGUAGES, FormField, Procedure
from workflow.documents import accepted_text, archives, beside_text
from workflow.documents.accepted_text import Paragraph, Words
from workflow.documents.beside_text import Note
from workflow.documents.word import FORM, PLACEHOLDER
from workflow.pages import labels
from workflow.pages.documents import PLACES
from workflow.rules.errors import InvalidInputError
from workflow.rules.language_marks import N_

KEY = re.compile(r"([RTDX]):(\w+):(\w+)\Z")
"""Sector, edition and field, as `documents.proposals.key_of` writes them."""
Forms = Mapping[str, Procedure]
"""The editions of the day by Sector."""
FIRST = ("title", "question_text")
"""The texts that are in the proposal's own language, whatever is quoted elsewhere."""
LONGEST_LABEL = 400
"""Nothing longer is compared with the words of the form."""
NUMBERED = re.compile(r"^[\d.()\s]*(.*?)[\s:：.؛\-–—]*$", re.DOTALL)
AFTER_LABEL = re.compile(r"^(.{2,80}?)\s*[:：]\s+(.+)$", re.DOTALL)
GROUP = re.compile(r"\bSG\s*(\d{1,2})\b|^\s*(\d{1,2})\s*$", re.IGNORECASE)
SCRIPTS = (("ar", "\u0600-\u06ff"), ("zh", "\u4e00-\u9fff"), ("ru", "\u0400-\u04ff"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadProposal:
    """What a file says. `not_understood` are its words that belong to no field, one entry a paragraph.

    `by_label` names the fields that had lost their frames; `sector` and `edition`, which the frames
    carry, are empty when all had. `form` is the edition by which it was read.
    """

    form: Procedure
    sector: str
    edition: str
    texts: Mapping[str, str]
    by_label: frozenset[str]
    not_understood: tuple[str, ...]
    language: str


def read_word(name: str, content: bytes, forms: Forms, sector: str = "") -> ReadProposal:
    """What the file holds for the form of that Sector; without one, for that of *forms* that it is of.

    Raises InvalidInputError for a bad file, and for the form of another Sector.
    """
    parts = archives.open_word(name, content)
    words = accepted_text.read(parts.text, parts.numbering)
    found, notes = words.paragraphs, tuple(beside_text.notes(parts.beside))
    if not notes and not any(one.text for one in found):
        raise InvalidInputError(archives.FIELD, N_("No text was found in this file."))
    return _of_sector(words, notes, forms, sector)


def read_text(text: str, forms: Forms, sector: str = "") -> ReadProposal:
    """What a plain text, such as a mail's, says under the labels of the form."""
    lines = [Paragraph([accepted_text.Piece("", line.strip())]) for line in text.splitlines()]
    return _of_sector(Words(lines, [], 0), (), forms, sector)


def _of_sector(words: Words, notes: Iterable[Note], forms: Forms, sector: str) -> ReadProposal:
    chosen = [forms[sector]] if sector else forms.values()
    read = [_by_form(words, notes, one) for one in chosen]
    own = next((one for one in read if one.sector in ("", one.form.sector)), None)
    if own is None:
        raise InvalidInputError(
            archives.FIELD,
            N_("This is the form of %(sector)s, which is not read here.")
            if not sector
            else N_("This is the form of %(sector)s; read it into a new draft for that Sector."),
            sector=labels.sector(read[0].sector),
        )
    return own if own.sector else max(read, key=lambda one: len(one.texts))


def _by_form(words: Words, notes: Iterable[Note], procedure: Procedure) -> ReadProposal:
    """What the words say of the fields of that edition's form."""
    reader = _Reader(procedure)
    for one in words.paragraphs:
        reader.take(one)
    texts, strangers = reader.chosen()
    beside = beside_text.told(notes, reader.hung_on(), words)
    return ReadProposal(
        form=procedure,
        sector=reader.sector,
        edition=reader.edition,
        texts=texts,
        by_label=frozenset(reader.by_label & texts.keys()),
        not_understood=(*strangers, *reader.loose, *beside),
        language=_language(" ".join(texts.get(name, "") for name in FIRST), reader.tags),
    )


def folded(text: str) -> str:
    """Words as labels are compared: no case, no number before, no point or colon after."""
    if len(text) > LONGEST_LABEL:
        return text
    known = NUMBERED.match(unicodedata.normalize("NFKC", text))
    words = known.group(1) if known else text
    return " ".join(words.casefold().split())


def with_latin_digits(text: str) -> str:
    """The text with every digit, of whatever script, as a Latin one."""
    return "".join(
        str(unicodedata.decimal(one)) if unicodedata.decimal(one, None) is not None else one
        for one in text
    )


class _Reader:
    """Gathers what belongs to each field, paragraph by paragraph."""

    def __init__(self, procedure: Procedure) -> None:
        self.procedure = procedure
        self.fields: Mapping[str, FormField] = {one.name: one for one in procedure.fields}
        self.sector, self.edition = "", ""
        self.texts: dict[str, list[str]] = {}
        self.by_label: set[str] = set()
        self.loose: list[str] = []
        self.tags: list[str] = []
        self._notes: dict[tuple[str, str], str] = {}
        self._labels = dict(_labels(procedure))
        self._said_by_form = set(_said_by_form(procedure))
        self._under = ""

    def take(self, one: Paragraph) -> None:
        """Take in a paragraph: what stands in frames first, the rest under the last label."""
        keyed: dict[str, str] = {}
        loose = ""
        notes: dict[tuple[str, str], str] = {}
        for piece in one.pieces:
            name = self._field_of(piece.key)
            if piece.note is not None:
                notes[piece.note] = name or ""
            elif name is None:
                loose += piece.text
            elif name:
                keyed[name] = keyed.get(name, "") + piece.text
                self.tags.append(piece.language)
            else:
                self._under = ""
        for name, text in keyed.items():
            if text.strip() != PLACEHOLDER:
                self.texts.setdefault(name, []).append(text.rstrip())
            self._under = ""
        under = self._take_loose(loose.strip(), blank=not keyed)
        self._notes |= {note: name or under for note, name in notes.items()}

    def hung_on(self) -> dict[tuple[str, str], str]:
        """What the fields are called on which notes hang."""
        return {note: self._label(name) for note, name in self._notes.items() if name}

    def _field_of(self, key: str) -> str | None:
        """The field of that key; empty for the form's own words, None for a key that is no field's."""
        if key == FORM:
            return ""
        found = KEY.match(key)
        if found is None:
            return None
        sector, edition, name = found.groups()
        self.sector, self.edition = self.sector or sector, self.edition or edition
        return name if name in self.fields or name in PLACES else None

    def _take_loose(self, text: str, *, blank: bool) -> str:
        """Take in words outside of frames; the field to which they went, if any."""
        if not text or text == PLACEHOLDER:
            if blank and self._under in self.texts:
                self.texts[self._under].append("")
            return self._under
        name = self._labels.get(folded(text))
        rest = ""
        if name is None and (parts := AFTER_LABEL.match(text)):
            name, rest = self._labels.get(folded(parts.group(1))), parts.group(2)
        if name is not None:
            self._under = name
            self.by_label.add(name)
            if rest:
                self._add_loose(rest)
            return name
        if folded(text) in self._said_by_form:
            return ""
        under = self._under
        if under:
            self._add_loose(text)
        else:
            self.loose.append(text)
        return under

    def _add_loose(self, text: str) -> None:
        """A paragraph under a label; all but long texts have one."""
        self.texts.setdefault(self._under, []).append(text)
        field = self.fields.get(self._under)
        if field is None or field.kind != "text":
            self._under = ""

    def chosen(self) -> tuple[dict[str, str], list[str]]:
        """The texts by field, choices as their codes; and the answers that are none of the choices."""
        texts, strangers = {}, []
        for name, lines in self.texts.items():
            text = "\n".join(lines).strip()
            if not text:
                continue
            code = self._code(name, text)
            if code:
                texts[name] = code
            else:
                strangers.append(f"{self._label(name)}: {text}")
        return texts, strangers

    def _label(self, name: str) -> str:
        """What the field is called in the reader's language."""
        locale = get_locale()
        words = self.procedure.labels[locale.language if locale else "en"].fields
        return words[name] if name in words else gettext(PLACES[name])

    def _code(self, name: str, text: str) -> str:
        """What is stored for what was written; empty when it is none of the choices."""
        field = self.fields.get(name)
        if name == "kind":
            return _kinds().get(folded(text), "")
        if name == "study_group":
            found = GROUP.search(with_latin_digits(text))
            number = (found.group(1) or found.group(2)) if found else ""
            return f"{self.procedure.sector}:SG{int(number)}" if number else ""
        if name == "question":
            return with_latin_digits(text)
        if field is not None and field.kind == "choice":
            return _choices(self.procedure, field).get(folded(text), "")
        if field is not None and field.kind == "date":
            return with_latin_digits(text)
        return text


def _labels(procedure: Procedure) -> Iterator[tuple[str, str]]:
    """What each field is called in each of the six languages, without and with what is asked of it."""
    for language in LANGUAGES:
        words = procedure.labels[language]
        with force_locale(language):
            needed = gettext("needed before submission")
            places = [(name, gettext(label)) for name, label in PLACES.items()]
        for name, label in [*places, *words.fields.items()]:
            yield folded(label), name
            yield folded(f"{label} ({needed})"), name


def _said_by_form(procedure: Procedure) -> Iterator[str]:
    """What the form itself says beside its labels: not an answer, wherever its frame went."""
    for language in LANGUAGES:
        words = procedure.labels[language]
        with force_locale(language):
            yield folded(gettext("default of this installation, to be confirmed"))
        yield folded(words.title)
        yield from (folded(one) for one in words.help.values())
    yield from (folded(one.basis.text) for one in procedure.fields)
    yield folded(procedure.source)


def _kinds() -> dict[str, str]:
    found = {one: one for one in KINDS}
    for language in LANGUAGES:
        with force_locale(language):
            found |= {folded(gettext(labels.KINDS[one])): one for one in KINDS}
    return found


def _choices(procedure: Procedure, field: FormField) -> dict[str, str]:
    """Each choice by its code and by its words in each of the six languages."""
    found = {folded(one): one for one in field.choices}
    for language in LANGUAGES:
        words = procedure.labels[language].choices
        found |= {folded(words.get(one, one)): one for one in field.choices}
    return found


def _language(text: str, tags: Iterable[str]) -> str:
    """The language a text seems to be in: by its letters, else as Word marked most of it."""
    letters = sum(one.isalpha() for one in text)
    for language, span in SCRIPTS:
        if letters and len(re.findall(f"[{span}]", text)) * 2 > letters:
            return language
    marked = [one[:2].lower() for one in tags if one[:2].lower() in ("en", "fr", "es")]
    return max(set(marked), key=marked.count) if marked else ""


def refuse_other_office(found: ReadProposal) -> NoReturn:
    """Refuse the form of a Sector that another office leads."""
    raise InvalidInputError(
        archives.FIELD,
        N_("This is the form of %(sector)s; its lead office registers it."),
        sector=labels.sector(found.form.sector),
    )
