"""Writing the ledger's rows: one locked head gives gapless positions in the order of commits."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.rules import ledger
from workflow.rules.events import Event
from workflow.store.models import EventPayload, EventPerson, EventRow, LedgerHead


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An event on its way into the ledger, with everything the chain covers."""

    event: Event
    case_id: int | None
    run_id: int | None
    person_id: int | None
    role: str
    acting_for: str
    edition: str
    text_version: int | None
    audience: str
    also: str | None
    sealed_until: dt.datetime | None


def header(row: EventRow) -> dict[str, Any]:
    """Every value of an event that its link covers, as JSON."""
    return {
        "position": row.position,
        "token": row.token,
        "case": row.case_id,
        "run": row.run_id,
        "kind": row.kind,
        "schema": row.schema,
        "at": row.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "role": row.role,
        "acting_for": row.acting_for,
        "edition": row.edition,
        "text_version": row.text_version,
        "audience": row.audience,
        "also": row.also,
        "sealed_until": row.sealed_until.isoformat() if row.sealed_until else None,
        "payload": row.payload_digest,
        "person": row.person_digest,
    }


def person_value(person_id: int | None) -> dict[str, Any]:
    """What the digest of the acting person covers."""
    return {"person": person_id}


def append(session: Session, entries: Sequence[Entry], now: dt.datetime) -> None:
    """Append *entries*; called once, last in a transaction, because it locks the head."""
    if not entries:
        return
    head = session.scalars(select(LedgerHead).with_for_update()).one()
    for entry in entries:
        payload = dict(entry.event.payload())
        payload_salt, person_salt = secrets.token_hex(16), secrets.token_hex(16)
        row = EventRow(
            position=head.position + 1,
            token=secrets.token_urlsafe(12),
            case_id=entry.case_id,
            run_id=entry.run_id,
            kind=entry.event.kind,
            schema=entry.event.schema,
            at=now,
            role=entry.role,
            acting_for=entry.acting_for,
            edition=entry.edition,
            text_version=entry.text_version,
            audience=entry.audience,
            also=entry.also,
            sealed_until=entry.sealed_until,
            payload_digest=ledger.salted_digest(payload_salt, payload),
            person_digest=ledger.salted_digest(person_salt, person_value(entry.person_id)),
            previous=head.link,
        )
        row.link = ledger.link(head.link, header(row))
        session.add(row)
        session.flush()
        session.add(EventPayload(position=row.position, salt=payload_salt, body=payload))
        session.add(EventPerson(position=row.position, salt=person_salt, person_id=entry.person_id))
        head.position, head.link = row.position, row.link
