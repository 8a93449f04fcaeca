"""The migrations: from an empty database to exactly the tables that the program expects."""

from __future__ import annotations

import pytest
from sqlalchemy import CheckConstraint, inspect, text

from states import loader
from tests.database import prepare
from tests.world import World
from workflow.store import append_only, db
from workflow.store.models import Base


def test_the_migrations_give_exactly_the_tables_of_the_models(database_url: str) -> None:
    db.check(database_url)
    engine = db.connect(database_url)
    tables = set(inspect(engine).get_table_names())
    engine.dispose()
    assert tables == Base.metadata.tables.keys() | {"alembic_version"}


def test_the_migrations_carry_every_constraint_of_the_models(database_url: str) -> None:
    """Alembic itself does not compare check constraints."""
    engine = db.connect(database_url)
    found = inspect(engine)
    stored = {
        table: {str(one["name"]) for one in found.get_check_constraints(table)}
        for table in Base.metadata.tables
    }
    engine.dispose()
    assert stored == {
        name: {str(one.name) for one in table.constraints if isinstance(one, CheckConstraint)}
        for name, table in Base.metadata.tables.items()
    }


def test_a_database_upgraded_twice_stays_as_it_is(database_url: str) -> None:
    prepare(database_url)
    engine = db.connect(database_url)
    with engine.connect() as connection:
        editions = connection.scalar(text("SELECT count(*) FROM editions"))
        heads = connection.scalar(text("SELECT count(*) FROM ledger_head"))
    engine.dispose()
    assert (editions, heads) == (len(loader.shipped()), 1)


def test_the_guards_of_the_events_stand_after_every_migration(world: World) -> None:
    dialect = world.database.engine.dialect.name
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname",
    }[dialect]
    with world.database.reading() as session:
        names = session.scalars(text(query)).all()
    written = " ".join(append_only.statements(dialect))
    assert len(names) == 2
    assert [name in written for name in names] == [True, True]


@pytest.mark.parametrize("column", ["at", "sealed_until"])
def test_an_instant_without_its_zone_is_not_stored(world: World, column: str) -> None:
    kind = Base.metadata.tables["events"].columns[column].type
    naive = world.now.replace(tzinfo=None)
    with pytest.raises(ValueError, match="naive"):
        kind.process_bind_param(naive, world.database.engine.dialect)
