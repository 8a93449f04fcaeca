"""What a new edition would change for a case: offers it would gain or lose, and steps it could not have taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from states.definition import Need, Procedure, Role
from workflow.rules import engine
from workflow.rules.engine import Offer
from workflow.rules.errors import Refusal
from workflow.rules.facts import Facts

Kind = Literal["gained", "lost", "refused", "freed", "elsewhere"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferChange:
    """An action that the roles would be offered, or not; let through, or not; or that leads elsewhere."""

    kind: Kind
    action: str
    roles: tuple[Role, ...]
    target: str = ""
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A step that a run took."""

    action: str
    source: str
    target: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepChange:
    """A step that could not have been taken so, and why; `needs` are the guards it would have met besides."""

    kind: Literal["lost", "role", "elsewhere", "needs", "gained"]
    step: Taken
    needs: tuple[Need, ...] = ()
    actions: tuple[str, ...] = ()


def of_offers(
    before: Procedure, known: Facts, after: Procedure, tried: Facts
) -> tuple[OfferChange, ...]:
    """How what is offered now to each role would change."""
    found: dict[tuple[Kind, str, str, tuple[Refusal, ...]], list[Role]] = {}
    for role in Role:
        old = {one.action: one for one in engine.offers(before, known, {role})}
        new = {one.action: one for one in engine.offers(after, tried, {role})}
        for key in _changes(old, new):
            found.setdefault(key, []).append(role)
    return tuple(
        OfferChange(kind=kind, action=action, roles=tuple(roles), target=target, refusals=refusals)
        for (kind, action, target, refusals), roles in found.items()
    )


def _changes(
    old: Mapping[str, Offer], new: Mapping[str, Offer]
) -> Iterator[tuple[Kind, str, str, tuple[Refusal, ...]]]:
    for action, one in new.items():
        was = old.get(action)
        if was is None:
            yield "gained", action, one.target, ()
            continue
        if was.target != one.target:
            yield "elsewhere", action, one.target, ()
        held = {refusal.guard for refusal in was.refusals}
        more = tuple(refusal for refusal in one.refusals if refusal.guard not in held)
        if more:
            yield "refused", action, one.target, more
        elif was.refusals and not one.refusals:
            yield "freed", action, one.target, ()
    for action in old.keys() - new.keys():
        yield "lost", action, "", ()


def of_steps(before: Procedure, after: Procedure, steps: Iterable[Taken]) -> tuple[StepChange, ...]:
    """Which of the steps a run took could not have been taken so, and what else would have been offered."""
    found = [change for step in steps for change in _step(before, after, step)]
    return tuple(found)


def _step(before: Procedure, after: Procedure, step: Taken) -> Iterator[StepChange]:
    named = engine.rows(after, step.source, step.action)
    mine = [row for row in named if step.role in row.by]
    there = [row for row in mine if row.target == step.target]
    if not named:
        yield StepChange(kind="lost", step=step)
    elif not mine:
        yield StepChange(kind="role", step=step)
    elif not there:
        yield StepChange(kind="elsewhere", step=step)
    else:
        needed = [
            set(_needs(row.needs))
            for row in engine.rows(before, step.source, step.action)
            if row.target == step.target
        ]
        held = set.union(*needed) if needed else set()
        more = min(
            ([need for need in row.needs if _key(need) not in held] for row in there), key=len
        )
        if more:
            yield StepChange(kind="needs", step=step, needs=tuple(more))
    gained = tuple(sorted(_actions(after, step.source) - _actions(before, step.source)))
    if gained:
        yield StepChange(kind="gained", step=step, actions=gained)


def _actions(one: Procedure, state: str) -> set[str]:
    return {row.name for row in one.actions if state in row.source}


def _needs(needs: Iterable[Need]) -> Iterator[tuple[str, str]]:
    return (_key(one) for one in needs)


def _key(need: Need) -> tuple[str, str]:
    return need.guard, repr(sorted(need.params.items()))
