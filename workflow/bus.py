"""The one door for changes: judge a command in one transaction, store everything or nothing."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from config import Settings
from workflow.handlers import HANDLERS
from workflow.rules.commands import Command
from workflow.rules.errors import InvalidInputError
from workflow.rules.language_marks import N_
from workflow.rules.permissions import Reader
from workflow.store import ledger
from workflow.store.corpus import CorpusCache
from workflow.store.db import Database
from workflow.store.models import CommandKey
from workflow.store.transaction import Transaction

MEETINGS = 3
"""How often a command may meet another one that stores the same before it is given up."""
Clock = Callable[[], dt.datetime]


def utc_now() -> dt.datetime:
    """The clock of a running installation."""
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a command led to; `replayed` when the same key had been used before."""

    value: Mapping[str, Any]
    replayed: bool = False


class Bus:
    """Performs commands on one database by one clock."""

    def __init__(
        self, database: Database, clock: Clock, corpus: CorpusCache, settings: Settings
    ) -> None:
        self.database = database
        self.clock = clock
        self.corpus = corpus
        self.settings = settings

    def perform(self, command: Command, *, by: Reader, key: str | None = None) -> Outcome:
        """Perform *command*; a repeated *key* of the same person returns the first outcome.

        Raises the errors of `workflow.rules.errors`; then nothing was stored.
        """
        whose = "clock" if by.is_clock else by.person_id or 0  # nobody's key is the clock's
        name = f"{whose}:{key or secrets.token_urlsafe(16)}"
        for _ in range(MEETINGS):
            try:
                return self._once(command, by, name)
            except IntegrityError:
                continue  # somebody stored the same at once: judged again on what that left
        return self._once(command, by, name)

    def _once(self, command: Command, by: Reader, name: str) -> Outcome:
        with self.database.writing() as session:
            first = session.get(CommandKey, name)
            if first is not None:
                return _replay(first, command)
            return Outcome(value=self._judge(session, command, by, name))

    def _judge(self, session: Session, command: Command, by: Reader, name: str) -> dict[str, Any]:
        now = self.clock()
        row = CommandKey(
            key=name, command=_called(command), person_id=by.person_id, outcome={}, at=now
        )
        session.add(row)
        session.flush()
        tx = Transaction(
            session=session,
            by=by,
            now=now,
            corpus=self.corpus,
            password_costs=(self.settings.password_memory_kib, self.settings.password_time_cost),
            attachment_bytes=self.settings.attachment_bytes,
            fictional_only=self.settings.demonstration,
        )
        value = dict(HANDLERS[type(command)](tx, command))
        row.outcome = value
        session.flush()
        ledger.append(session, tx.entries, now)
        return value


def open_bus(settings: Settings, clock: Clock = utc_now) -> Bus:
    """A bus of one's own on the database of *settings*, for the command line."""
    return Bus(Database(settings.database_url), clock, CorpusCache(), settings)


def _called(command: Command) -> str:
    """By what a key remembers its command: its class and, of a move, the action."""
    action = getattr(command, "action", "")
    return f"{type(command).__name__} {action}".strip()


def _replay(first: CommandKey, command: Command) -> Outcome:
    if first.command != _called(command):
        raise InvalidInputError("key", N_("This form was already used for something else."))
    return Outcome(value=first.outcome, replayed=True)
