"""People and their appointments as pages show them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from workflow.pages import labels
from workflow.rules.permissions import FOCAL_PLACES, Post, Reader
from workflow.store.models import AppointmentRow, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class DemonstrationAccount:
    """An account anybody may try in demonstration mode."""

    email: str
    name: str
    posts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    """One's own account: its address, and the mails it gets."""

    email: str
    language: str
    weekly_mail: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An appointment in a list."""

    id: int
    name: str
    email: str
    post: str
    place: str
    holder: str
    from_on: dt.date
    until_on: dt.date | None


def demonstration_accounts(session: Session) -> tuple[DemonstrationAccount, ...]:
    """The accounts of the demonstration, in the order they were made."""
    people = session.scalars(
        select(Person).where(Person.demonstration, Person.active).order_by(Person.id)
    ).all()
    rows = session.scalars(select(AppointmentRow).order_by(AppointmentRow.id)).all()
    return tuple(
        DemonstrationAccount(
            email=person.email,
            name=person.name,
            posts=tuple(
                (labels.POSTS[Post(row.post)], _holder(row))
                for row in rows
                if row.person_id == person.id
            ),
        )
        for person in people
    )


def appointments(session: Session, reader: Reader) -> tuple[Held, ...]:
    """The appointments the reader may change: all, or those of the member it is focal point of."""
    query = select(AppointmentRow, Person).join(Person).order_by(AppointmentRow.code, Person.name)
    if not reader.codes("office", Post.ADMINISTRATOR):
        query = query.where(
            or_(
                *(
                    (AppointmentRow.place == place)
                    & AppointmentRow.code.in_(reader.codes(place, Post.FOCAL_POINT))
                    for place in FOCAL_PLACES
                )
            )
        )
    return tuple(
        Held(
            id=row.id,
            name=person.name,
            email=person.email,
            post=labels.POSTS[Post(row.post)],
            place=row.place,
            holder=_holder(row),
            from_on=row.from_on,
            until_on=row.until_on,
        )
        for row, person in session.execute(query)
    )


def account_page(session: Session, reader: Reader) -> AccountPage:
    """The reader's own account."""
    person = session.get_one(Person, reader.person_id or 0)
    return AccountPage(email=person.email, language=person.language, weekly_mail=person.weekly_mail)


def _holder(row: AppointmentRow) -> str:
    return labels.body(row.code) if row.place == "body" else row.code
