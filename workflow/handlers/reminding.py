"""Reminders before a period ends or papers are due: written once each, however often the clock runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from states.definition import ConsultationRule, Procedure, Role
from workflow.rules import awaiting, calendars, deadlines
from workflow.rules.calendars import MeetingDates
from workflow.rules.permissions import CHAIRS, Post
from workflow.store import editions, facts, people
from workflow.store.models import (
    Case,
    Consultation,
    Elector,
    Meeting,
    Person,
    Reminder,
    ReplyRow,
    Run,
)
from workflow.store.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    """What is to be reminded of: its kind of mail, what it is called, its end, the days before."""

    kind: str
    what: str
    ends: dt.datetime
    days: int
    passed: tuple[int, ...]
    body: str = ""


def remind(tx: Transaction) -> int:
    """Write the notices that are due; gives how many.

    Of several that fell due while nothing ran, only the last is written. Each is remembered by its
    end, so that a changed end is reminded of anew.
    """
    written = 0
    meetings = _meetings(tx)
    # in the order of cases, in which whoever passes time locks them: nobody waits in a circle
    waiting = (
        select(Run, Case)
        .join(Case, Case.id == Run.case_id)
        .where(Run.state.in_(_reminding(tx)), Case.withdrawn_at.is_(None))
        .order_by(Case.id, Run.id)
    )
    for run, case in tx.session.execute(waiting).all():
        procedure = editions.pinned(tx.session, run.edition_digest)
        for due in _due(tx, run, case, procedure, meetings):
            written += _write(tx, run, case, procedure, due)
    return written


def _reminding(tx: Transaction) -> frozenset[str]:
    """The states in which an edition reminds of something."""
    return frozenset(
        state
        for procedure in editions.stored(tx.session)
        for reminder in procedure.reminders
        for name in reminder.before
        for state in (name, getattr(procedure.period_named(name), "state", ""))
    )


def _meetings(tx: Transaction) -> list[MeetingDates]:
    today = deadlines.local_date(tx.now)
    rows = tx.session.scalars(select(Meeting).where(Meeting.papers_by >= today))
    return [
        MeetingDates(
            body=body, starts_on=row.starts_on, ends_on=row.ends_on, papers_by=row.papers_by
        )
        for row in rows
        for body in (row.body, *row.joint_with)
    ]


def _due(
    tx: Transaction,
    run: Run,
    case: Case,
    procedure: Procedure,
    meetings: Sequence[MeetingDates],
) -> Iterator[_Due]:
    rule = procedure.period_named(run.due_rule)
    if rule is not None and run.due_at is not None:
        kind = "reminder_reply" if isinstance(rule, ConsultationRule) else "reminder_period"
        days = [
            one
            for one in procedure.reminded_before(rule.name)
            if deadlines.is_due(run.due_at, one, tx.now)
        ]
        if days:
            yield _Due(
                kind=kind, what=rule.name, ends=run.due_at, days=days[-1], passed=tuple(days)
            )
    before_papers = procedure.reminded_before(run.state)
    if not before_papers:
        return
    today = deadlines.local_date(tx.now)
    for body in awaiting.bodies(procedure, run.state, facts.place_of(run, case)):
        meeting = calendars.next_open_for_papers(meetings, body, today)
        if meeting is None:
            continue
        ends = deadlines.end_of_day(meeting.papers_by)
        days = [one for one in before_papers if deadlines.is_due(ends, one, tx.now)]
        if days:
            yield _Due(
                kind="reminder_papers",
                what=f"papers for {body}",
                ends=ends,
                days=days[-1],
                passed=tuple(days),
                body=body,
            )


def _write(tx: Transaction, run: Run, case: Case, procedure: Procedure, due: _Due) -> int:
    tx.session.get_one(Case, case.id, with_for_update=True)  # two workers take turns
    known = set(
        tx.session.scalars(
            select(Reminder.days).where(
                Reminder.run_id == run.id, Reminder.what == due.what, Reminder.due_at == due.ends
            )
        )
    )
    tx.session.add_all(
        Reminder(run_id=run.id, what=due.what, due_at=due.ends, days=days, at=tx.now)
        for days in due.passed
        if days not in known
    )
    if due.days in known:
        return 0
    params = {"case": case.number, "until": due.ends.isoformat()}
    path = f"cases/{case.number}"
    if due.kind == "reminder_reply":
        path = f"consultations/{_running(tx, run).id}"
    if due.body:
        params["body"] = due.body
    told = list(_told(tx, run, case, procedure, due))
    for person in told:
        tx.notify(person.id, due.kind, path, params)
    return len(told)


def _running(tx: Transaction, run: Run) -> Consultation:
    return tx.session.scalars(
        select(Consultation).where(Consultation.run_id == run.id, Consultation.closed_at.is_(None))
    ).one()


def _told(
    tx: Transaction, run: Run, case: Case, procedure: Procedure, due: _Due
) -> Iterable[Person]:
    """Those whose turn it is; before papers are due, the proposer besides."""
    today = deadlines.local_date(tx.now)
    if due.kind == "reminder_reply":
        return people.holders_among(
            tx.session, "member", _silent(tx, run), (Post.RESPONDENT,), today
        )
    holders = {
        Role.PROPOSER: lambda: people.of_proposer(tx.session, case.proposer, today),
        Role.DIRECTOR: lambda: people.holders(
            tx.session, "office", run.office, (Post.DIRECTOR,), today
        ),
        Role.SECRETARIAT: lambda: people.holders(
            tx.session, "office", run.office, (Post.OFFICER,), today
        ),
        Role.STUDY_GROUP_CHAIR: lambda: people.holders(
            tx.session, "body", run.study_group, CHAIRS, today
        ),
        Role.ADVISORY_GROUP_CHAIR: lambda: people.holders_among(
            tx.session, "body", facts.place_of(run, case).groups, CHAIRS, today
        ),
    }
    turn = procedure.state(run.state).waits_for
    roles = [turn] if due.kind == "reminder_period" else [Role.PROPOSER, turn]
    found = [one for role in roles if role in holders for one in holders[role]()]
    return {one.id: one for one in found}.values()


def _silent(tx: Transaction, run: Run) -> list[str]:
    """The members that are asked and have not replied yet."""
    consultation = _running(tx, run)
    replied = select(ReplyRow.member).where(ReplyRow.consultation_id == consultation.id)
    asked = select(Elector.member).where(
        Elector.consultation_id == consultation.id, Elector.member.not_in(replied)
    )
    return list(tx.session.scalars(asked.order_by(Elector.member)))
