"""`python -m workflow`, imported once and forked for each line of JSON that asks for a command.

Each command has a process of its own as when an operator starts it, but for the second that its
imports take.
"""

from __future__ import annotations

import json
import os
import runpy
import signal
import sys
import tempfile
from typing import Any, NoReturn

import workflow.app
import workflow.cli.commands
import workflow.cli.demonstration  # noqa: F401 - imported for the commands


def become(asked: dict[str, Any], output: int, errors: int) -> NoReturn:
    """Be the command in this process, from its arguments to its exit code."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(output, 1)
    os.dup2(errors, 2)
    os.environ.clear()
    os.environ.update(asked["environment"])
    sys.argv = ["workflow", *asked["words"]]
    signal.alarm(asked["patience"])
    runpy.run_module("workflow", run_name="__main__", alter_sys=True)
    sys.exit(0)


def main() -> None:
    """Answer each line with the command's exit code and what it wrote."""
    for line in sys.stdin:
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
            child = os.fork()
            if child == 0:
                become(json.loads(line), output.fileno(), errors.fileno())
            _, status = os.waitpid(child, 0)
            written = []
            for file in (output, errors):
                file.seek(0)
                written.append(file.read().decode())
        stdout, stderr = written
        code = os.waitstatus_to_exitcode(status)
        answer = {"returncode": code, "stdout": stdout, "stderr": stderr}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
