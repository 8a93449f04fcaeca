"""Date register lists."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Date register lists: no register was verified before, since none could bear a day."""
    with op.batch_alter_table("register_editions") as table:
        table.add_column(sa.Column("dated_on", sa.Date(), nullable=True))
    op.execute(sa.text("UPDATE register_editions SET verified = false"))
    with op.batch_alter_table("register_editions") as table:
        table.create_check_constraint(
            op.f("ck_register_editions_verified_bears_a_day"), "verified = (dated_on is not null)"
        )
