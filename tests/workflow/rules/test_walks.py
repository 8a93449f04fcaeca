"""Whoever acts in whatever order on whatever facts, a run stays in its procedure and offers tell the truth."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from states.definition import ASKS, Outcome, Procedure, Role
from tests.facts import EARLIER, FREE, LATER, NEXT_YEAR, NOW, conclusion, make_facts
from tests.workflow.rules.chains import Chain
from workflow.rules import engine
from workflow.rules.errors import ActionNotOfferedError, ActionRefusedError, NotPermittedError
from workflow.rules.events import RunMoved
from workflow.rules.facts import ConsultationFact, Facts, MeetingFact
from workflow.store import editions

GROUPS = ("R:RAG", "T:TSAG", "D:TDAG")
INSTANTS = st.sampled_from([None, EARLIER, NOW, LATER])
CONCLUSIONS = st.builds(
    conclusion,
    st.sampled_from(GROUPS),
    st.sampled_from(["keep", "merge", "note"]),
    st.sampled_from("RT"),
    status=st.sampled_from(["drafted", "released"]),
    joint=st.booleans(),
)
FACTS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["new", "revised", "suppression"]),
        "case_withdrawn": st.booleans(),
        "missing_fields": st.sampled_from([(), ("scope",)]),
        "waiting_items": st.sampled_from([(), ("D3",)]),
        "screening_due_at": INSTANTS,
        "open_candidates": st.integers(0, 1),
        "unseen_findings": st.integers(0, 1),
        "findings_seen_due_at": INSTANTS,
        "items_with_an_issue": st.sampled_from([(), ("D8",)]),
        "sectors_found": st.frozensets(st.sampled_from("RTD")),
        "groups": st.sampled_from([(), GROUPS[:1], GROUPS]),
        "conclusions": st.lists(CONCLUSIONS, max_size=3).map(tuple),
        "children": st.lists(st.sampled_from(Outcome), max_size=2).map(tuple),
        "children_lacking": st.sampled_from([(), ("ITU-T",)]),
        "consultation": st.none()
        | st.builds(
            ConsultationFact,
            closes_at=st.sampled_from([EARLIER, LATER]),
            outcome=st.sampled_from(["", "passed", "failed", "undecided", "withdrawn"]),
        ),
        "allocation_settled": st.booleans(),
        "leads_elsewhere": st.booleans(),
        "referrals": st.integers(0, 4),
        "receiving_view": st.sampled_from(["", "consents", "does_not_consent"]),
        "supporters": st.sampled_from([0, 4]),
        "assembly_on": st.sampled_from([None, EARLIER.date(), NEXT_YEAR]),
        "meeting": st.none()
        | st.builds(
            MeetingFact,
            bodies=st.frozensets(st.sampled_from([*GROUPS, "R:SG1", "R:RA", "T:WTSA"])),
            starts_on=st.sampled_from([NOW.date(), NEXT_YEAR]),
            begun=st.booleans(),
        ),
        "text_version": st.integers(0, 1),
        "study_group_meets_before_assembly": st.booleans(),
        "given": st.fixed_dictionaries({}, optional=dict.fromkeys(ASKS, st.just("given"))),
    }
)
ROLES = st.frozensets(st.sampled_from(Role), max_size=3)


def reachable(procedure: Procedure) -> set[str]:
    found: set[str] = set()
    edge = {procedure.initial}
    while edge:
        found |= edge
        edge = {one.target for one in procedure.actions if edge & {*one.source}} - found
    return found


def judge(procedure: Procedure, facts: Facts, action: str, roles: frozenset[Role]) -> object:
    """The move, or the error that says why there is none."""
    try:
        return engine.move(procedure, facts, action, roles)
    except (ActionNotOfferedError, ActionRefusedError, NotPermittedError) as error:
        return error


def assert_they_agree(procedure: Procedure, facts: Facts, roles: frozenset[Role]) -> None:
    """Each action is offered exactly if it can be taken, and refused for the reasons shown."""
    offers = {one.action: one for one in engine.offers(procedure, facts, roles)}
    for action in {one.name for one in procedure.actions} | {"fly"}:
        known = engine.rows(procedure, facts.state, action)
        offer, judged = offers.get(action), judge(procedure, facts, action, roles)
        if offer is None:
            assert isinstance(judged, NotPermittedError if known else ActionNotOfferedError)
            continue
        lacking = {f"{name}_given" for name in offer.asks if not facts.given.get(name)}
        reasons = lacking | {one.guard for one in offer.refusals}
        if reasons:
            assert isinstance(judged, ActionRefusedError)
            assert {one.guard for one in judged.refusals} == reasons
            assert {one.basis for one in judged.refusals} == {offer.basis}
        else:
            assert isinstance(judged, engine.Move)
            assert (judged.source, judged.target) == (facts.state, offer.target)
            assert judged.basis == offer.basis
            assert judged.basis
            assert judged.role in roles
            assert any(judged.role in row.by and row.target == judged.target for row in known)


class Walk(RuleBasedStateMachine):
    """One run of a procedure, moved by anybody."""

    procedure: Procedure

    @initialize(data=st.data())
    def a_run_stands_somewhere(self, data: st.DataObject) -> None:
        self.graph = reachable(self.procedure)
        self.begin(data)

    def begin(self, data: st.DataObject) -> None:
        self.state = data.draw(st.sampled_from(sorted(self.graph)))
        self.chain = Chain(self.procedure, self.state)
        self.moves = 0

    def make(self, judged: engine.Move) -> None:
        """The move with its event: there is no other way to another state."""
        self.chain.add(
            RunMoved(
                action=judged.action, source=judged.source, target=judged.target, given={},
                basis=judged.basis,
            ),
            judged.role,
        )  # fmt: skip
        self.state, self.moves = judged.target, self.moves + 1

    def facts(self, values: dict[str, Any]) -> Facts:
        return make_facts(**{"state": self.state, **values})

    @rule(values=FACTS, data=st.data())
    def somebody_acts(self, values: dict[str, Any], data: st.DataObject) -> None:
        """What one of the rows needs is there; the person takes what is then offered."""
        rows = [one for one in self.procedure.actions if self.state in one.source]
        if not rows:
            self.begin(data)  # the run has ended; another one is looked at
            return
        row = data.draw(st.sampled_from(rows))
        met = {name: value for need in row.needs for name, value in FREE[need.guard].items()}
        facts = self.facts({**values, **met, "given": dict.fromkeys(ASKS, "given")})
        judged = engine.move(self.procedure, facts, row.name, row.by)
        assert judged.target in {one.target for one in rows if one.name == row.name}
        self.make(judged)

    @rule(values=FACTS, roles=ROLES)
    def somebody_looks(self, values: dict[str, Any], roles: frozenset[Role]) -> None:
        assert_they_agree(self.procedure, self.facts(values), roles)

    @rule(values=FACTS)
    def the_clock_passes(self, values: dict[str, Any]) -> None:
        facts = self.facts(values)
        assert_they_agree(self.procedure, facts, frozenset({Role.CLOCK}))
        for offer in engine.offers(self.procedure, facts, {Role.CLOCK}):
            rows = engine.rows(self.procedure, self.state, offer.action)
            mine = [row for row in rows if row.target == offer.target and Role.CLOCK in row.by]
            assert mine
            assert all(row.by == (Role.CLOCK,) and row.needs for row in mine)
            if not offer.refusals:
                self.make(engine.move(self.procedure, facts, offer.action, {Role.CLOCK}))
                return

    @invariant()
    def the_run_stands_in_the_graph(self) -> None:
        state = self.procedure.state(self.state)
        assert state.name in self.graph
        assert not state.display_only
        assert len(self.chain.rows) == self.moves + 1
        assert self.chain.leads_to() == self.state
        if state.final:
            assert engine.offers(self.procedure, make_facts(state=state.name), set(Role)) == ()


@pytest.mark.parametrize("key", sorted(editions.shipped()))
def test_any_walk_stays_in_the_procedure(key: str) -> None:
    walk = type("Walk", (Walk,), {"procedure": editions.shipped()[key]})
    run_state_machine_as_test(
        walk, settings=settings(max_examples=30, stateful_step_count=30, deadline=None)
    )
