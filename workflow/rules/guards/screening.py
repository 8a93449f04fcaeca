"""The guards on the screening of a proposal: its checklist, its close texts, its period."""

from __future__ import annotations

from workflow.rules.errors import Refusal
from workflow.rules.facts import Facts
from workflow.rules.guards.base import Params, counted, guard, refusal
from workflow.rules.language_marks import N_, NN_


@guard
def screening_is_complete_or_its_period_is_over(facts: Facts, params: Params) -> Refusal | None:
    """An unanswered item waits, but only for the period of the edition."""
    over = facts.screening_due_at is not None and facts.now >= facts.screening_due_at
    if over:
        return None
    if facts.waiting_items:
        return refusal(
            "screening_is_complete_or_its_period_is_over",
            N_("The checklist waits for an answer to: %(items)s."),
            items=tuple(facts.waiting_items),
        )
    if facts.open_candidates:
        return counted(
            "screening_is_complete_or_its_period_is_over",
            NN_(
                "%(num)d close text waits for a disposition.",
                "%(num)d close texts wait for a disposition.",
            ),
            facts.open_candidates,
        )
    return None


@guard
def screening_period_is_over(facts: Facts, params: Params) -> Refusal | None:
    """The period of the edition has passed: the proposal goes forward, answered or not."""
    if facts.screening_due_at is None or facts.now < facts.screening_due_at:
        return refusal("screening_period_is_over", N_("The screening period is still running."))
    return None


@guard
def proposer_has_seen_the_findings(facts: Facts, params: Params) -> Refusal | None:
    """The proposer sees every finding first, and has until the screening period ends to reply."""
    due = facts.findings_seen_due_at
    if facts.unseen_findings and not (due is not None and facts.now >= due):
        return counted(
            "proposer_has_seen_the_findings",
            NN_(
                "The proposer has still to see %(num)d finding.",
                "The proposer has still to see %(num)d findings.",
            ),
            facts.unseen_findings,
        )
    return None


@guard
def checklist_shows_no_issue(facts: Facts, params: Params) -> Refusal | None:
    """The items on mandates and overlaps show nothing between Sectors."""
    if facts.items_with_an_issue:
        return refusal(
            "checklist_shows_no_issue",
            N_("These items show a matter between Sectors: %(items)s."),
            items=tuple(facts.items_with_an_issue),
        )
    return None


@guard
def one_pair_of_sectors(facts: Facts, params: Params) -> Refusal | None:
    """The findings concern exactly one other Sector."""
    others = facts.sectors_found - {facts.place.study_group[:1]}
    if len(others) != 1:
        return refusal(
            "one_pair_of_sectors",
            N_("A liaison needs findings in exactly one other Sector; there are %(number)s."),
            number=len(others),
        )
    return None
