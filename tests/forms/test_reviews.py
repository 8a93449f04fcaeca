"""The groups asked, a body's conclusion and its steps, the allocation decision, a meeting."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from forms.decisions import AllocationForm
from forms.meetings import MeetingForm
from forms.reviews import AskGroupsForm, ConclusionForm, StatementForm, StepForm, ViewForm
from tests.forms.filling import MISSING, UNKNOWN, faults, filled, too_long
from workflow.rules.commands.decisions import RecordAllocation
from workflow.rules.commands.meetings import ScheduleMeeting
from workflow.rules.commands.reviews import (
    AskGroups,
    AttachStatement,
    ConfirmConclusion,
    DraftConclusion,
    FileWrittenView,
    ReleaseConclusion,
)
from workflow.rules.errors import InvalidInputError

KINDS = ["", "keep", "merge", "reallocate_study_group"]
OFFERED = {"meeting_id": ["", "5"], "kind": KINDS, "study_group": ["", "R:SG5"]}
CONCLUSION = {
    "seen_version": "2", "meeting_id": "5", "kind": "keep", "lead_sector": "R",
    "supporting": ["T", "D"], "study_group": "R:SG5", "question": "R:239/1", "reasons": " So. ",
}  # fmt: skip
BODIES = {"body": ["R:RAG", "R:SG1"], "joint_with": ["T:TSAG"]}
MEETING = {
    "body": "R:RAG", "joint_with": ["T:TSAG"], "starts_on": "2027-04-12", "ends_on": "2027-04-15",
    "papers_by": "2027-03-29", "place": " Geneva ",
}  # fmt: skip
DECIDED = {
    "mode": ["lead_and_contributing"], "study_groups": ["R:SG1", "T:SG5"], "meeting_id": ["5"],
}  # fmt: skip
DECISION = {
    "seen_version": "9", "mode": "lead_and_contributing", "lead_sector": "R", "contributing": ["T"],
    "study_groups": ["R:SG1", "T:SG5"], "essential_requirements": "Keep them.",
    "grounds": " CV 151 ", "meeting_id": "5",
}  # fmt: skip


def test_the_groups_ticked_are_asked() -> None:
    form = filled(
        AskGroupsForm, {"seen_version": "3", "groups": ["R:RAG", "D:TDAG"]}, {"groups": []}
    )
    assert faults(form) == {}
    assert form.to_command(run_id=1) == AskGroups(
        run_id=1, seen_version=3, groups=("R:RAG", "D:TDAG")
    )
    assert filled(AskGroupsForm, {}).to_command(run_id=1) == AskGroups(
        run_id=1, seen_version=0, groups=()
    )


@pytest.mark.parametrize(
    ("kind", "target"), [("keep", ""), ("merge", "R:239/1"), ("reallocate_study_group", "R:SG5")]
)
def test_a_conclusion_takes_the_destination_that_its_kind_asks_for(kind: str, target: str) -> None:
    form = filled(ConclusionForm, {**CONCLUSION, "kind": kind}, OFFERED)
    assert faults(form) == {}
    assert form.to_command(run_id=1, body="R:RAG") == DraftConclusion(
        run_id=1, body="R:RAG", meeting_id=5, kind=kind, reasons="So.", lead_sector="R",
        supporting=("T", "D"), target=target, seen_version=2,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"meeting_id": ""}, {"meeting_id": [MISSING]}),
        ({"meeting_id": "6"}, {"meeting_id": [UNKNOWN]}),
        ({"kind": "approve"}, {"kind": [UNKNOWN]}),
        ({"lead_sector": "Q"}, {"lead_sector": [UNKNOWN]}),
        ({"lead_sector": ""}, {}),
        ({"study_group": "T:SG5"}, {"study_group": [UNKNOWN]}),
        ({"question": "x" * 61}, {"question": [too_long(60)]}),
        ({"reasons": ""}, {"reasons": [MISSING]}),
        ({"reasons": "x" * 20_001}, {"reasons": [too_long(20_000)]}),
    ],
)
def test_a_fault_of_a_conclusion_is_named_with_its_field(
    changed: dict[str, Any], told: dict[str, list[str]]
) -> None:
    assert faults(filled(ConclusionForm, {**CONCLUSION, **changed}, OFFERED)) == told


def test_an_unknown_supporting_sector_is_refused() -> None:
    form = filled(ConclusionForm, {**CONCLUSION, "supporting": ["R", "Q"]}, OFFERED)
    (said,) = faults(form)["supporting"]
    assert "Q" in said or "choice" in said


@pytest.mark.parametrize(
    ("kind", "field"), [("merge", "question"), ("reallocate_study_group", "study_group")]
)
def test_what_is_said_of_the_destination_stands_where_it_was_typed(kind: str, field: str) -> None:
    form = filled(ConclusionForm, {**CONCLUSION, "kind": kind}, OFFERED)
    form.validate()
    form.refuse(InvalidInputError("target", "Not there."))
    assert [(name, said) for name, _label, said in form.faults()] == [(field, "Not there.")]


def test_a_step_carries_the_version_that_was_read() -> None:
    form = filled(StepForm, {"seen_version": "2"})
    assert form.to_confirm(conclusion_id=8) == ConfirmConclusion(conclusion_id=8, seen_version=2)
    assert form.to_release(conclusion_id=8) == ReleaseConclusion(conclusion_id=8, seen_version=2)


def test_a_decision_becomes_a_command() -> None:
    form = filled(AllocationForm, DECISION, DECIDED)
    assert faults(form) == {}
    assert form.to_command(run_id=1) == RecordAllocation(
        run_id=1, seen_version=9, mode="lead_and_contributing", lead_sector="R",
        contributing=("T",), study_groups=("R:SG1", "T:SG5"),
        essential_requirements="Keep them.", grounds="CV 151", meeting_id=5,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"mode": "by_force"}, {"mode": [UNKNOWN]}),
        ({"lead_sector": ""}, {"lead_sector": [MISSING]}),
        ({"grounds": " \n "}, {"grounds": [MISSING]}),
        ({"grounds": ""}, {"grounds": [MISSING]}),
        ({"meeting_id": "x"}, {"meeting_id": [UNKNOWN]}),
        ({"essential_requirements": "x" * 20_001}, {"essential_requirements": [too_long(20_000)]}),
    ],
)
def test_a_fault_of_a_decision_is_named_with_its_field(
    changed: dict[str, Any], told: dict[str, list[str]]
) -> None:
    assert faults(filled(AllocationForm, {**DECISION, **changed}, DECIDED)) == told


def test_a_meeting_becomes_a_command() -> None:
    form = filled(MeetingForm, MEETING, BODIES)
    assert faults(form) == {}
    assert form.to_command() == ScheduleMeeting(
        body="R:RAG", joint_with=("T:TSAG",), starts_on=dt.date(2027, 4, 12),
        ends_on=dt.date(2027, 4, 15), papers_by=dt.date(2027, 3, 29), place="Geneva",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("body", "T:TSAG", UNKNOWN),
        ("starts_on", "12 April", "Not a valid date value."),
        ("ends_on", "", MISSING),
        ("papers_by", "2027-13-01", "Not a valid date value."),
        ("place", "", MISSING),
        ("place", "x" * 201, too_long(200)),
    ],
)
def test_a_fault_of_a_meeting_is_named_with_its_field(field: str, typed: str, told: str) -> None:
    assert faults(filled(MeetingForm, {**MEETING, field: typed}, BODIES)) == {field: [told]}


def test_a_view_and_a_statement_become_commands() -> None:
    typed = {"member": "XFB", "language": "fr", "text": " Nous. ", "seen_version": "2"}
    offered = {"member": ["XFB"], "language": ["fr", "en"]}
    view = filled(ViewForm, typed, offered)
    assert (faults(view), view.to_command(case_id=4)) == (
        {},
        FileWrittenView(case_id=4, member="XFB", language="fr", text="Nous."),
    )
    statement = filled(StatementForm, typed, offered)
    assert faults(statement) == {}
    assert statement.to_command(conclusion_id=9) == AttachStatement(
        conclusion_id=9, seen_version=2, member="XFB", language="fr", text="Nous."
    )
    assert filled(StepForm, {"seen_version": "2", "seen_view": "7"}).to_confirm(
        conclusion_id=8
    ) == ConfirmConclusion(conclusion_id=8, seen_version=2, seen_view=7)
