"""What conclusions lead to: who is outstanding, whether they agree, whose turn comes next."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from states.definition import Outcome, Procedure, Role
from workflow.pages import labels
from workflow.rules import engine, guards
from workflow.rules.facts import ConclusionFact, Facts
from workflow.store.conclusions import TOGETHER


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """An action for which nothing is missing: its label, whose it is, and where it leads.

    `role` and `office` are words to translate, `bodies` are names.
    """

    action: str
    leads_to: str
    role: str
    office: str
    bodies: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """Where the released conclusions lead by the edition's own rules, were nothing else to happen.

    `agreement` is one of "outstanding", "agree", "differ", "no_view", "joint_waits".
    """

    outstanding: tuple[str, ...]
    agreement: str
    state: str
    steps: tuple[NextStep, ...]


def outlook(procedure: Procedure, known: Facts, language: str) -> Outlook:
    """What the released conclusions among *known* lead to."""
    words = procedure.labels[language]
    later = _followed(procedure, known)
    free = [
        row
        for row in procedure.actions
        if later.state in row.source
        and row.target != later.state
        and procedure.state(row.target).outcome is not Outcome.WITHDRAWN
        and Role.CLOCK not in row.by
        and not engine.refusals(row, later)
    ]
    earned = [row for row in free if row.needs] or free
    return Outlook(
        outstanding=tuple(labels.body(one) for one in _outstanding(procedure, known)),
        agreement=_agreement(procedure, known),
        state=words.states[later.state],
        steps=tuple(
            NextStep(
                action=words.actions[row.name],
                leads_to=words.states[row.target],
                role=labels.ROLES[row.by[0].value],
                office=_office(row.by[0], later),
                bodies=_bodies(row.by[0], later),
            )
            for row in earned
        ),
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


def _outstanding(procedure: Procedure, known: Facts) -> tuple[str, ...]:
    if _together(procedure, known) or any(_for_all(known, one) for one in known.conclusions):
        return ()
    bodies = {one.body for one in known.conclusions if one.status == "released"}
    return tuple(group for group in known.groups if group not in bodies)


def _together(procedure: Procedure, known: Facts) -> bool:
    return procedure.state(known.state).concludes == TOGETHER


def _for_all(known: Facts, one: ConclusionFact) -> bool:
    """Whether a joint meeting, or a body above the groups, concluded for all."""
    return one.joint or one.body not in known.groups


def _agreement(procedure: Procedure, known: Facts) -> str:
    if any(_for_all(known, one) and one.status == "released" for one in known.conclusions):
        return "agree"
    if _together(procedure, known):
        return "joint_waits"
    if len(guards.views(known)) > 1:
        return "differ"
    if _outstanding(procedure, known):
        return "outstanding"
    return "agree" if guards.views(known) else "no_view"


def _office(role: Role, known: Facts) -> str:
    lead = role in (Role.SECRETARIAT, Role.DIRECTOR)
    return labels.OFFICES.get(known.place.office, "") if lead else ""


def _bodies(role: Role, known: Facts) -> str:
    if role is Role.ADVISORY_GROUP_CHAIR:
        return labels.listed(labels.body(one) for one in known.place.groups)
    if role is Role.RECEIVING_GROUP:
        return labels.body(known.place.receiving)
    return labels.body(known.place.study_group) if role is Role.STUDY_GROUP_CHAIR else ""
