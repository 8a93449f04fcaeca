"""Meetings as rules see them: the next one, its paper deadline, how many were missed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from states.definition import Period
from workflow.rules import deadlines
from workflow.rules.deadlines import ONE_DAY


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
    where the calendar does not reach that far. `lacking` are the groups without a known meeting.
    """

    steps: tuple[Step, ...]
    approval_on: dt.date
    next_paper_deadline: dt.date
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
    study_group: str,
    groups: Sequence[str],
    meetings: Sequence[MeetingDates],
    consultation: Period,
    open_within: Period | None = None,
    joint: bool = False,
) -> Estimate | None:
    """The earliest realistic approval: groups' meetings, the study group's, then the consultation.

    None when the study group has no meeting in the calendar that could adopt. With *open_within*
    the consultation opens that long after the adoption; *joint* groups meet together.
    """

    def by_papers_of(day: dt.date) -> Estimate | None:
        held = _meetings_of_groups(meetings, groups, day, joint=joint)
        return _route(day, study_group, held, meetings, consultation, open_within)

    estimate = by_papers_of(today)
    if estimate is None:
        return None
    late = by_papers_of(estimate.next_paper_deadline + ONE_DAY)
    if late is None or late.lacking != estimate.lacking:
        return estimate
    return replace(estimate, cost_of_missing=late.approval_on - estimate.approval_on)


def _meetings_of_groups(
    meetings: Sequence[MeetingDates], groups: Sequence[str], today: dt.date, *, joint: bool
) -> dict[str, MeetingDates | None]:
    if joint:
        meetings = joint_meetings(meetings, groups)
    return {group: next_open_for_papers(meetings, group, today) for group in groups}


def _route(
    today: dt.date,
    study_group: str,
    held: Mapping[str, MeetingDates | None],
    meetings: Sequence[MeetingDates],
    consultation: Period,
    open_within: Period | None,
) -> Estimate | None:
    before = [one for one in held.values() if one is not None]
    ready = max((one.ends_on for one in before), default=today)
    adoption = next_open_for_papers(
        [one for one in meetings if one.starts_on >= ready], study_group, today
    )
    if adoption is None:
        return None
    steps = [Step(kind="meeting", body=one.body, on=one.ends_on) for one in (*before, adoption)]
    day = adoption.ends_on
    if open_within is not None:
        day = deadlines.last_day(deadlines.ends_at(day, open_within))
        steps.append(Step(kind="opening", body="", on=day))
    day = deadlines.last_day(deadlines.ends_at(day, consultation))
    steps.append(Step(kind="consultation", body="", on=day))
    return Estimate(
        steps=tuple(steps),
        approval_on=day,
        next_paper_deadline=min(one.papers_by for one in (*before, adoption)),
        cost_of_missing=None,
        lacking=tuple(group for group, meeting in held.items() if meeting is None),
    )
