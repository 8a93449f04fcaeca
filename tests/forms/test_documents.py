"""Files sent to be read, and a proposal entered for its author: each goes into one command."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from werkzeug.datastructures import FileStorage

from forms.documents import IncomingForm, RegistrationForm, WordForm, registration_form
from tests.forms.filling import MARKED, MISSING, UNKNOWN, faults, filled
from workflow.rules.commands.documents import KeepIncoming
from workflow.store import editions

EDITION = editions.shipped()["question_r_2023"]
WORDS = EDITION.labels["en"]
CHOICES = {"member": ("XFA",), "language": ("en",), "study_group": ("R:SG1",)}
TYPED = {
    "member": "XFA", "language": "en", "kind": "new", "study_group": "R:SG1", "means": "email",
    "received_on": "2026-03-01", "title": " A  title ", "question_text": "Which?\r\nWhen?",
}  # fmt: skip


def registration(**typed: str) -> RegistrationForm:
    kind = registration_form(EDITION.fields, WORDS.fields, WORDS.choices)
    return filled(kind, {**TYPED, **typed}, CHOICES)


def sent() -> FileStorage:
    return FileStorage(io.BytesIO(b"words"), "a.docx")


def test_a_file_goes_with_its_name() -> None:
    assert filled(WordForm, {"document": sent()}).file() == ("a.docx", b"words")
    command = filled(IncomingForm, {"document": sent()}).to_command(office="BR")
    assert command == KeepIncoming(office="BR", name="a.docx", content=b"words")


@pytest.mark.parametrize("kind", [WordForm, IncomingForm])
def test_no_file_is_said_at_its_field(kind: type[WordForm | IncomingForm]) -> None:
    assert faults(filled(kind, {})) == {"document": [MISSING]}


def test_a_registration_carries_how_and_when_it_came_beside_the_texts() -> None:
    form = registration()
    assert faults(form) == {}
    command = form.to_registration(attachment_id="a", sector="R")
    assert (command.means, command.received_on) == ("email", dt.date(2026, 3, 1))
    assert (command.member, command.kind, command.language) == ("XFA", "new", "en")
    texts = {name: text for name, text in command.fields.items() if text}
    assert texts == {
        "study_group": "R:SG1", "title": "A title", "question_text": "Which?\nWhen?",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("means", "rumour", UNKNOWN),
        ("received_on", "the first", "Not a valid date value."),
        ("received_on", "", MISSING),
        ("title", "", MISSING),
        ("scope", "a\u202eb", MARKED),
    ],
)
def test_a_fault_of_a_registration_is_named_with_its_field(
    field: str, typed: str, told: str
) -> None:
    assert faults(registration(**{field: typed})) == {field: [told]}
