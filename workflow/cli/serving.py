"""Running the site under gunicorn with its worker beside it, and the worker alone."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import Any

import config
from workflow.bus import open_bus
from workflow.cli import loading
from workflow.jobs import round_of_work
from workflow.rules.errors import StorageBusyError


def serve(*, port: int | None, workers: int, with_worker: bool) -> int:
    """Serve until interrupted; gives gunicorn's exit code. The worker ends with the site."""
    settings = config.from_environment()
    loading.prepare(settings)
    command = [
        sys.executable, "-m", "gunicorn", "workflow.app:create_app()",
        "--bind", f"{settings.host}:{port or settings.port}",
        "--worker-class", "gthread", "--workers", str(workers), "--threads", "4",
        "--no-control-socket", "--log-level", "warning",
    ]  # fmt: skip
    worker = (
        subprocess.Popen([sys.executable, "-m", "workflow", "worker"], stdout=subprocess.DEVNULL)
        if with_worker
        else None
    )
    try:
        return subprocess.call(command)  # noqa: S603 - our own words, no shell
    except KeyboardInterrupt:
        return 0
    finally:
        if worker is not None:
            worker.terminate()
            worker.wait(timeout=10)


def work(*, once: bool, every: float) -> dict[str, Any]:
    """Round after round until interrupted; a busy database only makes a round wait for the next."""
    bus = open_bus(config.from_environment())
    done: dict[str, Any] = {}
    try:
        while True:
            try:
                done = round_of_work(bus)
            except StorageBusyError:
                done = {"busy": True}
            if once:
                return done
            time.sleep(every)
    except KeyboardInterrupt:
        return done
