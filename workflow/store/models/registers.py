"""The registers: Member States, their categories, bodies, Questions, areas of mutual interest, Resolutions."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.store.models.base import Base


class MemberState(Base):
    """A Member State, a participant of its own kind (Res. 99), or a fictional member for demonstration."""

    __tablename__ = "member_states"
    __table_args__ = (
        CheckConstraint("kind in ('member_state','palestine','fictional')", name="kind_is_known"),
        CheckConstraint("kind <> 'palestine' or not may_vote", name="palestine_has_no_vote"),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name_en: Mapped[str]
    name_ar: Mapped[str]
    name_es: Mapped[str]
    name_fr: Mapped[str]
    name_ru: Mapped[str]
    name_zh: Mapped[str]
    region: Mapped[str] = mapped_column(default="")
    may_vote: Mapped[bool]
    from_memory: Mapped[bool]
    source: Mapped[str]

    def name(self, language: str) -> str:
        """The member's name in that language, in the register's form; English where there is none."""
        return str(getattr(self, f"name_{language}") or self.name_en)


class SectorMember(Base):
    """A Sector Member: proposes where an edition says so, and has no vote. Its code begins with SM.

    `sectors` are those it is a member of; `member` the Member State whose administration sponsored it.
    """

    __tablename__ = "sector_members"
    __table_args__ = (CheckConstraint("code like 'SM:%'", name="code_begins_with_sm"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    sectors: Mapped[str]
    member: Mapped[str] = mapped_column(ForeignKey("member_states.code"), index=True)
    fictional: Mapped[bool] = mapped_column(default=False)
    from_memory: Mapped[bool]
    source: Mapped[str]
    sponsor: Mapped[MemberState] = relationship(lazy="joined", viewonly=True)


class MemberCategory(Base):
    """A category of a member (LDC, LLDC, SIDS, economy in transition) from a day to a day."""

    __tablename__ = "member_categories"

    id: Mapped[int] = mapped_column(primary_key=True)
    member: Mapped[str] = mapped_column(ForeignKey("member_states.code"), index=True)
    category: Mapped[str]
    from_on: Mapped[dt.date | None]
    until_on: Mapped[dt.date | None]
    from_memory: Mapped[bool]
    source: Mapped[str]


class RegisterEdition(Base):
    """Which list a register was loaded from: ITU's own, which bears a day, or one put together here."""

    __tablename__ = "register_editions"
    __table_args__ = (
        CheckConstraint("verified = (dated_on is not null)", name="verified_bears_a_day"),
    )

    register: Mapped[str] = mapped_column(primary_key=True)
    loaded_at: Mapped[dt.datetime]
    rows: Mapped[int]
    verified: Mapped[bool] = mapped_column(default=False)
    dated_on: Mapped[dt.date | None]


class Body(Base):
    """A study group, working party, advisory or inter-Sector group, assembly."""

    __tablename__ = "bodies"

    id: Mapped[str] = mapped_column(primary_key=True)
    sector: Mapped[str]
    code: Mapped[str]
    name: Mapped[str]
    parent: Mapped[str] = mapped_column(default="")
    from_memory: Mapped[bool]
    source: Mapped[str]


class Question(Base):
    """A study Question of a Sector in a period; `case_id` names the case that put it there."""

    __tablename__ = "questions"
    __table_args__ = (Index(None, "sector", "study_group"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    sector: Mapped[str]
    study_group: Mapped[str]
    number: Mapped[str]
    period: Mapped[str] = mapped_column(default="")
    title_en: Mapped[str] = mapped_column(default="")
    title_ar: Mapped[str] = mapped_column(default="")
    title_es: Mapped[str] = mapped_column(default="")
    title_fr: Mapped[str] = mapped_column(default="")
    title_ru: Mapped[str] = mapped_column(default="")
    title_zh: Mapped[str] = mapped_column(default="")
    status: Mapped[str]
    status_note: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    text_kind: Mapped[str] = mapped_column(default="")
    from_memory: Mapped[bool]
    source: Mapped[str]
    case_id: Mapped[int | None] = mapped_column(index=True)
    """No foreign key: `cases.question_id` has one, and two tables cannot each need the other first."""

    def title(self, language: str) -> str:
        """The title in that language, English where the register has none."""
        return str(getattr(self, f"title_{language}") or self.title_en)


class Holiday(Base):
    """A day that is no working day in Geneva."""

    __tablename__ = "holidays"

    day: Mapped[dt.date] = mapped_column(primary_key=True)
    name: Mapped[str]
    from_memory: Mapped[bool]
    source: Mapped[str]


class Area(Base):
    """A candidate area of mutual interest with its evidence."""

    __tablename__ = "areas"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    sectors: Mapped[str] = mapped_column(default="")
    evidence: Mapped[str] = mapped_column(default="")
    from_memory: Mapped[bool]
    source: Mapped[str]


class Resolution(Base):
    """A Resolution of an assembly or conference, by title."""

    __tablename__ = "resolutions"

    id: Mapped[str] = mapped_column(primary_key=True)
    sector: Mapped[str]
    title: Mapped[str]
    dated: Mapped[str] = mapped_column(default="")
    from_memory: Mapped[bool]
    source: Mapped[str]
