"""Members' voices: written views, statements and corrections, the proposer on a modification."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Members' voices."""
    op.create_table(
        "written_views",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("also", sa.String(), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_written_views_view_has_words")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_written_views_case_id")),
        sa.ForeignKeyConstraint(
            ["member"], ["member_states.code"], name=op.f("fk_written_views_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_written_views")),
        sa.UniqueConstraint(
            "case_id", "member", "number", name=op.f("uq_written_views_case_id_member_number")
        ),
    )
    op.create_index(op.f("ix_written_views_case_id"), "written_views", ["case_id"])
    op.create_table(
        "remarks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conclusion_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("conclusion_version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('correction','statement')", name=op.f("ck_remarks_kind_is_known")
        ),
        sa.CheckConstraint(
            "kind = 'correction' or member is not null",
            name=op.f("ck_remarks_statement_is_a_members"),
        ),
        sa.CheckConstraint("text <> ''", name=op.f("ck_remarks_remark_has_words")),
        sa.ForeignKeyConstraint(
            ["conclusion_id"], ["conclusions.id"], name=op.f("fk_remarks_conclusion_id")
        ),
        sa.ForeignKeyConstraint(["member"], ["member_states.code"], name=op.f("fk_remarks_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remarks")),
    )
    op.create_index(op.f("ix_remarks_conclusion_id"), "remarks", ["conclusion_id"])
    with op.batch_alter_table("conclusions") as table:
        table.add_column(
            sa.Column("proposer_position", sa.String(), nullable=False, server_default="")
        )
        table.add_column(
            sa.Column("proposer_reasons", sa.String(), nullable=False, server_default="")
        )
        table.add_column(
            sa.Column("proposer_answered_at", sa.DateTime(timezone=True), nullable=True)
        )
        table.create_check_constraint(
            op.f("ck_conclusions_proposer_position_is_known"),
            "proposer_position in ('','agreed','not_agreed')",
        )
