"""Opening accounts, appointing, and changing the keys of sessions from the command line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from config import Settings
from workflow.bus import open_bus, utc_now
from workflow.cli import loading
from workflow.rules import deadlines
from workflow.rules.commands.accounts import Appoint, CreatePerson
from workflow.rules.errors import InvalidInputError
from workflow.rules.permissions import OPERATOR, Post
from workflow.store import keys
from workflow.store.db import Database


def add(
    settings: Settings, *, email: str, name: str, language: str, password: str, administrator: bool
) -> dict[str, Any]:
    """Open an account, and appoint it administrator of the General Secretariat where asked.

    The first account is often opened before the site was ever served, so the database is prepared.
    """
    loading.prepare(settings)
    outcome = open_bus(settings).perform(
        CreatePerson(email=email, name=name, language=language, password=password), by=OPERATOR
    )
    if administrator:
        appoint(settings, email=email, post=Post.ADMINISTRATOR, place="office", code="GS")
    return dict(outcome.value)


def appoint(
    settings: Settings,
    *,
    email: str,
    post: str,
    place: str,
    code: str,
    until: dt.date | None = None,
) -> dict[str, Any]:
    """Appoint an account from today."""
    command = Appoint(
        email=email,
        post=post,
        place=place,
        code=code,
        from_on=deadlines.local_date(utc_now()),
        until_on=until,
    )
    try:
        return dict(open_bus(settings).perform(command, by=OPERATOR).value)
    except InvalidInputError as error:
        given = {"email": email, "code": code}.get(error.field_name, "")
        raise click.ClickException(f"{error.field_name} {given!r}: {error.message}") from error


def rotate_keys(settings: Settings) -> int:
    """Make a new key; gives how many are in force."""
    with _opened(settings) as database:
        return keys.rotate(database, utc_now())


def retire_keys(settings: Settings) -> int:
    """Retire all keys but the newest; gives how many."""
    with _opened(settings) as database:
        return keys.retire(database, utc_now())


@contextmanager
def _opened(settings: Settings) -> Iterator[Database]:
    """The database, its connections closed afterwards."""
    database = Database(settings.database_url)
    try:
        yield database
    finally:
        database.dispose()
