"""`python -m workflow` as a process: what it prints, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent


def environment(url: str, **more: str) -> dict[str, str]:
    """The environment of this process without its settings, and those given."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return {**kept, "DATABASE_URL": url, "PYTHONWARNINGS": "error", **more}


def command(*words: str) -> list[str]:
    """The command with these words."""
    return [sys.executable, "-m", "workflow", *words]


def run(url: str, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run to the end, within a minute."""
    return subprocess.run(
        command(*words),
        env=environment(url, **more),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def told(done: subprocess.CompletedProcess[str]) -> tuple[int, Any]:
    """The exit code, and the JSON of the last line."""
    return done.returncode, json.loads(done.stdout.splitlines()[-1])
