"""Whether a person wants the weekly mail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Whether a person wants the weekly mail: yes unless it says no."""
    op.add_column(
        "persons", sa.Column("weekly_mail", sa.Boolean(), nullable=False, server_default=sa.true())
    )
