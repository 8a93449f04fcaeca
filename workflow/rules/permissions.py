"""Who a reader is, what levels that reader may see, and which roles the reader has on a run."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from states.definition import Role


class Level(StrEnum):
    """How far a text, an event or a document may be seen, from nearest to widest."""

    PRIVATE = "private"
    DELEGATION = "delegation"
    """The people of the proposer, whichever kind of proposer it is."""
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
CONSIDERING = (*ADVISORY_GROUPS, "X:ISCG")
"""The bodies that keep the distribution of the work among the Sectors under review."""
ASSEMBLIES = ("R:RA", "T:WTSA", "D:WTDC")
POSTS_IN = {
    "office": (Post.OFFICER, Post.DIRECTOR, Post.ADMINISTRATOR),
    "body": (Post.CHAIR, Post.VICE_CHAIR, Post.PARTICIPANT),
    "member": (Post.DRAFTER, Post.SUBMITTER, Post.RESPONDENT, Post.FOCAL_POINT),
    "sector_member": (Post.DRAFTER, Post.SUBMITTER, Post.FOCAL_POINT),
}

FOCAL_PLACES = ("member", "sector_member")
"""Where a focal point approves its own people."""

WRITERS = (Post.DRAFTER, Post.SUBMITTER)
"""Who may write a member's proposals; only a submitter may submit them, and a focal point does neither."""
CHAIRS = (Post.CHAIR, Post.VICE_CHAIR)
WRITE_FOR = {"member": WRITERS, "sector_member": WRITERS, "body": CHAIRS}
SUBMIT_FOR = {"member": (Post.SUBMITTER,), "sector_member": (Post.SUBMITTER,), "body": CHAIRS}
"""Who writes and who submits for a Member State, a Sector Member, a study group."""
STUDY_GROUP = re.compile(r"[RTD]:SG\d+")


def place_of_proposer(code: str) -> str:
    """Where those who act for a proposer hold their posts, told by its code.

    A Member State's has no colon ("XFA"), a Sector Member's begins with SM ("SM:ALMATEL"), and a
    study group's is that of a body ("R:SG1").
    """
    kind, colon, _ = code.partition(":")
    return "member" if not colon else "sector_member" if kind == "SM" else "body"


def audience(level: Level, scope: str = "") -> str:
    """The one string that a row stores and a reader's keys are compared with."""
    return f"{level.value}:{scope}"


PUBLIC = audience(Level.PUBLIC)
MEMBERS = audience(Level.MEMBERS)
OFFICERS = audience(Level.OFFICERS)


KINDS_OF_PROPOSER = {
    "member": "member_state", "sector_member": "sector_member", "body": "study_group",
}  # fmt: skip
"""What an edition calls those who propose, by where their people hold posts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A post in a place, from a day to a day inclusive.

    The places are "office", "body", "member" and "sector_member".
    """

    post: Post
    place: str
    code: str
    from_on: dt.date
    until_on: dt.date | None = None
    region: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A person as rules see one: an id and the appointments that run today. Nobody has no id."""

    person_id: int | None = None
    name: str = ""
    appointments: tuple[Appointment, ...] = ()
    seats: frozenset[tuple[str, str]] = frozenset()
    """Advisory groups, each with a member that takes part in it and for which the reader may submit."""
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

    def is_of(self, proposer: str) -> bool:
        """Whether the reader is one of the people of that Member State, Sector Member or study group."""
        return self.holds(place_of_proposer(proposer), proposer)

    def writes_for(self, proposer: str) -> bool:
        """Whether the reader may write that proposer's drafts."""
        place = place_of_proposer(proposer)
        return self.holds(place, proposer, *WRITE_FOR[place])

    def submits_for(self, proposer: str) -> bool:
        """Whether the reader may submit, revise and withdraw for that proposer."""
        place = place_of_proposer(proposer)
        return self.holds(place, proposer, *SUBMIT_FOR[place])

    def proposers(self, posts_for: Mapping[str, tuple[Post, ...]] = WRITE_FOR) -> tuple[str, ...]:
        """The Member States, Sector Members and study groups for which the reader holds such posts."""
        return tuple(
            code
            for place, posts in posts_for.items()
            for code in self.codes(place, *posts)
            if place != "body" or STUDY_GROUP.fullmatch(code)
        )

    def seated_for(self, bodies: Collection[str]) -> tuple[str, ...]:
        """The members that take part in one of the *bodies* and for which the reader may submit."""
        return tuple(sorted({member for body, member in self.seats if body in bodies}))

    def opens_for(self) -> tuple[str, ...]:
        """For whom the reader may open a case on current work.

        A Member State, a study group, an advisory group, ISCG, or a Bureau whose Director asks.
        """
        bodies = self.codes("body", *CHAIRS)
        return (
            *self.codes("member", Post.SUBMITTER),
            *(one for one in bodies if STUDY_GROUP.fullmatch(one) or one in CONSIDERING),
            *self.codes("office", Post.DIRECTOR),
        )

    def may_see(self, *audiences: str | None) -> bool:
        """Whether one of the *audiences* is among the reader's."""
        return any(one in self.keys for one in audiences if one)


