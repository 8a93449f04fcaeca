"""Writing, revising and sharing a proposal: what is typed becomes one command, or is told why not."""

from __future__ import annotations

import io
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage

from forms.proposals import (
    AnswerForm,
    AttachForm,
    SponsorForm,
    draft_form,
    revision_form,
)
from states.definition import LANGUAGES
from tests.forms.filling import MISSING, UNKNOWN, faults, filled, too_long
from tests.world import TEXT
from workflow.rules.commands.proposals import (
    AnswerSponsorship,
    AttachFile,
    NameSponsor,
    ReviseProposal,
    SaveDraft,
)
from workflow.store import editions

PROCEDURE = editions.shipped()["question_r_2023"]
WORDS = PROCEDURE.labels["en"]
Draft = draft_form(PROCEDURE.fields, WORDS.fields, WORDS.choices)
Revision = revision_form(PROCEDURE.fields, WORDS.fields, WORDS.choices)
CHOICES = {"member": ["XFA"], "language": list(LANGUAGES), "study_group": ["", "R:SG1"]}
DRAFT = {"member": "XFA", "kind": "new", "language": "en", "seen_version": "3", **TEXT}
OWN = ("member", "kind", "language", "seen_version")


def test_a_draft_becomes_a_command_with_every_text_of_the_edition() -> None:
    form = filled(Draft, DRAFT, CHOICES)
    assert faults(form) == {}
    names = {field.name for field in PROCEDURE.fields} | {"study_group", "question"}
    assert form.to_command(draft_id="d", sector="R", seen_version=3) == SaveDraft(
        draft_id="d", seen_version=3, member="XFA", sector="R", kind="new", language="en",
        fields={**dict.fromkeys(names, ""), **TEXT},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"title": ""}, {"title": [MISSING]}),
        ({"title": "x" * 501}, {"title": [too_long(500)]}),
        ({"question_text": ""}, {"question_text": [MISSING]}),
        ({"scope": "x" * 50_001}, {"scope": [too_long(50_000)]}),
        ({"question": "x" * 61}, {"question": [too_long(60)]}),
        ({"kind": "amended"}, {"kind": [UNKNOWN]}),
        ({"language": "de"}, {"language": [UNKNOWN]}),
        ({"member": "XFB"}, {"member": [UNKNOWN]}),
        ({"category": "Z1"}, {"category": [UNKNOWN]}),
        ({"scope": "", "reason": "", "category": "", "answer_form": ""}, {}),
    ],
)
def test_a_fault_of_a_draft_is_named_with_its_field(
    changed: dict[str, str], told: dict[str, list[str]]
) -> None:
    assert faults(filled(Draft, {**DRAFT, **changed}, CHOICES)) == told


def test_title_and_paragraph_are_enough_for_a_draft() -> None:
    least = {name: DRAFT[name] for name in (*OWN, "title", "question_text")}
    assert faults(filled(Draft, least, CHOICES)) == {}


def test_fields_that_no_edition_knows_do_not_come_through() -> None:
    form = filled(Draft, {**DRAFT, "sector": "T", "audience": "public:", "case_id": "1"}, CHOICES)
    command = form.to_command(draft_id=None, sector="R", seen_version=0)
    assert (command.sector, "audience" in command.fields) == ("R", False)


def test_a_revision_asks_for_the_text_alone() -> None:
    typed = {**TEXT, "seen_version": "5"}
    form = filled(Revision, typed)
    assert faults(form) == {}
    names = {field.name for field in PROCEDURE.fields}
    expected = {name: TEXT.get(name, "") for name in names}
    assert form.to_command(case_id=7, action="revise") == ReviseProposal(
        case_id=7, action="revise", seen_version=5, fields=expected
    )
    assert faults(filled(Revision, {**typed, "title": ""})) == {"title": [MISSING]}


def test_a_version_that_is_no_number_is_told() -> None:
    form = filled(Revision, {**TEXT, "seen_version": "the last"})
    assert faults(form) == {"seen_version": ["Not a valid integer value."]}
    assert form.to_command(case_id=7, action="revise").seen_version == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fields_carry_the_labels_of_the_edition_in_each_language(language: str) -> None:
    words = PROCEDURE.labels[language]
    form = filled(draft_form(PROCEDURE.fields, words.fields, words.choices), DRAFT, CHOICES)
    labels = {field.name: form[field.name].label.text for field in PROCEDURE.fields}
    assert labels == {field.name: words.fields[field.name] for field in PROCEDURE.fields}


def test_a_member_is_named_as_sponsor_or_supporter() -> None:
    members = {"member": ["XFB", "XFC"]}
    form = filled(SponsorForm, {"member": "XFC", "kind": "sponsor"}, members)
    assert faults(form) == {}
    assert form.to_command(draft_id="d") == NameSponsor(draft_id="d", member="XFC", kind="sponsor")
    wrong = filled(SponsorForm, {"member": "XQQ", "kind": "friend"}, members)
    assert faults(wrong) == {"member": [UNKNOWN], "kind": [UNKNOWN]}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"answer": "confirmed", "commitment": " A  paper. "}, {}),
        ({"commitment": "Yes"}, {"answer": [MISSING]}),
        ({"answer": "declined", "commitment": "x" * 501}, {"commitment": [too_long(500)]}),
    ],
)
def test_a_named_member_answers(typed: dict[str, str], told: dict[str, list[str]]) -> None:
    assert faults(filled(AnswerForm, typed)) == told


def test_the_answer_carries_how_the_member_will_contribute() -> None:
    form = filled(AnswerForm, {"answer": "confirmed", "commitment": " A  paper. "})
    assert form.to_command(sponsorship_id=4) == AnswerSponsorship(
        sponsorship_id=4, answer="confirmed", commitment="A paper."
    )


def file(content: bytes, name: str) -> dict[str, Any]:
    return {"document": FileStorage(io.BytesIO(content), name)}


def test_a_document_is_handed_on_with_its_name_and_bytes() -> None:
    form = filled(AttachForm, file(b"%PDF-", "a.pdf"))
    assert faults(form) == {}
    assert form.to_command(draft_id="d") == AttachFile(draft_id="d", name="a.pdf", content=b"%PDF-")


@pytest.mark.parametrize("sent", [{}, {"document": ""}, {"document": "words"}, file(b"x", "")])
def test_without_a_file_there_is_no_command(sent: dict[str, Any]) -> None:
    assert list(faults(filled(AttachForm, sent))) == ["document"]
