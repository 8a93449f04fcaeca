"""What was agreed, which decisions follow from it, and who has then to approve."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from workflow.rules import agreement
from workflow.rules.agreement import Agreed, Approval
from workflow.rules.errors import InvalidInputError
from workflow.rules.facts import ConclusionFact, Facts
from workflow.rules.permissions import Place

KEEP = ConclusionFact(body="R:RAG", kind="keep", lead_sector="R")
LEAD_R_WITH_T = dataclasses.replace(KEEP, supporting=("T",))


def facts(*conclusions: ConclusionFact) -> Facts:
    return Facts(
        procedure="allocation",
        state="agreed",
        now=dt.datetime(2026, 4, 1, tzinfo=dt.UTC),
        place=Place(proposer="XFA", office="BR"),
        groups=("R:RAG", "T:TSAG"),
        conclusions=conclusions,
    )


def of_tsag(one: ConclusionFact, **changes: object) -> ConclusionFact:
    return dataclasses.replace(one, body="T:TSAG", **changes)


def test_the_same_words_of_two_groups_are_agreed_whatever_the_order_of_sectors() -> None:
    both = dataclasses.replace(KEEP, supporting=("T", "D"))
    view = agreement.agreed(facts(both, of_tsag(both, supporting=("D", "T"))))
    assert view == Agreed(
        kind="keep", lead_sector="R", supporting=("D", "T"), bodies=("R:RAG", "T:TSAG")
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "modify"},
        {"lead_sector": "T"},
        {"supporting": ("D",)},
        {"target": "R:SG5"},
    ],
)
def test_another_kind_lead_support_or_destination_is_another_view(
    changes: dict[str, object],
) -> None:
    assert agreement.agreed(facts(KEEP, of_tsag(KEEP, **changes))) is None


def test_a_group_that_only_notes_agrees_with_any_other() -> None:
    view = agreement.agreed(facts(KEEP, of_tsag(KEEP, kind="note", lead_sector="")))
    assert view == Agreed(kind="keep", lead_sector="R", bodies=("R:RAG",))


def test_groups_that_only_note_leave_the_proposal_where_it_is() -> None:
    note = dataclasses.replace(KEEP, kind="note", lead_sector="")
    view = agreement.agreed(facts(note, of_tsag(note)))
    assert view == Agreed(kind="note", bodies=("R:RAG", "T:TSAG"))
    agreement.require_consistent(
        view, own_sector="R", mode="single_sector", lead_sector="R", contributing=()
    )


def test_a_provisional_conclusion_counts_for_nothing() -> None:
    provisional = of_tsag(KEEP, kind="modify", status="confirmed")
    assert agreement.agreed(facts(KEEP, provisional)) == Agreed(
        kind="keep", lead_sector="R", bodies=("R:RAG",)
    )


def test_the_joint_meeting_settles_what_the_groups_left_open() -> None:
    joint = dataclasses.replace(LEAD_R_WITH_T, kind="joint_study", joint=True)
    view = agreement.agreed(facts(KEEP, of_tsag(KEEP, lead_sector="T"), joint))
    assert view == Agreed(
        kind="joint_study", lead_sector="R", supporting=("T",), joint=True, bodies=("R:RAG",)
    )


@pytest.mark.parametrize(
    ("view", "modes"),
    [
        (Agreed(kind="keep", lead_sector="R"), ("single_sector",)),
        (
            Agreed(kind="approve_as_it_stands", lead_sector="R", supporting=("T",)),
            ("lead_and_contributing",),
        ),
        (Agreed(kind="reallocate_sector", lead_sector="T"), ("transfer", "split")),
        (Agreed(kind="merge", lead_sector="T", target="T:3/5"), ("merge",)),
        (Agreed(kind="refer_back"), ("return",)),
        (Agreed(kind="no_further_action"), ("defer", "external", "single_sector")),
    ],
)
def test_modes_follow_the_conclusions(view: Agreed, modes: tuple[str, ...]) -> None:
    assert agreement.modes_after(view) == modes


def test_every_kind_leads_to_modes_that_exist() -> None:
    modes = {
        mode
        for kind in agreement.KINDS
        for supporting in ((), ("T",))
        for mode in agreement.modes_after(Agreed(kind=kind, supporting=supporting))
    }
    assert modes == set(agreement.MODES)


@pytest.mark.parametrize(
    ("field", "mode", "lead", "contributing"),
    [
        ("mode", "transfer", "R", ("T",)),
        ("lead_sector", "lead_and_contributing", "T", ("T",)),
        ("contributing", "lead_and_contributing", "R", ()),
        ("contributing", "lead_and_contributing", "R", ("T", "D")),
    ],
)
def test_a_decision_that_says_other_than_was_agreed_names_the_field(
    field: str, mode: str, lead: str, contributing: tuple[str, ...]
) -> None:
    view = Agreed(kind="keep", lead_sector="R", supporting=("T",))
    with pytest.raises(InvalidInputError) as refused:
        agreement.require_consistent(
            view, own_sector="R", mode=mode, lead_sector=lead, contributing=contributing
        )
    assert refused.value.field_name == field


def test_no_decision_follows_from_conclusions_that_differ() -> None:
    with pytest.raises(InvalidInputError) as refused:
        agreement.require_consistent(
            None, own_sector="R", mode="single_sector", lead_sector="R", contributing=()
        )
    assert refused.value.field_name == "mode"


HOME = Approval(sector="R", step="approval", kind="new")
NEW_IN_T = Approval(sector="T", step="new", kind="new")
SUPPRESSED = Approval(sector="R", step="suppression", kind="suppression", question="R:239/1")


@pytest.mark.parametrize(
    ("mode", "kind", "lead", "contributing", "target", "expected"),
    [
        ("single_sector", "new", "R", (), "", (HOME,)),
        ("lead_and_contributing", "new", "R", ("T", "D"), "", (HOME,)),
        ("lead_and_contributing", "new", "T", ("R",), "", (HOME, NEW_IN_T)),
        ("joint_group", "new", "R", ("T",), "", (HOME, NEW_IN_T)),
        ("icg", "new", "R", ("T",), "", (HOME,)),
        ("transfer", "new", "T", (), "", (NEW_IN_T,)),
        ("transfer", "revised", "T", (), "", (SUPPRESSED, NEW_IN_T)),
        ("split", "revised", "T", ("D",), "", (
            SUPPRESSED, Approval(sector="D", step="new", kind="new"), NEW_IN_T,
        )),
        ("merge", "new", "R", (), "R:77-8/5", (
            Approval(sector="R", step="revision", kind="revised", question="R:77-8/5"),
        )),
        ("merge", "revised", "T", (), "T:3/5", (
            SUPPRESSED, Approval(sector="T", step="revision", kind="revised", question="T:3/5"),
        )),
        ("return", "new", "R", (), "", (Approval(sector="R", step="own_course", kind="new"),)),
    ],
)  # fmt: skip
def test_each_sector_concerned_has_to_approve_what_becomes_its_own(
    mode: str,
    kind: str,
    lead: str,
    contributing: tuple[str, ...],
    target: str,
    expected: tuple[Approval, ...],
) -> None:
    found = agreement.approvals(
        mode=mode,
        own_sector="R",
        kind=kind,
        question=None if kind == "new" else "R:239/1",
        lead_sector=lead,
        contributing=contributing,
        target=target,
    )
    assert found == expected
