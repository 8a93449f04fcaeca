"""What was typed in the form of another Sector stays with a draft."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """What was typed in the form of another Sector stays with a draft."""
    with op.batch_alter_table("drafts") as table:
        table.add_column(sa.Column("kept", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("drafts") as table:
        table.alter_column("kept", server_default=None, existing_type=sa.JSON())
