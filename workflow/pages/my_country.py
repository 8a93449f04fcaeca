"""My country: what concerns a delegation in all Sectors, what is due, and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from workflow.overlap import closeness
from workflow.pages import labels, meetings, overlaps, tasks, work
from workflow.pages.case_table import Row
from workflow.pages.close_texts import CLOSENESS
from workflow.pages.meetings import MeetingView
from workflow.pages.work import HomePage
from workflow.rules import deadlines
from workflow.rules.permissions import Reader
from workflow.store.models import (
    Candidate,
    Case,
    Consultation,
    Meeting,
    ReplyRow,
    Run,
    TextVersion,
)
from workflow.store.visibility import visible

MOST_NEAR = 6
MOST_MEETINGS = 8
"""How many are shown, so that the page stays on two sheets; the full lists have pages of their own."""
PERCENT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationRow:
    """A consultation that runs; `answered` for the members of the reader that have replied."""

    id: int
    case: str
    title: str
    language: str
    closes_at: dt.datetime
    answered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportAsked:
    """A proposal for which the reader's member is named and has not answered."""

    sponsorship: int
    title: str
    language: str
    proposer: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NearRow:
    """A case of another member close to one of the delegation's, `own`; `word` says how close."""

    case: str
    title: str
    language: str
    member: str
    own: str
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What is due on a day: papers of a case for a meeting, or an answer until an instant.

    `on` is the last day, `until` the instant where there is one.
    """

    kind: str
    on: dt.date
    until: dt.datetime | None
    case: str
    body: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MyCountryPage:
    """What concerns a delegation; `home` holds what its members' own posts let them do."""

    home: HomePage
    due: tuple[Due, ...]
    consultations: tuple[ConsultationRow, ...]
    support_asked: tuple[SupportAsked, ...]
    near: tuple[NearRow, ...]
    meetings: tuple[MeetingView, ...]


def my_country_page(
    session: Session, reader: Reader, now: dt.datetime, language: str
) -> MyCountryPage:
    """All of it, filtered by what the reader may see; nothing for somebody of no delegation."""
    home = work.home_page(session, reader, now, language)
    consulted = tuple(_consultations(session, reader, now))
    return MyCountryPage(
        home=home,
        due=tuple(sorted(_due(home.cases, consulted), key=lambda one: one.on)),
        consultations=consulted,
        support_asked=tuple(_support_asked(session, reader, language)),
        near=tuple(_near(session, reader, language)),
        meetings=tuple(_meetings(session, now, language)),
    )


def _consultations(session: Session, reader: Reader, now: dt.datetime) -> Iterator[ConsultationRow]:
    codes = reader.codes("member")
    rows = session.execute(
        select(Consultation, Case)
        .join(Run, Run.id == Consultation.run_id)
        .join(Case, Case.id == Run.case_id)
        .where(
            Consultation.closed_at.is_(None), Consultation.closes_at > now, visible(Case, reader)
        )
        .order_by(Consultation.closes_at, Consultation.id)
    ).all()
    replied = {
        (row.consultation_id, row.member)
        for row in session.scalars(
            select(ReplyRow).where(
                ReplyRow.consultation_id.in_([one.id for one, _ in rows]),
                ReplyRow.member.in_(codes),
                ReplyRow.current,
            )
        )
    }
    for one, case in rows:
        yield ConsultationRow(
            id=one.id,
            case=case.number,
            title=case.title,
            language=case.language,
            closes_at=one.closes_at,
            answered=bool(codes) and all((one.id, code) in replied for code in codes),
        )


def _support_asked(session: Session, reader: Reader, language: str) -> Iterator[SupportAsked]:
    rows = tasks.sponsorships_asked(session, reader.codes("member"))
    names = labels.members(session, {draft.proposer for _, draft in rows}, language)
    for one, draft in rows:
        yield SupportAsked(
            sponsorship=one.id,
            title=draft.title,
            language=draft.language,
            proposer=names[draft.proposer],
            kind=labels.SPONSORSHIP_KINDS[one.kind],
        )


