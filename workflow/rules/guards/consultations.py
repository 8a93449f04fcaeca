"""The guards on a consultation of the Member States: whether it is over, and how it ended."""

from __future__ import annotations

from workflow.rules.errors import Refusal
from workflow.rules.facts import Facts
from workflow.rules.guards.base import Params, guard, refusal
from workflow.rules.language_marks import N_


@guard
def consultation_is_over(facts: Facts, params: Params) -> Refusal | None:
    """The period has ended by the clock."""
    if facts.consultation is None or facts.now < facts.consultation.closes_at:
        return refusal("consultation_is_over", N_("The consultation is still running."))
    return None


def _outcome_is(facts: Facts, name: str, outcome: str) -> Refusal | None:
    if facts.consultation is None or facts.consultation.outcome != outcome:
        return refusal(name, N_("The result of the consultation is another one."))
    return None


@guard
def consultation_passed(facts: Facts, params: Params) -> Refusal | None:
    """The rule of the edition is met."""
    return _outcome_is(facts, "consultation_passed", "passed")


@guard
def consultation_failed(facts: Facts, params: Params) -> Refusal | None:
    """The rule of the edition is not met."""
    return _outcome_is(facts, "consultation_failed", "failed")


@guard
def consultation_is_undecided(facts: Facts, params: Params) -> Refusal | None:
    """The rule leaves the result to the Director."""
    return _outcome_is(facts, "consultation_is_undecided", "undecided")


@guard
def consultation_is_to_be_repeated(facts: Facts, params: Params) -> Refusal | None:
    """The rule asks for a second consultation, since too few replied to the first."""
    return _outcome_is(facts, "consultation_is_to_be_repeated", "repeated")
