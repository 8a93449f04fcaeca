"""The words by which texts are found (`store.search_index` fills both tables)."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from workflow.store.models.base import Base


class IndexedText(Base):
    """A case, a text version or a Question whose words are stored, and by which way of folding."""

    __tablename__ = "indexed_texts"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(
        ForeignKey("cases.id", ondelete="CASCADE"), unique=True
    )
    version_id: Mapped[int | None] = mapped_column(
        ForeignKey("text_versions.id", ondelete="CASCADE"), unique=True
    )
    question_id: Mapped[str | None] = mapped_column(
        ForeignKey("questions.id", ondelete="CASCADE"), unique=True
    )
    folding: Mapped[int]


class IndexedWord(Base):
    """A folded word or stem of a text; compared letter by letter in both databases."""

    __tablename__ = "indexed_words"
    __table_args__ = (Index(None, "text_id"), {"sqlite_with_rowid": False})

    word: Mapped[str] = mapped_column(
        String().with_variant(String(collation="C"), "postgresql"), primary_key=True
    )
    text_id: Mapped[int] = mapped_column(
        ForeignKey("indexed_texts.id", ondelete="CASCADE"), primary_key=True
    )
