"""Let Sector Members and study groups propose."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

PLACES = "place in ('office','body','member','sector_member')"


def upgrade() -> None:
    """Add Sector Members; a proposer's code is no longer a Member State's alone."""
    op.create_table(
        "sector_members",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sectors", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("fictional", sa.Boolean(), nullable=False),
        sa.Column("from_memory", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.CheckConstraint("code like 'SM:%'", name=op.f("ck_sector_members_code_begins_with_sm")),
        sa.ForeignKeyConstraint(
            ["member"], ["member_states.code"], name=op.f("fk_sector_members_member")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_sector_members")),
    )
    op.create_index(op.f("ix_sector_members_member"), "sector_members", ["member"])
    with op.batch_alter_table("drafts") as table:
        table.drop_constraint(op.f("fk_drafts_member"), type_="foreignkey")
    with op.batch_alter_table("cases") as table:
        table.drop_constraint(op.f("fk_cases_member"), type_="foreignkey")
    with op.batch_alter_table("appointments") as table:
        table.drop_constraint(op.f("ck_appointments_place_is_known"), type_="check")
        table.create_check_constraint(op.f("ck_appointments_place_is_known"), PLACES)
