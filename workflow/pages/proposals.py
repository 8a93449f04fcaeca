"""Drafts, soundings, sponsorships and text comparisons as their readers may see them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.definition import FormField, Procedure
from workflow.overlap import closeness
from workflow.pages import labels
from workflow.pages.cases import Document, find
from workflow.pages.comparing import difference
from workflow.rules import calendars, deadlines
from workflow.rules.errors import NotFoundError, NotPermittedError
from workflow.rules.language_marks import N_
from workflow.rules.permissions import OFFICE_OF_SECTOR, WRITERS, Post, Reader
from workflow.store import editions, facts
from workflow.store.corpus import CorpusCache
from workflow.store.models import (
    Attachment,
    AttachmentChunk,
    Body,
    Case,
    Draft,
    DraftComment,
    DraftShare,
    Meeting,
    MemberState,
    Person,
    Question,
    Run,
    Sponsorship,
    TextVersion,
)
from workflow.store.visibility import visible

SPONSORSHIP_STATUS = {
    "named": N_("asked, not yet answered"),
    "confirmed": N_("confirmed"),
    "declined": N_("declined"),
    "withdrawn": N_("withdrawn"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseText:
    """A text close to the one being written. `word` is "close" or "related", nothing stronger."""

    label: str
    title: str
    body: str
    word: str
    percent: int
    shared: tuple[str, ...]
    differing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SponsorshipRow:
    """A member named on a draft, as the delegation and that member see it."""

    id: int
    member: str
    kind: str
    status: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment on a draft."""

    name: str
    text: str
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPage:
    """A draft for those who write it."""

    id: str
    member: str
    member_code: str
    title: str
    kind: str
    language: str
    fields: Mapping[str, str]
    version: int
    saved_at: dt.datetime
    case: str
    may_submit: bool
    documents: tuple[Document, ...]
    sponsorships: tuple[SponsorshipRow, ...]
    shares: tuple[tuple[int, str], ...]
    comments: tuple[Comment, ...]


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
    may_submit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundingPage:
    """A draft for somebody sounded, or a member asked for its support: title and texts, no more."""

    id: str
    asks: str
    title: str
    language: str
    texts: tuple[tuple[str, str], ...]
    comments: tuple[Comment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SponsorshipPage:
    """What a named member is asked."""

    id: int
    proposer: str
    member: str
    kind: str
    status: str
    code: str
    case: str
    case_opens: bool
    may_answer: bool
    sounding: SoundingPage


def procedure_of(sector: str) -> Procedure:
    """The edition that a proposal to that Sector begins under."""
    return editions.shipped()[editions.QUESTION_PROCEDURE[sector]]


def own_draft(session: Session, draft_id: str, reader: Reader) -> Draft:
    """The draft. Raises NotFoundError for anybody but its delegation."""
    draft = session.get(Draft, draft_id)
    if draft is None or not reader.holds("member", draft.member, *WRITERS):
        raise NotFoundError(f"draft {draft_id}")
    return draft


def draft_page(session: Session, draft_id: str, reader: Reader, language: str) -> DraftPage:
    """A draft as its delegation sees it."""
    draft = own_draft(session, draft_id, reader)
    rows = session.scalars(select(Sponsorship).where(Sponsorship.draft_id == draft.id)).all()
    names = labels.members(session, {draft.member, *(row.member for row in rows)}, language)
    case = session.get(Case, draft.case_id) if draft.case_id else None
    shares = session.execute(
        select(DraftShare.id, Person.name).join(Person).where(DraftShare.draft_id == draft.id)
    )
    documents = session.scalars(select(Attachment).where(Attachment.draft_id == draft.id))
    return DraftPage(
        id=draft.id,
        member=names[draft.member],
        member_code=draft.member,
        title=draft.title,
        kind=draft.kind,
        language=draft.language,
        fields=dict(draft.fields),
        version=draft.version,
        saved_at=draft.saved_at,
        case=case.number if case else "",
        may_submit=reader.holds("member", draft.member, Post.SUBMITTER),
        documents=tuple(
            Document(id=one.id, name=one.name, size=one.size, sha256=one.sha256)
            for one in documents
        ),
        sponsorships=tuple(_sponsorship(row, names) for row in rows),
        shares=tuple((row.id, row.name) for row in shares),
        comments=_comments(session, draft.id),
    )


def _sponsorship(row: Sponsorship, names: Mapping[str, str]) -> SponsorshipRow:
    return SponsorshipRow(
        id=row.id,
        member=names[row.member],
        kind=labels.SPONSORSHIP_KINDS[row.kind],
        status=SPONSORSHIP_STATUS[row.status],
        code=row.status,
    )


def _comments(session: Session, draft_id: str) -> tuple[Comment, ...]:
    rows = session.execute(
        select(DraftComment, Person.name)
        .join(Person, Person.id == DraftComment.person_id)
        .where(DraftComment.draft_id == draft_id)
        .order_by(DraftComment.id)
    )
    return tuple(Comment(name=name, text=row.text, at=row.at) for row, name in rows)


def submit_page(
    session: Session, draft_id: str, reader: Reader, now: dt.datetime, language: str
) -> SubmitPage:
    """What submitting this draft means, before it is done."""
    draft = own_draft(session, draft_id, reader)
    procedure = procedure_of(draft.sector)
    words = procedure.labels[language]
    lacking = [
        words.fields[name] for name in facts.missing_fields(procedure, draft.kind, draft.fields)
    ]
    if not draft.fields.get("study_group"):
        lacking.append(N_("Study group"))
    if draft.kind != "new" and not draft.fields.get("question"):
        lacking.append(N_("Existing Question"))
    group = draft.fields.get("study_group", "")
    screening = procedure.deadline_in("received")
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
        may_submit=reader.holds("member", draft.member, Post.SUBMITTER),
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


def sounding_page(session: Session, draft_id: str, reader: Reader, language: str) -> SoundingPage:
    """A draft for somebody it was shared with. Raises NotFoundError for anybody else."""
    shared = session.scalar(
        select(DraftShare.id).where(
            DraftShare.draft_id == draft_id, DraftShare.person_id == reader.person_id
        )
    )
    draft = session.get(Draft, draft_id)
    if draft is None or shared is None:
        raise NotFoundError(f"draft {draft_id}")
    return _sounding(session, draft, language)


def _sounding(session: Session, draft: Draft, language: str) -> SoundingPage:
    procedure = procedure_of(draft.sector)
    words = procedure.labels[language]
    texts = {name: str(value) for name, value in draft.fields.items() if value}
    return SoundingPage(
        id=draft.id,
        asks=labels.members(session, (draft.member,), language)[draft.member],
        title=draft.title,
        language=draft.language,
        texts=tuple(
            (words.fields[field.name], _shown(field, texts[field.name], words.choices))
            for field in procedure.fields
            if field.name in texts
        ),
        comments=_comments(session, draft.id),
    )


def _shown(field: FormField, text: str, choices: Mapping[str, str]) -> str:
    """What was written, or the label of what was chosen."""
    return choices.get(text, text) if field.kind == "choice" else text


def sponsorship_page(
    session: Session, sponsorship_id: int, reader: Reader, language: str
) -> SponsorshipPage:
    """What the named member is asked. Raises NotFoundError for anybody but its delegation."""
    row = session.get(Sponsorship, sponsorship_id)
    if row is None or not reader.holds("member", row.member):
        raise NotFoundError(f"sponsorship {sponsorship_id}")
    draft = session.get_one(Draft, row.draft_id)
    case = session.get(Case, row.case_id) if row.case_id else None
    opens = case is not None and session.scalar(
        select(Case.id).where(Case.id == case.id, visible(Case, reader))
    )
    names = labels.members(session, {draft.member, row.member}, language)
    sounding = _sounding(session, draft, language)
    return SponsorshipPage(
        id=row.id,
        proposer=names[draft.member],
        member=names[row.member],
        kind=labels.SPONSORSHIP_KINDS[row.kind],
        status=SPONSORSHIP_STATUS[row.status],
        code=row.status,
        case=case.number if case else "",
        case_opens=bool(opens),
        may_answer=reader.holds("member", row.member, Post.SUBMITTER)
        and not (case and facts.is_decided(session, case)),
        sounding=SoundingPage(
            id=sounding.id,
            asks=sounding.asks,
            title=sounding.title,
            language=sounding.language,
            texts=sounding.texts,
            comments=(),
        ),
    )


def close_texts(
    session: Session, corpus: CorpusCache, title: str, text: str, language: str, reader: Reader
) -> tuple[CloseText, ...]:
    """Texts close to what is being written that the reader may see. Nothing of the query is kept."""
    found = corpus.near(session, title=title, body=text, reader=reader, language=language, most=8)
    return tuple(
        CloseText(
            label=one.label,
            title=one.title,
            body=labels.body(f"{one.sector}:{one.group.removeprefix(one.sector + ':')}"),
            word=CLOSENESS[closeness(one.match.similarity)],
            percent=round(one.match.similarity * 100),
            shared=one.match.shared_terms,
            differing=one.match.differing_identifiers,
        )
        for one in found
    )


CLOSENESS = {"close": N_("close"), "related": N_("related")}


def member_choices(
    session: Session, language: str, *, fictional_only: bool
) -> list[tuple[str, str]]:
    """Every member, by its name in that language; in a demonstration the fictional ones."""
    kinds = ("fictional",) if fictional_only else ("fictional", "member_state")
    rows = session.scalars(select(MemberState).where(MemberState.kind.in_(kinds)))
    return sorted(((row.code, row.name(language)) for row in rows), key=lambda one: one[1])


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedField:
    """One field of two versions: parts are (kind, text) with kind same, gone or new."""

    label: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparePage:
    """Two text versions side by side."""

    number: str
    a: int
    b: int
    language: str
    fields: tuple[ComparedField, ...]


def compare_page(
    session: Session, number: str, a: int, b: int, reader: Reader, language: str
) -> ComparePage:
    """Two versions of a case compared word by word. Raises NotFoundError if either is missing."""
    case = find(session, number, reader)
    rows = {
        row.number: row
        for row in session.scalars(
            select(TextVersion).where(
                TextVersion.case_id == case.id, TextVersion.number.in_((a, b))
            )
        )
    }
    if a not in rows or b not in rows:
        raise NotFoundError(f"versions {a} and {b}")
    run = session.scalars(
        select(Run).where(Run.case_id == case.id, Run.procedure != "allocation")
    ).first()
    procedure = editions.pinned(session, run.edition_digest) if run else procedure_of(case.sector)
    words = procedure.labels[language].fields
    return ComparePage(
        number=case.number,
        a=a,
        b=b,
        language=case.language,
        fields=tuple(
            ComparedField(
                label=words[field.name],
                parts=difference(
                    str(rows[a].fields.get(field.name, "")), str(rows[b].fields.get(field.name, ""))
                ),
            )
            for field in procedure.fields
            if rows[a].fields.get(field.name) or rows[b].fields.get(field.name)
        ),
    )


def newest_text(session: Session, number: str, reader: Reader) -> Mapping[str, str]:
    """The newest text of a case as its form holds it, for those who may revise it.

    Raises NotPermittedError for anybody but the proposer's submitters.
    """
    case = find(session, number, reader)
    if not reader.holds("member", case.member, Post.SUBMITTER):
        raise NotPermittedError((Post.SUBMITTER.value,))
    rows = select(TextVersion).where(TextVersion.case_id == case.id)
    row = session.scalars(rows.order_by(TextVersion.number.desc())).first()
    return {name: str(value) for name, value in row.fields.items()} if row else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A document's bytes with what a browser must be told."""

    name: str
    media_type: str
    content: bytes


def download(session: Session, attachment_id: str, reader: Reader, now: dt.datetime) -> Download:
    """A document the reader may open: by its own level and, on a case, by the case's."""
    row = session.scalar(
        select(Attachment).where(Attachment.id == attachment_id, visible(Attachment, reader, now))
    )
    if row is None or not _case_is_open(session, row, reader):
        raise NotFoundError(f"attachment {attachment_id}")
    chunks = session.scalars(
        select(AttachmentChunk.content)
        .where(AttachmentChunk.attachment_id == row.id)
        .order_by(AttachmentChunk.number)
    )
    return Download(name=row.name, media_type=row.media_type, content=b"".join(chunks))


def _case_is_open(session: Session, row: Attachment, reader: Reader) -> bool:
    if row.case_id is None:
        return True
    case = select(Case.id).where(Case.id == row.case_id, visible(Case, reader))
    return session.scalar(case) is not None
