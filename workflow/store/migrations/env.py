"""How Alembic reaches the database: batch mode, so that SQLite can change tables."""

from __future__ import annotations

from typing import Literal

from alembic import context
from sqlalchemy.exc import IntegrityError

from workflow.store import db
from workflow.store.models import Base
from workflow.store.models.base import UTCDateTime


def _render(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write our instants into migrations as what they are to the database."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    """Run the migrations on the URL that `store/db.py` handed over."""
    engine = db.connect(context.config.attributes["url"])
    sqlite = engine.dialect.name == "sqlite"
    with engine.execution_options(write=True).connect() as connection:
        if sqlite:  # a table is changed by writing it anew, and others may point at it meanwhile
            connection.connection.cursor().execute("pragma foreign_keys=off")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            render_item=_render,
        )
        with context.begin_transaction():
            context.run_migrations()
        if sqlite and connection.exec_driver_sql("pragma foreign_key_check").first():
            raise IntegrityError("pragma foreign_key_check", None, ValueError("rows lack a parent"))
        connection.commit()
    engine.dispose()


run()
