"""A draft for those who write it, what submitting it means, and what its form offers to choose from."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from states.definition import Procedure
from workflow.pages import labels
from workflow.pages.cases import Document
from workflow.pages.draft_texts import KeptText, kept_texts
from workflow.pages.sponsorships import SPONSORSHIP_STATUS
from workflow.rules import calendars, deadlines
from workflow.rules.errors import NotFoundError
from workflow.rules.language_marks import N_
from workflow.rules.permissions import OFFICE_OF_SECTOR, Reader, place_of_proposer
from workflow.store import editions, facts
from workflow.store.models import (
    Attachment,
    Body,
    Case,
    Draft,
    DraftComment,
    DraftLink,
    DraftShare,
    Meeting,
    MemberState,
    Question,
    SectorMember,
    Sponsorship,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SponsorshipRow:
    """A member named on a draft, as the delegation and that member see it."""

    id: int
    member: str
    kind: str
    status: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPage:
    """A draft for those who write it."""

    id: str
    member: str
    member_code: str
    sector: str
    sector_name: str
    may_change_sector: bool
    title: str
    kind: str
    language: str
    fields: Mapping[str, str]
    kept: Mapping[str, str]
    version: int
    saved_at: dt.datetime
    case: str
    may_submit: bool
    documents: tuple[Document, ...]
    sponsorships: tuple[SponsorshipRow, ...]
    asked: int
    comments: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitPage:
    """What is missing, who sees it next and when."""

    id: str
    title: str
    language: str
    version: int
    missing: tuple[str, ...]
    office: str
    screening_days: int
    screening_read: bool
    study_group: str
    meeting: calendars.MeetingDates | None
    unanswered: tuple[str, ...]
    kept: tuple[KeptText, ...]
    may_submit: bool


def own_draft(session: Session, draft_id: str, reader: Reader) -> Draft:
    """The draft. Raises NotFoundError for anybody but its delegation."""
    draft = session.get(Draft, draft_id)
    if draft is None or not reader.writes_for(draft.proposer):
        raise NotFoundError(f"draft {draft_id}")
    return draft


def draft_page(session: Session, draft_id: str, reader: Reader, language: str) -> DraftPage:
    """A draft as its delegation sees it."""
    draft = own_draft(session, draft_id, reader)
    rows = session.scalars(select(Sponsorship).where(Sponsorship.draft_id == draft.id)).all()
    names = labels.members(session, {draft.proposer, *(row.member for row in rows)}, language)
    case = session.get(Case, draft.case_id) if draft.case_id else None
    documents = session.scalars(select(Attachment).where(Attachment.draft_id == draft.id))
    return DraftPage(
        id=draft.id,
        member=names[draft.proposer],
        member_code=draft.proposer,
        sector=draft.sector,
        sector_name=labels.sector(draft.sector),
        may_change_sector=place_of_proposer(draft.proposer) != "body",
        title=draft.title,
        kind=draft.kind,
        language=draft.language,
        fields=dict(draft.fields),
        kept=dict(draft.kept),
        version=draft.version,
        saved_at=draft.saved_at,
        case=case.number if case else "",
        may_submit=reader.submits_for(draft.proposer),
        documents=tuple(
            Document(id=one.id, name=one.name, size=one.size, sha256=one.sha256)
            for one in documents
        ),
        sponsorships=tuple(_sponsorship(row, names) for row in rows),
        asked=_number(session, DraftShare, draft.id) + _number(session, DraftLink, draft.id),
        comments=_number(session, DraftComment, draft.id),
    )


def _sponsorship(row: Sponsorship, names: Mapping[str, str]) -> SponsorshipRow:
    return SponsorshipRow(
        id=row.id,
        member=names[row.member],
        kind=labels.SPONSORSHIP_KINDS[row.kind],
        status=SPONSORSHIP_STATUS[row.status],
        code=row.status,
    )


def _number(session: Session, table: type[DraftComment | DraftLink | DraftShare], of: str) -> int:
    query = select(func.count()).select_from(table).where(table.draft_id == of)
    return session.scalars(query).one()


def submit_page(
    session: Session, draft_id: str, reader: Reader, now: dt.datetime, language: str
) -> SubmitPage:
    """What submitting this draft means, before it is done."""
    draft = own_draft(session, draft_id, reader)
    today = deadlines.local_date(now)
    forms = editions.question_procedures(session, today)
    procedure = forms[draft.sector]
    words = procedure.labels[language]
    lacking = [
        words.fields[name] for name in facts.missing_fields(procedure, draft.kind, draft.fields)
    ]
    if not draft.fields.get("study_group"):
        lacking.append(N_("Study group"))
    if draft.kind != "new" and not draft.fields.get("question"):
        lacking.append(N_("Existing Question"))
    group = draft.fields.get("study_group", "")
    screening = procedure.screening
    waiting = session.scalars(
        select(Sponsorship.member).where(
            Sponsorship.draft_id == draft.id, Sponsorship.status == "named"
        )
    ).all()
    return SubmitPage(
        id=draft.id,
        title=draft.title,
        language=draft.language,
        version=draft.version,
        missing=tuple(lacking),
        office=labels.OFFICES[OFFICE_OF_SECTOR[draft.sector]],
        screening_days=screening.period.working_days if screening else 0,
        screening_read=screening.basis.read if screening else False,
        study_group=labels.body(group) if group else "",
        meeting=_next_meeting(session, group, now),
        unanswered=tuple(labels.members(session, waiting, language).values()),
        kept=kept_texts(draft.kept, draft.sector, forms, language),
        may_submit=reader.submits_for(draft.proposer),
    )


def _next_meeting(session: Session, body: str, now: dt.datetime) -> calendars.MeetingDates | None:
    rows = session.scalars(select(Meeting).where(Meeting.body == body))
    dates = [
        calendars.MeetingDates(
            body=body,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            papers_by=row.papers_by,
            place=row.place,
        )
        for row in rows
    ]
    return calendars.next_open_for_papers(dates, body, deadlines.local_date(now))


def member_choices(
    session: Session, language: str, *, fictional_only: bool
) -> list[tuple[str, str]]:
    """Every member, by its name in that language; in a demonstration the fictional ones."""
    kinds = ("fictional",) if fictional_only else ("fictional", "member_state")
    rows = session.scalars(select(MemberState).where(MemberState.kind.in_(kinds)))
    return sorted(((row.code, row.name(language)) for row in rows), key=lambda one: one[1])


def proposer_choices(
    session: Session, procedure: Procedure, language: str, *, fictional_only: bool
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Everybody from whom the Sector's edition takes proposals: what each kind is called, and who."""
    sector = procedure.sector
    of_sectors = session.scalars(
        select(SectorMember)
        .where(SectorMember.sectors.contains(sector))
        .where(SectorMember.fictional if fictional_only else true())
        .order_by(SectorMember.name)
    )
    found = {
        "member_state": member_choices(session, language, fictional_only=fictional_only),
        "sector_member": [(one.code, labels.sector_member(one)) for one in of_sectors],
        "study_group": study_groups(session, sector),
    }
    return [
        (labels.PROPOSERS[kind], choices)
        for kind, choices in found.items()
        if procedure.takes_from(kind) and choices
    ]


def study_groups(session: Session, sector: str) -> list[tuple[str, str]]:
    """The study groups of a Sector."""
    rows = session.scalars(
        select(Body).where(Body.sector == sector, Body.code.like("SG%")).order_by(Body.code)
    )
    return [
        (row.id, f"{labels.body(row.id)} — {row.name}") for row in rows if row.code[2:].isdigit()
    ]


def questions_like(
    session: Session, sector: str, text: str, language: str
) -> list[tuple[str, str]]:
    """Up to twenty Questions of a Sector's register, not superseded, that mention the words."""
    query = select(Question).where(Question.sector == sector, Question.status != "superseded")
    for word in text.split()[:6]:
        pattern = "%" + re.sub(r"([\\%_])", r"\\\1", word) + "%"
        query = query.where(
            Question.title_en.ilike(pattern, escape="\\")
            | Question.number.ilike(pattern, escape="\\")
        )
    rows = session.scalars(query.order_by(Question.number).limit(20))
    return [(row.id, f"{row.number} {row.title(language)}") for row in rows]
