"""Who is signed in: the session, its signing keys, and the reader of each request."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from typing import Any

from flask import Flask, current_app, g, request, session
from flask.sessions import SecureCookieSessionInterface
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import delete
from sqlalchemy.exc import OperationalError

from workflow.rules import deadlines
from workflow.rules.errors import StorageBusyError
from workflow.rules.permissions import NOBODY, Reader
from workflow.store import keys, people
from workflow.store.models import EndedSession, Person
from workflow.web.services import EXTENSION, Services, now, services

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
    manager.init_app(app, add_context_processor=False)
    app.before_request(_read_reader)


def sign_in(person: Person, one: Reader) -> None:
    """Begin a session of that person, with nothing of the one before but their own parked form."""
    parked = session.get("parked") if former_person() in (None, person.id) else None
    session.clear()
    session.update({"person": person.id} | ({"parked": parked} if parked else {}))
    login_user(SignedIn(_token(person), one), fresh=True)
    g.reader = one


def sign_out() -> None:
    """End this session: neither this browser nor a copy of its cookie opens anything more."""
    ended, person = _session_id(current_user.get_id()), former_person()
    logout_user()
    session.clear()
    if person is not None:
        session["person"] = person
    g.reader = NOBODY
    with services().database.writing() as rows:
        rows.execute(delete(EndedSession).where(EndedSession.at < now() - LIFETIME))
        rows.merge(EndedSession(id=ended, at=now()))


def former_person() -> int | None:
    """Who was signed in last in this browser, read from its cookie even when that is too old."""
    found: Mapping[str, Any] = session
    if "person" not in session:
        serializer = current_app.session_interface.get_signing_serializer(current_app)  # type: ignore[attr-defined]
        try:
            found = serializer.loads(request.cookies.get(current_app.config["SESSION_COOKIE_NAME"]))
        except (BadSignature, TypeError):
            return None
    person = found.get("person")
    return person if isinstance(person, int) else None


def _token(person: Person) -> str:
    """What the session holds: whose it is, the key that ends all of theirs, and its own name."""
    return f"{person.id}:{person.session_key}:{secrets.token_urlsafe(16)}"


def _session_id(token: str) -> str:
    return token.rpartition(":")[2]


def _load(token: str) -> SignedIn | None:
    person_id, _, rest = token.partition(":")
    key = rest.rpartition(":")[0]
    with services().database.reading() as rows:
        person = rows.get(Person, int(person_id)) if person_id.isdigit() else None
        if person is None or not person.active:
            return None
        if rows.get(EndedSession, _session_id(token)) is not None:
            return None
        if not secrets.compare_digest(person.session_key, key):
            return None
        return SignedIn(token, people.reader_of(rows, person, deadlines.local_date(now())))


def _read_reader() -> None:
    g.reader = getattr(current_user, "reader", NOBODY)


class RotatingSessions(SecureCookieSessionInterface):
    """Cookies signed by a key of the table; the others in force still open theirs.

    The forms' own tokens are signed by the oldest key in force, so that a page outlives a rotation.
    """

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Read the keys again once a minute, so that a rotation reaches every process."""
        parts: Services = app.extensions[EXTENSION]
        instant = parts.clock()
        read_at = app.config.get("SIGNING_KEYS_READ_AT")
        if read_at is None or abs(instant - read_at) >= keys.READ_EVERY:
            _read_keys(app, parts, instant)
        return super().get_signing_serializer(app)


def _read_keys(app: Flask, parts: Services, instant: dt.datetime) -> None:
    """Take the keys in force; when the database does not answer, go on with those known."""
    try:
        found = keys.current(parts.database, instant)
    except (OperationalError, StorageBusyError):
        app.secret_key = app.secret_key or secrets.token_hex(32)  # the page that says so needs one
        return
    app.secret_key = found.signing
    app.config["SECRET_KEY_FALLBACKS"] = list(found.others)
    app.config["WTF_CSRF_SECRET_KEY"] = found.oldest
    app.config["SIGNING_KEYS_READ_AT"] = instant
