"""Procedure editions as pages: the table of a procedure, read from the edition itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from states.definition import Procedure, State
from workflow.pages import diagrams, edition_changes, labels, needs, procedure_tables
from workflow.pages.diagrams import Diagram
from workflow.pages.edition_changes import ChangeView
from workflow.pages.procedure_tables import Matrix, RowView
from workflow.pages.tracks import Step
from workflow.rules import routes
from workflow.rules.errors import NotFoundError
from workflow.rules.language_marks import N_
from workflow.rules.permissions import Reader
from workflow.store import editions

OF_QUESTIONS = (
    ("new", N_("A new or revised Question")),
    ("suppression", N_("To suppress a Question")),
)
MARKS = {
    "opens_to_members": N_("The members read the case from here."),
    "waits_for_meeting": N_("Waits for a meeting rather than for a day."),
    "in_register": N_("The Question stands in the register."),
    "out_of_register": N_("The Question has left the register."),
    "settled": N_("The part of the advisory groups is over."),
    "display_only": N_("Only shown, in the place of a result that is to be announced."),
    "final": N_("Here the procedure ends."),
}
"""What an edition says of a state, in the order in which it is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionRow:
    """One edition in the list; `standing` says what it is to a case of today."""

    key: str
    title: str
    edition: str
    sector: str
    source: str
    applies_from: dt.date | None
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WayView:
    """One way out of a state: the action, whose it is, and the state it leads to."""

    action: str
    by: tuple[str, ...]
    target: str
    label: str
    basis: str
    basis_read: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StateView:
    """One state: whose turn it is, from where it is reached, and the ways out of it."""

    name: str
    label: str
    waits_for: str
    shown_as: str
    marks: tuple[str, ...]
    sources: tuple[tuple[str, str], ...]
    ways: tuple[WayView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The usual way of a kind of proposal, as the course of a run is drawn."""

    kind: str
    steps: tuple[Step, ...]
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberView:
    """A number of the procedure: a period or a threshold, with its paragraph."""

    name: str
    period: str
    rule: tuple[str, ...]
    basis: str
    basis_read: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposerView:
    """Who may propose, with the paragraph."""

    who: str
    basis: str
    basis_read: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteView:
    """A way to the approval: the states it leads through, the last of which decides."""

    label: str
    through: tuple[tuple[str, str], ...]
    basis: str
    basis_read: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionView:
    """A switch of the edition as it stands, with the paragraph."""

    label: str
    on: bool
    basis: str
    basis_read: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedurePage:
    """One edition in full. `before` is the edition that `changes` compare it with, if any."""

    key: str
    title: str
    edition: str
    source: str
    digest: str
    has_form: bool
    valid_from: dt.date
    valid_to: dt.date | None
    diagram: Diagram
    ways: tuple[Way, ...]
    states: tuple[StateView, ...]
    rows: tuple[RowView, ...]
    matrix: Matrix
    numbers: tuple[NumberView, ...]
    proposers: tuple[ProposerView, ...]
    options: tuple[OptionView, ...]
    routes: tuple[RouteView, ...]
    before: tuple[str, str] | None
    changes: tuple[ChangeView, ...]


def procedures_page(
    session: Session, reader: Reader, today: dt.date, language: str
) -> tuple[EditionRow, ...]:
    """Every edition that the reader may see, by procedure."""
    current = {one.digest for one in editions.in_force(session, today).values()}
    return tuple(
        EditionRow(
            key=entry.procedure.key,
            title=entry.procedure.labels[language].title,
            edition=entry.procedure.edition,
            sector=labels.sector(entry.procedure.sector),
            source=entry.procedure.source,
            applies_from=entry.applies_from,
            standing=_standing(entry, today, in_force=entry.procedure.digest in current),
        )
        for entry in editions.catalogue(session)
        if is_visible(entry, reader)
    )


def is_visible(entry: editions.Entry, reader: Reader) -> bool:
    """Whether the reader may see it: until it is activated an edition is the secretariat's."""
    return entry.applies_from is not None or bool(reader.codes("office"))


def _standing(entry: editions.Entry, today: dt.date, *, in_force: bool) -> str:
    if entry.applies_from is None:
        return N_("uploaded, not activated")
    if in_force:
        return N_("applies to new cases")
    return N_("to come") if entry.applies_from > today else N_("for cases begun under it")


def find(session: Session, key: str, reader: Reader) -> Procedure:
    """The edition of that name. Raises NotFoundError for what the reader may not see."""
    for entry in editions.catalogue(session):
        if entry.procedure.key == key and is_visible(entry, reader):
            return entry.procedure
    raise NotFoundError(key)


def procedure_page(
    one: Procedure,
    language: str,
    *,
    forms: Collection[Procedure] = (),
    before: Procedure | None = None,
    current: str = "",
    passed: frozenset[str] = frozenset(),
) -> ProcedurePage:
    """One edition; *forms* are those under which proposals begin today, *before* the one it followed.

    *current* and *passed* are the states of a case that is shown on it.
    """
    words = one.labels[language]
    return ProcedurePage(
        key=one.key,
        title=words.title,
        edition=one.edition,
        source=one.source,
        digest=one.digest,
        has_form=one in forms,
        valid_from=one.valid_from,
        valid_to=one.valid_to,
        diagram=diagrams.diagram(one, language, current=current, passed=passed),
        ways=tuple(_ways(one, language)),
        states=tuple(_state(one, state, language) for state in one.states),
        rows=procedure_tables.rows_of(one, language),
        matrix=procedure_tables.matrix_of(one, language),
        numbers=_numbers(one, language),
        proposers=tuple(
            ProposerView(
                who=labels.PROPOSERS[each.kind],
                basis=each.basis.text,
                basis_read=each.basis.read,
            )
            for each in one.proposers
        ),
        options=tuple(
            OptionView(
                label=words.options[each.name],
                on=each.on,
                basis=each.basis.text,
                basis_read=each.basis.read,
            )
            for each in one.options
        ),
        routes=tuple(
            RouteView(
                label=words.routes[each.name],
                through=tuple((name, words.states[name]) for name in each.through),
                basis=each.basis.text,
                basis_read=each.basis.read,
            )
            for each in one.routes
        ),
        before=(before.key, before.edition) if before else None,
        changes=edition_changes.changes_of(before, one, language) if before else (),
    )


def _ways(one: Procedure, language: str) -> Iterator[Way]:
    words = one.labels[language].states
    for kind, label in OF_QUESTIONS if one.sector != "X" else (("new", ""),):
        names = (one.initial, *routes.usual_way(one, one.initial, kind))
        steps = (Step(label=words[name], state=name, position="next") for name in names)
        yield Way(kind=label, steps=tuple(steps))


def _state(one: Procedure, state: State, language: str) -> StateView:
    words = one.labels[language]
    sources = dict.fromkeys(
        source
        for row in one.actions
        if row.target == state.name
        for source in row.source
        if source != state.name
    )
    return StateView(
        name=state.name,
        label=words.states[state.name],
        waits_for=labels.ROLES[state.waits_for.value] if state.waits_for else "",
        shown_as=words.states[state.shown_as] if state.shown_as else "",
        marks=tuple(label for mark, label in MARKS.items() if getattr(state, mark)),
        sources=tuple((name, words.states[name]) for name in sources),
        ways=tuple(
            WayView(
                action=words.actions[row.name],
                by=tuple(labels.ROLES[role.value] for role in row.by),
                target=row.target,
                label=words.states[row.target],
                basis=row.basis.text,
                basis_read=row.basis.read,
            )
            for row in one.actions
            if state.name in row.source
        ),
    )


def _numbers(one: Procedure, language: str) -> tuple[NumberView, ...]:
    words = one.labels[language]
    periods = [
        NumberView(
            name=words.deadlines[rule.name],
            period=needs.of_period(rule.period),
            rule=(),
            basis=rule.basis.text,
            basis_read=rule.basis.read,
        )
        for rule in one.deadlines
    ]
    counts = [
        NumberView(
            name=words.consultations[rule.name],
            period=needs.of_period(rule.period),
            rule=needs.of_rule(rule),
            basis=rule.basis.text,
            basis_read=rule.basis.read,
        )
        for rule in one.consultations
    ]
    return (*periods, *counts)
