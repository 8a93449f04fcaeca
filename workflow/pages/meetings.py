"""The calendar of meetings: the page, the choices of a form, the dates that cases wait for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.pages import dates, labels
from workflow.rules import deadlines
from workflow.rules.calendars import MeetingDates
from workflow.rules.permissions import ADVISORY_GROUPS, OFFICE_OF_SECTOR, Post, Reader
from workflow.store.models import Body, Meeting

KEPT_IN_VIEW = dt.timedelta(days=400)
"""How long a past meeting stays among the choices: conclusions are recorded after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingView:
    """A meeting as a page shows it; `names` are the bodies that meet, the convening one first."""

    id: int
    names: tuple[str, ...]
    span: str
    starts_on: dt.date
    ends_on: dt.date
    papers_by: dt.date
    papers_open: bool
    place: str
    demonstration: bool

    @property
    def joint(self) -> bool:
        """Whether several bodies meet."""
        return len(self.names) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyMeetings:
    """The meetings of one body, and those it holds jointly with others."""

    body: str
    name: str
    coming: tuple[MeetingView, ...]
    past: tuple[MeetingView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingsPage:
    """The calendar of all bodies; `may_schedule` for officers."""

    bodies: tuple[BodyMeetings, ...]
    may_schedule: bool


def view(row: Meeting, language: str, today: dt.date) -> MeetingView:
    """The meeting as a page shows it."""
    return MeetingView(
        id=row.id,
        names=tuple(labels.body(one) for one in (row.body, *row.joint_with)),
        span=dates.span(row.starts_on, row.ends_on, language),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        papers_by=row.papers_by,
        papers_open=row.papers_by >= today,
        place=row.place,
        demonstration=row.demonstration,
    )


def meetings_page(
    session: Session, reader: Reader, now: dt.datetime, language: str
) -> MeetingsPage:
    """The meetings of each body, the advisory groups first; past ones of thirteen months."""
    today = deadlines.local_date(now)
    rows = session.scalars(
        select(Meeting)
        .where(Meeting.ends_on >= today - KEPT_IN_VIEW)
        .order_by(Meeting.starts_on, Meeting.id)
    ).all()
    bodies = sorted(
        {body for row in rows for body in (row.body, *row.joint_with)},
        key=order,
    )
    return MeetingsPage(
        bodies=tuple(_of_body(body, rows, language, today) for body in bodies),
        may_schedule=bool(reader.codes("office", Post.OFFICER)),
    )


def order(body: str) -> tuple[bool, int, int, str]:
    """The advisory groups first, then by Sector and number."""
    sector, _, code = body.partition(":")
    digits = "".join(one for one in code if one.isdigit())
    return (body not in ADVISORY_GROUPS, "RTDX".find(sector), int(digits or 0), code)


def _of_body(body: str, rows: Sequence[Meeting], language: str, today: dt.date) -> BodyMeetings:
    own = [row for row in rows if body in (row.body, *row.joint_with)]
    return BodyMeetings(
        body=body,
        name=labels.body(body),
        coming=tuple(view(row, language, today) for row in own if row.ends_on >= today),
        past=tuple(view(row, language, today) for row in own[::-1] if row.ends_on < today),
    )


def meeting_dates(session: Session, since: dt.date) -> list[MeetingDates]:
    """The meetings that end on *since* or later, one entry for each body that meets."""
    rows = session.scalars(
        select(Meeting).where(Meeting.ends_on >= since).order_by(Meeting.starts_on)
    )
    return [
        MeetingDates(
            body=body,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            papers_by=row.papers_by,
            place=row.place,
        )
        for row in rows
        for body in (row.body, *row.joint_with)
    ]


def choices(
    session: Session,
    language: str,
    today: dt.date,
    bodies: Collection[str] = (),
    *,
    convened_by: str = "",
    among: Collection[str] = (),
    begun: bool = False,
) -> list[tuple[str, str]]:
    """The meetings a person may choose, newest first: those in which all *bodies* meet.

    With *convened_by*, only those that this body convenes; with *among*, those in which one of
    these bodies meets; with *begun*, those that meet or have met.
    """
    return [
        choice(row, language, today)
        for row in recent(session, today)
        if set(bodies) <= {row.body, *row.joint_with}
        and convened_by in ("", row.body)
        and (not among or set(among) & {row.body, *row.joint_with})
        and (not begun or row.starts_on <= today)
    ]


def recent(session: Session, today: dt.date) -> Sequence[Meeting]:
    """The meetings of the last thirteen months and those to come, newest first."""
    return session.scalars(
        select(Meeting)
        .where(Meeting.ends_on >= today - KEPT_IN_VIEW)
        .order_by(Meeting.starts_on.desc(), Meeting.id.desc())
    ).all()


def choice(row: Meeting, language: str, today: dt.date) -> tuple[str, str]:
    """The meeting as a choice of a form: its identifier and its name."""
    return str(row.id), _label(view(row, language, today))


def _label(one: MeetingView) -> str:
    bodies = labels.listed(one.names, " + ")
    return labels.listed(part for part in (bodies, one.span, one.place) if part)


def bodies_to_schedule(session: Session, reader: Reader) -> list[tuple[str, str]]:
    """The bodies whose meetings the reader's office enters; the General Secretariat has all."""
    offices = reader.codes("office", Post.OFFICER)
    sectors = [sector for sector, office in OFFICE_OF_SECTOR.items() if office in offices]
    if "GS" in offices:
        sectors = list(OFFICE_OF_SECTOR)
    rows = session.scalars(select(Body).where(Body.sector.in_(sectors)))
    ordered = sorted(rows, key=lambda one: order(one.id))
    return [(one.id, f"{labels.body(one.id)} — {one.name}") for one in ordered]
