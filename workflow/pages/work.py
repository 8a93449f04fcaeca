"""A person's first page: what waits for them, drafts, and the cases of their delegation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.pages import labels, packages, tasks, turns
from workflow.pages.case_table import Row, rows_of
from workflow.pages.tasks import Task
from workflow.rules.permissions import Reader
from workflow.store.models import Case, Draft, DraftShare, Sponsorship
from workflow.store.visibility import visible


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRow:
    """A draft of the reader's delegation."""

    id: str
    title: str
    language: str
    kind: str
    saved_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportRow:
    """A proposal of another member that the reader's delegation has confirmed to support."""

    sponsorship: int
    title: str
    language: str
    proposer: str
    kind: str
    case: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedRow:
    """A draft on which a delegation sounds the reader."""

    draft: str
    title: str
    language: str
    proposer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """A person's first page."""

    members: tuple[str, ...]
    may_draft: bool
    drafts: tuple[DraftRow, ...]
    tasks: tuple[Task, ...]
    shared: tuple[SharedRow, ...]
    supported: tuple[SupportRow, ...]
    packages: tuple[tuple[str, str], ...]
    may_open_package: bool
    cases: tuple[Row, ...]


def home_page(session: Session, reader: Reader, now: dt.datetime, language: str) -> HomePage:
    """Drafts, what waits for the reader, and the cases of the delegation."""
    codes = (*reader.codes("member"), *reader.codes("sector_member"), *reader.proposers())
    names = labels.members(session, codes, language)
    drafts = session.scalars(
        select(Draft)
        .where(Draft.proposer.in_(codes), Draft.submitted_at.is_(None))
        .order_by(Draft.saved_at.desc())
    ).all()
    own = session.scalars(
        select(Case)
        .where(Case.proposer.in_(codes), visible(Case, reader))
        .order_by(Case.submitted_at.desc())
    ).all()
    return HomePage(
        members=tuple(names.values()),
        may_draft=bool(reader.proposers()),
        drafts=tuple(
            DraftRow(
                id=one.id,
                title=one.title,
                language=one.language,
                kind=labels.KINDS[one.kind],
                saved_at=one.saved_at,
            )
            for one in drafts
        ),
        tasks=(
            *tasks.to_answer(session, reader, now),
            *tasks.to_include(session, reader),
            *turns.to_move(session, reader, now, language),
        ),
        shared=_shared(session, reader, language),
        supported=_supported(session, codes, language),
        packages=packages.packages_of(session, reader),
        may_open_package=bool(packages.study_groups_of(reader)),
        cases=rows_of(session, own, reader, now, language),
    )


def _shared(session: Session, reader: Reader, language: str) -> tuple[SharedRow, ...]:
    drafts = session.scalars(
        select(Draft)
        .join(DraftShare)
        .where(DraftShare.person_id == reader.person_id, Draft.submitted_at.is_(None))
        .order_by(DraftShare.at.desc())
    ).all()
    names = labels.members(session, {one.proposer for one in drafts}, language)
    return tuple(
        SharedRow(
            draft=one.id, title=one.title, language=one.language, proposer=names[one.proposer]
        )
        for one in drafts
    )


def _supported(session: Session, codes: Sequence[str], language: str) -> tuple[SupportRow, ...]:
    rows = session.execute(
        select(Sponsorship, Draft, Case.number)
        .join(Draft, Draft.id == Sponsorship.draft_id)
        .outerjoin(Case, Case.id == Sponsorship.case_id)
        .where(Sponsorship.member.in_(codes), Sponsorship.status == "confirmed")
        .order_by(Sponsorship.answered_at.desc())
    ).all()
    names = labels.members(session, {draft.proposer for _, draft, _ in rows}, language)
    return tuple(
        SupportRow(
            sponsorship=one.id,
            title=draft.title,
            language=draft.language,
            proposer=names[draft.proposer],
            kind=labels.SPONSORSHIP_KINDS[one.kind],
            case=number or "",
        )
        for one, draft, number in rows
    )
