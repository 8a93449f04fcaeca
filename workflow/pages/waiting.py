"""What runs wait for: whose turn it is, until when, or the meetings of the bodies they are before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.definition import Role
from workflow.pages import labels
from workflow.pages import meetings as calendar
from workflow.rules import awaiting, calendars, deadlines
from workflow.rules.calendars import MeetingDates
from workflow.rules.language_marks import N_
from workflow.rules.permissions import Reader
from workflow.store import changed_deadlines, conclusions, editions, facts
from workflow.store.conclusions import Round
from workflow.store.models import Case, Conclusion, DeadlineChange, Run

OF_OFFICES = (Role.SECRETARIAT, Role.DIRECTOR)
MEMBER_STATES = N_("Member States")
"""Whose turn it is while a consultation runs: every administration's, by its designated respondent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingAwaited:
    """The next meeting of a body, or of several that meet jointly; `who` names them."""

    who: str
    starts_on: dt.date
    ends_on: dt.date
    papers_by: dt.date
    papers_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """That `until` was set by a decision: the end by the edition, whose decision, when and why."""

    computed_at: dt.datetime
    office: str
    at: dt.datetime
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What a run waits for. `role` is a msgid; `replies` where Member States reply until then."""

    role: str = ""
    holder: str = ""
    office: str = ""
    replies: bool = False
    until: dt.datetime | None = None
    changed: Changed | None = None
    meetings: tuple[MeetingAwaited, ...] = ()
    bodies_without_meeting: tuple[str, ...] = ()
    missed: int = 0
    """How many meetings of the body the run has waited through, where it waits for one body."""

    @property
    def due_on(self) -> dt.datetime | None:
        """The instant waited for: of the period, or the first day of the first meeting."""
        days = [dt.datetime.combine(one.starts_on, dt.time(), dt.UTC) for one in self.meetings]
        return min((self.until, *days) if self.until else days, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Loaded:
    """What the waiting of any number of runs is told from."""

    calendar: Sequence[MeetingDates]
    today: dt.date
    rounds: Mapping[int, Round]
    released: Mapping[int, set[tuple[int, str, bool]]]
    members: Mapping[str, str]
    changes: Mapping[int, DeadlineChange]
    reader: Reader


def of_runs(
    session: Session,
    runs: Sequence[tuple[Run, Case]],
    reader: Reader,
    now: dt.datetime,
    language: str,
) -> dict[int, Waiting]:
    """What each of the runs waits for, by its id, in a fixed number of queries; ended ones nothing."""
    today = deadlines.local_date(now)
    concluding = [run for run, _case in runs if conclusions.how(session, run)]
    released: dict[int, set[tuple[int, str, bool]]] = {run.id: set() for run in concluding}
    for row in session.scalars(
        select(Conclusion).where(Conclusion.run_id.in_(released), Conclusion.status == "released")
    ):
        released[row.run_id].add((row.round, row.body, row.joint))
    loaded = _Loaded(
        calendar=calendar.meeting_dates(session, _since(runs, today)),
        today=today,
        rounds=conclusions.rounds_of(session, concluding),
        released=released,
        members=labels.members(session, {case.proposer for _run, case in runs}, language),
        changes=changed_deadlines.of_runs(session, [run for run, _case in runs]),
        reader=reader,
    )
    found = {run.id: _waiting(session, loaded, run, case) for run, case in runs}
    return {run_id: one for run_id, one in found.items() if one is not None}


def _since(runs: Sequence[tuple[Run, Case]], today: dt.date) -> dt.date:
    """The day on which the first of them came to where it is."""
    return min((deadlines.local_date(run.entered_at) for run, _case in runs), default=today)


def _waiting(session: Session, loaded: _Loaded, run: Run, case: Case) -> Waiting | None:
    procedure = editions.pinned(session, run.edition_digest)
    state = labels.state_shown(procedure, run, loaded.reader)
    until = run.due_at if state.name == run.state else None
    if state.final or (state.waits_for is None and until is None):
        return None
    role = state.waits_for
    groups = _groups_outstanding(loaded, run, procedure.state(run.state).concludes)
    if state.waits_for_meeting and groups != ():
        joint = state.concludes == conclusions.TOGETHER
        before = groups or awaiting.bodies(procedure, state.name, facts.place_of(run, case))
        meetings, lacking = _meetings(loaded, before, joint=joint)
        missed = _missed(loaded, run, before) if groups is None else 0
    else:
        meetings, lacking, missed = (), (), 0
    noting = groups == ()
    replies = role is Role.RESPONDENT
    return Waiting(
        role=MEMBER_STATES if replies else _role(Role.SECRETARIAT if noting else role),
        holder=_holder(loaded, role, run, case),
        office=labels.OFFICES.get(run.office, "") if noting or role in OF_OFFICES else "",
        replies=replies,
        until=until,
        changed=changed(loaded.changes.get(run.id)) if until else None,
        meetings=meetings,
        bodies_without_meeting=lacking,
        missed=missed,
    )


def _missed(loaded: _Loaded, run: Run, bodies: Sequence[str]) -> int:
    since = deadlines.local_date(run.entered_at)
    return min(
        calendars.meetings_missed(loaded.calendar, body, since, loaded.today) for body in bodies
    )


def changed(row: DeadlineChange | None) -> Changed | None:
    """The decision as pages show it."""
    if row is None:
        return None
    return Changed(
        computed_at=row.computed_at,
        office=labels.OFFICES.get(row.office, ""),
        at=row.at,
        reasons=row.reasons,
    )


def _role(role: Role | None) -> str:
    return labels.ROLES.get(role.value, "") if role else ""


def _groups_outstanding(loaded: _Loaded, run: Run, how: str) -> tuple[str, ...] | None:
    """The groups that have still to release a conclusion, all of them before a joint meeting has.

    None where no group concludes, empty where all have: the lead office has then to note it.
    """
    if not how:
        return None
    joint = how == conclusions.TOGETHER
    current = loaded.rounds[run.id].number
    released = {
        body
        for number, body, together in loaded.released[run.id]
        if number == current and together == joint
    }
    if joint:
        return () if released else tuple(run.groups)
    return tuple(group for group in run.groups if group not in released)


def _meetings(
    loaded: _Loaded, bodies: Sequence[str], *, joint: bool
) -> tuple[tuple[MeetingAwaited, ...], tuple[str, ...]]:
    """The next meeting of each body, and the names of those without one in the calendar."""
    shared = loaded.calendar
    named: dict[str, Sequence[str]] = {labels.body(one): (one,) for one in bodies}
    if joint:
        shared = calendars.joint_meetings(loaded.calendar, bodies)
        named = {labels.listed((labels.body(one) for one in bodies), " + "): bodies[:1]}
    nexts = {
        who: calendars.next_meeting(shared, body, loaded.today) for who, (body,) in named.items()
    }
    return (
        tuple(
            MeetingAwaited(
                who=who,
                starts_on=one.starts_on,
                ends_on=one.ends_on,
                papers_by=one.papers_by,
                papers_open=one.papers_by >= loaded.today,
            )
            for who, one in nexts.items()
            if one is not None
        ),
        tuple(who for who, one in nexts.items() if one is None),
    )


def _holder(loaded: _Loaded, role: Role | None, run: Run, case: Case) -> str:
    if role is Role.PROPOSER:
        return loaded.members.get(case.proposer, case.proposer)
    if role is Role.STUDY_GROUP_CHAIR:
        return labels.body(run.study_group)
    if role is Role.ADVISORY_GROUP_CHAIR:
        return labels.listed(labels.body(one) for one in facts.place_of(run, case).groups)
    return ""
