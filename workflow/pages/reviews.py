"""The conclusions of the advisory groups on a case, in words and side by side."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.definition import CONCLUDING_ABOVE
from workflow.pages import dates, inclusion, labels, meetings, voices
from workflow.pages.divergences import DIVERGING, Divergence, divergence
from workflow.pages.inclusion import InformedGroup
from workflow.pages.meetings import MeetingView
from workflow.pages.outlooks import Outlook, outlook
from workflow.pages.voices import Voices, WrittenViews
from workflow.rules import calendars, deadlines, engine, permissions
from workflow.rules.calendars import MeetingDates
from workflow.rules.language_marks import N_
from workflow.rules.permissions import Reader
from workflow.store import conclusions, editions, facts
from workflow.store.models import (
    Case,
    Conclusion,
    Meeting,
    Question,
    Run,
)

KINDS = {
    "keep": N_("keep where it is"),
    "approve_as_it_stands": N_("endorse as it stands (recommend approval)"),
    "modify": N_("modify the text"),
    "reallocate_sector": N_("reallocate to another Sector"),
    "reallocate_study_group": N_("reallocate to another study group"),
    "joint_study": N_("study jointly"),
    "merge": N_("merge with an existing Question"),
    "refer_back": N_("refer back for further consideration"),
    "no_further_action": N_("no further action at this stage"),
    "note": N_("note"),
}
"""A group considers and recommends; none of these approves."""

STATUSES = {
    "drafted": N_("provisional: drafted, waits for the chair"),
    "confirmed": N_("provisional: confirmed by the chair, waits for release"),
    "released": N_("released"),
}

MEANWHILE = {
    "ConclusionDrafted": N_(
        "Somebody wrote or corrected this conclusion after you opened the page."
    ),
    "ConclusionConfirmed": N_("The chair confirmed this conclusion after you opened the page."),
    "JointConclusionConfirmed": N_(
        "The chair or a vice-chair of your group confirmed this conclusion before you."
    ),
    "ConclusionReleased": N_("This conclusion was released after you opened the page."),
    "WrittenViewFiled": N_("A written view came in after you opened the page; it stands below."),
}
"""What the second of two people is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConclusionView:
    """A conclusion as the reader may see it; `kind` and `status_label` are words to translate."""

    id: int
    body: str
    bodies: tuple[str, ...]
    name: str
    slug: str
    round: int
    version: int
    kind: str
    lead: str
    supporting: tuple[str, ...]
    target: str
    reasons: str
    meeting: MeetingView
    text_version: int
    status: str
    status_label: str
    joint: bool
    corrections_until: dt.datetime | None
    released_at: dt.datetime | None
    modifies: bool = False
    confirmed_by: tuple[str, ...] = ()
    """Of a joint conclusion: the groups whose chairs have confirmed it as it stands."""
    voices: Voices = dataclasses.field(default_factory=Voices)

    @property
    def provisional(self) -> bool:
        """Whether it is seen by the body and its office alone."""
        return self.status != "released"


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyColumn:
    """What a group concerned has concluded or waits for, and what the reader may do there."""

    body: str
    name: str
    slug: str
    conclusion: ConclusionView | None
    waits_for: MeetingDates | None
    waits_span: str
    papers_open: bool
    missed: int
    may_draft: bool = False
    may_confirm: bool = False
    may_release: bool = False
    may_correct: bool = False
    may_state: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConclusionsPanel:
    """The groups side by side. `outlook` says whether they agree and what comes next.

    `above` is what an assembly, the Council or a conference concluded. `sitting` are the groups of
    the joint meeting, `divergence` what was recorded where they did not agree.
    """

    run_id: int
    version: int
    case: str
    asked: bool
    informed: tuple[InformedGroup, ...]
    columns: tuple[BodyColumn, ...]
    joint: tuple[BodyColumn, ...]
    sitting: tuple[str, ...]
    still_to_confirm: tuple[str, ...]
    divergence: Divergence | None
    above: tuple[ConclusionView, ...]
    earlier: tuple[ConclusionView, ...]
    outlook: Outlook | None
    may_ask: bool
    views: WrittenViews
    may_amend: bool = False
    may_conclude_above: bool = False
    may_diverge: bool = False
    may_answer: bool = False
    """Whether the reader answers a modification for the proposer."""


