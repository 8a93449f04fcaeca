"""Meetings as rules see them: the next one, its paper deadline, how many were missed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from states.definition import Period
from workflow.rules import deadlines


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
    """The earliest realistic approval for a route, by the calendar as it is known."""

    steps: tuple[Step, ...]
    approval_on: dt.date
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
) -> Estimate | None:
    """The earliest realistic approval: groups' meetings, the study group's, then the consultation.

    None when the study group has no meeting in the calendar that still takes papers.
    """
    found = _route(today, study_group, groups, meetings, consultation)
    if found is None:
        return None
    steps, approval, papers, lacking = found
    cost = None
    if papers is not None:
        late = _route(papers + dt.timedelta(days=1), study_group, groups, meetings, consultation)
        cost = late[1] - approval if late else None
    return Estimate(
        steps=steps,
        approval_on=approval,
        next_paper_deadline=papers,
        cost_of_missing=cost,
        lacking=lacking,
    )


def _route(
    today: dt.date,
    study_group: str,
    groups: Sequence[str],
    meetings: Sequence[MeetingDates],
    consultation: Period,
) -> tuple[tuple[Step, ...], dt.date, dt.date | None, tuple[str, ...]] | None:
    steps: list[Step] = []
    papers: list[dt.date] = []
    ready = today
    nexts = {group: next_open_for_papers(meetings, group, today) for group in groups}
    for group, meeting in nexts.items():
        if meeting is not None:
            steps.append(Step(kind="meeting", body=group, on=meeting.ends_on))
            papers.append(meeting.papers_by)
            ready = max(ready, meeting.ends_on)
    adoption = next_open_for_papers(meetings, study_group, today)
    while adoption is not None and adoption.starts_on < ready:
        adoption = next_open_for_papers(
            meetings, study_group, adoption.papers_by + dt.timedelta(days=1)
        )
    if adoption is None:
        return None
    papers.append(adoption.papers_by)
    steps.append(Step(kind="meeting", body=study_group, on=adoption.ends_on))
    approval = deadlines.last_day(deadlines.ends_at(adoption.ends_on, consultation))
    steps.append(Step(kind="consultation", body="", on=approval))
    lacking = tuple(group for group, meeting in nexts.items() if meeting is None)
    return tuple(steps), approval, min(papers, default=None), lacking
