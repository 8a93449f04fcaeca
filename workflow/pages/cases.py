"""The page of a case, the table of cases, and their rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from workflow.pages import labels
from workflow.pages.timeline import Entry, timeline
from workflow.pages.tracks import Track, tracks
from workflow.rules.errors import NotFoundError
from workflow.rules.permissions import Post, Reader
from workflow.store import editions
from workflow.store.models import Attachment, Case, Question, Run, Sponsorship, TextVersion
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
class Document:
    """An attachment the reader may open."""

    id: str
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One fixed text of the case; `free` are the fields that people wrote in words of their own."""

    number: int
    language: str
    title: str
    fields: tuple[tuple[str, str, str], ...]
    free: frozenset[str]
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """A member that confirmed to sponsor or to support the proposal; `kind` says which."""

    member: str
    kind: str
    commitment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """Everything the page of a case shows to this reader."""

    id: int
    number: str
    title: str
    language: str
    sector: str
    kind: str
    member: str
    lead_office: str
    study_group: str
    question: str
    submitted_at: dt.datetime
    received_at: dt.datetime | None
    withdrawn_at: dt.datetime | None
    screening_incomplete: tuple[str, ...]
    tracks: tuple[Track, ...]
    timeline: tuple[Entry, ...]
    versions: tuple[Version, ...]
    documents: tuple[Document, ...]
    support: tuple[Support, ...]
    unanswered: tuple[str, ...]
    own: bool


def find(session: Session, number: str, reader: Reader) -> Case:
    """The case of that number. Raises NotFoundError unless the reader may see it."""
    case = session.scalar(select(Case).where(Case.number == number, visible(Case, reader)))
    if case is None:
        raise NotFoundError(number)
    return case


def case_page(
    session: Session, number: str, reader: Reader, now: dt.datetime, language: str
) -> CasePage:
    """The page of one case. Raises NotFoundError unless the reader may see it."""
    case = find(session, number, reader)
    names = labels.members(session, _members_of(session, case), language)
    question = session.get(Question, case.question_id) if case.question_id else None
    return CasePage(
        id=case.id,
        number=case.number,
        title=case.title,
        language=case.language,
        sector=labels.sector(case.sector),
        kind=labels.KINDS[case.kind],
        member=names.get(case.member, case.member),
        lead_office=labels.OFFICES[case.lead_office],
        study_group=labels.body(case.study_group),
        question=f"{question.number} {question.title(language)}" if question else "",
        submitted_at=case.submitted_at,
        received_at=case.received_at,
        withdrawn_at=case.withdrawn_at,
        screening_incomplete=tuple(case.screening_incomplete),
        tracks=tracks(session, case, reader, now, language),
        timeline=timeline(session, case, reader, now, language),
        versions=versions_of(session, case, language),
        documents=_documents(session, case, reader, now),
        support=_support(session, case, names),
        unanswered=_unanswered(session, case, language)
        if reader.holds("member", case.member)
        else (),
        own=reader.holds("member", case.member),
    )


def _members_of(session: Session, case: Case) -> set[str]:
    confirmed = select(Sponsorship.member).where(
        Sponsorship.case_id == case.id, Sponsorship.status == "confirmed"
    )
    return {case.member, *session.scalars(confirmed)}


def versions_of(session: Session, case: Case, language: str) -> tuple[Version, ...]:
    """The fixed texts of a case, newest first, with the labels of the Sector's form."""
    rows = session.scalars(
        select(TextVersion).where(TextVersion.case_id == case.id).order_by(TextVersion.number)
    ).all()
    run = session.scalars(
        select(Run).where(Run.case_id == case.id, Run.procedure != "allocation")
    ).first()
    procedure = editions.pinned(session, run.edition_digest) if run else None
    words = procedure.labels[language].fields if procedure else {}
    chosen = procedure.labels[language].choices if procedure else {}
    order = [field.name for field in procedure.fields] if procedure else []
    free = frozenset(
        field.name
        for field in (procedure.fields if procedure else ())
        if field.kind == "text" or field.name == "title"
    )
    return tuple(
        Version(
            number=row.number,
            language=row.language,
            title=row.title,
            fields=tuple(
                (name, words.get(name, name), chosen.get(str(row.fields[name]), row.fields[name]))
                for name in order
                if row.fields.get(name)
            ),
            free=free,
            at=row.at,
        )
        for row in reversed(rows)
    )


def _documents(
    session: Session, case: Case, reader: Reader, now: dt.datetime
) -> tuple[Document, ...]:
    rows = session.scalars(
        select(Attachment)
        .where(Attachment.case_id == case.id, visible(Attachment, reader, now))
        .order_by(Attachment.at)
    )
    return tuple(
        Document(id=row.id, name=row.name, size=row.size, sha256=row.sha256) for row in rows
    )


def _support(session: Session, case: Case, names: dict[str, str]) -> tuple[Support, ...]:
    rows = session.scalars(
        select(Sponsorship)
        .where(Sponsorship.case_id == case.id, Sponsorship.status == "confirmed")
        .order_by(Sponsorship.kind, Sponsorship.member)
    )
    return tuple(
        Support(
            member=names[row.member],
            kind=labels.SPONSORSHIP_KINDS[row.kind],
            commitment=row.commitment,
        )
        for row in rows
    )


def _unanswered(session: Session, case: Case, language: str) -> tuple[str, ...]:
    """The members named that have not answered: for the proposer's own delegation to see."""
    named = session.scalars(
        select(Sponsorship.member).where(
            Sponsorship.case_id == case.id, Sponsorship.status == "named"
        )
    )
    return tuple(sorted(labels.members(session, named, language).values()))


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
