"""What conclusions lead to: who is outstanding, whether they agree, whose turn comes next."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from states.definition import Procedure, Role
from workflow.pages import labels
from workflow.rules import engine, guards
from workflow.rules.facts import ConclusionFact, Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """Where the released conclusions lead by the edition's own rules, were nothing else to happen.

    `agreement` is one of "outstanding", "agree", "differ", "no_view". `moves` says that the run
    goes on by itself; `state` is where it then stands.
    """

    outstanding: tuple[str, ...]
    agreement: str
    moves: bool
    state: str
    next_actions: tuple[str, ...]
    role: str
    holder: str
    joint: bool


def outlook(procedure: Procedure, known: Facts, language: str) -> Outlook:
    """What the released conclusions among *known* lead to."""
    words = procedure.labels[language]
    later = _followed(procedure, known)
    state = procedure.state(later.state)
    role = state.waits_for
    offers = engine.offers(procedure, later, {role}) if role else ()
    return Outlook(
        outstanding=tuple(labels.body(one) for one in _outstanding(known)),
        agreement=_agreement(known),
        moves=later.state != known.state,
        state=words.states[later.state],
        next_actions=tuple(words.actions[one.action] for one in offers if _is_next(one.action)),
        role=labels.ROLES.get(role.value, "") if role else "",
        holder=_holder(role, later),
        joint=any(one.joint and one.status == "released" for one in known.conclusions),
    )


def with_released(known: Facts, conclusion: ConclusionFact) -> Facts:
    """The facts as they would be with that conclusion released."""
    others = tuple(
        one
        for one in known.conclusions
        if (one.body, one.joint) != (conclusion.body, conclusion.joint)
    )
    released = dataclasses.replace(conclusion, status="released")
    return dataclasses.replace(known, conclusions=(*others, released))


def _followed(procedure: Procedure, known: Facts) -> Facts:
    """The facts after every move that is the clock's and for which nothing is missing."""
    for _ in procedure.states:
        offers = engine.offers(procedure, known, {Role.CLOCK})
        free = next((one for one in offers if not one.refusals), None)
        if free is None:
            return known
        known = dataclasses.replace(known, state=free.target)
    return known


def _outstanding(known: Facts) -> tuple[str, ...]:
    released = [one for one in known.conclusions if one.status == "released"]
    if any(one.joint for one in released):
        return ()
    bodies = {one.body for one in released}
    return tuple(group for group in known.groups if group not in bodies)


def _agreement(known: Facts) -> str:
    released = [one for one in known.conclusions if one.status == "released"]
    if any(one.joint for one in released):
        return "agree"
    if len(guards.views(known)) > 1:
        return "differ"
    if _outstanding(known):
        return "outstanding"
    return "agree" if guards.views(known) else "no_view"


def _is_next(action: str) -> bool:
    """Withdrawing is open at all times and so never what comes next."""
    return action != "withdraw"


def _holder(role: Role | None, known: Facts) -> str:
    if role in (Role.SECRETARIAT, Role.DIRECTOR):
        return labels.OFFICES.get(known.place.office, "")
    if role is Role.ADVISORY_GROUP_CHAIR:
        return ", ".join(labels.body(one) for one in known.place.groups)
    if role is Role.STUDY_GROUP_CHAIR:
        return labels.body(known.place.study_group)
    return ""
