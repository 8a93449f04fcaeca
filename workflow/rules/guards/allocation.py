"""The guards on the allocation among the Sectors: what the groups concluded, what became of it."""

from __future__ import annotations

from states.definition import Outcome
from workflow.rules.errors import Refusal
from workflow.rules.facts import ConclusionFact, Facts
from workflow.rules.guards.base import Params, guard, refusal, takes
from workflow.rules.language_marks import N_

VIEWLESS = frozenset({"note", "no_further_action"})
"""Conclusions that say nothing on where the work belongs, and so agree with any other."""


@guard
def groups_are_named(facts: Facts, params: Params) -> Refusal | None:
    """At least one advisory group concerned is named."""
    if not facts.groups and not facts.given.get("groups"):
        return refusal("groups_are_named", N_("Name the advisory groups concerned."))
    return None


def _outstanding(facts: Facts) -> list[str]:
    released = {one.body for one in facts.conclusions if one.status == "released"}
    return [group for group in facts.groups if group not in released]


@guard
def every_group_has_released(facts: Facts, params: Params) -> Refusal | None:
    """Each advisory group that was asked has released its conclusion."""
    missing = _outstanding(facts)
    if missing or not facts.groups:
        return refusal(
            "every_group_has_released",
            N_("Waits for the released conclusion of: %(groups)s."),
            groups=tuple(missing),
        )
    return None


def views(facts: Facts) -> set[tuple[str, str, tuple[str, ...], str]]:
    """The different views that the released conclusions take on where the work belongs."""
    return {_view(one) for one in facts.conclusions if _takes_a_view(one)}


def _takes_a_view(one: ConclusionFact) -> bool:
    return one.status == "released" and not one.joint and one.kind not in VIEWLESS


def _view(one: ConclusionFact) -> tuple[str, str, tuple[str, ...], str]:
    return (one.kind, one.lead_sector, tuple(sorted(one.supporting)), one.target)


@guard
def conclusions_agree(facts: Facts, params: Params) -> Refusal | None:
    """The released conclusions say the same on kind, lead, supporting Sectors and destination."""
    if len(views(facts)) > 1:
        return refusal("conclusions_agree", N_("The released conclusions differ."))
    return None


@guard
def conclusions_differ(facts: Facts, params: Params) -> Refusal | None:
    """The released conclusions do not say the same."""
    if _outstanding(facts):
        return None  # whether they differ shows once all have released
    if len(views(facts)) <= 1:
        return refusal("conclusions_differ", N_("The released conclusions agree."))
    return None


@guard
def joint_conclusion_is_released(facts: Facts, params: Params) -> Refusal | None:
    """The joint meeting's own conclusion is released."""
    if not any(one.joint and one.status == "released" for one in facts.conclusions):
        return refusal(
            "joint_conclusion_is_released",
            N_("Waits for the released conclusion of the joint meeting."),
        )
    return None


@guard
@takes("at_least")
def referrals_have_reached(facts: Facts, params: Params) -> Refusal | None:
    """The case has been referred from body to body so many times."""
    needed = int(str(params["at_least"]))
    if facts.referrals < needed:
        return refusal(
            "referrals_have_reached",
            N_("Possible from %(needed)s referrals on; there are %(number)s."),
            needed=needed,
            number=facts.referrals,
        )
    return None


@guard
def receiving_body_consents(facts: Facts, params: Params) -> Refusal | None:
    """The advisory group of the Sector that is to receive the work has said that it consents."""
    if facts.receiving_view != "consents":
        return refusal(
            "receiving_body_consents", N_("Waits for the consent of the receiving advisory group.")
        )
    return None


@guard
def allocation_is_settled(facts: Facts, params: Params) -> Refusal | None:
    """The advisory groups' part is over: a decision is recorded, or no matter between Sectors was found."""
    if not facts.allocation_settled:
        return refusal(
            "allocation_is_settled", N_("Waits for the allocation decision among the Sectors.")
        )
    return None


@guard
def allocation_leads_elsewhere(facts: Facts, params: Params) -> Refusal | None:
    """The allocation decision in force carries the work out in other procedures than this one."""
    if not facts.leads_elsewhere:
        return refusal("allocation_leads_elsewhere", N_("No allocation decision leads elsewhere."))
    return None


@guard
def every_child_is_approved(facts: Facts, params: Params) -> Refusal | None:
    """Each Sector concerned has completed its own procedure."""
    if facts.children_lacking:
        return refusal(
            "every_child_is_approved",
            N_("Waits for the procedure of: %(sectors)s."),
            sectors=tuple(facts.children_lacking),
        )
    missing = not facts.children and not facts.nothing_to_approve
    if missing or any(one is not Outcome.APPROVED for one in facts.children):
        return refusal(
            "every_child_is_approved", N_("Waits for the approval in each Sector concerned.")
        )
    return None


@guard
def a_child_is_not_approved(facts: Facts, params: Params) -> Refusal | None:
    """The procedure of one Sector ended without approval."""
    if Outcome.NOT_APPROVED not in facts.children:
        return refusal("a_child_is_not_approved", N_("No procedure has ended without approval."))
    return None