def _near(session: Session, reader: Reader, language: str) -> Iterator[NearRow]:
    """Cases of others near the delegation's, or near a Question that one of its cases revises.

    What was found for a case of another member counts once every member may see its findings.
    """
    codes = reader.codes("member")
    own = session.scalars(select(Case).where(Case.proposer.in_(codes), visible(Case, reader))).all()
    near = (*_found_for(session, own, reader), *_found_to_be(session, own, reader))
    best: dict[str, tuple[int, Case, str]] = {}
    for similarity, case, number in near:
        if case.proposer not in codes and best.get(case.number, (-1,))[0] < similarity:
            best[case.number] = (similarity, case, number)
    nearest = sorted(best.values(), key=lambda one: (-one[0], one[1].number))[:MOST_NEAR]
    names = labels.members(session, {case.proposer for _, case, _ in nearest}, language)
    for similarity, case, number in nearest:
        yield NearRow(
            case=case.number,
            title=case.title,
            language=case.language,
            member=names.get(case.proposer, case.proposer),
            own=number,
            word=CLOSENESS[closeness(similarity / PERCENT)],
        )


def _found_for(
    session: Session, own: Sequence[Case], reader: Reader
) -> Iterator[tuple[int, Case, str]]:
    """The cases found close to one of the delegation's: similarity, case, and to which."""
    numbers = {case.id: case.number for case in own}
    rows = session.scalars(
        _newest().where(Candidate.case_id.in_(numbers), Candidate.key.like("case:%"))
    ).all()
    keys = {row.key.removeprefix("case:") for row in rows}
    others = {
        case.number: case
        for case in session.scalars(
            select(Case).where(Case.number.in_(keys), visible(Case, reader))
        )
    }
    for row in rows:
        case = others.get(row.key.removeprefix("case:"))
        if case is not None:
            yield row.similarity, case, numbers[row.case_id]


def _found_to_be(
    session: Session, own: Sequence[Case], reader: Reader
) -> Iterator[tuple[int, Case, str]]:
    """The cases to which one of the delegation's, or the Question it revises, was found close."""
    keys = {f"case:{case.number}": case.number for case in own}
    keys |= {f"question:{case.question_id}": case.number for case in own if case.question_id}
    rows = session.execute(
        _newest().add_columns(Case).where(Candidate.key.in_(keys), visible(Case, reader))
    )
    for row, case in rows:
        if overlaps.may_see(case, reader):
            yield row.similarity, case, keys[row.key]


def _newest() -> Select[Candidate]:
    """What was found for the newest text of each case that is not withdrawn."""
    newest = (
        select(func.max(TextVersion.number)).where(TextVersion.case_id == Case.id).scalar_subquery()
    )
    return (
        select(Candidate)
        .join(Case, Case.id == Candidate.case_id)
        .where(Candidate.text_version == newest, Case.withdrawn_at.is_(None))
    )


def _meetings(session: Session, now: dt.datetime, language: str) -> Iterator[MeetingView]:
    today = deadlines.local_date(now)
    rows = session.scalars(
        select(Meeting)
        .where(Meeting.ends_on >= today)
        .order_by(Meeting.starts_on, Meeting.id)
        .limit(MOST_MEETINGS)
    )
    for row in rows:
        yield meetings.view(row, language, today)


def _due(cases: Iterable[Row], consulted: Iterable[ConsultationRow]) -> Iterator[Due]:
    """The days that matter: papers for a meeting that a case waits for, periods, replies."""
    for row in cases:
        for one in row.meetings:
            if one.papers_open:
                yield Due(
                    kind="papers", on=one.papers_by, until=None, case=row.number, body=one.who,
                    target=row.number,
                )  # fmt: skip
    for reply in consulted:
        if not reply.answered:
            yield Due(
                kind="reply", on=deadlines.last_day(reply.closes_at), until=reply.closes_at,
                case=reply.case, body="", target=str(reply.id),
            )  # fmt: skip
