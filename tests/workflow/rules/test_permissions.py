"""Who may do what on a run and see what: roles, keys, in whose name, and that silence means no."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.definition import Role
from workflow.rules.permissions import (
    ADVISORY_GROUPS,
    CLOCK,
    MEMBERS,
    NOBODY,
    OFFICERS,
    OFFICES,
    OPERATOR,
    POSTS_IN,
    PUBLIC,
    Appointment,
    Level,
    Place,
    Post,
    Reader,
    acting_for,
    audience,
    roles_on,
)

JANUARY, MARCH = dt.date(2026, 1, 1), dt.date(2026, 3, 31)
RUN = Place(
    proposer="XFA", office="BR", study_group="R:SG1", groups=("R:RAG", "T:TSAG"), receiving="T:TSAG"
)


def post(name: str, place: str, code: str, region: str = "") -> Appointment:
    return Appointment(post=Post(name), place=place, code=code, from_on=JANUARY, region=region)


def reader(*posts: tuple[str, str, str]) -> Reader:
    return Reader(person_id=7, appointments=tuple(post(*one) for one in posts))


ROLES = [
    # post, place, code, the roles on a proposal of XFA led by BR before R:SG1, RAG and TSAG
    ("submitter", "member", "XFA", {Role.PROPOSER, Role.DELEGATION}),
    ("submitter", "member", "XFB", {Role.DELEGATION}),
    ("drafter", "member", "XFA", set()),
    ("focal_point", "member", "XFA", set()),
    ("respondent", "member", "XFA", {Role.RESPONDENT}),
    ("respondent", "member", "XFB", {Role.RESPONDENT}),
    ("officer", "office", "BR", {Role.SECRETARIAT}),
    ("officer", "office", "TSB", {Role.RECEIVING_GROUP}),
    ("director", "office", "BR", {Role.DIRECTOR}),
    ("director", "office", "TSB", set()),
    ("administrator", "office", "BR", set()),
    ("administrator", "office", "GS", set()),
    ("chair", "body", "R:SG1", {Role.STUDY_GROUP_CHAIR}),
    ("vice_chair", "body", "R:SG1", {Role.STUDY_GROUP_CHAIR}),
    ("participant", "body", "R:SG1", set()),
    ("chair", "body", "R:SG5", set()),
    ("chair", "body", "R:RAG", {Role.ADVISORY_GROUP_CHAIR}),
    ("vice_chair", "body", "T:TSAG", {Role.ADVISORY_GROUP_CHAIR, Role.RECEIVING_GROUP}),
    ("participant", "body", "T:TSAG", set()),
    ("chair", "body", "D:TDAG", set()),
    # a post in a place of another kind is no post there
    ("officer", "member", "BR", set()),
    ("submitter", "office", "XFA", set()),
    ("chair", "office", "R:SG1", set()),
]  # fmt: skip


@pytest.mark.parametrize(("name", "place", "code", "roles"), ROLES)
def test_a_post_gives_its_roles_on_a_run_and_no_other(
    name: str, place: str, code: str, roles: set[Role]
) -> None:
    assert roles_on(reader((name, place, code)), RUN) == roles


def test_a_seat_opens_what_the_group_reads_and_gives_no_role() -> None:
    seats = frozenset({("R:RAG", "XFC"), ("T:TSAG", "XFD")})
    one = Reader(person_id=7, seats=seats)
    assert {"body:R:RAG", "body:T:TSAG"} <= one.keys
    assert one.seated_for(("R:RAG", "D:TDAG")) == ("XFC",)
    assert roles_on(one, RUN) == frozenset()


@pytest.mark.parametrize("one", [NOBODY, OPERATOR, reader()])
def test_without_a_post_there_is_no_role(one: Reader) -> None:
    assert roles_on(one, RUN) == frozenset()


def test_the_clock_is_the_clock_and_nobody_else_is() -> None:
    assert roles_on(CLOCK, RUN) == {Role.CLOCK}
    everything = reader(*((name, place, code) for name, place, code, _ in ROLES))
    assert roles_on(everything, RUN) == frozenset(Role) - {Role.CLOCK}


@given(st.sets(st.sampled_from([row[:3] for row in ROLES])))
def test_the_roles_of_several_posts_are_those_of_each(posts: set[tuple[str, str, str]]) -> None:
    each = {row[:3]: row[3] for row in ROLES}
    expected = {role for one in posts for role in each[one]}
    assert roles_on(reader(*posts), RUN) == expected


def test_a_run_that_stands_nowhere_yet_has_no_chair() -> None:
    chair = reader(("chair", "body", "R:SG1"), ("chair", "body", "R:RAG"))
    assert roles_on(chair, Place(proposer="XFA", office="BR")) == frozenset()


@pytest.mark.parametrize(
    ("role", "posts", "shown"),
    [
        (Role.PROPOSER, [("submitter", "member", "XFA")], "XFA"),
        (Role.SECRETARIAT, [("officer", "office", "TSB"), ("officer", "office", "BR")], "BR"),
        (Role.DIRECTOR, [("director", "office", "BR")], "BR"),
        (Role.STUDY_GROUP_CHAIR, [("vice_chair", "body", "R:SG1")], "R:SG1"),
        (Role.ADVISORY_GROUP_CHAIR, [("chair", "body", "D:TDAG"), ("chair", "body", "T:TSAG")],
         "T:TSAG"),
        (Role.RECEIVING_GROUP, [("officer", "office", "TSB"), ("officer", "office", "BR")], "TSB"),
        (Role.RECEIVING_GROUP, [("officer", "office", "TSB"), ("chair", "body", "T:TSAG")],
         "T:TSAG"),
        (Role.DELEGATION, [("drafter", "member", "XFC"), ("submitter", "member", "XFB")], "XFB"),
        (Role.RESPONDENT, [("submitter", "member", "XFC"), ("respondent", "member", "XFB")],
         "XFB"),
    ],
)  # fmt: skip
def test_a_person_acts_in_the_name_of_an_office_a_body_or_a_member(
    role: Role, posts: list[tuple[str, str, str]], shown: str
) -> None:
    assert acting_for(reader(*posts), role, RUN) == shown


def test_the_clock_acts_in_nobody_s_name() -> None:
    assert acting_for(CLOCK, Role.CLOCK, RUN) == ""


KEYS = [
    (NOBODY, {"public:"}),
    (CLOCK, {"public:"}),
    (reader(), {"public:", "private:7"}),
    (reader(("drafter", "member", "XFA")),
     {"public:", "private:7", "members:", "delegation:XFA"}),
    (reader(("participant", "body", "R:RAG")), {"public:", "private:7", "members:", "body:R:RAG"}),
    (reader(("officer", "office", "BR")),
     {"public:", "private:7", "members:", "officers:", "officers:BR"}),
    (reader(("director", "office", "TSB")),
     {"public:", "private:7", "members:", "officers:", "officers:TSB"}),
    # an administrator opens accounts and sees nobody's papers
    (reader(("administrator", "office", "GS")), {"public:", "private:7", "members:"}),
    (reader(("officer", "office", "BR"), ("chair", "body", "R:SG1")),
     {"public:", "private:7", "members:", "officers:", "officers:BR", "body:R:SG1",
      "delegation:R:SG1"}),  # a study group proposes: its people see its own papers
    (reader(("drafter", "sector_member", "SM:ALMATEL")),
     {"public:", "private:7", "members:", "delegation:SM:ALMATEL"}),
]  # fmt: skip


@pytest.mark.parametrize(("one", "keys"), KEYS)
def test_a_reader_holds_the_keys_of_its_posts_and_no_other(one: Reader, keys: set[str]) -> None:
    assert one.keys == keys


def test_a_member_s_region_is_seen_by_its_delegation() -> None:
    one = Reader(person_id=7, appointments=(post("drafter", "member", "XFA", region="D"),))
    assert one.keys - reader(("drafter", "member", "XFA")).keys == {"region:D"}


@pytest.mark.parametrize(
    ("audiences", "nobody", "delegate", "officer"),
    [
        ((PUBLIC,), True, True, True),
        ((MEMBERS,), False, True, True),
        ((OFFICERS,), False, False, True),
        ((audience(Level.DELEGATION, "XFA"),), False, True, False),
        ((audience(Level.DELEGATION, "XFB"), OFFICERS), False, False, True),
        ((audience(Level.OFFICERS, "TSB"),), False, False, False),
        ((audience(Level.PRIVATE, "8"),), False, False, False),
        ((None,), False, False, False),
        (("",), False, False, False),
        ((), False, False, False),
    ],
)
def test_a_thing_is_seen_by_those_who_hold_one_of_its_keys(
    audiences: tuple[str | None, ...], *, nobody: bool, delegate: bool, officer: bool
) -> None:
    readers = (
        NOBODY,
        reader(("drafter", "member", "XFA")),
        reader(("officer", "office", "BR")),
    )
    assert [one.may_see(*audiences) for one in readers] == [nobody, delegate, officer]


def test_posts_are_asked_for_by_place_and_kind() -> None:
    one = reader(
        ("submitter", "member", "XFB"), ("drafter", "member", "XFB"), ("drafter", "member", "XFA")
    )
    assert one.codes("member") == ("XFB", "XFA")
    assert one.codes("member", Post.SUBMITTER) == ("XFB",)
    assert one.codes("office") == ()
    assert one.holds("member", "XFA", Post.DRAFTER, Post.SUBMITTER)
    assert not one.holds("member", "XFA", Post.SUBMITTER)


def test_every_post_belongs_to_one_kind_of_place() -> None:
    """A Sector Member's posts are a member's, but for the one that replies for an administration."""
    posts = [one for place, held in POSTS_IN.items() if place != "sector_member" for one in held]
    assert sorted(posts) == sorted(Post)
    assert set(POSTS_IN["member"]) - set(POSTS_IN["sector_member"]) == {Post.RESPONDENT}
    assert OFFICES == ("BR", "TSB", "BDT", "GS")
    assert ADVISORY_GROUPS == ("R:RAG", "T:TSAG", "D:TDAG")
