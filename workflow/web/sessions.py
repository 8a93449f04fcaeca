"""Who is signed in: the session, its signing keys, and the reader of each request."""

from __future__ import annotations

import datetime as dt
import secrets

from flask import Flask, g
from flask.sessions import SecureCookieSessionInterface
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

from workflow.rules import deadlines
from workflow.rules.permissions import NOBODY, Reader
from workflow.store import people
from workflow.store.db import Database
from workflow.store.models import Person, SigningKey
from workflow.web.services import EXTENSION, Services, now, services

KEYS_READ_EVERY = dt.timedelta(minutes=1)
LIFETIME = dt.timedelta(hours=12)


class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login ships no types
    """What Flask-Login keeps: the person's id and session key, and the reader they make today."""

    def __init__(self, token: str, one: Reader) -> None:
        self.id = token
        self.reader = one


def prepare(app: Flask) -> None:
    """Sign cookies with the keys of the table, and read the reader before each request."""
    app.config.update(PERMANENT_SESSION_LIFETIME=LIFETIME, WTF_CSRF_TIME_LIMIT=None)
    manager = LoginManager()
    manager.session_protection = "strong"
    manager.user_loader(_load)
    app.session_interface = RotatingSessions()
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


class RotatingSessions(SecureCookieSessionInterface):
    """Cookies signed by the newest key in the table; older ones still open until they are retired."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Read the keys again once a minute, so that a rotation reaches every process."""
        parts: Services = app.extensions[EXTENSION]
        instant = parts.clock()
        read_at = app.config.get("SIGNING_KEYS_READ_AT")
        if read_at is None or abs(instant - read_at) >= KEYS_READ_EVERY:
            keys = _keys(parts.database, instant)
            app.secret_key = keys[0]
            app.config["SECRET_KEY_FALLBACKS"] = keys[1:]
            app.config["SIGNING_KEYS_READ_AT"] = instant
        return super().get_signing_serializer(app)


def _keys(database: Database, instant: dt.datetime) -> list[str]:
    query = (
        select(SigningKey.secret)
        .where(SigningKey.retired_at.is_(None))
        .order_by(SigningKey.id.desc())
    )
    with database.reading() as rows:
        found = list(rows.scalars(query))
    if found:
        return found
    with database.writing() as rows:
        rows.add(SigningKey(secret=secrets.token_hex(32), created_at=instant))
    with database.reading() as rows:
        return list(rows.scalars(query))
