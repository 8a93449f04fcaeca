"""The page of a case."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.pages import labels
from workflow.pages.timeline import Entry, timeline
from workflow.pages.tracks import Track, tracks
from workflow.rules.errors import NotFoundError
from workflow.rules.permissions import Reader
from workflow.store import editions, packages
from workflow.store.models import (
    Attachment,
    Case,
    Meeting,
    Package,
    Question,
    Run,
    Sponsorship,
    TextVersion,
)
from workflow.store.visibility import visible


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
    amended_at: str = ""
    """The body in whose meeting an oral amendment was entered as this version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """A member that confirmed to sponsor or to support the proposal; `kind` says which."""

    member: str
    kind: str
    commitment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """Everything the page of a case shows to this reader.

    `question` is the Question of the register that the proposal is about, `entered` those it
    became there, one in each Sector that studies it.
    """

    id: int
    number: str
    title: str
    language: str
    sector: str
    kind: str
    work: str
    member: str
    lead_office: str
    study_group: str
    question: tuple[str, str] | None
    entered: tuple[tuple[str, str], ...]
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
    package: tuple[str, str, bool] | None
    """The package the case was submitted in: its id, its title, whether the case is still in it."""


def find(session: Session, number: str, reader: Reader) -> Case:
    """The case of that number. Raises NotFoundError unless the reader may see it."""
    case = session.scalar(select(Case).where(Case.number == number, visible(Case, reader)))
    if case is None:
        raise NotFoundError(number)
    return case


def may_see(session: Session, number: str, reader: Reader) -> bool:
    """Whether the reader may see the case as its members do, and not its public page alone."""
    query = select(Case.id).where(Case.number == number, visible(Case, reader))
    return session.scalar(query) is not None


def case_page(
    session: Session, number: str, reader: Reader, now: dt.datetime, language: str
) -> CasePage:
    """The page of one case. Raises NotFoundError unless the reader may see it."""
    case = find(session, number, reader)
    names = labels.members(session, _members_of(session, case), language)
    question = session.get(Question, case.question_id) if case.question_id else None
    entered = session.scalars(
        select(Question).where(Question.case_id == case.id).order_by(Question.id)
    )
    return CasePage(
        id=case.id,
        number=case.number,
        title=case.title,
        language=case.language,
        sector=labels.sector(case.sector),
        kind=labels.KINDS[case.kind],
        work=labels.WORK.get(case.work, ""),
        member=names.get(case.proposer, case.proposer),
        lead_office=labels.OFFICES[case.lead_office],
        study_group=labels.body(case.study_group),
        question=_named(question, language) if question else None,
        entered=tuple(_named(one, language) for one in entered),
        submitted_at=case.submitted_at,
        received_at=case.received_at,
        withdrawn_at=case.withdrawn_at,
        screening_incomplete=tuple(case.screening_incomplete),
        tracks=tracks(session, case, reader, now, language),
        timeline=timeline(session, case, reader, now, language),
        versions=versions_of(session, case, language),
        documents=_documents(session, case, reader, now),
        support=_support(session, case, names),
        unanswered=_unanswered(session, case, language) if reader.is_of(case.proposer) else (),
        own=reader.is_of(case.proposer),
        package=_package(session, case),
    )


def _named(question: Question, language: str) -> tuple[str, str]:
    """A Question of the register: its id, and its number with its title."""
    return question.id, f"{question.number} {question.title(language)}"


def _package(session: Session, case: Case) -> tuple[str, str, bool] | None:
    package = session.get(Package, case.package_id) if case.package_id else None
    if package is None:
        return None
    alone = case.left_package_at is not None or case.withdrawn_at is not None
    return package.id, package.title, not (alone or packages.agreed(session, case))


def _members_of(session: Session, case: Case) -> set[str]:
    confirmed = select(Sponsorship.member).where(
        Sponsorship.case_id == case.id, Sponsorship.status == "confirmed"
    )
    return {case.proposer, *session.scalars(confirmed)}


def versions_of(session: Session, case: Case, language: str) -> tuple[Version, ...]:
    """The fixed texts of a case, newest first, with the labels of the Sector's form."""
    rows = session.scalars(
        select(TextVersion).where(TextVersion.case_id == case.id).order_by(TextVersion.number)
    ).all()
    run = session.scalars(
        select(Run).where(Run.case_id == case.id, Run.procedure != "allocation").order_by(Run.id)
    ).first()
    procedure = editions.pinned(session, run.edition_digest) if run else None
    words = procedure.labels[language].fields if procedure else {}
    chosen = procedure.labels[language].choices if procedure else {}
    met = select(Meeting.id, Meeting.body).where(Meeting.id.in_({row.meeting_id for row in rows}))
    bodies = {meeting: body for meeting, body in session.execute(met)}  # noqa: C416 - rows
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
            amended_at=labels.body(bodies[row.meeting_id]) if row.meeting_id in bodies else "",
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
