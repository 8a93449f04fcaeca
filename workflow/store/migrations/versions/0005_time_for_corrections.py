"""Time for corrections."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Time for corrections: a conclusion confirmed before had none, and may be released."""
    with op.batch_alter_table("conclusions") as table:
        table.add_column(sa.Column("corrections_until", sa.DateTime(timezone=True), nullable=True))
