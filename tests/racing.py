"""Letting commands meet: all begin while the ledger is held, then all go on at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, text

from tests.world import World
from workflow.rules.errors import IntersectorError

PATIENCE = 20.0
WAITING = text("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")


def race(world: World, calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each call gave or raised, when none could commit before all had begun in turn."""

    def outcome(call: Callable[[], Any]) -> Any:
        try:
            return call()
        except IntersectorError as error:
            return error

    with ThreadPoolExecutor(len(calls)) as threads:
        with held(world) as connection:
            started: list[Future[Any]] = []
            for call in calls:
                started.append(threads.submit(outcome, call))
                _wait_for(connection, started)
        return [one.result(timeout=PATIENCE) for one in started]


@contextmanager
def held(world: World) -> Iterator[Connection]:
    """Nobody else commits an event meanwhile."""
    engine = world.database.engine.execution_options(write=True)
    with engine.connect() as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT * FROM ledger_head FOR UPDATE"))
        yield connection


def _wait_for(connection: Connection, started: Sequence[Future[Any]]) -> None:
    """Until each waits for a lock or is done; SQLite, which lets nobody begin, tells nothing."""
    until = time.monotonic() + PATIENCE
    while connection.dialect.name == "postgresql":
        done = sum(one.done() for one in started)
        if done + connection.scalar(WAITING) == len(started):
            return
        assert time.monotonic() < until, "a call neither waits nor ends"


def names(outcomes: Sequence[Any]) -> list[str]:
    """The kinds of the outcomes, sorted: the error's name, or "done"."""
    return sorted(type(one).__name__ if isinstance(one, Exception) else "done" for one in outcomes)
