"""What every route works with: the bus, the database, the clock and the reader of this request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import current_app, g, request
from sqlalchemy.orm import Session

from config import Settings
from workflow.bus import Bus, Outcome
from workflow.rules.commands import Command
from workflow.rules.permissions import NOBODY, Reader
from workflow.store.corpus import CorpusCache
from workflow.store.db import Database

EXTENSION = "intersector"
LONGEST_KEY = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The parts that `app.create_app` put together."""

    settings: Settings
    database: Database
    clock: Callable[[], dt.datetime]
    corpus: CorpusCache
    bus: Bus


def services() -> Services:
    """The parts of this application."""
    found: Services = current_app.extensions[EXTENSION]
    return found


def now() -> dt.datetime:
    """The instant of this request: one for the whole request."""
    if "now" not in g:
        g.now = services().clock()
    instant: dt.datetime = g.now
    return instant


def reader() -> Reader:
    """Who reads; nobody when not signed in."""
    found: Reader = g.get("reader", NOBODY)
    return found


@contextmanager
def reading() -> Iterator[Session]:
    """A session for the page, closed before the template renders."""
    with services().database.reading() as session:
        yield session


def perform(command: Command, *, part: str = "") -> Outcome:
    """Hand *command* to the bus, with the idempotency key that the form carried.

    Where one form carries two commands, *part* tells the key of the second from the first's.
    """
    key = request.form.get("idempotency_key", "").replace("\0", "")[:LONGEST_KEY] or None
    if key and part:
        key = f"{key}:{part}"
    return services().bus.perform(command, by=reader(), key=key)
