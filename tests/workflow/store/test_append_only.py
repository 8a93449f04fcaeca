"""The database itself refuses to change or delete an event, whoever asks."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.tampering import events
from tests.world import World

REFUSED = (
    "UPDATE events SET kind = 'Other'",
    "DELETE FROM events",
    "DELETE FROM events WHERE position = 2",
)


def attempt(world: World, statement: str) -> str:
    """What the database answers to the statement."""
    with pytest.raises(DBAPIError) as refused, world.database.writing() as session:
        session.execute(text(statement))
    return str(refused.value.orig)


def test_events_are_not_changed_or_deleted(world: World) -> None:
    world.submitted()
    before = [(row.position, row.kind, row.link) for row in events(world)]
    answers = [attempt(world, statement) for statement in REFUSED]
    assert ["events are append-only" in one for one in answers] == [True] * len(REFUSED)
    assert [(row.position, row.kind, row.link) for row in events(world)] == before


def test_the_whole_table_is_not_emptied_at_once(world: World) -> None:
    world.submitted()
    if world.database.engine.dialect.name == "sqlite":
        statement, word = "DELETE FROM events", "append-only"  # SQLite knows no TRUNCATE
    else:
        statement, word = "TRUNCATE events CASCADE", "append-only"
    assert word in attempt(world, statement)
    assert len(events(world)) > 0


def test_a_position_is_given_once(world: World) -> None:
    world.submitted()
    columns = [one.key for one in events(world)[0].__table__.columns]
    names = ", ".join(columns)
    values = ", ".join({"token": "'x'", "link": "'y'"}.get(one, one) for one in columns)
    copy = f"INSERT INTO events ({names}) SELECT {values} FROM events WHERE position = 1"
    assert "unique" in attempt(world, copy).casefold()


def test_there_is_one_head(world: World) -> None:
    assert "there_is_one_head" in attempt(
        world, "INSERT INTO ledger_head (id, position, link) VALUES (2, 0, '0')"
    )