def body_of(written: str) -> str:
    """The body that an address names."""
    return written.replace("-", ":", 1)


def conclusions_panel(
    session: Session, case: Case, run: Run, reader: Reader, now: dt.datetime, language: str
) -> ConclusionsPanel:
    """The conclusions on the case that the reader may see, of the allocation run *run*."""
    today = deadlines.local_date(now)
    known = dataclasses.replace(
        facts.of_run(session, run, now), conclusions=conclusions.released(session, run)
    )
    procedure = editions.pinned(session, run.edition_digest)
    state = procedure.state(run.state)
    how = state.concludes
    offers = engine.offers(procedure, known, permissions.roles_on(reader, known.place))
    rows = conclusions.of_runs(session, [run], reader)[run.id]
    views = views_of(session, rows, reader, language, today)
    current = conclusions.round_of(session, run)
    groups_round = current.before or current.number
    calendar = meetings.meeting_dates(session, deadlines.local_date(run.entered_at))
    later = conclusions.included_at(session, [run])
    columns = tuple(
        _column(
            body,
            how,
            _in_round(views, groups_round),
            reader,
            calendars.next_meeting(calendar, body, today),
            calendars.meetings_missed(
                calendar,
                body,
                deadlines.local_date(later.get((run.id, body), run.entered_at)),
                today,
            ),
            today,
            language,
        )
        for body in run.groups
    )
    in_joint = [one for one in _in_round(views, current.number) if current.joint and one.joint]
    every = tuple(run.groups) if state.confirmed_by == "every_chair" else ()
    joint = _joint_columns(run, how, in_joint, reader, every)
    asked = bool(how) or any(one.conclusion for one in (*columns, *joint))
    return ConclusionsPanel(
        run_id=run.id,
        version=run.version,
        case=case.number,
        asked=asked,
        informed=inclusion.informed_groups(session, run, reader),
        columns=columns if asked else (),
        joint=joint,
        sitting=tuple(labels.body(one) for one in run.groups) if joint else (),
        still_to_confirm=_still_to_confirm(every, in_joint),
        divergence=divergence(session, run),
        above=tuple(
            one
            for one in _in_round(views, current.number)
            if not one.joint and one.body not in run.groups
        ),
        earlier=tuple(one for one in views if one.round < groups_round and not one.provisional),
        outlook=outlook(procedure, known, language) if asked and not state.settled else None,
        may_ask=any(one.action == "ask_groups" for one in offers),
        may_diverge=any(one.action == DIVERGING for one in offers),
        may_conclude_above=any(one.action in CONCLUDING_ABOVE for one in offers),
        may_amend=any(one.action == "enter_oral_amendment" for one in offers),
        views=voices.written_views_of(session, case, run, reader, language),
        may_answer=not state.settled
        and case.withdrawn_at is None
        and reader.submits_for(case.proposer),
    )


def _in_round(views: Sequence[ConclusionView], number: int) -> list[ConclusionView]:
    return [one for one in views if one.round == number]


def _column(
    body: str,
    how: str,
    views: Sequence[ConclusionView],
    reader: Reader,
    waits: MeetingDates | None,
    missed: int,
    today: dt.date,
    language: str,
) -> BodyColumn:
    own = next((one for one in views if one.body == body), None)
    concluding = how == conclusions.SEPARATELY
    return BodyColumn(
        body=body,
        name=labels.body(body),
        slug=labels.slug(body),
        conclusion=own,
        waits_for=waits,
        waits_span=dates.span(waits.starts_on, waits.ends_on, language) if waits else "",
        papers_open=waits is not None and waits.papers_by >= today,
        missed=missed,
        **may_do(reader, body, own, concluding=concluding),
    )


def _still_to_confirm(every: Sequence[str], views: Sequence[ConclusionView]) -> tuple[str, ...]:
    """The groups whose chairs have still to confirm the joint conclusion as it is drafted."""
    drafted = [one for one in views if one.status == "drafted"]
    return tuple(
        labels.body(body) for one in drafted for body in every if body not in one.confirmed_by
    )


