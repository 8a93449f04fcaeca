"""What the commands that check look at: the record, the editions, the migrations."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from config import Settings
from states import loader
from workflow.rules.guards import TAKES
from workflow.store import db, verification
from workflow.store.editions import ROLES, RULES


def verify(settings: Settings) -> dict[str, Any]:
    """Check the record of the installation."""
    database = db.Database(settings.database_url)
    with database.reading() as session:
        return verification.verify(session).as_json()


def procedures(files: Sequence[Path]) -> dict[str, Any]:
    """Check editions: those shipped, or those in *files*."""
    texts = (
        [(path.name, path.read_bytes().decode("utf-8", "surrogateescape")) for path in files]
        if files
        else [(f"{key}.toml", text) for key, text in loader.shipped().items()]
    )
    faults = [
        fault
        for name, text in texts
        for fault in loader.check(text, file=name, guards=TAKES, roles=ROLES, rules=RULES)
    ]
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


def migrations() -> None:
    """Compare a freshly migrated database with the tables; raises when they differ."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = f"sqlite:///{folder}/check.sqlite"
        db.upgrade(fresh)
        db.check(fresh)
