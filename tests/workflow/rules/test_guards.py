"""Each guard lets through or says what is missing, with the values that its sentence names."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from states.definition import GuardValue, Outcome
from tests.facts import (
    ASKED,
    EARLIER,
    FREE,
    LATER,
    NEXT_YEAR,
    NOW,
    REFUSED,
    conclusion,
    ended,
    make_facts,
    meets,
)
from workflow.rules.errors import Value
from workflow.rules.facts import ConsultationFact
from workflow.rules.guards import GUARDS

SCREENED = "screening_is_complete_or_its_period_is_over"
SEEN = "proposer_has_seen_the_findings"
RELEASED = "every_group_has_released"
CHILDREN = "every_child_is_approved"
PARAMS: dict[str, dict[str, GuardValue]] = {
    "assembly_is_far_enough": {"months": 1},
    "meeting_is_far_enough": {"months": 1},
    "meeting_is_of_the_assembly": {"body": "R:RA"},
    "enough_are_present": {"at_least": 4},
    "meeting_is_of_one_of": {"bodies": ["R:RA", "T:WTSA"]},
    "referrals_have_reached": {"at_least": 3},
    "supporters_are_recorded": {"at_least": 4},
}
A_MONTH_FROM_NOW = dt.date(2026, 7, 1)
TOO_SOON = A_MONTH_FROM_NOW - dt.timedelta(days=1)

LETS_THROUGH: list[tuple[str, dict[str, Any]]] = [
    (SCREENED, {"waiting_items": ("D3",), "screening_due_at": NOW}),
    (SCREENED, {"open_candidates": 2, "screening_due_at": EARLIER}),
    ("screening_period_is_over", {"screening_due_at": NOW}),
    (SEEN, {"unseen_findings": 2, "findings_seen_due_at": NOW}),
    ("one_pair_of_sectors", {"sectors_found": frozenset({"T"})}),
    ("groups_are_named", {"given": {"groups": "R:RAG"}}),
    ("meeting_is_of_the_study_group", {}),
    ("meeting_has_begun", {}),
    ("meeting_is_far_enough", {}),
    ("meeting_is_far_enough", meets("R:SG1", starts_on=A_MONTH_FROM_NOW)),
    ("assembly_is_far_enough", {"assembly_on": A_MONTH_FROM_NOW}),
    ("supporters_are_recorded", {"supporters": 5}),
    ("conclusions_agree", {}),
    ("conclusions_agree", {"conclusions": (conclusion("R:RAG"), conclusion("T:TSAG", "note"))}),
    ("conclusions_agree",
     {"conclusions": (conclusion("R:RAG"), conclusion("T:TSAG", "no_further_action", lead=""))}),
    ("conclusions_agree",
     {"conclusions": (conclusion("R:RAG"), conclusion("T:TSAG", lead="T", status="confirmed"))}),
    ("conclusions_agree",
     {"conclusions": (conclusion("R:RAG", supporting=("T", "D")),
                      conclusion("T:TSAG", supporting=("D", "T")))}),
    ("conclusions_differ",
     {"conclusions": (conclusion("R:RAG"), conclusion("T:TSAG", supporting=("D",)))}),
    ("conclusions_differ",
     {"conclusions": (conclusion("R:RAG", target="R:SG1"), conclusion("T:TSAG", target="R:SG5"))}),
    ("conclusions_differ", {"conclusions": (conclusion("R:RAG"), conclusion("T:TSAG", "merge"))}),
    ("consultation_is_over", {"consultation": ConsultationFact(closes_at=NOW)}),
    ("case_is_not_a_suppression", {"kind": "revised"}),
    (CHILDREN, {"children": (Outcome.APPROVED, Outcome.APPROVED)}),
    (CHILDREN, {"nothing_to_approve": True}),
    ("a_child_is_not_approved", {"children": (Outcome.NOT_APPROVED,)}),
]  # fmt: skip

REFUSES: list[tuple[str, dict[str, Any], str, dict[str, Value]]] = [
    # guard, facts, the sentence, its values
    ("template_is_complete", {"missing_fields": ("reason", "scope")},
     "Still to be filled in: %(fields)s.", {"fields": ("reason", "scope"), "form": "trial"}),
    (SCREENED, {"waiting_items": ("D3", "D15")},
     "The checklist waits for an answer to: %(items)s.", {"items": ("D3", "D15")}),
    (SCREENED, {"open_candidates": 2, "screening_due_at": LATER},
     "%(num)d close text waits for a disposition.", {"num": 2}),
    ("screening_period_is_over", {}, "The screening period is still running.", {}),
    ("screening_period_is_over", {"screening_due_at": LATER},
     "The screening period is still running.", {}),
    (SEEN, {"unseen_findings": 3}, "The proposer has still to see %(num)d finding.",
     {"num": 3}),
    ("checklist_shows_no_issue", {"items_with_an_issue": ("D3", "D8")},
     "These items show a matter between Sectors: %(items)s.", {"items": ("D3", "D8")}),
    ("one_pair_of_sectors", {},
     "A liaison needs findings in exactly one other Sector; there are %(number)s.", {"number": 0}),
    ("one_pair_of_sectors", {"sectors_found": frozenset({"R"})},
     "A liaison needs findings in exactly one other Sector; there are %(number)s.", {"number": 0}),
    ("one_pair_of_sectors", {"sectors_found": frozenset({"R", "T", "D"})},
     "A liaison needs findings in exactly one other Sector; there are %(number)s.", {"number": 2}),
    ("meeting_is_of_the_study_group", meets(),
     "Choose a meeting of: %(bodies)s.", {"bodies": ("R:SG1",)}),
    ("meeting_joins_the_groups", {"groups": ASKED, **meets("R:RAG")},
     "Choose a meeting of: %(bodies)s.", {"bodies": ("R:RAG", "T:TSAG")}),
    ("referrals_have_reached", {"referrals": 2},
     "Possible from %(needed)s referrals on; there are %(number)s.", {"needed": 3, "number": 2}),
    ("receiving_body_consents", {}, "Waits for the consent of the receiving advisory group.", {}),
    ("enough_are_present", {"given": {"present": "many"}},
     "At least %(needed)s representatives have to be present.", {"needed": 4}),
    ("meeting_is_of_one_of", meets("R:SG1"),
     "Choose a meeting of one of: %(bodies)s.", {"bodies": ("R:RA", "T:WTSA")}),
    ("meeting_is_of_the_assembly", meets("R:SG1"),
     "Choose a meeting of: %(bodies)s.", {"bodies": ("R:RA",)}),
    ("meeting_has_begun", meets("R:SG1", begun=False),
     "The meeting begins on %(day)s; what it decides is recorded then.",
     {"day": NOW.date().isoformat()}),
    ("meeting_is_of_the_advisory_group", meets("R:SG1"),
     "Choose a meeting of: %(bodies)s.", {"bodies": ("R:RAG", "T:TSAG")}),
    ("meeting_is_far_enough", meets("R:SG1", starts_on=TOO_SOON),
     "Choose a later meeting: for this one the texts were to be sent out by %(day)s.",
     {"day": "2026-05-30"}),
    ("assembly_is_far_enough", {}, "No assembly of the Sector stands in the calendar.", {}),
    ("assembly_is_far_enough", {"assembly_on": TOO_SOON},
     "For the next assembly this was possible until %(day)s.", {"day": "2026-05-30"}),
    ("supporters_are_recorded", {"supporters": 3},
     "%(num)d more member has to confirm its support.", {"num": 1}),
    ("groups_are_named", {"given": {"groups": ""}}, "Name the advisory groups concerned.", {}),
    (RELEASED, {}, "Waits for the released conclusion of: %(groups)s.", {"groups": ()}),
    (RELEASED, {"groups": ASKED}, "Waits for the released conclusion of: %(groups)s.",
     {"groups": ("R:RAG", "T:TSAG")}),
    (RELEASED, {"groups": ASKED, "conclusions": (conclusion("R:RAG"),
                                                 conclusion("T:TSAG", status="confirmed"))},
     "Waits for the released conclusion of: %(groups)s.", {"groups": ("T:TSAG",)}),
    ("conclusions_agree", {"conclusions": (conclusion("R:RAG"), conclusion("T:TSAG", lead="T"))},
     "The released conclusions differ.", {}),
    ("conclusions_differ", {}, "The released conclusions agree.", {}),
    ("joint_conclusion_is_released",
     {"conclusions": (conclusion("R:RAG", joint=True, status="confirmed"),)},
     "Waits for the released conclusion of the joint meeting.", {}),
    ("allocation_is_settled", {"allocation_settled": False},
     "Waits for the allocation decision among the Sectors.", {}),
    ("allocation_leads_elsewhere", {}, "No allocation decision leads elsewhere.", {}),
    ("text_is_final", {"text_version": 0}, "The final text is not fixed yet.", {}),
    ("consultation_is_over", {}, "The consultation is still running.", {}),
    ("consultation_is_over", {"consultation": ConsultationFact(closes_at=LATER, outcome="passed")},
     "The consultation is still running.", {}),
    ("consultation_passed", {}, "The result of the consultation is another one.", {}),
    ("consultation_passed", {"consultation": ended("undecided")},
     "The result of the consultation is another one.", {}),
    ("consultation_failed", {"consultation": ended("undecided")},
     "The result of the consultation is another one.", {}),
    ("consultation_is_undecided", {"consultation": ended("")},
     "The result of the consultation is another one.", {}),
    ("consultation_is_to_be_repeated", {"consultation": ended("failed")},
     "The result of the consultation is another one.", {}),
    ("case_is_a_suppression", {"kind": "new"}, "This proposal is not a suppression.", {}),
    ("case_is_not_a_suppression", {"kind": "suppression"}, "This proposal is a suppression.", {}),
    ("study_group_meets_before_the_assembly",
     {"study_group_meets_before_assembly": False, "assembly_on": NEXT_YEAR},
     "The study group does not meet again before the assembly.", {}),
    ("study_group_proposes", {}, "The study group is not the proposer.", {}),
    ("no_meeting_before_the_assembly", {}, "The study group meets again before the assembly.", {}),
    (CHILDREN, {"children": (Outcome.APPROVED,), "children_lacking": ("ITU-T", "ITU-D")},
     "Waits for the procedure of: %(sectors)s.", {"sectors": ("ITU-T", "ITU-D")}),
    (CHILDREN, {}, "Waits for the approval in each Sector concerned.", {}),
    (CHILDREN, {"children": (Outcome.APPROVED, Outcome.WITHDRAWN)},
     "Waits for the approval in each Sector concerned.", {}),
    ("a_child_is_not_approved", {"children": (Outcome.WITHDRAWN,)},
     "No procedure has ended without approval.", {}),
    ("case_is_withdrawn", {}, "The proposal is not withdrawn.", {}),
]  # fmt: skip


def judge(name: str, facts: dict[str, Any]) -> object:
    return GUARDS[name](make_facts(**facts), PARAMS.get(name, {}))


@pytest.mark.parametrize(("name", "facts"), [*FREE.items(), *LETS_THROUGH])
def test_a_guard_lets_through(name: str, facts: dict[str, Any]) -> None:
    assert judge(name, facts) is None


@pytest.mark.parametrize(("name", "facts", "message", "params"), REFUSES)
def test_a_guard_says_what_is_missing(
    name: str, facts: dict[str, Any], message: str, params: dict[str, Value]
) -> None:
    refusal = GUARDS[name](make_facts(**facts), PARAMS.get(name, {}))
    assert refusal is not None
    assert (refusal.guard, refusal.message, refusal.params) == (name, message, params)
    assert refusal.message % refusal.params


def test_every_guard_stands_in_each_table() -> None:
    assert set(FREE) == set(REFUSED) == set(GUARDS)
    assert {row[0] for row in REFUSES} == GUARDS.keys()


@pytest.mark.parametrize(("name", "facts"), REFUSED.items())
def test_a_refusal_is_named_after_its_guard(name: str, facts: dict[str, Any]) -> None:
    refusal = GUARDS[name](make_facts(**facts), PARAMS.get(name, {}))
    assert refusal is not None
    assert refusal.guard == name