def _joint_columns(
    run: Run, how: str, views: Sequence[ConclusionView], reader: Reader, every: Sequence[str]
) -> tuple[BodyColumn, ...]:
    """The joint meeting's conclusion, or, while it waits, one column for each body."""
    concluding = how == conclusions.TOGETHER
    bodies: Iterable[tuple[str, ConclusionView | None]]
    if views:
        bodies = [(one.body, one) for one in views]
    elif concluding:
        bodies = [(body, None) for body in run.groups]
    else:
        bodies = []
    return tuple(
        BodyColumn(
            body=body,
            name=labels.body(body),
            slug=labels.slug(body),
            conclusion=own,
            waits_for=None,
            waits_span="",
            papers_open=False,
            missed=0,
            **may_do(reader, body, own, concluding=concluding, every=every),
        )
        for body, own in bodies
    )


def may_do(
    reader: Reader,
    body: str,
    own: ConclusionView | None,
    *,
    concluding: bool,
    every: Sequence[str] = (),
) -> dict[str, bool]:
    """What the reader may do for the body now; the handlers judge again.

    *every* names the groups whose chairs each confirm a joint conclusion.
    """
    confirmed = own.confirmed_by if own else ()
    asked = [one for one in every or (body,) if one not in confirmed]
    chairs, serves = conclusions.chairs(reader, body), conclusions.serves(reader, body)
    status = own.status if own else ""
    remarked = own if concluding and own and own.corrections_until is not None else None
    return {
        "may_draft": concluding and (chairs or serves) and status != "released",
        "may_confirm": concluding
        and status == "drafted"
        and any(conclusions.chairs(reader, one) for one in asked),
        "may_release": concluding and (chairs or serves) and status == "confirmed",
        "may_correct": remarked is not None
        and any(reader.holds("body", one) for one in remarked.bodies),
        "may_state": remarked is not None and bool(reader.seated_for(remarked.bodies)),
    }


def views_of(
    session: Session,
    rows: Sequence[tuple[Conclusion, Meeting]],
    reader: Reader,
    language: str,
    today: dt.date,
) -> tuple[ConclusionView, ...]:
    """Those conclusions in words, in their order."""
    targets = {row.target for row, _meeting in rows if row.kind == "merge"}
    questions = {
        one.id: one for one in session.scalars(select(Question).where(Question.id.in_(targets)))
    }
    said = voices.of_conclusions(session, [row for row, _meeting in rows], reader, language)
    return tuple(
        dataclasses.replace(
            _view(row, meeting, questions, said[row.id], language, today),
            confirmed_by=conclusions.confirmed_by(session, row) if row.joint else (),
        )
        for row, meeting in rows
    )


def _view(
    row: Conclusion,
    meeting: Meeting,
    questions: Mapping[str, Question],
    said: Voices,
    language: str,
    today: dt.date,
) -> ConclusionView:
    return ConclusionView(
        id=row.id,
        body=row.body,
        bodies=(row.body, *(meeting.joint_with if row.joint else ())),
        name=labels.body(row.body),
        slug=labels.slug(row.body),
        round=row.round,
        version=row.version,
        kind=KINDS[row.kind],
        lead=labels.sector(row.lead_sector),
        supporting=tuple(labels.sector(one) for one in row.supporting),
        target=target_label(row.kind, row.target, questions, language),
        reasons=row.reasons,
        meeting=meetings.view(meeting, language, today),
        text_version=row.text_version,
        status=row.status,
        status_label=STATUSES[row.status],
        joint=row.joint,
        corrections_until=_running(row, today),
        released_at=row.released_at,
        modifies=row.kind == "modify",
        voices=said,
    )


def _running(row: Conclusion, today: dt.date) -> dt.datetime | None:
    """Until when corrections may be proposed, while they may."""
    until = row.corrections_until
    if row.status != "confirmed" or until is None or deadlines.last_day(until) < today:
        return None
    return until


def target_label(kind: str, target: str, questions: Mapping[str, Question], language: str) -> str:
    """The destination in words: a study group, or a Question with its title."""
    if kind != "merge" or not target:
        return labels.body(target) if target else ""
    question = questions.get(target)
    return f"{target} {question.title(language)}".strip() if question else target


def allocation_run(session: Session, case: Case) -> Run | None:
    """The allocation run of the case, once it was sent to the advisory groups' procedure."""
    return session.scalar(
        select(Run).where(Run.case_id == case.id, Run.procedure == "allocation").order_by(Run.id)
    )
