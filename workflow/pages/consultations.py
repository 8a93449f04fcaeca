"""Consultations as a reader may see them: sealed until the close, totals after the announcement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.pages import labels, waiting
from workflow.pages.cases import Version, versions_of
from workflow.pages.waiting import Changed
from workflow.rules.errors import NotFoundError
from workflow.rules.language_marks import N_
from workflow.rules.permissions import Post, Reader
from workflow.store import editions
from workflow.store.models import (
    Case,
    Consultation,
    DeadlineChange,
    Elector,
    MemberState,
    ReplyRow,
    Run,
)
from workflow.store.visibility import visible

POSITIONS = {
    "agree": N_("agrees"),
    "object": N_("objects, with reasons"),
    "abstain": N_("abstains"),
}
OUTCOMES = {
    "passed": N_("approved by the rule of this edition"),
    "failed": N_("not approved by the rule of this edition"),
    "undecided": N_("left to the Director by the rule of this edition"),
    "repeated": N_("to be held a second time by the rule of this edition"),
    "withdrawn": N_("ended because the proposal was withdrawn"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnReply:
    """A reply of the reader's own administration, or one that the reader entered."""

    member: str
    position: str
    reasons: str
    counts: bool
    current: bool
    entered_by: str
    office: str
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedReply:
    """A reply that the edition publishes by name: `code` and `position` as codes, `words` a msgid."""

    code: str
    member: str
    position: str
    words: str
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Totals with the arithmetic: sentences as msgid and values; `tone` as in `labels.tone`."""

    outcome: str
    tone: str
    counts: Mapping[str, int]
    arithmetic: tuple[tuple[str, Mapping[str, Any]], ...]
    announced_at: dt.datetime | None
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Electorate:
    """How many may vote by the lists taken at the opening and the close, and who is on one alone."""

    opening: int
    close: int | None
    only_opening: tuple[str, ...]
    only_close: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationPage:
    """One consultation as this reader sees it.

    `objections` are the reasons of those that object, without their names, for the chair of the
    study group that is to discuss them and for the Bureau; `electorate` is for the Bureau.
    """

    id: int
    case: str
    title: str
    language: str
    rule: str
    basis: str
    basis_read: bool
    opened_at: dt.datetime
    closes_at: dt.datetime
    running: bool
    text: Version
    may_reply_for: tuple[tuple[str, str], ...]
    may_enter: bool
    members: tuple[tuple[str, str], ...]
    replies: tuple[OwnReply, ...]
    result: Result | None
    objections: tuple[str, ...]
    names_published: bool
    named: tuple[NamedReply, ...]
    """The replies by name, where the edition publishes them and the result is shown."""
    electorate: Electorate | None
    changed: Changed | None


def of_case(
    session: Session, case: Case, reader: Reader, now: dt.datetime, language: str
) -> tuple[ConsultationPage, ...]:
    """The consultations of a case the reader may see, newest first."""
    ids = session.scalars(
        select(Consultation.id)
        .join(Run, Run.id == Consultation.run_id)
        .where(Run.case_id == case.id)
        .order_by(Consultation.id.desc())
    ).all()
    return tuple(consultation_page(session, one, reader, now, language) for one in ids)


def consultation_page(
    session: Session,
    consultation_id: int,
    reader: Reader,
    now: dt.datetime,
    language: str,
    *,
    fictional_only: bool = False,
) -> ConsultationPage:
    """One consultation. Raises NotFoundError unless the reader may see its case.

    With *fictional_only*, a demonstration's, no real State is offered to reply for.
    """
    found = session.execute(
        select(Consultation, Run, Case)
        .join(Run, Run.id == Consultation.run_id)
        .join(Case, Case.id == Run.case_id)
        .where(Consultation.id == consultation_id, visible(Case, reader))
    ).one_or_none()
    if found is None:
        raise NotFoundError(f"consultation {consultation_id}")
    one, run, case = found
    procedure = editions.pinned(session, run.edition_digest)
    rule = next(each for each in procedure.consultations if each.name == one.rule)
    running = one.closed_at is None and now < one.closes_at
    own = reader.codes("member", Post.RESPONDENT)
    may_enter = running and reader.holds("office", run.office, Post.OFFICER)
    text = next(
        each for each in versions_of(session, case, language) if each.number == one.text_version
    )
    result = result_of(one, run, reader)
    return ConsultationPage(
        id=one.id,
        case=case.number,
        title=case.title,
        language=case.language,
        rule=procedure.labels[language].consultations.get(rule.name, rule.name),
        basis=rule.basis.text,
        basis_read=rule.basis.read,
        opened_at=one.opened_at,
        closes_at=one.closes_at,
        running=running,
        text=text,
        may_reply_for=tuple(labels.members(session, own, language).items()) if running else (),
        may_enter=may_enter,
        members=_members(session, language, fictional_only=fictional_only) if may_enter else (),
        replies=_own_replies(session, one, reader, language),
        result=result,
        objections=_objections(session, one, run, reader),
        names_published=rule.names_published,
        named=_named(session, one, language) if result and rule.names_published else (),
        changed=_changed(session, one),
        electorate=(
            _electorate(session, one, language) if labels.may_see_everything(run, reader) else None
        ),
    )


def _changed(session: Session, consultation: Consultation) -> Changed | None:
    """The last decision on its end, whether it still runs or not."""
    row = session.scalars(
        select(DeadlineChange)
        .where(
            DeadlineChange.run_id == consultation.run_id,
            DeadlineChange.rule == consultation.rule,
            DeadlineChange.until_at == consultation.closes_at,
        )
        .order_by(DeadlineChange.id.desc())
    ).first()
    return waiting.changed(row)


def _electorate(session: Session, consultation: Consultation, language: str) -> Electorate:
    rows = session.scalars(
        select(Elector).where(Elector.consultation_id == consultation.id).order_by(Elector.member)
    ).all()
    closed = any(row.at_close is not None for row in rows)
    lost = [row.member for row in rows if row.at_opening and row.at_close is False]
    gained = [row.member for row in rows if not row.at_opening]
    names = labels.members(session, {*lost, *gained}, language)
    return Electorate(
        opening=sum(row.at_opening for row in rows),
        close=sum(bool(row.at_close) for row in rows) if closed else None,
        only_opening=tuple(names[member] for member in lost),
        only_close=tuple(names[member] for member in gained),
    )


def _members(
    session: Session, language: str, *, fictional_only: bool
) -> tuple[tuple[str, str], ...]:
    query = select(MemberState)
    if fictional_only:
        query = query.where(MemberState.kind == "fictional")
    rows = session.scalars(query).all()
    return tuple(sorted(((row.code, row.name(language)) for row in rows), key=lambda one: one[1]))


def _own_replies(
    session: Session, consultation: Consultation, reader: Reader, language: str
) -> tuple[OwnReply, ...]:
    """Replies of the reader's delegation, and those the reader entered: of others nothing."""
    rows = session.scalars(
        select(ReplyRow)
        .where(
            ReplyRow.consultation_id == consultation.id,
            ReplyRow.member.in_(reader.codes("member"))
            | (ReplyRow.person_id == (reader.person_id or -1)),
        )
        .order_by(ReplyRow.id.desc())
    ).all()
    names = labels.members(session, {row.member for row in rows}, language)
    return tuple(
        OwnReply(
            member=names[row.member],
            position=POSITIONS[row.position],
            reasons=row.reasons,
            counts=row.counts,
            current=row.current,
            entered_by=names.get(row.entered_by, ""),
            office=labels.OFFICES.get(row.entered_by, ""),
            at=row.at,
        )
        for row in rows
    )


