"""Procedure editions as pages: the table of a procedure, read from the edition itself."""

from __future__ import annotations

from dataclasses import dataclass

from states.definition import Period, Procedure
from workflow.pages import labels
from workflow.rules.errors import NotFoundError
from workflow.store import editions


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
class ProcedurePage:
    """One edition in full."""

    key: str
    title: str
    edition: str
    source: str
    digest: str
    rows: tuple[RowView, ...]
    numbers: tuple[NumberView, ...]


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


def procedure_page(key: str, language: str) -> ProcedurePage:
    """One edition. Raises NotFoundError for an unknown key."""
    one = editions.shipped().get(key)
    if one is None:
        raise NotFoundError(key)
    words = one.labels[language]
    return ProcedurePage(
        key=key,
        title=words.title,
        edition=one.edition,
        source=one.source,
        digest=one.digest,
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
