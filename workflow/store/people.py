"""People as rules see them: a person's appointments that run on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import ColumnElement, Subquery, or_, select
from sqlalchemy.orm import Session, aliased

from workflow.rules.permissions import (
    ADVISORY_GROUPS,
    SUBMIT_FOR,
    Appointment,
    Post,
    Reader,
    place_of_proposer,
)
from workflow.store.models import AppointmentRow, MemberState, Person


def reader_of(session: Session, person: Person, today: dt.date) -> Reader:
    """The person with the appointments that run today, and the seats of the members it submits for."""
    rows = session.execute(
        select(AppointmentRow, MemberState.region)
        .outerjoin(
            MemberState,
            (MemberState.code == AppointmentRow.code) & (AppointmentRow.place == "member"),
        )
        .where(AppointmentRow.person_id == person.id, _runs_on(today))
        .order_by(AppointmentRow.id)
    ).all()
    appointments = tuple(
        Appointment(
            post=Post(row.post),
            place=row.place,
            code=row.code,
            from_on=row.from_on,
            until_on=row.until_on,
            region=region or "",
        )
        for row, region in rows
    )
    submits_for = {
        one.code for one in appointments if (one.place, one.post) == ("member", Post.SUBMITTER)
    }
    return Reader(
        person_id=person.id,
        name=person.name,
        appointments=appointments,
        seats=_seats(session, submits_for, today),
    )


def _seats(session: Session, members: set[str], today: dt.date) -> frozenset[tuple[str, str]]:
    """The advisory groups in which each of the members takes part."""
    if not members:
        return frozenset()
    seat = _taking_part(today)
    rows = session.execute(select(seat.c.body, seat.c.member).where(seat.c.member.in_(members)))
    return frozenset((body, member) for body, member in rows)


def _taking_part(today: dt.date) -> Subquery:
    """Which member takes part in which advisory group: one of its people holds a post there."""
    seat, own = aliased(AppointmentRow), aliased(AppointmentRow)
    return (
        select(seat.code.label("body"), own.code.label("member"))
        .join(own, own.person_id == seat.person_id)
        .join(Person, Person.id == seat.person_id)
        .where(
            seat.place == "body",
            seat.code.in_(ADVISORY_GROUPS),
            own.place == "member",
            _runs_on(today, seat),
            _runs_on(today, own),
            Person.active,
        )
        .distinct()
        .subquery()
    )


def holders(
    session: Session, place: str, code: str, posts: Iterable[Post], today: dt.date
) -> list[Person]:
    """The active people who hold one of *posts* there today: whom a notice goes to."""
    return holders_among(session, place, (code,), posts, today)


def holders_among(
    session: Session, place: str, codes: Iterable[str], posts: Iterable[Post], today: dt.date
) -> list[Person]:
    """The active people who hold one of *posts* in one of those places today, each once."""
    return list(
        session.scalars(
            select(Person)
            .join(AppointmentRow)
            .where(
                AppointmentRow.place == place,
                AppointmentRow.code.in_(tuple(codes)),
                AppointmentRow.post.in_([post.value for post in posts]),
                _runs_on(today),
                Person.active,
            )
            .distinct()
            .order_by(Person.id)
        )
    )


def seated(session: Session, body: str, today: dt.date) -> list[Person]:
    """The active people who take part in the advisory group, or submit for a member that does."""
    seat = _taking_part(today)
    members = select(seat.c.member).where(seat.c.body == body)
    return list(
        session.scalars(
            select(Person)
            .join(AppointmentRow)
            .where(
                ((AppointmentRow.place == "body") & (AppointmentRow.code == body)
                 & (AppointmentRow.post == Post.PARTICIPANT.value))
                | ((AppointmentRow.place == "member") & AppointmentRow.code.in_(members)
                   & (AppointmentRow.post == Post.SUBMITTER.value)),
                _runs_on(today),
                Person.active,
            )
            .distinct()
            .order_by(Person.id)
        )
    )  # fmt: skip


def of_proposer(session: Session, proposer: str, today: dt.date) -> list[Person]:
    """The active people who submit for that Member State, Sector Member or study group."""
    place = place_of_proposer(proposer)
    return holders(session, place, proposer, SUBMIT_FOR[place], today)


def _runs_on(today: dt.date, row: type[AppointmentRow] = AppointmentRow) -> ColumnElement[bool]:
    return (row.from_on <= today) & or_(row.until_on.is_(None), row.until_on >= today)
