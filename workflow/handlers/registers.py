"""Loading a register: rows are added or changed, none is dropped, and nothing is half-loaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from workflow.rules.commands.registers import ImportRegister
from workflow.rules.errors import InvalidInputError, NotPermittedError
from workflow.rules.language_marks import N_
from workflow.rules.permissions import Post
from workflow.store import registers_csv
from workflow.store.models import (
    Area,
    Base,
    Body,
    Holiday,
    MemberCategory,
    MemberState,
    Question,
    RegisterEdition,
    Resolution,
    SectorMember,
)
from workflow.store.transaction import Handlers, Transaction

TABLES: dict[str, type[Base]] = {
    "member-states": MemberState,
    "member-categories": MemberCategory,
    "sector-members": SectorMember,
    "bodies": Body,
    "questions": Question,
    "areas": Area,
    "resolutions": Resolution,
    "holidays": Holiday,
}


def import_register(tx: Transaction, command: ImportRegister) -> Mapping[str, Any]:
    """Load every row, or raise InvalidInputError naming the first line at fault."""
    if not tx.by.is_operator and not tx.by.codes("office", Post.ADMINISTRATOR):
        raise NotPermittedError((Post.ADMINISTRATOR.value,))
    known = registers_csv.known_keys(tx.session, command.register)
    reading = registers_csv.read_rows(command.register, command.text, known=known)
    if reading.faults:
        first = reading.faults[0]
        raise InvalidInputError(
            "text",
            N_("Line %(line)s, column %(column)s: %(what)s"),
            line=first.line,
            column=first.column,
            what=first.what,
        )
    table = TABLES[command.register]
    key = registers_csv.key_of(command.register)
    held = {
        tuple(getattr(row, name) for name in key): row for row in tx.session.scalars(select(table))
    }
    added = changed = 0
    for values in reading.rows:
        row = held.get(tuple(values[name] for name in key))
        if row is None:
            tx.session.add(table(**values))
            added += 1
        elif any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            changed += 1
    edition = tx.session.get(RegisterEdition, command.register)
    if edition is None:
        edition = RegisterEdition(register=command.register)
        tx.session.add(edition)
    edition.loaded_at, edition.rows = tx.now, len(reading.rows)
    edition.dated_on, edition.verified = command.dated_on, command.dated_on is not None
    return {"read": len(reading.rows), "added": added, "changed": changed}


HANDLERS: Handlers = {ImportRegister: import_register}
