"""The delegation's answer to a comment on its draft."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """The delegation's answer to a comment on its draft."""
    with op.batch_alter_table("draft_comments") as table:
        table.add_column(sa.Column("answer", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("draft_comments") as table:
        table.alter_column("answer", server_default=None, existing_type=sa.String())
