"""`python -m workflow` as a process: what it prints, and how it ends."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PATIENCE_SECONDS = 60


def environment(url: str, **more: str) -> dict[str, str]:
    """The environment of this process without its settings, and those given."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return {**kept, "DATABASE_URL": url, "PYTHONWARNINGS": "error", **more}


def command(*words: str) -> list[str]:
    """The command with these words."""
    return [sys.executable, "-m", "workflow", *words]


def start(url: str, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Start the command anew and run it to the end, which takes a second for its imports."""
    return subprocess.run(
        command(*words),
        env=environment(url, **more),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def run(url: str, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command to the end in a process of its own, which `tests.ready_command` had ready."""
    ready = _ready()
    assert ready.stdin is not None
    assert ready.stdout is not None
    asked = {"words": words, "environment": environment(url, **more), "patience": PATIENCE_SECONDS}
    ready.stdin.write(json.dumps(asked) + "\n")
    ready.stdin.flush()
    return subprocess.CompletedProcess(command(*words), **json.loads(ready.stdout.readline()))


@cache
def _ready() -> subprocess.Popen[str]:
    """A process that has imported everything and waits for commands."""
    ready = subprocess.Popen(
        [sys.executable, "-m", "tests.ready_command"],
        env=environment("", OPENBLAS_NUM_THREADS="1"),  # a process with threads is not to fork
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(ready.communicate)
    return ready


def told(done: subprocess.CompletedProcess[str]) -> tuple[int, Any]:
    """The exit code, and the JSON of the last line."""
    return done.returncode, json.loads(done.stdout.splitlines()[-1])
