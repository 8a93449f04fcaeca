"""What the command `replay` does: the file read, run on a database that is thrown away, told in JSON."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

from workflow.cli.replaying import replay
from workflow.cli.replaying.lines import Fault, FaultyError
from workflow.cli.replaying.scenario import Scenario, read
from workflow.store import db

GOOD, FAILED, FAULTY = 0, 1, 2
Say = Callable[[str], None]


def run(file: Path, *, say: Say, tell: Say) -> int:
    """Run the scenario; *say* takes the lines of JSON, *tell* what people read. Gives the exit code."""
    try:
        scenario = read(file.read_text("utf-8"))
    except UnicodeDecodeError:
        return _faulty(file, [Fault(line=1, table="", key="", what="not UTF-8")], say, tell)
    except FaultyError as error:
        return _faulty(file, error.faults, say, tell)
    with tempfile.TemporaryDirectory(prefix="scenario-") as folder:
        url = f"sqlite:///{folder}/scenario.sqlite"
        db.upgrade(url)
        return _played(file, scenario, url, say, tell)


def _played(file: Path, scenario: Scenario, url: str, say: Say, tell: Say) -> int:
    steps = failed = 0
    for code in scenario.without_source:
        tell(f"{file}: {code} is no fictional member: name the source of its position (source)")
    for told in replay.play(scenario, url):
        steps, failed = steps + 1, failed + bool(told.unmet)
        say(json.dumps(told.as_json(), ensure_ascii=False))
        for sentence in told.unmet:
            tell(f"{file}: step {told.step.number}: {sentence}")
    say(json.dumps({"steps": steps, "failed": failed}))
    return FAILED if failed else GOOD


def _faulty(file: Path, faults: list[Fault], say: Say, tell: Say) -> int:
    for one in faults:
        tell(f"{file}:{one.line}: [{one.table}] {one.key}: {one.what}")
    found = [
        {"file": file.name, "line": one.line, "table": one.table, "key": one.key, "what": one.what}
        for one in faults
    ]
    say(json.dumps({"steps": 0, "failed": 0, "faults": found}, ensure_ascii=False))
    return FAULTY
