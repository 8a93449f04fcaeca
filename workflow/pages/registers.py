"""The registers as anybody may read them, with their sources and marks."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from workflow.pages import labels
from workflow.rules.errors import NotFoundError
from workflow.store import register_numbers
from workflow.store.models import (
    Area,
    Body,
    Case,
    MemberState,
    Question,
    RegisterEdition,
    Resolution,
    Run,
    SectorMember,
)

PAGE_SIZE = 50
TITLES = ("title_en", "title_ar", "title_es", "title_fr", "title_ru", "title_zh")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a register."""

    id: str
    name: str
    place: str
    status: str
    from_memory: bool
    source: str
    case: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPage:
    """A page of one register."""

    register: str
    lines: tuple[Line, ...]
    total: int
    page: int
    pages: int
    text: str
    verified: bool


REGISTERS = ("questions", "bodies", "member-states", "sector-members", "areas", "resolutions")


def register_page(
    session: Session, register: str, text: str, page: int, language: str
) -> RegisterPage:
    """The lines of a register that mention the words, fifty to a page."""
    table, shown, searched = _tables(language)[register]
    query = select(table)
    for word in text.split()[:6]:
        query = query.where(_mentions(searched, word))
    total = session.scalars(select(func.count()).select_from(query.subquery())).one()
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, page), pages)
    rows = session.scalars(
        query.order_by(searched[0]).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    )
    edition = session.get(RegisterEdition, register)
    return RegisterPage(
        register=register,
        lines=tuple(shown(row) for row in rows),
        total=total,
        page=page,
        pages=pages,
        text=text,
        verified=edition.verified if edition else False,
    )


def _mentions(columns, word: str) -> ColumnElement[bool]:  # type: ignore[no-untyped-def]  # noqa: ANN001
    pattern = "%" + re.sub(r"([\\%_])", r"\\\1", word) + "%"
    return or_(*(column.ilike(pattern, escape="\\") for column in columns))


def _tables(language: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
    return {
        "questions": (
            Question,
            lambda row: _question(row, language),
            (Question.id, Question.number, *(getattr(Question, name) for name in TITLES)),
        ),
        "bodies": (Body, _body, (Body.id, Body.name)),
        "member-states": (
            MemberState,
            lambda row: _member(row, language),
            (
                MemberState.name_en, MemberState.code, MemberState.name_ar, MemberState.name_es,
                MemberState.name_fr, MemberState.name_ru, MemberState.name_zh,
            ),
        ),
        "sector-members": (
            SectorMember,
            lambda row: _sector_member(row, language),
            (SectorMember.name, SectorMember.code),
        ),
        "areas": (Area, _area, (Area.id, Area.name)),
        "resolutions": (Resolution, _resolution, (Resolution.id, Resolution.title)),
    }  # fmt: skip


def _question(row: Question, language: str) -> Line:
    return Line(
        id=row.id,
        name=f"{row.number} {row.title(language)}",
        place=labels.body(f"{row.sector}:{row.study_group}"),
        status=row.status,
        from_memory=row.from_memory,
        source=row.source,
    )


def _body(row: Body) -> Line:
    return Line(
        id=row.id,
        name=f"{labels.body(row.id)} — {row.name}",
        place=row.parent,
        status="",
        from_memory=row.from_memory,
        source=row.source,
    )


def _member(row: MemberState, language: str) -> Line:
    return Line(
        id=row.code,
        name=row.name(language),
        place=row.region,
        status=row.kind,
        from_memory=row.from_memory,
        source=row.source,
    )


def _sector_member(row: SectorMember, language: str) -> Line:
    return Line(
        id=row.code,
        name=f"{row.name} — {row.sponsor.name(language)}",
        place=labels.listed(labels.sector(one) for one in row.sectors.split(",")),
        status="fictional" if row.fictional else "",
        from_memory=row.from_memory,
        source=row.source,
    )


def _area(row: Area) -> Line:
    return Line(
        id=row.id,
        name=row.name,
        place=row.sectors,
        status="",
        from_memory=row.from_memory,
        source=row.source,
    )


def _resolution(row: Resolution) -> Line:
    return Line(
        id=row.id,
        name=row.title,
        place=row.dated,
        status="",
        from_memory=row.from_memory,
        source=row.source,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionPage:
    """One Question of the register; `case` is the number of the one that put it there."""

    id: str
    number: str
    title: str
    titles: tuple[tuple[str, str], ...]
    text: str
    sector: str
    study_group: str
    period: str
    status: str
    status_note: str
    from_memory: bool
    source: str
    case: str


def question_page(session: Session, question_id: str, language: str) -> QuestionPage:
    """One Question. Raises NotFoundError when the register does not hold it."""
    row = session.get(Question, question_id)
    if row is None:
        raise NotFoundError(question_id)
    return QuestionPage(
        id=row.id,
        number=row.number,
        title=row.title(language),
        titles=tuple(
            (name.removeprefix("title_"), getattr(row, name))
            for name in TITLES
            if getattr(row, name)
        ),
        text=row.text,
        sector=labels.sector(row.sector),
        study_group=labels.body(f"{row.sector}:{row.study_group}"),
        period=row.period,
        status=row.status,
        status_note=row.status_note,
        from_memory=row.from_memory,
        source=row.source,
        case=session.scalar(select(Case.number).where(Case.id == row.case_id)) or "",
    )


def suggested_number(session: Session, run_id: int, case: Case, now: dt.datetime) -> str:
    """The number with which the run's Question would enter the register, for the Bureau to confirm."""
    asked = register_numbers.asked_by(session.get_one(Run, run_id), case)
    return register_numbers.suggested(session, asked, now)
