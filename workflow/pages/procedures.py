"""Procedure editions as pages: the table of a procedure, read from the edition itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from states.definition import Period, Procedure, State
from workflow.pages import labels
from workflow.pages.tracks import Step
from workflow.rules import routes
from workflow.rules.errors import NotFoundError
from workflow.rules.language_marks import N_
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
    """One edition in the list."""

    key: str
    title: str
    edition: str
    sector: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """One row of the table: from where, by what action and whom, to where, under which paragraph."""

    sources: tuple[str, ...]
    action: str
    by: tuple[str, ...]
    needs: tuple[str, ...]
    target: str
    basis: str
    basis_read: bool


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
    period: Period
    rule: str
    value: str
    min_replies: int
    basis: str
    basis_read: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposerView:
    """Who may propose, with the paragraph."""

    who: str
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
    """One edition in full."""

    key: str
    title: str
    edition: str
    source: str
    digest: str
    has_form: bool
    ways: tuple[Way, ...]
    states: tuple[StateView, ...]
    rows: tuple[RowView, ...]
    numbers: tuple[NumberView, ...]
    proposers: tuple[ProposerView, ...]
    options: tuple[OptionView, ...]


def procedures_page(language: str) -> tuple[EditionRow, ...]:
    """Every shipped edition."""
    return tuple(
        EditionRow(
            key=key,
            title=one.labels[language].title,
            edition=one.edition,
            sector=labels.sector(one.sector),
            source=one.source,
        )
        for key, one in editions.shipped().items()
    )


def find(session: Session, key: str) -> Procedure:
    """The edition of that name. Raises NotFoundError."""
    entries = editions.catalogue(session)
    found = next((one.procedure for one in entries if one.procedure.key == key), None)
    if found is None:
        raise NotFoundError(key)
    return found


def procedure_page(
    one: Procedure, language: str, *, forms: Collection[Procedure] = ()
) -> ProcedurePage:
    """One edition; *forms* are those under which proposals begin today."""
    words = one.labels[language]
    return ProcedurePage(
        key=one.key,
        title=words.title,
        edition=one.edition,
        source=one.source,
        digest=one.digest,
        has_form=one in forms,
        ways=tuple(_ways(one, language)),
        states=tuple(_state(one, state, language) for state in one.states),
        rows=tuple(
            RowView(
                sources=tuple(words.states[name] for name in action.source),
                action=words.actions[action.name],
                by=tuple(labels.ROLES[role.value] for role in action.by),
                needs=tuple(need.guard for need in action.needs),
                target=words.states[action.target],
                basis=action.basis.text,
                basis_read=action.basis.read,
            )
            for action in one.actions
        ),
        numbers=_numbers(one, language),
        proposers=tuple(
            ProposerView(
                who=labels.PROPOSERS[each.kind], basis=each.basis.text, basis_read=each.basis.read
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
            period=rule.period,
            rule="",
            value="",
            min_replies=0,
            basis=rule.basis.text,
            basis_read=rule.basis.read,
        )
        for rule in one.deadlines
    ]
    counts = [
        NumberView(
            name=words.consultations[rule.name],
            period=rule.period,
            rule=rule.name,
            value=rule.value,
            min_replies=rule.min_replies,
            basis=rule.basis.text,
            basis_read=rule.basis.read,
        )
        for rule in one.consultations
    ]
    return (*periods, *counts)
