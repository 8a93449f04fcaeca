"""The engine: offers what a person could do from a state and judges a move. Alone imports `transitions`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

from transitions import EventData, Machine

from states.definition import Action, Procedure, Role
from workflow.rules.errors import (
    ActionNotOfferedError,
    ActionRefusedError,
    NotPermittedError,
    Refusal,
)
from workflow.rules.facts import Facts
from workflow.rules.guards import GUARDS, Params
from workflow.rules.language_marks import N_

ASKED = {
    "reasons": N_("Give the reasons."),
    "meeting": N_("Choose the meeting."),
    "position": N_("Choose the position."),
    "present": N_("Give the number of representatives present."),
    "reference": N_("Give the reference of the document."),
    "register_number": N_("Give the number in the register."),
    "approval_process": N_("Choose the approval process of the resulting Recommendations."),
    "consulted": N_("Say who was consulted."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An action as a page shows it: what it asks for, and what is still missing."""

    action: str
    target: str
    asks: tuple[str, ...]
    refusals: tuple[Refusal, ...]
    basis: str
    basis_read: bool
    offered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A judged move: the row of the procedure that applies, and the role it was made in."""

    row: Action
    source: str
    role: Role

    @property
    def action(self) -> str:
        """The name of the action."""
        return self.row.name

    @property
    def target(self) -> str:
        """The state it leads to."""
        return self.row.target

    @property
    def basis(self) -> str:
        """The paragraph that the row rests on."""
        return self.row.basis.text


@dataclass(frozen=True, slots=True)
class Condition:
    """The role and the needs of one row, as a condition that `transitions` can ask."""

    row: Action

    def __call__(self, event: EventData) -> bool:
        """Whether the row applies to the facts and roles that came with the trigger."""
        allowed = bool(event.kwargs["roles"] & frozenset(self.row.by))
        return allowed and not refusals(self.row, event.kwargs["facts"])


def refusals(row: Action, facts: Facts) -> tuple[Refusal, ...]:
    """What the row still misses, each with the row's paragraph."""
    found = (GUARDS.get(need.guard, _unknown)(facts, need.params) for need in row.needs)
    return tuple(replace(one, basis=row.basis.text) for one in found if one is not None)


def _unknown(_facts: Facts, _params: Params) -> Refusal:
    """What a pinned edition needs and this version of the program cannot judge any more."""
    return Refusal(
        guard="unknown",
        message=N_("The edition asks here for something that is not known any more."),
    )


_machines: dict[str, Machine] = {}


def machine(procedure: Procedure) -> Machine:
    """The shared flat machine of an edition, built once for each digest."""
    if procedure.digest not in _machines:
        table: list[dict[str, Any]] = [
            {
                "trigger": row.name,
                "source": source,
                "dest": row.target,
                "conditions": [Condition(row)],
            }
            for row in procedure.actions
            for source in row.source
        ]
        _machines[procedure.digest] = Machine(
            model=None,
            states=[state.name for state in procedure.states],
            transitions=table,
            initial=procedure.initial,
            auto_transitions=False,
            send_event=True,
            queued=False,
        )
    return _machines[procedure.digest]


def rows(procedure: Procedure, state: str, action: str) -> tuple[Action, ...]:
    """The rows of that name that leave *state*, in the edition's order."""
    return tuple(row for row in procedure.actions if row.name == action and state in row.source)


def offers(procedure: Procedure, facts: Facts, roles: Iterable[Role]) -> tuple[Offer, ...]:
    """What these roles could do now, each with what it still misses; one offer per action.

    Of several rows of that name the one that misses least is meant, the first of these.
    """
    held = frozenset(roles)
    found: dict[str, Offer] = {}
    for row in procedure.actions:
        if facts.state not in row.source or not held & frozenset(row.by):
            continue
        missing = refusals(row, facts)
        if row.name in found and len(found[row.name].refusals) <= len(missing):
            continue
        found[row.name] = Offer(
            action=row.name,
            target=row.target,
            asks=row.asks,
            refusals=missing,
            basis=row.basis.text,
            basis_read=row.basis.read,
            offered=row.offered,
        )
    return tuple(found.values())


def move(procedure: Procedure, facts: Facts, action: str, roles: Iterable[Role]) -> Move:
    """Judge *action*.

    Raises ActionNotOfferedError (not from this state), NotPermittedError (another role's),
    ActionRefusedError (something is missing, each refusal with its paragraph).
    """
    candidates = rows(procedure, facts.state, action)
    if not candidates:
        raise ActionNotOfferedError(action, facts.state)
    held = frozenset(roles)
    allowed = tuple(row for row in candidates if held & frozenset(row.by))
    if not allowed:
        needed = dict.fromkeys(role.value for row in candidates for role in row.by)
        raise NotPermittedError(tuple(needed))
    row = min(allowed, key=lambda one: len(refusals(one, facts)))
    missing = _not_given(row, facts) + refusals(row, facts)
    cursor = SimpleNamespace(state=facts.state)
    trigger = machine(procedure).events[action].trigger
    if missing or not trigger(cursor, facts=facts, roles=held):
        raise ActionRefusedError(missing)
    role = next(role for role in row.by if role in held)
    return Move(row=row, source=facts.state, role=role)


def _not_given(row: Action, facts: Facts) -> tuple[Refusal, ...]:
    """What the row asks for and the person did not give."""
    return tuple(
        Refusal(guard=f"{name}_given", message=ASKED[name], basis=row.basis.text)
        for name in row.asks
        if not str(facts.given.get(name, "")).strip()
    )
