"""People as rules see them: a person's appointments that run on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from workflow.rules.permissions import SUBMIT_FOR, Appointment, Post, Reader, place_of_proposer
from workflow.store.models import AppointmentRow, MemberState, Person


def reader_of(session: Session, person: Person, today: dt.date) -> Reader:
    """The person with the appointments that run today."""
    rows = session.execute(
        select(AppointmentRow, MemberState.region)
        .outerjoin(
            MemberState,
            (MemberState.code == AppointmentRow.code) & (AppointmentRow.place == "member"),
        )
        .where(AppointmentRow.person_id == person.id, _runs_on(today))
        .order_by(AppointmentRow.id)
    ).all()
    return Reader(
        person_id=person.id,
        name=person.name,
        appointments=tuple(
            Appointment(
                post=Post(row.post),
                place=row.place,
                code=row.code,
                from_on=row.from_on,
                until_on=row.until_on,
                region=region or "",
            )
            for row, region in rows
        ),
    )


def holders(
    session: Session, place: str, code: str, posts: Iterable[Post], today: dt.date
) -> list[Person]:
    """The active people who hold one of *posts* there today: whom a notice goes to."""
    return list(
        session.scalars(
            select(Person)
            .join(AppointmentRow)
            .where(
                AppointmentRow.place == place,
                AppointmentRow.code == code,
                AppointmentRow.post.in_([post.value for post in posts]),
                _runs_on(today),
                Person.active,
            )
            .distinct()
            .order_by(Person.id)
        )
    )


def of_proposer(session: Session, proposer: str, today: dt.date) -> list[Person]:
    """The active people who submit for that Member State, Sector Member or study group."""
    place = place_of_proposer(proposer)
    return holders(session, place, proposer, SUBMIT_FOR[place], today)


def _runs_on(today: dt.date) -> ColumnElement[bool]:
    return (AppointmentRow.from_on <= today) & or_(
        AppointmentRow.until_on.is_(None), AppointmentRow.until_on >= today
    )