def _keys(reader: Reader) -> set[str]:
    keys = {PUBLIC}
    if reader.person_id is not None:
        keys.add(audience(Level.PRIVATE, str(reader.person_id)))
    if reader.appointments:
        keys.add(MEMBERS)
    keys |= {audience(Level.BODY, body) for body, _member in reader.seats}
    for one in reader.appointments:
        if one.place in ("member", "sector_member"):
            keys.add(audience(Level.DELEGATION, one.code))
            if one.region:
                keys.add(audience(Level.REGION, one.region))
        elif one.place == "body":
            keys.add(audience(Level.BODY, one.code))
            if STUDY_GROUP.fullmatch(one.code):
                keys.add(audience(Level.DELEGATION, one.code))
        elif one.post in (Post.OFFICER, Post.DIRECTOR):
            keys |= {OFFICERS, audience(Level.OFFICERS, one.code)}
    return keys


NOBODY = Reader()
CLOCK = Reader(is_clock=True, name="clock")
OPERATOR = Reader(is_operator=True, name="operator")
"""Who works at the command line of the installation: opens accounts and loads registers, moves no run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a run stands: whose proposal, which office leads, which bodies it is before.

    `proposer` is the code of a Member State, a Sector Member or a study group; `receiving` is the
    advisory group of the Sector that is to lead by what the groups agreed, empty before they agree.
    """

    proposer: str
    office: str
    study_group: str = ""
    groups: tuple[str, ...] = ()
    receiving: str = ""


def roles_on(reader: Reader, place: Place) -> frozenset[Role]:
    """The roles the reader has on a run that stands at *place*. Silence means none."""
    if reader.is_clock:
        return frozenset({Role.CLOCK})
    held = {
        Role.PROPOSER: reader.submits_for(place.proposer),
        Role.SECRETARIAT: reader.holds("office", place.office, Post.OFFICER),
        Role.DIRECTOR: reader.holds("office", place.office, Post.DIRECTOR),
        Role.STUDY_GROUP_CHAIR: reader.holds("body", place.study_group, *CHAIRS),
        Role.ADVISORY_GROUP_CHAIR: any(
            reader.holds("body", group, *CHAIRS) for group in place.groups
        ),
        Role.RECEIVING_GROUP: bool(_receiving(reader, place)),
        Role.DELEGATION: bool(reader.codes("member", Post.SUBMITTER)),
        Role.RESPONDENT: bool(reader.codes("member", Post.RESPONDENT)),
    }
    return frozenset(role for role, holds in held.items() if holds)


def _receiving(reader: Reader, place: Place) -> str:
    """The receiving group that the reader chairs, or the office of its Sector; empty for neither."""
    if reader.holds("body", place.receiving, *CHAIRS):
        return place.receiving
    office = OFFICE_OF_SECTOR.get(place.receiving[:1], "")
    return office if reader.holds("office", office, Post.OFFICER) else ""


def acting_for(reader: Reader, role: Role, place: Place) -> str:
    """The office, body or member in whose name the reader acts in that role: what others are shown."""
    only_one = {
        Role.PROPOSER: place.proposer,
        Role.SECRETARIAT: place.office,
        Role.DIRECTOR: place.office,
        Role.STUDY_GROUP_CHAIR: place.study_group,
    }
    if role in only_one:
        return only_one[role]
    if role is Role.ADVISORY_GROUP_CHAIR:
        return next(group for group in place.groups if reader.holds("body", group, *CHAIRS))
    if role is Role.RECEIVING_GROUP:
        return _receiving(reader, place)
    if role in (Role.DELEGATION, Role.RESPONDENT):
        post = Post.SUBMITTER if role is Role.DELEGATION else Post.RESPONDENT
        return reader.codes("member", post)[0]
    return ""
