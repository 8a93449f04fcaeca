"""Preparing a database and loading registers from the command line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import config
from config import Settings
from workflow.bus import open_bus, utc_now
from workflow.rules.commands.registers import ImportRegister
from workflow.rules.permissions import OPERATOR
from workflow.store import db, editions, registers_csv, search_index

DATA = Path(__file__).parent.parent / "data"
SHIPPED = (
    "member-states", "member-categories", "bodies", "questions", "areas", "resolutions", "holidays",
)  # fmt: skip
"""The registers the project carries, in the order in which they need each other."""


def prepare(settings: Settings) -> None:
    """Migrate, copy the shipped editions, and load the shipped registers into an empty database."""
    if settings.database_url.startswith(f"sqlite:///{config.VAR}"):
        config.VAR.mkdir(exist_ok=True)
    db.upgrade(settings.database_url)
    bus = open_bus(settings)
    with bus.database.writing() as session:
        editions.copy_shipped(session, utc_now())
    for register in SHIPPED:
        text = (DATA / f"{register.replace('-', '_')}.csv").read_text("utf-8")
        bus.perform(
            ImportRegister(register=register, text=text), by=OPERATOR, key=f"shipped:{register}"
        )
    with bus.database.writing() as session:
        search_index.fill(session)
    bus.database.dispose()


def import_file(
    settings: Settings, register: str, file: Path, dated_on: dt.date | None = None
) -> dict[str, Any]:
    """Load a register from *file*; a row with a fault leaves the register as it was."""
    bus = open_bus(settings)
    with bus.database.reading() as session:
        known = registers_csv.known_keys(session, register)
    reading = registers_csv.read_file(register, file, known=known)
    if reading.faults:
        return {
            "read": len(reading.rows),
            "added": 0,
            "changed": 0,
            "faults": [
                {"line": one.line, "column": one.column, "what": str(one.what)}
                for one in reading.faults
            ],
        }
    text = file.read_text("utf-8-sig")
    command = ImportRegister(register=register, text=text, dated_on=dated_on)
    return {**bus.perform(command, by=OPERATOR).value, "faults": []}
