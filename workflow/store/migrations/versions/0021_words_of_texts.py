"""The words by which texts are found; `search_index.fill` stores those of the texts that are there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """The words by which texts are found."""
    op.create_table(
        "indexed_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("question_id", sa.String(), nullable=True),
        sa.Column("folding", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_indexed_texts_case_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["text_versions.id"],
            name=op.f("fk_indexed_texts_version_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["questions.id"],
            name=op.f("fk_indexed_texts_question_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indexed_texts")),
        sa.UniqueConstraint("case_id", name=op.f("uq_indexed_texts_case_id")),
        sa.UniqueConstraint("version_id", name=op.f("uq_indexed_texts_version_id")),
        sa.UniqueConstraint("question_id", name=op.f("uq_indexed_texts_question_id")),
    )
    op.create_table(
        "indexed_words",
        sa.Column(
            "word",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["text_id"],
            ["indexed_texts.id"],
            name=op.f("fk_indexed_words_text_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("word", "text_id", name=op.f("pk_indexed_words")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_indexed_words_text_id"), "indexed_words", ["text_id"])
