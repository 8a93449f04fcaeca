"""The guards on a proposal itself: its form, its kind, who stands behind it."""

from __future__ import annotations

from workflow.rules import permissions
from workflow.rules.errors import Refusal
from workflow.rules.facts import Facts
from workflow.rules.guards.base import Params, counted, guard, refusal, takes
from workflow.rules.language_marks import N_, NN_


@guard
def template_is_complete(facts: Facts, params: Params) -> Refusal | None:
    """Every field that the Sector's form requires for this kind of proposal is filled."""
    if facts.missing_fields:
        return refusal(
            "template_is_complete",
            N_("Still to be filled in: %(fields)s."),
            fields=tuple(facts.missing_fields),
            form=facts.procedure,
        )
    return None


@guard
@takes("at_least")
def supporters_are_recorded(facts: Facts, params: Params) -> Refusal | None:
    """So many members have confirmed that they commit themselves to the work."""
    needed = int(str(params["at_least"]))
    if facts.supporters < needed:
        return counted(
            "supporters_are_recorded",
            NN_(
                "%(num)d more member has to confirm its support.",
                "%(num)d more members have to confirm their support.",
            ),
            needed - facts.supporters,
        )
    return None


@guard
def text_is_final(facts: Facts, params: Params) -> Refusal | None:
    """There is a fixed text to attach to the consultation."""
    if facts.text_version < 1:
        return refusal("text_is_final", N_("The final text is not fixed yet."))
    return None


@guard
def study_group_proposes(facts: Facts, params: Params) -> Refusal | None:
    """The study group itself proposes the Question."""
    if permissions.place_of_proposer(facts.place.proposer) != "body":
        return refusal("study_group_proposes", N_("The study group is not the proposer."))
    return None


@guard
def case_is_a_suppression(facts: Facts, params: Params) -> Refusal | None:
    """The proposal is to suppress a Question."""
    if facts.kind != "suppression":
        return refusal("case_is_a_suppression", N_("This proposal is not a suppression."))
    return None


@guard
def case_is_not_a_suppression(facts: Facts, params: Params) -> Refusal | None:
    """The proposal is for a new or a revised Question."""
    if facts.kind == "suppression":
        return refusal("case_is_not_a_suppression", N_("This proposal is a suppression."))
    return None


@guard
def case_is_withdrawn(facts: Facts, params: Params) -> Refusal | None:
    """The proposer has withdrawn the proposal."""
    if not facts.case_withdrawn:
        return refusal("case_is_withdrawn", N_("The proposal is not withdrawn."))
    return None
