"""Private links to a draft, and the clearances that capitals give it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from workflow.store.models.base import Base


class DraftLink(Base):
    """A link by which somebody without an account reads a draft until `expires_at` (exclusive).

    The token in its address is stored nowhere, only the token's digest.
    """

    __tablename__ = "draft_links"
    __table_args__ = (CheckConstraint("kind in ('comment','clearance')", name="kind_is_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id"), index=True)
    kind: Mapped[str]
    recipient: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]


class Clearance(Base):
    """What an office of the capital says may go out: given through a link, or entered by hand.

    It stays inside the delegation. `version` is the draft's version that was cleared.
    """

    __tablename__ = "clearances"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id"), index=True)
    link_id: Mapped[int | None] = mapped_column(ForeignKey("draft_links.id"), unique=True)
    version: Mapped[int]
    office: Mapped[str]
    cleared_on: Mapped[dt.date]
    reference: Mapped[str] = mapped_column(default="")
    at: Mapped[dt.datetime]
