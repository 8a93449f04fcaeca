"""Private links to drafts, clearances, and comments made through a link."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Private links to drafts, clearances, and comments made through a link."""
    op.create_table(
        "draft_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind in ('comment','clearance')", name=op.f("ck_draft_links_kind_is_known")
        ),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_draft_links_draft_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_links")),
        sa.UniqueConstraint("digest", name=op.f("uq_draft_links_digest")),
    )
    op.create_index(op.f("ix_draft_links_draft_id"), "draft_links", ["draft_id"])
    op.create_table(
        "clearances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.String(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("cleared_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_clearances_draft_id")),
        sa.ForeignKeyConstraint(
            ["link_id"], ["draft_links.id"], name=op.f("fk_clearances_link_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clearances")),
        sa.UniqueConstraint("link_id", name=op.f("uq_clearances_link_id")),
    )
    op.create_index(op.f("ix_clearances_draft_id"), "clearances", ["draft_id"])
    with op.batch_alter_table("draft_comments") as table:
        table.alter_column("person_id", existing_type=sa.Integer(), nullable=True)
        table.add_column(sa.Column("link_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("name", sa.String(), nullable=False, server_default=""))
        table.create_foreign_key(
            op.f("fk_draft_comments_link_id"), "draft_links", ["link_id"], ["id"]
        )
        table.create_check_constraint(
            op.f("ck_draft_comments_comment_has_one_author"),
            "(person_id is null) <> (link_id is null)",
        )
