"""Applications for tests: one for each choice of settings, which one world after another borrows.

To build an application, and to compile its statements and templates anew, costs more than most tests.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableSequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event, make_url
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.orm import Session

from config import Settings
from workflow.app import create_app
from workflow.bus import Bus, Clock
from workflow.store.corpus import CorpusCache
from workflow.store.db import Database
from workflow.web.services import EXTENSION, Services

COMPILED = FileSystemBytecodeCache()
"""Each template is compiled once for all applications."""
KEPT = 4
"""How many applications wait for a world at most."""


class MovedDatabase(Database):
    """A database whose next connections lead where `url` says at that time; counts its changes."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.changes = 0
        event.listen(self.engine, "do_connect", self._lead)

    def _lead(
        self, dialect: Dialect, _record: object, args: MutableSequence[Any], given: dict[str, Any]
    ) -> None:
        args[:], parts = dialect.create_connect_args(make_url(self.url))
        given.update(parts)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session for one command."""
        self.changes += 1
        with super().writing() as session:
            yield session


class Application:
    """An application that stands on one database after another, each time as if newly started."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.choice = choice(settings)
        self.database = MovedDatabase(settings.database_url)
        self.app: Flask = create_app(settings, clock)
        self.app.jinja_env.bytecode_cache = COMPILED
        self._config = dict(self.app.config)
        self._shape = self._count()

    def stand(self, settings: Settings, clock: Clock) -> None:
        """Put it on the database of *settings*, with nothing of what it knew of another."""
        self.app.config.clear()
        self.app.config.update(self._config)
        self.database.url, self.database.changes = settings.database_url, 0
        corpus = CorpusCache()
        self.app.extensions[EXTENSION] = Services(
            settings=settings,
            database=self.database,
            clock=clock,
            corpus=corpus,
            bus=Bus(self.database, clock, corpus, settings),
        )

    def unchanged(self) -> bool:
        """Whether it is what it was when new: nothing was added to it, and nobody listens."""
        return self._shape == self._count()

    def _count(self) -> list[int]:
        app, engine = self.app, self.database.engine
        heard = (engine.dispatch, engine.pool.dispatch, engine.dialect.dispatch)
        return [
            len(app.view_functions),
            len(app.jinja_env.globals),
            *(
                len(each)
                for each in (*app.before_request_funcs.values(), *app.after_request_funcs.values())
            ),
            *(len(getattr(one, name)) for one in heard for name in dir(one) if name[0] != "_"),
        ]


_waiting: dict[Settings, Application] = {}


def choice(settings: Settings) -> Settings:
    """The settings, with no more of the database's address than its kind."""
    return replace(settings, database_url=make_url(settings.database_url).get_backend_name())


def new(settings: Settings, clock: Clock) -> Application:
    """An application that nobody has had before."""
    made = Application(settings, clock)
    made.stand(settings, clock)
    return made


def borrow(settings: Settings, clock: Clock) -> Application:
    """An application that nobody else has meanwhile."""
    found = _waiting.pop(choice(settings), None)
    if found is None:
        return new(settings, clock)
    found.stand(settings, clock)
    return found


def give_back(one: Application) -> None:
    """Keep it for the next world, unless a test has changed it."""
    one.database.dispose()
    if one.unchanged():
        _waiting[one.choice] = one
        while len(_waiting) > KEPT:
            del _waiting[next(iter(_waiting))]
