"""Opening accounts, appointing people, ending appointments, setting passwords."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select

from states.definition import LANGUAGES
from workflow.rules import deadlines
from workflow.rules.commands.accounts import (
    Appoint,
    ChooseMails,
    CreatePerson,
    EndAppointment,
    SetPassword,
)
from workflow.rules.errors import InvalidInputError, NotFoundError, NotPermittedError
from workflow.rules.language_marks import N_
from workflow.rules.permissions import FOCAL_PLACES, OFFICES, POSTS_IN, Post
from workflow.store import passwords
from workflow.store.models import (
    AppointmentRow,
    Body,
    MemberState,
    Notice,
    Person,
    SectorMember,
)
from workflow.store.transaction import Handlers, Transaction

ADDRESS = re.compile(r"[^\s@,;:<>()\[\]\"\\]+@[^\s@,;:<>()\[\]\"\\]+")
"""One address and nothing else: what a mail's header can bear."""


def create_person(tx: Transaction, command: CreatePerson) -> Mapping[str, Any]:
    """Open an account; an administrator or the operator's command line does."""
    _require_administrator(tx)
    email = command.email.strip().lower()
    if not ADDRESS.fullmatch(email):
        raise InvalidInputError("email", N_("Give an e-mail address."))
    if _find(tx, email) is not None:
        raise InvalidInputError("email", N_("There is already an account with this address."))
    person = Person(
        email=email,
        name=" ".join(command.name.split()),
        language=command.language,
        password_hash=passwords.hashed(command.password, passwords.hasher(*tx.password_costs)),
        session_key=secrets.token_urlsafe(16),
        created_at=tx.now,
    )
    tx.session.add(person)
    tx.session.flush()
    return {"person": person.id}


def choose_mails(tx: Transaction, command: ChooseMails) -> Mapping[str, Any]:
    """Choose for oneself; a weekly mail that waits and is not wanted any more is not sent."""
    person = tx.session.get(Person, tx.by.person_id or 0)
    if person is None:
        raise NotFoundError("account")
    if command.language not in LANGUAGES:
        raise InvalidInputError("language", N_("Choose one of the six languages."))
    person.language = command.language
    person.weekly_mail = command.weekly
    if not command.weekly:
        waiting = (Notice.kind == "my_country") & (Notice.status == "waiting")
        tx.session.execute(delete(Notice).where(Notice.person_id == person.id, waiting))
    return {"person": person.id}


def appoint(tx: Transaction, command: Appoint) -> Mapping[str, Any]:
    """Appoint; a member's focal point appoints its own people, an administrator anybody."""
    own = _is_focal_point(tx, command.place, command.code)
    if not own:
        _require_administrator(tx)
    person = _find(tx, command.email)
    if person is None:
        raise InvalidInputError("email", N_("There is no account with this address."))
    _require_known(tx, command)
    row = AppointmentRow(
        person_id=person.id,
        post=command.post,
        place=command.place,
        code=command.code,
        from_on=command.from_on,
        until_on=command.until_on,
    )
    tx.session.add(row)
    tx.session.flush()
    return {"appointment": row.id}


def end_appointment(tx: Transaction, command: EndAppointment) -> Mapping[str, Any]:
    """End an appointment with the day before today; it stays in the list of the past.

    One that began today, or was to begin, leaves no day on which it served and is taken away.
    """
    row = tx.session.get(AppointmentRow, command.appointment_id)
    if row is None:
        raise NotFoundError(f"appointment {command.appointment_id}")
    own = _is_focal_point(tx, row.place, row.code)
    if not own:
        _require_administrator(tx)
    today = deadlines.local_date(tx.now)
    if row.from_on >= today:
        tx.session.delete(row)
    else:
        row.until_on = today - deadlines.ONE_DAY
    return {"appointment": row.id}


def set_password(tx: Transaction, command: SetPassword) -> Mapping[str, Any]:
    """Set a password; all sessions of the person end."""
    person = _find(tx, command.email)
    if person is None:
        raise NotFoundError(command.email)
    hasher = passwords.hasher(*tx.password_costs)
    if person.id == tx.by.person_id:
        if not passwords.matches(command.current, person.password_hash, hasher):
            raise InvalidInputError("current", N_("This is not your present password."))
    else:
        _require_administrator(tx)
    person.password_hash = passwords.hashed(command.new, hasher)
    person.session_key = secrets.token_urlsafe(16)
    return {"person": person.id}


def _is_focal_point(tx: Transaction, place: str, code: str) -> bool:
    """Whether the actor is focal point of that Member State or Sector Member."""
    return place in FOCAL_PLACES and tx.by.holds(place, code, Post.FOCAL_POINT)


def _find(tx: Transaction, email: str) -> Person | None:
    return tx.session.scalar(select(Person).where(Person.email == email.strip().lower()))


def _require_administrator(tx: Transaction) -> None:
    if not tx.by.is_operator and not tx.by.codes("office", Post.ADMINISTRATOR):
        raise NotPermittedError((Post.ADMINISTRATOR.value,))


def _require_known(tx: Transaction, command: Appoint) -> None:
    if command.place not in POSTS_IN or command.post not in {
        post.value for post in POSTS_IN.get(command.place, ())
    }:
        raise InvalidInputError("post", N_("This post does not exist there."))
    known = {
        "office": command.code in OFFICES,
        "body": tx.session.get(Body, command.code) is not None,
        "member": tx.session.get(MemberState, command.code) is not None,
        "sector_member": tx.session.get(SectorMember, command.code) is not None,
    }[command.place]
    if not known:
        raise InvalidInputError("code", N_("There is no such office, body or member."))
    if command.until_on is not None and command.until_on < command.from_on:
        raise InvalidInputError("until_on", N_("The last day lies before the first."))


HANDLERS: Handlers = {
    Appoint: appoint,
    ChooseMails: choose_mails,
    CreatePerson: create_person,
    EndAppointment: end_appointment,
    SetPassword: set_password,
}
