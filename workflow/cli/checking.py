"""What the commands that check look at: the record, the editions, the migrations."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from config import Settings
from states import loader
from workflow.rules.guards import TAKES
from workflow.store import db, verification
from workflow.store.editions import ROLES, RULES


def of_database(error: Exception) -> str:
    """What an operator can do about an error of the database."""
    said = str(getattr(error, "orig", None) or error).splitlines()[0]
    return (
        f"{said}; is the database there and upgraded (python -m workflow db upgrade)?"
        " DEMONSTRATION=1 names the database of the demonstration"
    )


def verify(settings: Settings) -> dict[str, Any]:
    """Check the record of the installation; a database that cannot be read is a fault too."""
    database = db.Database(settings.database_url)
    try:
        with database.reading() as session:
            return verification.verify(session).as_json()
    except SQLAlchemyError as error:
        fault = verification.Fault(case="", reason=of_database(error))
        return verification.Report(events=0, cases=0, first_bad=fault).as_json()
    finally:
        database.dispose()


def procedures(files: Sequence[Path]) -> dict[str, Any]:
    """Check editions: those shipped, or those in *files*."""
    texts = (
        [(path.name, path.read_bytes()) for path in files]
        if files
        else [(f"{key}.toml", text.encode()) for key, text in loader.shipped().items()]
    )
    faults = [fault for name, content in texts for fault in _faults(name, content)]
    return {
        "editions": len(texts),
        "faults": [
            {
                "file": fault.file,
                "table": fault.table,
                "key": fault.key,
                "line": fault.line,
                "what": fault.what,
            }
            for fault in faults
        ],
    }


def _faults(name: str, content: bytes) -> Sequence[loader.Fault]:
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return [loader.Fault(file=name, table="", key="", line=line, what="not UTF-8")]
    return loader.check(text, file=name, guards=TAKES, roles=ROLES, rules=RULES)


def migrations() -> None:
    """Compare a freshly migrated database with the tables; raises when they differ."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = f"sqlite:///{folder}/check.sqlite"
        db.upgrade(fresh)
        db.check(fresh)
