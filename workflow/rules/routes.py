"""The usual way from a state to the end that a proposal hopes for, read from the rows of the edition."""

from __future__ import annotations

from collections.abc import Iterable

from states.definition import Action, Outcome, Procedure, State

OF_THE_OTHER_KIND = {True: "case_is_not_a_suppression", False: "case_is_a_suppression"}
"""The guard that keeps a row for other proposals, by whether this one is a suppression."""


def usual_way(procedure: Procedure, start: str, kind: str = "new") -> tuple[str, ...]:
    """The states that follow *start*, the end included; none where the run is over or has failed.

    The shortest way, through the consultation that approves such a proposal where there is one.
    """
    if procedure.state(start).waits_for is None:
        return ()
    rows = tuple(_rows(procedure, kind))
    goals = {one.name for one in procedure.states if _is_hoped_for(procedure, one, kind)}
    rule = procedure.approval_of(kind)
    if rule is not None and rule.state != start:
        before = _shortest(rows, start, {rule.state})
        if before:
            return before + _shortest(rows, rule.state, goals)
    return _shortest(rows, start, goals)


def _rows(procedure: Procedure, kind: str) -> Iterable[Action]:
    """The rows that such a proposal takes while all goes well."""
    kept_for_others = OF_THE_OTHER_KIND[kind == "suppression"]
    for row in procedure.actions:
        if procedure.state(row.target).outcome in (Outcome.WITHDRAWN, Outcome.NOT_APPROVED):
            continue
        if not any(need.guard == kept_for_others for need in row.needs):
            yield row


def _is_hoped_for(procedure: Procedure, state: State, kind: str) -> bool:
    if procedure.sector == "X":
        return state.outcome is Outcome.APPROVED
    return state.out_of_register if kind == "suppression" else state.in_register


def _shortest(rows: tuple[Action, ...], start: str, goals: set[str]) -> tuple[str, ...]:
    """The fewest states from *start*, which is left out, to one of the *goals*; empty for none."""
    ways: dict[str, tuple[str, ...]] = {start: ()}
    edge = [start]
    while edge:
        following: list[str] = []
        for state in edge:
            for row in rows:
                if state in row.source and row.target not in ways:
                    ways[row.target] = (*ways[state], row.target)
                    following.append(row.target)
        found = next((name for name in following if name in goals), None)
        if found is not None:
            return ways[found]
        edge = following
    return ()
