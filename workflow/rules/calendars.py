"""Meetings as rules see them: the next one, its paper deadline, how many were missed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from states.definition import Period
from workflow.rules import deadlines
from workflow.rules.deadlines import ONE_DAY
from workflow.rules.stages import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingDates:
    """A meeting of a body: its days, and the day by which papers must be in."""

    body: str
    starts_on: dt.date
    ends_on: dt.date
    papers_by: dt.date
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step on the way to approval: `kind` is meeting, opening or consultation."""

    kind: str
    body: str
    on: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """The earliest realistic approval for a route, by the calendar as it is known.

    `cost_of_missing` is how much later it becomes when the next paper deadline is missed, None
    where the calendar does not reach that far. `lacking` are the bodies without a known meeting;
    where it is one that the route leads through, `approval_on` is None. No paper deadline is ahead
    where no meeting is.
    """

    steps: tuple[Step, ...]
    approval_on: dt.date | None
    next_paper_deadline: dt.date | None
    cost_of_missing: dt.timedelta | None
    lacking: tuple[str, ...] = ()


def next_meeting(
    meetings: Sequence[MeetingDates], body: str, today: dt.date
) -> MeetingDates | None:
    """The first meeting of *body* that has not ended."""
    return min(
        (one for one in meetings if one.body == body and one.ends_on >= today),
        key=lambda one: one.starts_on,
        default=None,
    )


def next_open_for_papers(
    meetings: Sequence[MeetingDates], body: str, today: dt.date
) -> MeetingDates | None:
    """The first meeting of *body* that still takes papers."""
    return min(
        (one for one in meetings if one.body == body and one.papers_by >= today),
        key=lambda one: one.starts_on,
        default=None,
    )


def joint_meetings(meetings: Sequence[MeetingDates], bodies: Sequence[str]) -> list[MeetingDates]:
    """The meetings in which all the *bodies* meet."""
    return [one for one in meetings if all(replace(one, body=body) in meetings for body in bodies)]


def meetings_missed(
    meetings: Sequence[MeetingDates], body: str, since: dt.date, today: dt.date
) -> int:
    """How many meetings of *body* a case has waited through since it came before it."""
    return sum(
        one.body == body and one.papers_by >= since and one.ends_on < today for one in meetings
    )


def earliest_approval(
    *,
    today: dt.date,
    stages: Sequence[Stage],
    groups: Sequence[str],
    meetings: Sequence[MeetingDates],
    joint: bool = False,
) -> Estimate:
    """The earliest realistic approval: the meetings of the groups asked, then the stages in turn.

    No day where a body has no meeting in the calendar that comes in time; *joint* groups meet
    together.
    """

    def by_papers_of(day: dt.date) -> Estimate:
        held = _meetings_of_groups(meetings, groups, day, joint=joint)
        return _Laid(day, held, meetings).estimate(stages)

    estimate = by_papers_of(today)
    if estimate.next_paper_deadline is None or estimate.approval_on is None:
        return estimate
    late = by_papers_of(estimate.next_paper_deadline + ONE_DAY)
    if late.approval_on is None or late.lacking != estimate.lacking:
        return estimate
    return replace(estimate, cost_of_missing=late.approval_on - estimate.approval_on)


def _meetings_of_groups(
    meetings: Sequence[MeetingDates], groups: Sequence[str], today: dt.date, *, joint: bool
) -> dict[str, MeetingDates | None]:
    if joint:
        meetings = joint_meetings(meetings, groups)
    return {group: next_open_for_papers(meetings, group, today) for group in groups}


class _Laid:
    """The stages laid on the calendar, one after the other."""

    def __init__(
        self,
        today: dt.date,
        held: Mapping[str, MeetingDates | None],
        meetings: Sequence[MeetingDates],
    ) -> None:
        before = [one for one in held.values() if one is not None]
        self.meetings = meetings
        self.day = today
        self.papers_since = today
        self.ready = max((one.ends_on for one in before), default=today)
        self.steps = [Step(kind="meeting", body=one.body, on=one.ends_on) for one in before]
        self.papers = [one.papers_by for one in before]
        self.lacking = [group for group, meeting in held.items() if meeting is None]
        self.notices: list[tuple[tuple[str, ...], dt.date, Period]] = []
        self.last: MeetingDates | None = None

    def estimate(self, stages: Sequence[Stage]) -> Estimate:
        """What comes of the stages; without a day from the first for which there is no meeting."""
        for stage in stages:
            if stage.kind == "meeting":
                if not self._meet(stage.bodies):
                    self.lacking += stage.bodies
                    return self._found(None)
            elif stage.kind == "last_meeting":
                self._wait_for_the_last_meeting(*stage.bodies)
            elif stage.period is not None and stage.kind == "notice":
                self.notices.append((stage.bodies, self.day, stage.period))
            elif stage.period is not None:
                self.day = max(self.day, self.ready)
                self.day = deadlines.last_day(deadlines.ends_at(self.day, stage.period))
                self.papers_since = self.day
                self.steps.append(Step(kind=stage.kind, body="", on=self.day))
        return self._found(max(self.day, self.ready))

    def _found(self, approval_on: dt.date | None) -> Estimate:
        return Estimate(
            steps=tuple(self.steps),
            approval_on=approval_on,
            next_paper_deadline=min(self.papers, default=None),
            cost_of_missing=None,
            lacking=tuple(self.lacking),
        )

    def _meet(self, bodies: Sequence[str]) -> bool:
        """Go on to the next meeting of one of the bodies; what follows there is done in the same one."""
        if self.last is not None and self.last.body in bodies and self.last.ends_on == self.day:
            return True
        coming = [
            (one.starts_on, by, one)
            for one in self.meetings
            if one.body in bodies and one.starts_on >= max(self.day, self.ready)
            if (by := self._papers_by(one)) >= self.papers_since
        ]
        if not coming:
            return False
        _, by, self.last = min(coming, key=lambda one: one[0])
        self.day = self.papers_since = self.last.ends_on
        self.steps.append(Step(kind="meeting", body=self.last.body, on=self.day))
        self.papers.append(by)
        return True

    def _papers_by(self, meeting: MeetingDates) -> dt.date:
        """The last day on which a text can still come to the meeting, after every notice it needs."""
        days = [meeting.papers_by]
        for bodies, since, period in self.notices:
            if meeting.body in bodies:
                last = deadlines.before(meeting.starts_on, period)
                days.append(last if last >= since else dt.date.min)
        return min(days)

    def _wait_for_the_last_meeting(self, study_group: str, assembly: str) -> None:
        """Go on to the study group's last meeting before the assembly that comes next."""
        coming = next_meeting(self.meetings, assembly, self.day + ONE_DAY)
        between = [
            one
            for one in self.meetings
            if coming is not None
            and one.body == study_group
            and self.day < one.starts_on < coming.starts_on
        ]
        if between:
            if self.last is not None and self.last.body == study_group:
                self.steps.pop()
                self.papers.pop()
            self.last = max(between, key=lambda one: one.starts_on)
            self.day = self.papers_since = self.last.ends_on
            self.steps.append(Step(kind="meeting", body=study_group, on=self.day))
            self.papers.append(self._papers_by(self.last))
