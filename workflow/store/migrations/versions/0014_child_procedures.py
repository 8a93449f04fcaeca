"""What a procedure asks that an allocation decision opened."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """What a procedure asks that an allocation decision opened."""
    with op.batch_alter_table("runs") as table:
        table.add_column(sa.Column("kind", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("question_id", sa.String(), nullable=True))
        table.create_foreign_key(op.f("fk_runs_question_id"), "questions", ["question_id"], ["id"])
        table.create_check_constraint(
            op.f("ck_runs_run_kind_is_known"), "kind in ('','new','revised','suppression')"
        )
        table.create_check_constraint(
            op.f("ck_runs_run_names_its_question"),
            "kind in ('','new') or question_id is not null",
        )
    with op.batch_alter_table("runs") as table:
        table.alter_column("kind", server_default=None, existing_type=sa.String())
