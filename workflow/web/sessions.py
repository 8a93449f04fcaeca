"""Who is signed in: the session, its signing keys, and the reader of each request."""

from __future__ import annotations

import datetime as dt
import secrets

from flask import Flask, current_app, g
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlalchemy import select
from sqlalchemy.exc import OperationalError, ProgrammingError

from workflow.rules import deadlines
from workflow.rules.permissions import NOBODY, Reader
from workflow.store import people
from workflow.store.models import Person, SigningKey
from workflow.web.services import now, services

KEYS_READ_EVERY = dt.timedelta(minutes=1)
LIFETIME = dt.timedelta(hours=12)


class SignedIn(UserMixin):
    """What Flask-Login keeps: the person's id and session key, and the reader they make today."""

    def __init__(self, token: str, one: Reader) -> None:
        self.id = token
        self.reader = one


def prepare(app: Flask) -> None:
    """Read the signing keys, then the reader, before each request."""
    app.config.update(PERMANENT_SESSION_LIFETIME=LIFETIME, WTF_CSRF_TIME_LIMIT=None)
    manager = LoginManager()
    manager.session_protection = "strong"
    manager.user_loader(_load)
    app.before_request(_read_keys)
    manager.init_app(app)
    app.before_request(_read_reader)


def sign_in(person: Person, one: Reader) -> None:
    """Begin a session of that person."""
    login_user(SignedIn(token_of(person), one), fresh=True)
    g.reader = one


def sign_out() -> None:
    """End the session of this browser."""
    logout_user()
    g.reader = NOBODY


def token_of(person: Person) -> str:
    """What the session holds: changes when the person ends all sessions or sets a password."""
    return f"{person.id}:{person.session_key}"


def _load(token: str) -> SignedIn | None:
    person_id, _, key = token.partition(":")
    with services().database.reading() as rows:
        person = rows.get(Person, int(person_id)) if person_id.isdigit() else None
        if person is None or not person.active:
            return None
        if not secrets.compare_digest(person.session_key, key):
            return None
        return SignedIn(token, people.reader_of(rows, person, deadlines.local_date(now())))


def _read_reader() -> None:
    g.reader = getattr(current_user, "reader", NOBODY)


def _read_keys() -> None:
    """Refresh the keys once a minute, so that a rotation reaches every process."""
    instant = now()
    read_at = current_app.config.get("SIGNING_KEYS_READ_AT")
    if read_at is not None and instant - read_at < KEYS_READ_EVERY:
        return
    secrets_in_force = _keys()
    current_app.secret_key = secrets_in_force[0]
    current_app.config["SECRET_KEY_FALLBACKS"] = secrets_in_force[1:]
    current_app.config["SIGNING_KEYS_READ_AT"] = instant


def _keys() -> list[str]:
    query = (
        select(SigningKey.secret)
        .where(SigningKey.retired_at.is_(None))
        .order_by(SigningKey.id.desc())
    )
    try:
        with services().database.reading() as rows:
            found = list(rows.scalars(query))
    except (OperationalError, ProgrammingError):
        return [secrets.token_hex(32)]
    return found or [_create_key()]


def _create_key() -> str:
    """Make the first key; of two processes that start at once, both read the same one afterwards."""
    with services().database.writing() as rows:
        rows.add(SigningKey(secret=secrets.token_hex(32), created_at=now()))
    with services().database.reading() as rows:
        return rows.scalars(select(SigningKey.secret).order_by(SigningKey.id.desc())).first() or ""
