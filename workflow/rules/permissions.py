"""Who a reader is, what levels that reader may see, and which roles the reader has on a run."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from states.definition import Role


class Level(StrEnum):
    """How far a text, an event or a document may be seen, from nearest to widest."""

    PRIVATE = "private"
    DELEGATION = "delegation"
    REGION = "region"
    OFFICERS = "officers"
    BODY = "body"
    MEMBERS = "members"
    PUBLIC = "public"


class Post(StrEnum):
    """What a person is appointed to, in an office, in a body or for a member."""

    ADMINISTRATOR = "administrator"
    CHAIR = "chair"
    DIRECTOR = "director"
    DRAFTER = "drafter"
    FOCAL_POINT = "focal_point"
    OFFICER = "officer"
    PARTICIPANT = "participant"
    RESPONDENT = "respondent"
    SUBMITTER = "submitter"
    VICE_CHAIR = "vice_chair"


OFFICES = ("BR", "TSB", "BDT", "GS")
"""The four offices of the secretariat: three Bureaux and the General Secretariat."""

OFFICE_OF_SECTOR = {"R": "BR", "T": "TSB", "D": "BDT", "X": "GS"}
ADVISORY_GROUPS = ("R:RAG", "T:TSAG", "D:TDAG")
ASSEMBLIES = ("R:RA", "T:WTSA", "D:WTDC")
POSTS_IN = {
    "office": (Post.OFFICER, Post.DIRECTOR, Post.ADMINISTRATOR),
    "body": (Post.CHAIR, Post.VICE_CHAIR, Post.PARTICIPANT),
    "member": (Post.DRAFTER, Post.SUBMITTER, Post.RESPONDENT, Post.FOCAL_POINT),
}

WRITERS = (Post.DRAFTER, Post.SUBMITTER)
"""Who may write a member's proposals; only a submitter may submit them, and a focal point does neither."""


def audience(level: Level, scope: str = "") -> str:
    """The one string that a row stores and a reader's keys are compared with."""
    return f"{level.value}:{scope}"


PUBLIC = audience(Level.PUBLIC)
MEMBERS = audience(Level.MEMBERS)
OFFICERS = audience(Level.OFFICERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A post in a place ("office", "body" or "member"), from a day to a day inclusive."""

    post: Post
    place: str
    code: str
    from_on: dt.date
    until_on: dt.date | None = None
    region: str = ""

    def holds_on(self, day: dt.date) -> bool:
        """Whether the appointment runs on that day (Geneva date)."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A person as rules see one: an id and the appointments that run today. Nobody has no id."""

    person_id: int | None = None
    name: str = ""
    appointments: tuple[Appointment, ...] = ()
    is_clock: bool = False
    is_operator: bool = False
    keys: frozenset[str] = field(init=False, default=frozenset())

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", frozenset(_keys(self)))

    def codes(self, place: str, *posts: Post) -> tuple[str, ...]:
        """The offices, bodies or members in which the reader holds one of *posts* (any if none)."""
        return tuple(
            dict.fromkeys(
                one.code
                for one in self.appointments
                if one.place == place and (not posts or one.post in posts)
            )
        )

    def holds(self, place: str, code: str, *posts: Post) -> bool:
        """Whether the reader holds one of *posts* (any if none) there."""
        return code in self.codes(place, *posts)

    def may_see(self, *audiences: str | None) -> bool:
        """Whether one of the *audiences* is among the reader's."""
        return any(one in self.keys for one in audiences if one)


def _keys(reader: Reader) -> set[str]:
    keys = {PUBLIC}
    if reader.person_id is not None:
        keys.add(audience(Level.PRIVATE, str(reader.person_id)))
    if reader.appointments:
        keys.add(MEMBERS)
    for one in reader.appointments:
        if one.place == "member":
            keys.add(audience(Level.DELEGATION, one.code))
            if one.region:
                keys.add(audience(Level.REGION, one.region))
        elif one.place == "body":
            keys.add(audience(Level.BODY, one.code))
        elif one.post in (Post.OFFICER, Post.DIRECTOR):
            keys |= {OFFICERS, audience(Level.OFFICERS, one.code)}
    return keys


NOBODY = Reader()
CLOCK = Reader(is_clock=True, name="clock")
OPERATOR = Reader(is_operator=True, name="operator")
"""Who works at the command line of the installation: opens accounts and loads registers, moves no run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a run stands: whose proposal, which office leads, which bodies it is before."""

    member: str
    office: str
    study_group: str = ""
    groups: tuple[str, ...] = ()


def roles_on(reader: Reader, place: Place) -> frozenset[Role]:
    """The roles the reader has on a run that stands at *place*. Silence means none."""
    if reader.is_clock:
        return frozenset({Role.CLOCK})
    chairs = (Post.CHAIR, Post.VICE_CHAIR)
    held = {
        Role.PROPOSER: reader.holds("member", place.member, Post.SUBMITTER),
        Role.SECRETARIAT: reader.holds("office", place.office, Post.OFFICER),
        Role.DIRECTOR: reader.holds("office", place.office, Post.DIRECTOR),
        Role.STUDY_GROUP_CHAIR: reader.holds("body", place.study_group, *chairs),
        Role.ADVISORY_GROUP_CHAIR: any(
            reader.holds("body", group, *chairs) for group in place.groups
        ),
        Role.DELEGATION: bool(reader.codes("member", Post.SUBMITTER)),
        Role.RESPONDENT: bool(reader.codes("member", Post.RESPONDENT)),
    }
    return frozenset(role for role, holds in held.items() if holds)


def acting_for(reader: Reader, role: Role, place: Place) -> str:
    """The office, body or member in whose name the reader acts in that role: what others are shown."""
    chairs = (Post.CHAIR, Post.VICE_CHAIR)
    if role is Role.PROPOSER:
        return place.member
    if role in (Role.SECRETARIAT, Role.DIRECTOR):
        return place.office
    if role is Role.STUDY_GROUP_CHAIR:
        return place.study_group
    if role is Role.ADVISORY_GROUP_CHAIR:
        return next(group for group in place.groups if reader.holds("body", group, *chairs))
    if role in (Role.DELEGATION, Role.RESPONDENT):
        post = Post.SUBMITTER if role is Role.DELEGATION else Post.RESPONDENT
        return reader.codes("member", post)[0]
    return ""
