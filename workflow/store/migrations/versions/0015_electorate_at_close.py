"""The list of who may vote, taken again at the close."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """The list of who may vote, taken again at the close; of earlier consultations none was."""
    with op.batch_alter_table("electors") as table:
        table.add_column(
            sa.Column("at_opening", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        table.add_column(sa.Column("at_close", sa.Boolean(), nullable=True))
    with op.batch_alter_table("electors") as table:
        table.alter_column("at_opening", server_default=None, existing_type=sa.Boolean())
