"""Oral amendments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Oral amendments: a text version may name the meeting in which it was entered."""
    with op.batch_alter_table("text_versions") as table:
        table.add_column(sa.Column("meeting_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_text_versions_meeting_id"), "meetings", ["meeting_id"], ["id"]
        )
