"""Writing past the program: what somebody with the database's password could do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tests.world import World
from workflow.rules import ledger as rules
from workflow.store import verification
from workflow.store.ledger import header
from workflow.store.models import EventPayload, EventPerson, EventRow, LedgerHead

UNGUARDED = {
    "sqlite": (
        "DROP TRIGGER events_refuse_update",
        "DROP TRIGGER events_refuse_delete",
        "PRAGMA defer_foreign_keys=on",
    ),
    "postgresql": (
        "DROP TRIGGER events_refuse_change ON events",
        "DROP TRIGGER events_refuse_truncate ON events",
        "ALTER TABLE event_payloads DROP CONSTRAINT fk_event_payloads_position",
        "ALTER TABLE event_persons DROP CONSTRAINT fk_event_persons_position",
        "ALTER TABLE events DROP CONSTRAINT fk_events_case_id",
        "ALTER TABLE events DROP CONSTRAINT fk_events_run_id",
    ),
}
"""What takes the triggers away, and the checks of references until the end of the transaction."""
LEDGER_TABLES = ("event_payloads", "event_persons", "events")


def tampered(world: World, change: Callable[[Session], None]) -> tuple[str, str] | None:
    """The case and the reason of the first fault after the change, which is then taken back."""
    engine = world.database.engine.execution_options(write=True)
    with Session(bind=engine) as session:
        for statement in UNGUARDED[engine.dialect.name]:
            session.execute(text(statement))
        change(session)
        session.flush()
        session.expire_all()
        fault = verification.verify(session).first_bad
        session.rollback()
    return (fault.case, fault.reason) if fault else None


def by(*statements: str, **values: Any) -> Callable[[Session], None]:
    """A change by plain SQL."""

    def change(session: Session) -> None:
        for statement in statements:
            session.execute(text(statement), values)

    return change


def events(world: World) -> list[EventRow]:
    """The headers as they are stored."""
    with world.database.reading() as session:
        return list(session.scalars(select(EventRow).order_by(EventRow.position)))


def forged(kind: str, *, with_head: bool) -> Callable[[Session], None]:
    """An event of that kind repeated by hand at the end, linked as the program would link it."""

    def change(session: Session) -> None:
        head = session.scalars(select(LedgerHead)).one()
        same = select(EventRow).where(EventRow.kind == kind).order_by(EventRow.position)
        model = session.scalars(same.limit(1)).one()
        body = dict(session.get_one(EventPayload, model.position).body)
        columns = {one.key: getattr(model, one.key) for one in EventRow.__table__.columns}
        row = EventRow(**{**columns, "position": head.position + 1, "token": "forged"})
        row.previous = head.link
        row.payload_digest = rules.salted_digest("salt", body)
        row.link = rules.link(head.link, header(row))
        session.add(row)
        session.flush()
        session.add(EventPayload(position=row.position, salt="salt", body=body))
        session.add(EventPerson(position=row.position, salt="salt", person_id=None))
        if with_head:
            head.position, head.link = row.position, row.link

    return change
