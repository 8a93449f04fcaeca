"""Ten thousand walks by random actors, in memory: each leaves a chain that verifies and rebuilds its state."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from states.definition import ASKS, Action, Procedure, Role
from tests.facts import FREE, REFUSED, make_facts
from tests.workflow.rules.chains import Chain
from workflow.rules import engine
from workflow.rules.engine import Move
from workflow.rules.errors import ActionNotOfferedError, ActionRefusedError, NotPermittedError
from workflow.rules.events import RunMoved
from workflow.rules.facts import Facts
from workflow.store import editions

WALKS, LONGEST = 10_000, 10
BLIND = 0.2
"""How often somebody tries anything, whether it can be done or not."""
GIVEN = dict.fromkeys(ASKS, "given")
ROLES = tuple(Role)


class Table:
    """An edition with what is looked up at every step: the rows that leave a state, and facts."""

    def __init__(self, procedure: Procedure) -> None:
        self.procedure = procedure
        self.rows: dict[str, list[Action]] = {one.name: [] for one in procedure.states}
        self.met: dict[int, Facts] = {}
        for row in procedure.actions:
            values = {name: one for need in row.needs for name, one in FREE[need.guard].items()}
            self.met[id(row)] = make_facts(
                **{**values, "given": {**GIVEN, **values.get("given", {})}}
            )
            for state in row.source:
                self.rows[state].append(row)
        self.taken: set[int] = set()
        self.states = [one.name for one in procedure.states if not one.display_only]
        self.names = (*sorted({row.name for row in procedure.actions}), "fly")
        self.unmet = tuple(
            make_facts(**{"given": given, **values})
            for values in REFUSED.values()
            for given in ({}, GIVEN)
        )

    def tried(self, luck: random.Random, state: str) -> tuple[str, Facts, set[Role]]:
        """What somebody tries: as a rule what a row allows, at times anything on any facts."""
        roles = {luck.choice(ROLES)}
        rows = self.rows[state]
        if not rows or luck.random() < BLIND:
            return luck.choice(self.names), luck.choice(self.unmet), roles
        row = luck.choice(rows)
        return row.name, self.met[id(row)], roles | {luck.choice(row.by)}


def judged(procedure: Procedure, facts: Facts, action: str, roles: set[Role]) -> Move | None:
    """The move, which must be made exactly when it is offered and nothing is missing."""
    offer = next(
        (one for one in engine.offers(procedure, facts, roles) if one.action == action), None
    )
    free = offer is not None and not offer.refusals and all(facts.given.get(a) for a in offer.asks)
    try:
        move = engine.move(procedure, facts, action, roles)
    except (ActionNotOfferedError, ActionRefusedError, NotPermittedError):
        assert not free
        return None
    assert offer is not None
    assert free
    assert (move.target, move.basis) == (offer.target, offer.basis)
    return move


def walk(table: Table, luck: random.Random) -> tuple[Chain, str, int]:
    """A walk of random length by random actors: its record, where it ended, how often it moved.

    Half of them begin where a run does, the others anywhere.
    """
    procedure = table.procedure
    state, moved = luck.choice([procedure.initial, luck.choice(table.states)]), 0
    chain = Chain(procedure, state)
    for _ in range(luck.randint(1, LONGEST)):
        action, known, roles = table.tried(luck, state)
        move = judged(procedure, replace(known, state=state), action, roles)
        if move is None:
            continue
        assert any(move.row is row for row in table.rows[state])
        told = RunMoved(action=action, source=state, target=move.target, given={}, basis=move.basis)
        chain.add(told, move.role)
        table.taken.add(id(move.row))
        state, moved = move.target, moved + 1
        assert not procedure.state(state).display_only
    return chain, state, moved


@pytest.fixture(scope="module")
def session(templates: Any) -> Iterator[Session]:
    """Where the editions are read that an event names; nothing else of it is used."""
    with templates.copy("sqlite") as url:
        from workflow.store.db import Database  # noqa: PLC0415 - one use

        database = Database(url)
        with database.reading() as opened:
            yield opened
        database.dispose()


@pytest.mark.parametrize("key", sorted(editions.shipped()))
def test_every_walk_verifies_and_rebuilds(key: str, session: Session) -> None:
    table = Table(editions.shipped()[key])
    moves = 0
    for seed in range(WALKS // len(editions.shipped())):
        chain, state, moved = walk(table, random.Random(f"{key} {seed}"))  # noqa: S311 - no secret
        assert chain.verified(), seed
        assert chain.rebuilt(session) == state, seed
        assert len(chain.rows) == moved + 1, seed
        moves += moved
    assert moves > WALKS // 2
    assert [row for row in table.procedure.actions if id(row) not in table.taken] == []
