"""The engine offers what a role could do, says why not, and judges a move by the row that applies."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from states.definition import ASKS, Action, Basis, Need, Procedure, Role, State
from tests.facts import FREE, REFUSED, make_facts
from workflow.rules import engine
from workflow.rules.engine import Offer
from workflow.rules.errors import (
    ActionNotOfferedError,
    ActionRefusedError,
    NotPermittedError,
    Refusal,
)

FINAL, FULL = "text_is_final", "template_is_complete"


def row(name: str, source: str, target: str, *by: Role, basis: str = "Rule", **rest: Any) -> Action:
    needs = tuple(Need(guard=guard) for guard in rest.pop("needs", ()))
    return Action(
        name=name,
        source=tuple(source.split()),
        target=target,
        by=by,
        basis=Basis(text=basis, read=rest.pop("read", True)),
        needs=needs,
        **rest,
    )


def procedure(*rows: Action) -> Procedure:
    names = dict.fromkeys(name for one in rows for name in (*one.source, one.target))
    return Procedure(
        code="trial",
        edition="2026",
        sector="R",
        source="Rules of a trial",
        valid_from=dt.date(2026, 1, 1),
        valid_to=None,
        initial=rows[0].source[0],
        states=tuple(State(name=name) for name in names),
        actions=rows,
        labels={},
        digest=repr(rows),
    )


SIMPLE = procedure(
    row("submit", "draft", "sent", Role.PROPOSER, basis="Rule 1", needs=[FULL, FINAL]),
    row("read", "sent", "seen", Role.SECRETARIAT, Role.DIRECTOR, basis="Rule 2", read=False),
    row("answer", "sent seen", "done", Role.DIRECTOR, basis="Rule 3", asks=("reasons", "meeting")),
    row("file", "seen", "done", Role.SECRETARIAT, basis="Rule 4", offered=False),
)
CHOICE = procedure(
    row("close", "open", "won", Role.CLOCK, basis="Rule 1", needs=["consultation_passed"]),
    row("close", "open", "lost", Role.CLOCK, basis="Rule 2", needs=["consultation_failed"]),
    row("close", "open", "left", Role.DIRECTOR, basis="Rule 3", asks=("reasons",)),
)  # fmt: skip


def test_an_offer_says_what_is_missing_and_on_which_paragraph() -> None:
    facts = make_facts(**REFUSED[FULL], text_version=0)
    assert engine.offers(SIMPLE, facts, {Role.PROPOSER}) == (
        Offer(
            action="submit",
            target="sent",
            asks=(),
            refusals=(
                Refusal(
                    guard=FULL,
                    message="Still to be filled in: %(fields)s.",
                    params={"fields": ("scope",), "form": "trial"},
                    basis="Rule 1",
                ),
                Refusal(guard=FINAL, message="The final text is not fixed yet.", basis="Rule 1"),
            ),
            basis="Rule 1",
            basis_read=True,
            offered=True,
        ),
    )


@pytest.mark.parametrize(
    ("state", "roles", "actions"),
    [
        ("draft", {Role.PROPOSER}, ["submit"]),
        ("draft", {Role.DIRECTOR, Role.SECRETARIAT}, []),
        ("sent", {Role.SECRETARIAT}, ["read"]),
        ("sent", {Role.DIRECTOR}, ["read", "answer"]),
        ("seen", {Role.SECRETARIAT, Role.DIRECTOR}, ["answer", "file"]),
        ("seen", set(), []),
        ("done", set(Role), []),
        ("nowhere", set(Role), []),
    ],
)
def test_a_role_is_offered_its_own_actions_of_the_state(
    state: str, roles: set[Role], actions: list[str]
) -> None:
    found = engine.offers(SIMPLE, make_facts(state=state), roles)
    assert [one.action for one in found] == actions


def test_an_offer_says_whether_its_paragraph_was_read_and_whether_it_is_a_button() -> None:
    (read,) = engine.offers(SIMPLE, make_facts(state="sent"), {Role.SECRETARIAT})
    (file,) = engine.offers(SIMPLE, make_facts(state="seen"), {Role.SECRETARIAT})
    assert (read.basis, read.basis_read, read.offered) == ("Rule 2", False, True)
    assert (file.basis, file.basis_read, file.offered) == ("Rule 4", True, False)


def test_a_move_names_the_row_and_the_role_it_was_made_in() -> None:
    facts = make_facts(state="sent")
    for roles, role in (
        ({Role.DIRECTOR}, Role.DIRECTOR),
        ({Role.SECRETARIAT, Role.DIRECTOR, Role.PROPOSER}, Role.SECRETARIAT),
    ):
        made = engine.move(SIMPLE, facts, "read", roles)
        assert (made.action, made.source, made.target) == ("read", "sent", "seen")
        assert (made.basis, made.role) == ("Rule 2", role)


@pytest.mark.parametrize("roles", [{Role.PROPOSER}, set(), set(Role)])
@pytest.mark.parametrize(
    ("state", "action"), [("draft", "read"), ("sent", "fly"), ("done", "read")]
)
def test_an_action_that_the_state_does_not_know_is_not_offered_to_anybody(
    state: str, action: str, roles: set[Role]
) -> None:
    with pytest.raises(ActionNotOfferedError) as refused:
        engine.move(SIMPLE, make_facts(state=state), action, roles)
    assert (refused.value.action, refused.value.state) == (action, state)


def test_an_action_of_another_role_names_those_it_is_kept_for() -> None:
    with pytest.raises(NotPermittedError) as refused:
        engine.move(SIMPLE, make_facts(state="sent"), "read", {Role.PROPOSER})
    assert refused.value.needed == ("secretariat", "director")
    with pytest.raises(NotPermittedError) as refused:
        engine.move(CHOICE, make_facts(state="open"), "close", {Role.PROPOSER})
    assert refused.value.needed == ("clock", "director")


def test_a_refused_move_carries_every_reason() -> None:
    facts = make_facts(missing_fields=("scope",), text_version=0)
    with pytest.raises(ActionRefusedError) as refused:
        engine.move(SIMPLE, facts, "submit", {Role.PROPOSER})
    assert [(one.guard, one.basis) for one in refused.value.refusals] == [
        (FULL, "Rule 1"),
        (FINAL, "Rule 1"),
    ]
    assert str(refused.value) == f"{FULL}; {FINAL}"


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, ["reasons_given", "meeting_given"]),
        ({"reasons": " \n", "meeting": "3"}, ["reasons_given"]),
        ({"reasons": "Seen."}, ["meeting_given"]),
    ],
)
def test_what_an_action_asks_for_has_to_be_given(given: dict[str, str], missing: list[str]) -> None:
    facts = make_facts(state="seen", given=given)
    with pytest.raises(ActionRefusedError) as refused:
        engine.move(SIMPLE, facts, "answer", {Role.DIRECTOR})
    assert [(one.guard, one.basis) for one in refused.value.refusals] == [
        (guard, "Rule 3") for guard in missing
    ]


def test_given_it_goes_through() -> None:
    facts = make_facts(state="seen", given={"reasons": "Seen.", "meeting": "3"})
    assert engine.move(SIMPLE, facts, "answer", {Role.DIRECTOR}).target == "done"


def test_the_engine_has_a_sentence_for_everything_an_edition_may_ask() -> None:
    assert sorted(engine.ASKED) == sorted(ASKS)


@pytest.mark.parametrize(
    ("guard", "target", "basis"),
    [("consultation_passed", "won", "Rule 1"), ("consultation_failed", "lost", "Rule 2")],
)
def test_of_several_rows_the_first_whose_needs_are_met_applies(
    guard: str, target: str, basis: str
) -> None:
    facts = make_facts(state="open", **FREE[guard])
    (offer,) = engine.offers(CHOICE, facts, {Role.CLOCK})
    assert (offer.target, offer.basis, offer.refusals) == (target, basis, ())
    judged = engine.move(CHOICE, facts, "close", {Role.CLOCK})
    assert (judged.target, judged.basis, judged.role) == (target, basis, Role.CLOCK)


def test_where_no_row_applies_the_first_says_why() -> None:
    facts = make_facts(state="open", **FREE["consultation_is_undecided"])
    (offer,) = engine.offers(CHOICE, facts, {Role.CLOCK})
    assert [one.guard for one in offer.refusals] == ["consultation_passed"]
    with pytest.raises(ActionRefusedError) as refused:
        engine.move(CHOICE, facts, "close", {Role.CLOCK})
    assert refused.value.refusals == offer.refusals


def test_only_the_rows_of_a_role_are_looked_at() -> None:
    facts = make_facts(state="open", given={"reasons": "No reply."}, **FREE["consultation_passed"])
    judged = engine.move(CHOICE, facts, "close", {Role.DIRECTOR})
    assert (judged.target, judged.role) == ("left", Role.DIRECTOR)


def test_the_row_that_applies_says_what_is_asked() -> None:
    one = procedure(
        row("end", "open", "won", Role.DIRECTOR, basis="Rule 1", needs=["consultation_passed"]),
        row("end", "open", "left", Role.DIRECTOR, basis="Rule 2", asks=("reasons",)),
    )
    facts = make_facts(state="open", **FREE["consultation_failed"])
    (offer,) = engine.offers(one, facts, {Role.DIRECTOR})
    assert (offer.target, offer.asks, offer.refusals) == ("left", ("reasons",), ())
    with pytest.raises(ActionRefusedError) as refused:
        engine.move(one, facts, "end", {Role.DIRECTOR})
    assert [(one.guard, one.basis) for one in refused.value.refusals] == [
        ("reasons_given", "Rule 2")
    ]

    passed = make_facts(state="open", **FREE["consultation_passed"])
    assert engine.move(one, passed, "end", {Role.DIRECTOR}).target == "won"


def test_judging_keeps_nothing_and_changes_nothing() -> None:
    facts = make_facts(state="sent")
    for _ in range(3):
        engine.move(SIMPLE, facts, "read", {Role.DIRECTOR})
    assert engine.machine(SIMPLE) is engine.machine(SIMPLE)
    assert engine.machine(SIMPLE).models == []
    assert facts == make_facts(state="sent")
