"""Which meeting comes next, how many were missed, and the earliest approval a calendar allows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.definition import Period
from workflow.rules import calendars
from workflow.rules.calendars import Estimate, MeetingDates, Step
from workflow.rules.stages import Stage

TWO_MONTHS = Period(months=2)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def meeting(body: str, papers_by: str, starts_on: str, ends_on: str) -> MeetingDates:
    return MeetingDates(
        body=body, starts_on=day(starts_on), ends_on=day(ends_on), papers_by=day(papers_by)
    )


RAG = meeting("R:RAG", "2026-03-30", "2026-04-13", "2026-04-16")
RAG_NEXT = meeting("R:RAG", "2027-03-29", "2027-04-12", "2027-04-15")
TSAG = meeting("T:TSAG", "2026-05-14", "2026-05-26", "2026-05-30")
SG1 = meeting("R:SG1", "2026-04-20", "2026-05-04", "2026-05-08")
SG1_AUTUMN = meeting("R:SG1", "2026-08-31", "2026-09-14", "2026-09-18")
SG1_SPRING = meeting("R:SG1", "2027-04-19", "2027-05-03", "2027-05-07")
CALENDAR = (SG1_SPRING, SG1_AUTUMN, SG1, TSAG, RAG_NEXT, RAG)


@pytest.mark.parametrize(
    ("today", "coming", "open_for_papers"),
    [
        ("2026-01-01", RAG, RAG),
        ("2026-03-30", RAG, RAG),
        ("2026-03-31", RAG, RAG_NEXT),
        ("2026-04-16", RAG, RAG_NEXT),
        ("2026-04-17", RAG_NEXT, RAG_NEXT),
        ("2027-03-30", RAG_NEXT, None),
        ("2027-04-16", None, None),
    ],
)
def test_the_next_meeting_and_the_next_that_takes_papers(
    today: str, coming: MeetingDates | None, open_for_papers: MeetingDates | None
) -> None:
    assert calendars.next_meeting(CALENDAR, "R:RAG", day(today)) == coming
    assert calendars.next_open_for_papers(CALENDAR, "R:RAG", day(today)) == open_for_papers


def test_a_body_without_meetings_has_no_next_one() -> None:
    assert calendars.next_meeting(CALENDAR, "D:TDAG", day("2026-01-01")) is None
    assert calendars.next_open_for_papers(CALENDAR, "D:TDAG", day("2026-01-01")) is None


@pytest.mark.parametrize(
    ("since", "today", "missed"),
    [
        ("2026-01-01", "2026-05-08", 0),  # the meeting's last day is not past it
        ("2026-01-01", "2026-05-09", 1),
        ("2026-04-20", "2026-05-09", 1),
        ("2026-04-21", "2026-05-09", 0),  # came after the papers were due: it could not be taken
        ("2026-01-01", "2026-09-19", 2),
        ("2026-01-01", "2027-12-31", 3),
    ],
)
def test_lateness_is_counted_in_meetings_missed(since: str, today: str, missed: int) -> None:
    assert calendars.meetings_missed(CALENDAR, "R:SG1", day(since), day(today)) == missed


def earliest(
    today: str,
    groups: Sequence[str] = (),
    meetings: Sequence[MeetingDates] = CALENDAR,
    *,
    open_within: Period | None = None,
    joint: bool = False,
) -> Estimate:
    stages = [Stage(kind="meeting", bodies=("R:SG1",))]
    stages += [Stage(kind="opening", period=open_within)] if open_within else []
    return calendars.earliest_approval(
        today=day(today),
        stages=[*stages, Stage(kind="consultation", period=TWO_MONTHS)],
        groups=groups,
        meetings=meetings,
        joint=joint,
    )


@pytest.mark.parametrize(
    ("today", "groups", "approval", "papers", "cost"),
    [
        # the study group alone: spring, then autumn, then the year after
        ("2026-01-01", [], "2026-07-08", "2026-04-20", "2026-11-18"),
        ("2026-04-20", [], "2026-07-08", "2026-04-20", "2026-11-18"),
        ("2026-04-21", [], "2026-11-18", "2026-08-31", "2027-07-07"),
        # RAG before the same study group meeting; missing RAG's papers costs a year
        ("2026-01-01", ["R:RAG"], "2026-07-08", "2026-03-30", "2027-07-07"),
        # TSAG ends after the study group's spring meeting, so the autumn one adopts
        ("2026-01-01", ["T:TSAG"], "2026-11-18", "2026-05-14", None),
        ("2026-01-01", ["R:RAG", "T:TSAG"], "2026-11-18", "2026-03-30", "2027-07-07"),
    ],
)
def test_the_earliest_approval_and_what_missing_the_papers_costs(
    today: str, groups: list[str], approval: str, papers: str, cost: str | None
) -> None:
    estimate = earliest(today, groups)
    assert (estimate.approval_on, estimate.next_paper_deadline) == (day(approval), day(papers))
    assert estimate.cost_of_missing == (cost and day(cost) - day(approval))


def test_an_estimate_shows_its_steps_in_order() -> None:
    estimate = earliest("2026-01-01", ["R:RAG", "T:TSAG"], open_within=Period(months=1))
    assert estimate.steps == (
        Step(kind="meeting", body="R:RAG", on=day("2026-04-16")),
        Step(kind="meeting", body="T:TSAG", on=day("2026-05-30")),
        Step(kind="meeting", body="R:SG1", on=day("2026-09-18")),
        Step(kind="opening", body="", on=day("2026-10-18")),
        Step(kind="consultation", body="", on=day("2026-12-18")),
    )
    assert estimate.approval_on == day("2026-12-18")


@pytest.mark.parametrize(
    ("today", "groups", "meetings"),
    [
        ("2027-04-20", [], CALENDAR),
        ("2026-01-01", ["R:RAG"], [RAG]),
        ("2026-01-01", ["T:TSAG"], [TSAG, SG1]),
    ],
)
def test_without_a_study_group_meeting_there_is_no_day_and_the_group_is_named(
    today: str, groups: list[str], meetings: Sequence[MeetingDates]
) -> None:
    estimate = earliest(today, groups, meetings)
    assert (estimate.approval_on, estimate.cost_of_missing) == (None, None)
    assert estimate.lacking == ("R:SG1",)


def test_a_group_without_a_known_meeting_is_named() -> None:
    estimate = earliest("2026-01-01", ["D:TDAG", "R:RAG"])
    assert estimate.lacking == ("D:TDAG",)
    assert estimate.approval_on == day("2026-07-08")


@pytest.mark.parametrize("meetings", [[RAG, SG1, SG1_AUTUMN], [RAG, RAG_NEXT, SG1]])
def test_the_cost_is_unknown_where_the_calendar_ends(meetings: list[MeetingDates]) -> None:
    estimate = earliest("2026-01-01", ["R:RAG"], meetings)
    assert (estimate.approval_on, estimate.cost_of_missing) == (day("2026-07-08"), None)


def test_missing_papers_of_a_group_that_meets_often_costs_nothing() -> None:
    soon_after = meeting("R:RAG", "2026-04-14", "2026-04-28", "2026-04-30")
    estimate = earliest("2026-01-01", ["R:RAG"], [*CALENDAR, soon_after])
    assert estimate.cost_of_missing == dt.timedelta()


def test_two_study_group_meetings_with_one_paper_deadline_are_both_seen() -> None:
    after_tsag = replace(SG1, starts_on=day("2026-06-01"), ends_on=day("2026-06-05"))
    estimate = earliest("2026-01-01", ["T:TSAG"], [SG1, TSAG, after_tsag])
    assert estimate.approval_on == day("2026-08-05")


def test_groups_that_meet_jointly_wait_for_the_meeting_of_all_of_them() -> None:
    joint = [replace(SG1_AUTUMN, body=body, place="Geneva") for body in ("R:RAG", "T:TSAG")]
    estimate = earliest("2026-01-01", ["R:RAG", "T:TSAG"], [*CALENDAR, *joint], joint=True)
    assert [(step.body, step.on) for step in estimate.steps] == [
        ("R:RAG", day("2026-09-18")),
        ("T:TSAG", day("2026-09-18")),
        ("R:SG1", day("2027-05-07")),
        ("", day("2027-07-07")),
    ]


def test_a_joint_meeting_not_in_the_calendar_lacks_all_its_groups() -> None:
    only_one = replace(SG1_AUTUMN, body="R:RAG", place="Geneva")
    estimate = earliest("2026-01-01", ["R:RAG", "T:TSAG"], [*CALENDAR, only_one], joint=True)
    assert estimate.lacking == ("R:RAG", "T:TSAG")


@st.composite
def calendars_of_bodies(draw: st.DrawFn) -> list[MeetingDates]:
    """Meetings of three bodies; those of one body follow one another."""
    found = []
    for body in ("R:RAG", "T:TSAG", "R:SG1"):
        start = day("2026-01-01")
        for gap, length, notice in draw(
            st.lists(
                st.tuples(st.integers(1, 150), st.integers(0, 10), st.integers(5, 45)), max_size=5
            )
        ):
            start += dt.timedelta(days=gap)
            end = start + dt.timedelta(days=length)
            papers = start - dt.timedelta(days=notice)
            found.append(MeetingDates(body=body, starts_on=start, ends_on=end, papers_by=papers))
            start = end
    return draw(st.permutations(found))


@given(
    calendars_of_bodies(),
    st.dates(day("2026-01-01"), day("2027-06-01")),
    st.sets(st.sampled_from(["R:RAG", "T:TSAG"])),
)
def test_an_estimate_never_promises_what_the_calendar_does_not_hold(
    meetings: list[MeetingDates], today: dt.date, groups: set[str]
) -> None:
    estimate = calendars.earliest_approval(
        today=today,
        stages=[
            Stage(kind="meeting", bodies=("R:SG1",)), Stage(kind="consultation", period=TWO_MONTHS),
        ],
        groups=sorted(groups),
        meetings=meetings,
    )  # fmt: skip
    if estimate.approval_on is None or estimate.next_paper_deadline is None:
        return
    meeting_days = [step.on for step in estimate.steps if step.kind == "meeting"]
    assert max(meeting_days) == meeting_days[-1] < estimate.approval_on
    assert estimate.next_paper_deadline >= today
    assert estimate.cost_of_missing is None or estimate.cost_of_missing >= dt.timedelta()
    assert {step.body for step in estimate.steps} - {"", "R:SG1"} == groups - {*estimate.lacking}


# -- routes of several meetings --------------------------------------------------------------------

SG5 = meeting("T:SG5", "2026-02-20", "2026-03-10", "2026-03-14")
SG5_SUMMER = meeting("T:SG5", "2026-06-10", "2026-06-22", "2026-06-26")
TSAG_AUTUMN = meeting("T:TSAG", "2026-08-20", "2026-09-07", "2026-09-11")
WTSA = meeting("T:WTSA", "2026-10-01", "2026-11-16", "2026-11-27")
IN_T = (SG5, SG5_SUMMER, TSAG, TSAG_AUTUMN, WTSA)
SG_MEETS, TSAG_MEETS, WTSA_MEETS = (
    Stage(kind="meeting", bodies=(body,)) for body in ("T:SG5", "T:TSAG", "T:WTSA")
)
NOTICE = Stage(kind="notice", bodies=("T:SG5",), period=Period(months=1))
ASSEMBLY = (
    SG_MEETS,
    Stage(kind="last_meeting", bodies=("T:SG5", "T:WTSA")),
    TSAG_MEETS,
    Stage(kind="notice", bodies=("T:WTSA",), period=TWO_MONTHS),
    WTSA_MEETS,
    WTSA_MEETS,
)


@pytest.mark.parametrize(
    ("today", "stages", "approval", "papers", "cost"),
    [
        # the study group's papers, then the liaison statement reaches TSAG in time
        ("2026-02-01", (SG_MEETS, TSAG_MEETS), "2026-05-30", "2026-02-20", 104),
        # texts are sent out a month before, which is sooner than the papers' deadline
        ("2026-02-01", (NOTICE, SG_MEETS, TSAG_MEETS), "2026-05-30", "2026-02-10", 104),
        ("2026-02-11", (NOTICE, SG_MEETS, TSAG_MEETS), "2026-09-11", "2026-05-22", None),
        # back in the study group after TSAG, then the Member States are asked
        ("2026-02-01", (SG_MEETS, TSAG_MEETS, SG_MEETS,
                        Stage(kind="consultation", period=TWO_MONTHS)), "2026-08-26", "2026-02-20",
         None),
        # the study group's last meeting before the assembly; TSAG two months before it
        ("2026-02-01", ASSEMBLY, "2026-11-27", "2026-06-10", None),
    ],
)  # fmt: skip
def test_a_route_goes_from_meeting_to_meeting(
    today: str, stages: tuple[Stage, ...], approval: str, papers: str, cost: int | None
) -> None:
    estimate = calendars.earliest_approval(
        today=day(today), stages=stages, groups=(), meetings=IN_T
    )
    assert (estimate.approval_on, estimate.next_paper_deadline) == (day(approval), day(papers))
    assert estimate.cost_of_missing == (None if cost is None else dt.timedelta(days=cost))


def test_an_assembly_too_near_after_the_review_is_not_promised() -> None:
    soon = replace(WTSA, starts_on=day("2026-11-10"))
    calendar = [SG5_SUMMER, TSAG_AUTUMN, soon]
    estimate = calendars.earliest_approval(
        today=day("2026-02-01"), stages=ASSEMBLY, groups=(), meetings=calendar
    )
    assert (estimate.approval_on, estimate.lacking) == (None, ("T:WTSA",))


def test_where_no_meeting_is_ahead_there_is_no_paper_deadline() -> None:
    stages = [Stage(kind="consultation", period=TWO_MONTHS)]
    estimate = calendars.earliest_approval(
        today=day("2026-02-01"), stages=stages, groups=(), meetings=IN_T
    )
    assert (estimate.approval_on, estimate.next_paper_deadline) == (day("2026-04-01"), None)
