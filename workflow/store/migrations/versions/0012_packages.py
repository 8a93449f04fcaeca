"""Packages of Questions, agreed en bloc."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Packages of Questions, agreed en bloc."""
    op.create_table(
        "packages",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["body"], ["bodies.id"], name=op.f("fk_packages_body")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packages")),
    )
    op.create_index(op.f("ix_packages_body"), "packages", ["body"])
    for name in ("drafts", "cases"):
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("package_id", sa.String(), nullable=True))
            table.create_foreign_key(
                op.f(f"fk_{name}_package_id"), "packages", ["package_id"], ["id"]
            )
            table.create_index(op.f(f"ix_{name}_package_id"), ["package_id"])
            if name == "cases":
                table.add_column(
                    sa.Column("left_package_at", sa.DateTime(timezone=True), nullable=True)
                )
                table.add_column(
                    sa.Column("taken_out_by", sa.String(), nullable=False, server_default="")
                )
    with op.batch_alter_table("cases") as table:
        table.alter_column("taken_out_by", server_default=None, existing_type=sa.String())
