"""Running the site under gunicorn with its worker beside it, and the worker alone."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import threading
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

import config
from config import Settings
from workflow.bus import open_bus
from workflow.cli import loading
from workflow.jobs import round_of_work
from workflow.rules.errors import StorageBusyError
from workflow.store.db import Database
from workflow.store.models import Person

PATIENCE = 10
"""Seconds that the worker has to finish its round when the site ends."""
NOBODY_YET = """There is no account yet. Open the first, which can appoint others, in another terminal:
  {python} -m workflow user add you@example.org --name "Your name" --administrator"""
log = logging.getLogger(__name__)


def serve(*, port: int | None, workers: int, with_worker: bool) -> int:
    """Serve until interrupted or terminated; gives gunicorn's exit code. The worker ends with it."""
    settings = config.from_environment()
    loading.prepare(settings)
    _greet(settings, port or settings.port)
    commands = [
        [
            sys.executable, "-m", "gunicorn", "workflow.app:create_app()",
            "--bind", f"{settings.host}:{port or settings.port}",
            "--worker-class", "gthread", "--workers", str(workers), "--threads", "4",
            "--no-control-socket", "--log-level", "warning",
        ]
    ]  # fmt: skip
    if with_worker:
        commands.append([sys.executable, "-m", "workflow", "worker"])
    running: list[subprocess.Popen[bytes]] = []

    def end(*_: object) -> None:
        for one in running:
            one.terminate()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    running += [
        subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - our own words, no shell
        for command in commands
    ]
    code = running[0].wait()
    end()
    for one in running[1:]:
        _let_finish(one)
    return code


def _greet(settings: Settings, port: int) -> None:
    """Say where the site is, and what to do where nobody can sign in yet."""
    database = Database(settings.database_url)
    with database.reading() as session:
        somebody = session.scalar(select(Person.id).limit(1))
    database.dispose()
    if somebody is None:
        print(NOBODY_YET.format(python=sys.executable))
    print(f"Serving http://{settings.host}:{port} until Ctrl-C", flush=True)


def _let_finish(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def work(*, once: bool, every: float) -> dict[str, Any]:
    """Round after round until ended, each finished; a database away makes it wait for the next."""
    bus = open_bus(config.from_environment())
    ended = threading.Event()
    if not once:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: ended.set())
    done: dict[str, Any] = {}
    while not ended.is_set():
        try:
            done = round_of_work(bus)
        except (StorageBusyError, SQLAlchemyError) as error:
            if once:
                raise
            log.warning("the database takes no change, waiting: %s", type(error).__name__)
        if once:
            break
        ended.wait(every)
    return done
