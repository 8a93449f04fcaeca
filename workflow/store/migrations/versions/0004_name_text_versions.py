"""Name the text version on which an answer or a reply was given."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

STOOD = "SELECT max(number) FROM text_versions WHERE case_id = {case} AND at <= {at}"
"""The newest version that stood at an instant."""


def upgrade() -> None:
    """Name the text version on which an answer or a reply was given; of older ones, by its time."""
    with op.batch_alter_table("checklist_answers") as table:
        table.add_column(sa.Column("text_version", sa.Integer(), nullable=True))
    with op.batch_alter_table("cases") as table:
        table.add_column(sa.Column("findings_answered_on", sa.Integer(), nullable=True))
    stood = STOOD.format(case="checklist_answers.case_id", at="checklist_answers.at")
    op.execute(sa.text(f"UPDATE checklist_answers SET text_version = coalesce(({stood}), 1)"))
    stood = STOOD.format(case="cases.id", at="cases.findings_answered_at")
    op.execute(
        sa.text(
            f"UPDATE cases SET findings_answered_on = coalesce(({stood}), 1)"
            " WHERE findings_answered_at IS NOT NULL"
        )
    )
    with op.batch_alter_table("checklist_answers") as table:
        table.alter_column("text_version", existing_type=sa.Integer(), nullable=False)
