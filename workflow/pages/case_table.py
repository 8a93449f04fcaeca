"""The table of cases: what it was asked for, its rows, and where each case stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from workflow.pages import labels
from workflow.rules.permissions import Post, Reader
from workflow.store import editions
from workflow.store.models import Case, Run
from workflow.store.visibility import visible

PAGE_SIZE = 50
SORTS = {
    "submitted": Case.submitted_at,
    "number": Case.number,
    "title": Case.title,
    "member": Case.member,
    "age": Run.entered_at,
    "due": Run.due_at,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the table of cases was asked for; empty values do not narrow it."""

    text: str = ""
    sector: str = ""
    body: str = ""
    kind: str = ""
    state: str = ""
    sort: str = "submitted"
    descending: bool = True
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One case in the table: where each of its runs stands. `age` is in whole days in that state."""

    number: str
    title: str
    language: str
    member: str
    kind: str
    study_group: str
    states: tuple[tuple[str, str, str], ...]
    age: int
    due_at: dt.datetime | None
    submitted_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesPage:
    """A page of the table of cases."""

    rows: tuple[Row, ...]
    total: int
    page: int
    pages: int
    filters: Filters
    bodies: tuple[tuple[str, str], ...]
    states: tuple[tuple[str, str], ...]


def cases_page(
    session: Session, filters: Filters, reader: Reader, now: dt.datetime, language: str
) -> CasesPage:
    """The cases the reader may see, narrowed, sorted, fifty to a page."""
    narrowed = narrow(select(Case.id), filters, reader)
    total = session.scalars(select(func.count()).select_from(narrowed.subquery())).one()
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, filters.page), pages)
    column = SORTS.get(filters.sort, Case.submitted_at)
    order = func.max(column) if filters.sort in ("age", "due") else column
    query = (
        select(Case)
        .join(Run, Run.case_id == Case.id)
        .where(Case.id.in_(narrowed))
        .group_by(Case.id)
        .order_by(order.desc() if filters.descending else order.asc(), Case.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    cases = session.scalars(query).all()
    return CasesPage(
        rows=rows_of(session, cases, reader, now, language),
        total=total,
        page=page,
        pages=pages,
        filters=filters,
        bodies=_bodies(session, reader),
        states=_states(session, reader, language),
    )


def narrow(query: Select[tuple[int]], filters: Filters, reader: Reader) -> Select[tuple[int]]:
    """The query with what the reader may see and what the filters ask for."""
    query = query.where(visible(Case, reader))
    if filters.text:
        query = query.where(_mentions(filters.text))
    if filters.sector:
        query = query.where(Case.sector == filters.sector)
    if filters.kind:
        query = query.where(Case.kind == filters.kind)
    if filters.body:
        query = query.where(Case.study_group == filters.body)
    if filters.state:
        query = query.where(_stands_in(filters.state, reader))
    return query


def _mentions(text: str) -> ColumnElement[bool]:
    pattern = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    return or_(
        Case.title.ilike(pattern, escape="\\"),
        Case.number.ilike(pattern, escape="\\"),
        Case.member.ilike(pattern, escape="\\"),
    )


def _stands_in(state: str, reader: Reader) -> ColumnElement[bool]:
    """The cases in that state as the reader sees states: hidden ones match their shown name."""
    procedures = editions.shipped().values()
    hidden = {one.name for each in procedures for one in each.states if one.shown_as}
    behind = [one.name for each in procedures for one in each.states if one.shown_as == state]
    names = [state, *behind]
    offices = reader.codes("office", Post.OFFICER, Post.DIRECTOR)
    own = select(Run.case_id).where(Run.state == state, Run.office.in_(offices))
    shown = select(Run.case_id).where(
        Run.state.in_([name for name in names if name not in hidden or name in behind])
    )
    return or_(Case.id.in_(own), Case.id.in_(shown))


def rows_of(
    session: Session, cases: Sequence[Case], reader: Reader, now: dt.datetime, language: str
) -> tuple[Row, ...]:
    """The cases as rows of a table, in a fixed number of queries."""
    ids = [case.id for case in cases]
    runs: dict[int, list[Run]] = {one: [] for one in ids}
    for run in session.scalars(select(Run).where(Run.case_id.in_(ids)).order_by(Run.id)):
        runs[run.case_id].append(run)
    names = labels.members(session, {case.member for case in cases}, language)
    return tuple(_row(session, case, runs[case.id], names, reader, now, language) for case in cases)


def _row(
    session: Session,
    case: Case,
    runs: Sequence[Run],
    names: dict[str, str],
    reader: Reader,
    now: dt.datetime,
    language: str,
) -> Row:
    states = []
    for run in runs:
        procedure = editions.pinned(session, run.edition_digest)
        state = labels.state_shown(procedure, run, reader)
        words = procedure.labels[language]
        states.append((words.title, words.states[state.name], labels.tone(state)))
    newest = max(run.entered_at for run in runs)
    due = min((run.due_at for run in runs if run.due_at), default=None)
    return Row(
        number=case.number,
        title=case.title,
        language=case.language,
        member=names.get(case.member, case.member),
        kind=labels.KINDS[case.kind],
        study_group=labels.body(case.study_group),
        states=tuple(states),
        age=(now - newest).days,
        due_at=due,
        submitted_at=case.submitted_at,
    )


def _bodies(session: Session, reader: Reader) -> tuple[tuple[str, str], ...]:
    found = session.scalars(select(Case.study_group).where(visible(Case, reader)).distinct())
    return tuple((one, labels.body(one)) for one in sorted(found) if one)


def _states(session: Session, reader: Reader, language: str) -> tuple[tuple[str, str], ...]:
    found = session.scalars(select(Run).join(Case).where(visible(Case, reader)))
    seen: dict[str, str] = {}
    for run in found:
        procedure = editions.pinned(session, run.edition_digest)
        state = labels.state_shown(procedure, run, reader)
        seen[state.name] = procedure.labels[language].states[state.name]
    return tuple(sorted(seen.items(), key=lambda one: one[1]))
