"""The ways from a state to the end that a proposal hopes for, read from the rows of the edition."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from states.definition import Action, Basis, Outcome, Procedure, Route, State

OF_THE_OTHER_KIND = {True: "case_is_not_a_suppression", False: "case_is_a_suppression"}
"""The guard that keeps a row for other proposals, by whether this one is a suppression."""


def usual_way(procedure: Procedure, start: str, kind: str = "new") -> tuple[str, ...]:
    """The states that follow *start*, the end included; none where the run is over or has failed.

    Of the routes still open the one through the consultation that approves such a proposal, or else
    the first that the edition names; where it has none, the shortest way.
    """
    if procedure.state(start).waits_for is None:
        return ()
    rows = tuple(rows_of(procedure, kind))
    goals = {one.name for one in procedure.states if _is_hoped_for(procedure, one, kind)}
    rule = procedure.approval_of(kind)
    asks = rule.state if rule is not None else ""
    opened = ways(procedure, start, kind) if procedure.sector != "X" else ()
    ahead = min((states for _, states in opened), key=lambda one: asks not in one, default=(start,))
    return ahead[1:] + (() if ahead[-1] in goals else _shortest(rows, ahead[-1], goals))


def ways(procedure: Procedure, start: str, kind: str) -> tuple[tuple[Route, tuple[str, ...]], ...]:
    """The routes still open from *start*, each with the states ahead, *start* and the approval included.

    A route is open while the state that decides on it is ahead. Where the run has gone another
    route's way, only routes that share that way are. An edition that names no route has its usual
    one, which has no name.
    """
    routes = [one for one in procedure.routes if kind in one.approves] or [_usual(procedure, kind)]
    whole = {one.name: _whole(procedure, one, kind) for one in routes}
    on_a_route = any(start in states for states in whole.values())
    found = []
    for one in routes:
        ahead = _ahead(procedure, whole[one.name], start, kind, joins=not on_a_route)
        if ahead and {*one.through[-1:]} <= {*ahead}:
            found.append((one, ahead))
    return tuple(found)


def steps(
    procedure: Procedure, states: tuple[str, ...], kind: str
) -> tuple[tuple[Action, str, str], ...]:
    """The row that leads from each of the states to the next, with the two."""
    rows = tuple(rows_of(procedure, kind))
    return tuple(
        (next(row for row in rows if source in row.source and row.target == target), source, target)
        for source, target in pairwise(states)
    )


def _usual(procedure: Procedure, kind: str) -> Route:
    """The way through the consultation that approves, or else straight to the approval."""
    rule = procedure.approval_of(kind)
    through = (rule.state,) if rule is not None else ()
    basis = rule.basis if rule is not None else Basis(text="", read=True)
    return Route(name="", through=through, approves=(kind,), basis=basis)


def _whole(procedure: Procedure, route: Route, kind: str) -> tuple[str, ...]:
    """The states from the first to the approval; empty where the rows do not lead there."""
    rows = tuple(rows_of(procedure, kind))
    states = [procedure.initial]
    for stop in (*route.through, ""):
        goals = {stop} if stop else _approvals(procedure, kind)
        if states[-1] in goals:
            continue
        on = _shortest(rows, states[-1], goals)
        if not on:
            return ()
        states += on
    return tuple(states)


def _ahead(
    procedure: Procedure, whole: tuple[str, ...], start: str, kind: str, *, joins: bool
) -> tuple[str, ...]:
    if start in whole:
        return whole[whole.index(start) :]
    on = _shortest(tuple(rows_of(procedure, kind)), start, {*whole}) if joins else ()
    return (start, *on[:-1], *whole[whole.index(on[-1]) :]) if on else ()


def _approvals(procedure: Procedure, kind: str) -> set[str]:
    return {
        one.name
        for one in procedure.states
        if one.decided
        and one.outcome is Outcome.APPROVED
        and one.out_of_register == (kind == "suppression")
    }


def rows_of(procedure: Procedure, kind: str) -> Iterable[Action]:
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
