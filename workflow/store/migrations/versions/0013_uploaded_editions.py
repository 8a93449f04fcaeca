"""Editions that an administrator uploads, with the day from which they apply."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Editions that an administrator uploads, with the day from which they apply."""
    with op.batch_alter_table("editions") as table:
        table.add_column(sa.Column("uploaded_by", sa.Integer(), nullable=True))
        table.add_column(sa.Column("applies_from", sa.Date(), nullable=True))
        table.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        table.create_foreign_key(
            op.f("fk_editions_uploaded_by"), "persons", ["uploaded_by"], ["id"]
        )
