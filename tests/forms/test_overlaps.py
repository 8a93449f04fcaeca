"""Screening: what a close text is, the answers of the checklist, the proposer's reply."""

from __future__ import annotations

import pytest

from forms.overlaps import DispositionForm, FindingsReplyForm, ItemForm, questions_form
from tests.forms.filling import MISSING, UNKNOWN, faults, filled, too_long
from workflow.rules.commands.overlaps import (
    AnswerItem,
    AnswerQuestions,
    DisposeOfCandidate,
    ReplyToFindings,
)

OFFICES = {"office": ["BR", "TSB"]}
SAID = {"degree": "partial", "reason": " The  same\r\nbands. ", "office": "TSB"}


def test_a_disposition_names_degree_reason_and_office() -> None:
    form = filled(DispositionForm, SAID, OFFICES)
    assert faults(form) == {}
    assert form.to_command(candidate_id=6) == DisposeOfCandidate(
        candidate_id=6, degree="partial", reason="The  same\nbands.", office="TSB"
    )


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"degree": "identical"}, {"degree": [UNKNOWN]}),
        ({"reason": ""}, {"reason": [MISSING]}),
        ({"reason": " \u200b "}, {"reason": [MISSING]}),
        ({"reason": "x" * 5001}, {"reason": [too_long(5000)]}),
        ({"office": "BDT"}, {"office": [UNKNOWN]}),
    ],
)
def test_a_fault_of_a_disposition_is_named_with_its_field(
    changed: dict[str, str], told: dict[str, list[str]]
) -> None:
    assert faults(filled(DispositionForm, {**SAID, **changed}, OFFICES)) == told


@pytest.mark.parametrize("answer", ["yes", "no", "partly", "not_known"])
def test_an_item_is_answered_with_or_without_words(answer: str) -> None:
    form = filled(ItemForm, {"answer": answer, "evidence": ""})
    assert faults(form) == {}
    assert form.to_command(case_id=2, item="D3") == AnswerItem(
        case_id=2, item="D3", answer=answer, evidence=""
    )


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, {"answer": [MISSING]}),
        ({"answer": "maybe"}, {"answer": [UNKNOWN]}),
        ({"answer": "no", "evidence": "x" * 10_001}, {"evidence": [too_long(10_000)]}),
    ],
)
def test_a_fault_of_an_answer_is_named_with_its_field(
    typed: dict[str, str], told: dict[str, list[str]]
) -> None:
    assert faults(filled(ItemForm, typed)) == told


def test_the_proposer_answers_in_words_and_may_leave_some() -> None:
    form = filled(questions_form({"D1": "What?", "D2": "Why now?"}), {"D1": " A report. "})
    assert faults(form) == {}
    assert form.to_command(case_id=2) == AnswerQuestions(
        case_id=2, answers={"D1": "A report.", "D2": ""}
    )


def test_the_proposer_may_say_nothing_to_the_findings() -> None:
    form = filled(FindingsReplyForm, {})
    assert faults(form) == {}
    assert form.to_command(case_id=2) == ReplyToFindings(case_id=2, reply="")
    assert faults(filled(FindingsReplyForm, {"reply": "x" * 20_001})) == {
        "reply": [too_long(20_000)]
    }
