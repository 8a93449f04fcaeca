"""The keys that sign sessions: made when there is none, rotated by an operator, read by all."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.store.db import Database
from workflow.store.models import LedgerHead, SigningKey

READ_EVERY = dt.timedelta(minutes=1)
"""How often each process reads the keys again."""
SIGNS_AFTER = 2 * READ_EVERY
"""A new key signs only once every process has had the time to read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The key that signs now, all those that still open, and the one that lasts longest back."""

    signing: str
    others: tuple[str, ...]
    oldest: str


def current(database: Database, now: dt.datetime) -> Keys:
    """The keys in force at that instant; the first one is made when there is none."""
    with database.reading() as session:
        rows = _in_force(session)
    if not rows:
        with database.writing() as session:
            session.scalars(select(LedgerHead).with_for_update()).one()  # one process at a time
            if not _in_force(session):
                session.add(_new(now))
        with database.reading() as session:
            rows = _in_force(session)
    known = [row for row in rows if row.created_at <= now - SIGNS_AFTER]
    signing = (known or rows[-1:])[0].secret
    others = tuple(row.secret for row in rows if row.secret != signing)
    return Keys(signing=signing, others=others, oldest=rows[-1].secret)


def rotate(database: Database, now: dt.datetime) -> int:
    """Make a new key; the older ones go on opening what they signed. Gives how many there are."""
    with database.writing() as session:
        session.add(_new(now))
        session.flush()
        return len(_in_force(session))


def retire(database: Database, now: dt.datetime) -> int:
    """Retire every key but the newest: what they signed opens no more. Gives how many."""
    with database.writing() as session:
        rows = _in_force(session)[1:]
        for row in rows:
            row.retired_at = now
        return len(rows)


def _new(now: dt.datetime) -> SigningKey:
    return SigningKey(secret=secrets.token_hex(32), created_at=now)


def _in_force(session: Session) -> list[SigningKey]:
    """The newest first."""
    query = select(SigningKey).where(SigningKey.retired_at.is_(None))
    return list(session.scalars(query.order_by(SigningKey.id.desc())))