def _named(session: Session, consultation: Consultation, language: str) -> tuple[NamedReply, ...]:
    """The replies that counted, by the names of their administrations."""
    rows = session.scalars(
        select(ReplyRow).where(
            ReplyRow.consultation_id == consultation.id, ReplyRow.current, ReplyRow.counts
        )
    ).all()
    names = labels.members(session, {row.member for row in rows}, language)
    replies = [
        NamedReply(
            code=row.member,
            member=names[row.member],
            position=row.position,
            words=POSITIONS[row.position],
            reasons=row.reasons,
        )
        for row in rows
    ]
    return tuple(sorted(replies, key=lambda one: one.member))


def _objections(
    session: Session, consultation: Consultation, run: Run, reader: Reader
) -> tuple[str, ...]:
    """The reasons given against, once the period is over and its result no longer waits for anybody.

    They stand in the order of their words: that of the replies could tell whose they are.
    """
    chairs = reader.holds("body", run.study_group, Post.CHAIR, Post.VICE_CHAIR)
    if not (chairs or labels.may_see_everything(run, reader)):
        return ()
    told = not editions.pinned(session, run.edition_digest).state(run.state).shown_as
    if consultation.closed_at is None or consultation.outcome == "withdrawn" or not told:
        return ()
    rows = session.scalars(
        select(ReplyRow.reasons).where(
            ReplyRow.consultation_id == consultation.id,
            ReplyRow.current,
            ReplyRow.position == "object",
        )
    )
    return tuple(sorted(rows))


def result_of(consultation: Consultation, run: Run, reader: Reader) -> Result | None:
    """The totals: for the Bureau from the close, for all others from the announcement."""
    if consultation.closed_at is None or not consultation.result:
        return None
    if consultation.announced_at is None and not labels.may_see_everything(run, reader):
        return None
    return Result(
        outcome=OUTCOMES[consultation.outcome or "undecided"],
        tone="decided" if consultation.outcome == "passed" else "closed",
        counts=consultation.result["counts"],
        arithmetic=tuple(
            (each["message"], each["params"]) for each in consultation.result["arithmetic"]
        ),
        announced_at=consultation.announced_at,
        reference=consultation.reference,
    )
