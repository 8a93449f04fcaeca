"""The rows of an edition as a table, and who may do what in each state."""

from __future__ import annotations

from dataclasses import dataclass

from states.definition import Action, Procedure, Role
from workflow.pages import labels, needs


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """One row of the table: from where, by what action and whom, to where, under which paragraph.

    `until` are the periods that run in the states it leaves, each with its name.
    """

    number: int
    sources: tuple[tuple[str, str], ...]
    action: str
    by: tuple[str, ...]
    needs: tuple[str, ...]
    asks: tuple[str, ...]
    until: tuple[str, ...]
    target: tuple[str, str]
    basis: str
    basis_read: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Who may do what: a line for each state, in it the actions of each role."""

    roles: tuple[str, ...]
    lines: tuple[tuple[str, str, tuple[tuple[str, ...], ...]], ...]


def rows_of(one: Procedure, language: str) -> tuple[RowView, ...]:
    """Every row, numbered as the diagram numbers them."""
    words = one.labels[language]
    return tuple(
        RowView(
            number=number,
            sources=tuple((name, words.states[name]) for name in row.source),
            action=words.actions[row.name],
            by=tuple(labels.ROLES[role.value] for role in row.by),
            needs=tuple(needs.of_need(need) for need in row.needs),
            asks=tuple(needs.ASKED.get(name, name) for name in row.asks),
            until=_until(one, row, language),
            target=(row.target, words.states[row.target]),
            basis=row.basis.text,
            basis_read=row.basis.read,
        )
        for number, row in enumerate(one.actions, start=1)
    )


def _until(one: Procedure, row: Action, language: str) -> tuple[str, ...]:
    words = one.labels[language]
    found = []
    for name in row.source:
        deadline, rule = one.deadline_in(name), one.consultation_in(name)
        if deadline:
            period = needs.of_period(deadline.period)
            found.append(f"{words.deadlines[deadline.name]}: {period}")
        if rule:
            found.append(f"{words.consultations[rule.name]}: {needs.of_period(rule.period)}")
    return tuple(dict.fromkeys(found))


def matrix_of(one: Procedure, language: str) -> Matrix:
    """Who may do what in each state that is left."""
    words = one.labels[language]
    roles = [role for role in Role if any(role in row.by for row in one.actions)]
    lines = []
    for state in one.states:
        rows = [row for row in one.actions if state.name in row.source]
        if rows:
            cells = tuple(
                tuple(dict.fromkeys(words.actions[row.name] for row in rows if role in row.by))
                for role in roles
            )
            lines.append((state.name, words.states[state.name], cells))
    return Matrix(roles=tuple(labels.ROLES[role.value] for role in roles), lines=tuple(lines))
