"""An administration's reply, by its respondent or by the Bureau with the letter."""

from __future__ import annotations

import io
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage

from forms.consultations import ReplyForm
from tests.forms.filling import MISSING, UNKNOWN, faults, filled, too_long
from workflow.rules.commands.consultations import RecordReply

MEMBERS = {"member": ["XFA", "XFB"]}
REPLY = {"member": "XFA", "position": "object", "reasons": " It binds us. "}


def test_the_bureau_hands_on_the_letter() -> None:
    letter = FileStorage(io.BytesIO(b"%PDF-"), "letter.pdf")
    form = filled(ReplyForm, {**REPLY, "letter": letter}, MEMBERS)
    assert faults(form) == {}
    assert form.to_command(consultation_id=3) == RecordReply(
        consultation_id=3, member="XFA", position="object", reasons="It binds us.",
        letter_name="letter.pdf", letter=b"%PDF-",
    )  # fmt: skip


def test_a_respondent_has_no_letter_to_hand_on() -> None:
    form = filled(ReplyForm, REPLY, MEMBERS)
    del form.letter
    assert faults(form) == {}
    command = form.to_command(consultation_id=3)
    assert (command.letter_name, command.letter) == ("", b"")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"member": "XFC"}, {"member": [UNKNOWN]}),
        ({"member": ""}, {"member": [MISSING]}),
        ({"position": "perhaps"}, {"position": [UNKNOWN]}),
        ({"reasons": "x" * 20_001}, {"reasons": [too_long(20_000)]}),
        ({"reasons": ""}, {}),
        ({"letter": "words, no file"}, {}),
    ],
)
def test_a_fault_of_a_reply_is_named_with_its_field(
    changed: dict[str, Any], told: dict[str, list[str]]
) -> None:
    assert faults(filled(ReplyForm, {**REPLY, **changed}, MEMBERS)) == told


def test_nothing_is_chosen_for_an_administration() -> None:
    typed = {name: value for name, value in REPLY.items() if name != "position"}
    assert faults(filled(ReplyForm, typed, MEMBERS)) == {"position": [MISSING]}
