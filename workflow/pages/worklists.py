"""What waits for a body: item by item, with the meeting it waits for and the day papers are due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from states.definition import Procedure, Role, State
from workflow.pages import concluding, dates, labels, meetings, reviews, turns
from workflow.pages.concluding import CloseText
from workflow.rules import awaiting, calendars, deadlines
from workflow.rules.calendars import MeetingDates
from workflow.rules.language_marks import N_
from workflow.rules.permissions import ADVISORY_GROUPS, ASSEMBLIES, Post, Reader
from workflow.store import conclusions, editions, facts
from workflow.store.conclusions import Round
from workflow.store.models import Case, Conclusion, Meeting, Run
from workflow.store.visibility import visible

CLOSEST = 2
TO_WRITE = N_("to be concluded")
JOINT = N_("to be concluded in a joint meeting")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One case before the body. `standing` is a word to translate, `state` the edition's own.

    `actions` are the labels of what the reader may do on the page of the case.
    """

    number: str
    title: str
    language: str
    member: str
    kind: str
    standing: str
    state: str
    provisional: bool
    closest: tuple[CloseText, ...]
    missed: int
    slug: str
    conclusion_id: int
    concluded: bool = False
    """Whether the chair has confirmed already: the body's next meeting has nothing to do with it."""
    may_draft: bool = False
    may_confirm: bool = False
    may_release: bool = False
    actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Information:
    """A case on which the body was not asked; it may ask to be included."""

    number: str
    title: str
    language: str
    asked: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyWork:
    """The worklist of one body, with the meeting it waits for."""

    body: str
    name: str
    slug: str
    meeting: MeetingDates | None
    span: str
    papers_open: bool
    items: tuple[Item, ...]
    informed: tuple[Information, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorklistPage:
    """The worklists of the bodies the reader belongs to or serves."""

    bodies: tuple[BodyWork, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Loaded:
    """All that the worklists are made of, loaded once for all bodies."""

    runs: tuple[tuple[Run, Case], ...]
    conclusions: Mapping[int, Sequence[tuple[Conclusion, Meeting]]]
    rounds: Mapping[int, Round]
    calendar: Sequence[MeetingDates]
    members: Mapping[str, str]
    closest: Mapping[int, tuple[CloseText, ...]]
    today: dt.date
    language: str
    reader: Reader
    states: Mapping[int, tuple[str, bool]] = field(default_factory=dict)
    before: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    every_chair: frozenset[int]
    confirmed: Mapping[int, tuple[str, ...]]
    included: Mapping[tuple[int, str], dt.datetime] = field(default_factory=dict)
    actions: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


def worklist_page(
    session: Session, reader: Reader, now: dt.datetime, language: str
) -> WorklistPage:
    """The worklists of the reader's bodies; advisory groups first."""
    bodies = sorted(_bodies(reader), key=meetings.order)
    loaded = _load(session, bodies, reader, now, language)
    return WorklistPage(bodies=tuple(_work_of(loaded, body) for body in bodies))


def _bodies(reader: Reader) -> set[str]:
    """The bodies the reader belongs to, and the advisory groups that the reader's office serves."""
    offices = reader.codes("office", Post.OFFICER, Post.DIRECTOR)
    served = {one for one in ADVISORY_GROUPS if conclusions.office_of(one) in offices}
    return set(reader.codes("body")) | served


def _load(
    session: Session, bodies: Sequence[str], reader: Reader, now: dt.datetime, language: str
) -> _Loaded:
    today = deadlines.local_date(now)
    rows = session.execute(
        select(Run, Case)
        .join(Case, Case.id == Run.case_id)
        .where(
            visible(Case, reader),
            Case.withdrawn_at.is_(None),
            or_(
                Run.state.in_(conclusions.concluding_states(session)),
                (Run.procedure != "allocation")
                & or_(Run.study_group.in_(bodies), Run.sector.in_(_sectors_served(bodies))),
            ),
        )
        .order_by(Run.entered_at, Run.id)
    ).all()
    states: dict[int, tuple[str, bool]] = {}
    before: dict[int, tuple[str, ...]] = {}
    kept = []
    for run, case in rows:
        procedure = editions.pinned(session, run.edition_digest)
        state = procedure.state(run.state)
        before[run.id] = _before(procedure, state, run, case)
        if run.procedure == "allocation" or not {*before[run.id]}.isdisjoint(bodies):
            label = procedure.labels[language].states[run.state]
            states[run.id] = (label, state.concludes == conclusions.TOGETHER)
            kept.append((run, case))
    runs = [run for run, _case in kept]
    concluded = conclusions.of_runs(session, runs, reader)
    since = min((deadlines.local_date(run.entered_at) for run in runs), default=today)
    return _Loaded(
        runs=tuple(kept),
        conclusions=concluded,
        every_chair=frozenset(
            run.id for run in runs if editions.state_of(session, run).confirmed_by == "every_chair"
        ),
        confirmed={
            row.id: conclusions.confirmed_by(session, row)
            for own in concluded.values()
            for row, _meeting in own
            if row.joint and row.status == "drafted"
        },
        rounds=conclusions.rounds_of(session, runs),
        calendar=meetings.meeting_dates(session, min(since, today)),
        members=labels.members(session, {case.proposer for _run, case in kept}, language),
        closest=concluding.close_texts_of(session, [case for _run, case in kept]),
        today=today,
        language=language,
        reader=reader,
        states=states,
        before=before,
        included=conclusions.included_at(session, runs),
        actions=turns.of_study_groups(session, runs, reader, now, language),
    )


def _before(procedure: Procedure, state: State, run: Run, case: Case) -> tuple[str, ...]:
    """The bodies on whose list the run stands: those asked, or whose meeting or chair it awaits."""
    if run.procedure == "allocation":
        return tuple(run.groups)
    if not (state.waits_for_meeting or state.waits_for is Role.STUDY_GROUP_CHAIR):
        return ()
    return awaiting.bodies(procedure, run.state, facts.place_of(run, case))


def _sectors_served(bodies: Sequence[str]) -> set[str]:
    """The Sectors of which an advisory group or an assembly is among the bodies."""
    return {one[0] for one in bodies if one in (*ADVISORY_GROUPS, *ASSEMBLIES)}


def _work_of(loaded: _Loaded, body: str) -> BodyWork:
    meeting = calendars.next_meeting(loaded.calendar, body, loaded.today)
    asked = [(run, case) for run, case in loaded.runs if body in loaded.before[run.id]]
    return BodyWork(
        body=body,
        name=labels.body(body),
        slug=labels.slug(body),
        meeting=meeting,
        span=dates.span(meeting.starts_on, meeting.ends_on, loaded.language) if meeting else "",
        papers_open=meeting is not None and meeting.papers_by >= loaded.today,
        items=tuple(_item(loaded, body, run, case) for run, case in asked),
        informed=tuple(
            Information(
                number=case.number,
                title=case.title,
                language=case.language,
                asked=tuple(labels.body(one) for one in run.groups),
            )
            for run, case in loaded.runs
            if body in ADVISORY_GROUPS and run.procedure == "allocation" and body not in run.groups
        ),
    )


def _item(loaded: _Loaded, body: str, run: Run, case: Case) -> Item:
    own = _own(loaded, body, run) if run.procedure == "allocation" else None
    status = own.status if own else ""
    reader = loaded.reader
    writes = conclusions.chairs(reader, body) or conclusions.serves(reader, body)
    concludes = run.procedure == "allocation"
    state, joint = loaded.states[run.id]
    return Item(
        number=case.number,
        title=case.title,
        language=case.language,
        member=loaded.members.get(case.proposer, case.proposer),
        kind=labels.KINDS[run.kind] if run.kind else labels.kind_shown(case),
        standing=_standing(status, joint=joint) if concludes else "",
        state=state,
        provisional=bool(own) and status != "released",
        closest=loaded.closest.get(case.id, ())[:CLOSEST],
        missed=calendars.meetings_missed(
            loaded.calendar,
            body,
            deadlines.local_date(loaded.included.get((run.id, body), run.entered_at)),
            loaded.today,
        ),
        slug=labels.slug(body),
        conclusion_id=own.id if own else 0,
        concluded=status in ("confirmed", "released"),
        may_draft=concludes and writes and status != "released" and (not own or own.body == body),
        may_confirm=status == "drafted"
        and own is not None
        and _may_confirm(loaded, body, run, own),
        may_release=status == "confirmed" and writes and own is not None and own.body == body,
        actions=loaded.actions.get(run.id, ()),
    )


def _may_confirm(loaded: _Loaded, body: str, run: Run, own: Conclusion) -> bool:
    """Whether the reader confirms for the body, be it as one of the groups that sit together."""
    confirms = body if run.id in loaded.every_chair else own.body
    given = loaded.confirmed.get(own.id, ())
    return confirms not in given and conclusions.chairs(loaded.reader, confirms)


def _standing(status: str, *, joint: bool) -> str:
    if status:
        return reviews.STATUSES[status]
    return JOINT if joint else TO_WRITE


def _own(loaded: _Loaded, body: str, run: Run) -> Conclusion | None:
    """The body's conclusion in the round that runs, or the joint meeting's."""
    current = loaded.rounds[run.id]
    return next(
        (
            row
            for row, _meeting in loaded.conclusions[run.id]
            if row.round == current.number and (row.joint or row.body == body)
        ),
        None,
    )
