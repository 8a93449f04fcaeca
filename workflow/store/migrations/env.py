"""How Alembic reaches the database: batch mode, so that SQLite can change tables."""

from __future__ import annotations

from typing import Literal

from alembic import context

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
    with engine.execution_options(write=True).connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            render_item=_render,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
    engine.dispose()


run()
