"""Facts of an invented run for tests of the rules, and what makes each guard let through or refuse."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from states.definition import Outcome
from workflow.rules.facts import ConclusionFact, ConsultationFact, Facts, MeetingFact
from workflow.rules.permissions import Place

NOW = dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC)
TODAY = NOW.date()
EARLIER, LATER = NOW - dt.timedelta(days=1), NOW + dt.timedelta(days=1)
PLACE = Place(proposer="XFA", office="BR", study_group="R:SG1", groups=("R:RAG", "T:TSAG"))


def make_facts(**changes: Any) -> Facts:
    """A run on which everything is still open; *changes* say what is not."""
    values: dict[str, Any] = {
        "procedure": "trial",
        "state": "draft",
        "now": NOW,
        "place": PLACE,
        **changes,
    }
    return Facts(**values)


def conclusion(body: str, kind: str = "keep", lead: str = "R", **changes: Any) -> ConclusionFact:
    """A released conclusion of a body."""
    return ConclusionFact(body=body, kind=kind, lead_sector=lead, **changes)


def ended(outcome: str) -> ConsultationFact:
    """A consultation that is over."""
    return ConsultationFact(closes_at=EARLIER, outcome=outcome)


ASKED = ("R:RAG", "T:TSAG")
AGREED = (conclusion("R:RAG"), conclusion("T:TSAG"))
DIFFERENT = (conclusion("R:RAG"), conclusion("T:TSAG", lead="T"))


def meets(*bodies: str, begun: bool = True, starts_on: dt.date = TODAY) -> dict[str, Any]:
    """A meeting of those bodies, named with the action."""
    meeting = MeetingFact(bodies=frozenset(bodies), starts_on=starts_on, begun=begun)
    return {"meeting": meeting}


EVERYBODY = (
    "R:SG1", "R:RAG", "T:TSAG", "R:RA", "T:WTSA", "D:WTDC", "X:ISCG", "X:Council", "X:PP",
)  # fmt: skip
NEXT_YEAR = NOW.date() + dt.timedelta(days=365)
FREE: Mapping[str, Mapping[str, Any]] = {
    "template_is_complete": {"missing_fields": ()},
    "screening_is_complete_or_its_period_is_over": {"waiting_items": (), "open_candidates": 0},
    "screening_period_is_over": {"screening_due_at": EARLIER},
    "proposer_has_seen_the_findings": {"unseen_findings": 0},
    "checklist_shows_no_issue": {"items_with_an_issue": ()},
    "one_pair_of_sectors": {"sectors_found": frozenset({"R", "T"})},
    "groups_are_named": {"groups": ASKED},
    "every_group_has_released": {"groups": ASKED, "conclusions": AGREED},
    "conclusions_agree": {"conclusions": AGREED},
    "conclusions_differ": {"conclusions": DIFFERENT},
    "joint_conclusion_is_released": {"conclusions": (conclusion("R:RAG", joint=True),)},
    "referrals_have_reached": {"referrals": 3},
    "receiving_body_consents": {"receiving_view": "consents"},
    "meeting_is_of_the_study_group": meets(*EVERYBODY),
    "meeting_is_of_the_assembly": meets(*EVERYBODY),
    "meeting_is_of_the_advisory_group": meets(*EVERYBODY),
    "meeting_joins_the_groups": {"groups": ASKED, **meets(*EVERYBODY)},
    "enough_are_present": {"given": {"present": "4"}},
    "meeting_is_of_one_of": meets(*EVERYBODY),
    "meeting_has_begun": meets(*EVERYBODY),
    "meeting_is_far_enough": meets(*EVERYBODY, starts_on=NEXT_YEAR),
    "assembly_is_far_enough": {"assembly_on": NEXT_YEAR},
    "supporters_are_recorded": {"supporters": 4},
    "allocation_is_settled": {"allocation_settled": True},
    "allocation_leads_elsewhere": {"leads_elsewhere": True},
    "text_is_final": {"text_version": 1},
    "consultation_is_over": {"consultation": ended("passed")},
    "consultation_passed": {"consultation": ended("passed")},
    "consultation_failed": {"consultation": ended("failed")},
    "consultation_is_undecided": {"consultation": ended("undecided")},
    "consultation_is_to_be_repeated": {"consultation": ended("repeated")},
    "case_is_a_suppression": {"kind": "suppression"},
    "case_is_not_a_suppression": {"kind": "new"},
    "no_meeting_before_the_assembly": {"study_group_meets_before_assembly": False},
    "study_group_meets_before_the_assembly": {"study_group_meets_before_assembly": True},
    "study_group_proposes": {"place": replace(PLACE, proposer="R:SG1")},
    "every_child_is_approved": {"children": (Outcome.APPROVED,), "children_lacking": ()},
    "a_child_is_not_approved": {"children": (Outcome.APPROVED, Outcome.NOT_APPROVED)},
    "case_is_withdrawn": {"case_withdrawn": True},
}
"""Facts on which each guard lets an action through."""

REFUSED: Mapping[str, Mapping[str, Any]] = {
    "template_is_complete": {"missing_fields": ("scope",)},
    "screening_is_complete_or_its_period_is_over": {"waiting_items": ("D3",)},
    "screening_period_is_over": {"screening_due_at": LATER},
    "proposer_has_seen_the_findings": {"unseen_findings": 2, "findings_seen_due_at": LATER},
    "checklist_shows_no_issue": {"items_with_an_issue": ("D8",)},
    "one_pair_of_sectors": {"sectors_found": frozenset({"R", "T", "D"})},
    "groups_are_named": {"groups": ()},
    "every_group_has_released": {"groups": ASKED, "conclusions": AGREED[:1]},
    "conclusions_agree": {"conclusions": DIFFERENT},
    "conclusions_differ": {"conclusions": AGREED},
    "joint_conclusion_is_released": {"conclusions": AGREED},
    "referrals_have_reached": {"referrals": 2},
    "receiving_body_consents": {"receiving_view": "does_not_consent"},
    "meeting_is_of_the_study_group": meets("R:SG5", "R:RAG", "T:TSAG", "R:RA"),
    "meeting_is_of_the_assembly": meets("R:SG1", "R:RAG", "T:TSAG"),
    "meeting_is_of_the_advisory_group": meets("R:SG1", "R:RA", "T:WTSA", "D:WTDC"),
    "meeting_joins_the_groups": {"groups": ASKED, **meets("R:SG1", "R:RAG", "R:RA")},
    "enough_are_present": {"given": {"present": "3"}},
    "meeting_is_of_one_of": meets("R:SG1"),
    "meeting_has_begun": meets(*EVERYBODY, begun=False),
    "meeting_is_far_enough": meets(*EVERYBODY),
    "assembly_is_far_enough": {"assembly_on": NOW.date() + dt.timedelta(days=20)},
    "supporters_are_recorded": {"supporters": 3},
    "allocation_is_settled": {"allocation_settled": False},
    "allocation_leads_elsewhere": {"leads_elsewhere": False},
    "text_is_final": {"text_version": 0},
    "consultation_is_over": {"consultation": ConsultationFact(closes_at=LATER)},
    "consultation_passed": {"consultation": ended("failed")},
    "consultation_failed": {"consultation": ended("passed")},
    "consultation_is_undecided": {"consultation": ended("passed")},
    "consultation_is_to_be_repeated": {"consultation": ended("passed")},
    "case_is_a_suppression": {"kind": "revised"},
    "case_is_not_a_suppression": {"kind": "suppression"},
    "no_meeting_before_the_assembly": {"study_group_meets_before_assembly": True},
    "study_group_meets_before_the_assembly": {
        "study_group_meets_before_assembly": False,
        "assembly_on": NEXT_YEAR,
    },
    "study_group_proposes": {},
    "every_child_is_approved": {"children": (Outcome.APPROVED, Outcome.NONE)},
    "a_child_is_not_approved": {"children": (Outcome.APPROVED,)},
    "case_is_withdrawn": {"case_withdrawn": False},
}
"""Facts on which each guard, and it alone, refuses."""


def free_for(guards: Iterable[str], **changes: Any) -> Facts:
    """Facts on which every one of *guards* lets through."""
    values: dict[str, Any] = {}
    for guard in guards:
        values.update(FREE[guard])
    return make_facts(**{**values, **changes})
