"""The table of cases: what it was asked for, its rows, and where each case stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from workflow.pages import labels, standing
from workflow.pages.waiting import MeetingAwaited
from workflow.rules.errors import NotFoundError
from workflow.rules.permissions import Post, Reader
from workflow.store import editions
from workflow.store.models import Case, MemberState, Run, SavedFilter
from workflow.store.visibility import visible

PAGE_SIZE = 50
MOST_WORDS = 6
CHOICES = ("sector", "body", "kind", "state")
NAMES = ("name_en", "name_ar", "name_es", "name_fr", "name_ru", "name_zh")


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

    def chosen(self) -> dict[str, str]:
        """What an address says of it: all but the words typed and the page, where that says anything."""
        found = {name: getattr(self, name) for name in CHOICES}
        if self.sort != "submitted" or not self.descending:
            order = "descending" if self.descending else "ascending"
            found |= {"sort": self.sort, "order": order}
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A filter that the reader keeps."""

    id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One case in the table: where each of its runs stands, and what it waits for.

    `age` is in whole days since a run came to its state, `until` the end of the first period.
    """

    number: str
    title: str
    language: str
    member: str
    kind: str
    study_group: str
    states: tuple[tuple[str, str, str], ...]
    age: int
    until: dt.datetime | None
    meetings: tuple[MeetingAwaited, ...]
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
    kinds: tuple[tuple[str, str], ...]
    states: tuple[tuple[str, str], ...]
    saved: tuple[Saved, ...]
    may_open: bool
    """Whether the reader may open a case on current work."""


def cases_page(
    session: Session, filters: Filters, reader: Reader, now: dt.datetime, language: str
) -> CasesPage:
    """The cases the reader may see, narrowed, sorted, fifty to a page."""
    asked = select(func.count()).select_from(
        narrow(session, select(Case.id), filters, reader).subquery()
    )
    total = session.scalars(asked).one()
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, filters.page), pages)
    shown = slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE)
    cases = _in_order(session, filters, reader, now, language, shown)
    return CasesPage(
        rows=rows_of(session, cases, reader, now, language),
        total=total,
        page=page,
        pages=pages,
        filters=filters,
        bodies=_bodies(session, reader),
        kinds=tuple(labels.KINDS.items()),
        states=_states(session, reader, language),
        saved=_saved(session, reader),
        may_open=bool(reader.opens_for()),
    )


def all_rows(
    session: Session, filters: Filters, reader: Reader, now: dt.datetime, language: str
) -> tuple[Row, ...]:
    """Every row of the table that the reader may see, narrowed and sorted as on its pages."""
    cases = _in_order(session, filters, reader, now, language, slice(None))
    return rows_of(session, cases, reader, now, language)


def _in_order(
    session: Session,
    filters: Filters,
    reader: Reader,
    now: dt.datetime,
    language: str,
    shown: slice,
) -> Sequence[Case]:
    """That part of the cases asked for, in the order of what the reader sees; those without it last."""
    query = select(Case).where(Case.id.in_(narrow(session, select(Case.id), filters, reader)))
    if filters.sort in ("age", "due"):
        cases = session.scalars(query.order_by(Case.id)).all()
        stands = standing.of_cases(session, cases, reader, now, language)
        keys = {
            case.id: stands[case.id].due_on
            if filters.sort == "due"
            else now - stands[case.id].since
            for case in cases
        }
        known = [case for case in cases if keys[case.id] is not None]
        known.sort(key=lambda case: keys[case.id], reverse=filters.descending)  # type: ignore[arg-type, return-value]
        return [*known, *(case for case in cases if keys[case.id] is None)][shown]
    name = getattr(MemberState, f"name_{language}")
    column = {
        "number": Case.number,
        "title": func.lower(Case.title),
        "member": func.lower(func.coalesce(func.nullif(name, ""), MemberState.name_en)),
    }.get(filters.sort, Case.submitted_at)
    query = query.outerjoin(MemberState, MemberState.code == Case.proposer)
    ordered = query.order_by(column.desc() if filters.descending else column.asc(), Case.id)
    return session.scalars(
        ordered.slice(shown.start or 0, shown.stop) if shown.stop else ordered
    ).all()


def narrow(
    session: Session, query: Select[tuple[int]], filters: Filters, reader: Reader
) -> Select[tuple[int]]:
    """The query with what the reader may see and what the filters ask for."""
    query = query.where(visible(Case, reader))
    for word in filters.text.split()[:MOST_WORDS]:
        query = query.where(_mentions(word))
    if filters.sector:
        query = query.where(Case.sector == filters.sector)
    if filters.kind:
        query = query.where(Case.kind == filters.kind, Case.work == "")
    if filters.body:
        query = query.where(Case.study_group == filters.body)
    if filters.state:
        query = query.where(_stands_in(session, filters.state, reader))
    return query


def _mentions(word: str) -> ColumnElement[bool]:
    """The cases whose title, number or member says the word, the member in any of its names."""
    pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    named = or_(*(getattr(MemberState, one).ilike(pattern, escape="\\") for one in NAMES))
    return or_(
        Case.title.ilike(pattern, escape="\\"),
        Case.number.ilike(pattern, escape="\\"),
        Case.proposer.ilike(pattern, escape="\\"),
        Case.proposer.in_(select(MemberState.code).where(named)),
    )


def _stands_in(session: Session, state: str, reader: Reader) -> ColumnElement[bool]:
    """The cases in that state as the reader sees states: hidden ones match their shown name."""
    procedures = editions.stored(session)
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
    stands = standing.of_cases(session, cases, reader, now, language)
    names = labels.members(session, {case.proposer for case in cases}, language)
    return tuple(
        Row(
            number=case.number,
            title=case.title,
            language=case.language,
            member=names.get(case.proposer, case.proposer),
            kind=labels.kind_shown(case),
            study_group=labels.body(case.study_group),
            states=stands[case.id].states,
            age=(now - stands[case.id].since).days,
            until=stands[case.id].until,
            meetings=stands[case.id].meetings,
            submitted_at=case.submitted_at,
        )
        for case in cases
    )


def _saved(session: Session, reader: Reader) -> tuple[Saved, ...]:
    rows = session.scalars(
        select(SavedFilter)
        .where(SavedFilter.person_id == (reader.person_id or 0))
        .order_by(SavedFilter.name)
    )
    return tuple(Saved(id=row.id, name=row.name) for row in rows)


def saved_filter(session: Session, filter_id: int, reader: Reader) -> Mapping[str, str]:
    """What one of the reader's own filters asks of the table. Raises NotFoundError for anybody else's."""
    row = session.get(SavedFilter, filter_id)
    if row is None or row.person_id != reader.person_id:
        raise NotFoundError(f"filter {filter_id}")
    return row.asked


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
