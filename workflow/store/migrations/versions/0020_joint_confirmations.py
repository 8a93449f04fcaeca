"""The confirmations of a joint conclusion by the chairs of the groups that sit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """The confirmations of a joint conclusion by the chairs of the groups that sit."""
    op.create_table(
        "joint_confirmations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conclusion_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("conclusion_version", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["body"], ["bodies.id"], name=op.f("fk_joint_confirmations_body")),
        sa.ForeignKeyConstraint(
            ["conclusion_id"],
            ["conclusions.id"],
            name=op.f("fk_joint_confirmations_conclusion_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_confirmations")),
        sa.UniqueConstraint(
            "conclusion_id", "body", "conclusion_version",
            name=op.f("uq_joint_confirmations_conclusion_id_body_conclusion_version"),
        ),
    )  # fmt: skip
    op.create_index(
        op.f("ix_joint_confirmations_conclusion_id"), "joint_confirmations", ["conclusion_id"]
    )
