"""Cases on current work: a Question in force, a study without one, a programme, workshops."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Cases on current work: a Question in force, a study without one, a programme, workshops."""
    with op.batch_alter_table("cases") as table:
        table.add_column(sa.Column("work", sa.String(), nullable=False, server_default=""))
        table.create_check_constraint(
            op.f("ck_cases_work_is_known"),
            "work in ('','question','study','programme','workshops')",
        )
    with op.batch_alter_table("cases") as table:
        table.alter_column("work", server_default=None, existing_type=sa.String())
