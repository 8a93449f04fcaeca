"""A member's name is used with its consent alone, given and taken back by its own authorized person."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests import reading
from tests.rich_world import sponsored
from tests.tampering import events
from tests.world import World
from workflow.rules.commands.proposals import AnswerSponsorship, NameSponsor, SubmitProposal
from workflow.rules.errors import (
    ActionNotOfferedError,
    ActionRefusedError,
    InvalidInputError,
    NotFoundError,
)
from workflow.store.models import EventPayload, Notice, Person, Sponsorship

NAMES = ("XFB", "Borvania")
OTHERS = (
    "officer",
    "director",
    "officer_tsb",
    "administrator",
    "rag_chair",
    "sg_chair",
    "stranger",
)


@pytest.fixture
def world(world: World) -> World:
    """With a member that is neither the proposer nor the one named."""
    with world.database.writing() as session:
        posts = (("submitter", "member", "XFC"), ("respondent", "member", "XFC"))
        world._person(session, "third", posts)
    return world


def sponsorship(world: World) -> int:
    with world.database.reading() as session:
        return session.scalars(select(Sponsorship.id)).one()


def answer(world: World, said: str, by: str = "neighbour") -> None:
    world.act(by, AnswerSponsorship(sponsorship_id=sponsorship(world), answer=said))


def named(world: World, who: str, number: str) -> set[str]:
    """The addresses under which the reader finds the member's name or code."""
    return {path for path, _ in reading.where(reading.told(world, number, who), *NAMES)}


@pytest.mark.parametrize("said", ["named", "declined"])
def test_a_name_not_confirmed_is_nowhere_outside_the_two_delegations(
    world: World, said: str
) -> None:
    number = sponsored(world, said)
    world.move("officer", number, "receive")
    seen = {who: named(world, who, number) for who in (*OTHERS, "third")}
    assert {who: paths for who, paths in seen.items() if paths} == {}
    with world.database.reading() as session:
        payloads = " ".join(str(body) for body in session.scalars(select(EventPayload.body)))
        notices = session.execute(
            select(Person.email, Notice.kind, Notice.params).join(Notice)
        ).all()
    assert [name for name in NAMES if name in payloads] == []
    assert {row.acting_for for row in events(world)} == {"", "XFA", "BR"}
    told = [(email, kind) for email, kind, _ in notices if kind == "sponsorship_asked"]
    assert told == [("neighbour@example.org", "sponsorship_asked")]
    assert [params for *_, params in notices if any(name in str(params) for name in NAMES)] == []


def test_confirmed_it_stands_on_the_case_and_in_the_record(world: World) -> None:
    number = sponsored(world, "confirmed")
    world.move("officer", number, "receive")
    assert f"/cases/{number}" in named(world, "third", number)
    (recorded,) = [row for row in events(world) if row.kind == "SponsorshipConfirmed"]
    assert (recorded.acting_for, recorded.role) == ("XFB", "delegation")


def test_confirmed_after_the_submission_it_is_recorded_then(world: World) -> None:
    number = sponsored(world, "named")
    world.move("officer", number, "receive")
    assert named(world, "third", number) == set()
    answer(world, "confirmed")
    assert f"/cases/{number}" in named(world, "third", number)


def test_taken_back_it_leaves_the_case(world: World) -> None:
    number = sponsored(world, "confirmed")
    world.move("officer", number, "receive")
    answer(world, "withdrawn")
    kinds = [row.kind for row in events(world) if row.kind.startswith("Sponsorship")]
    assert kinds == ["SponsorshipConfirmed", "SponsorshipWithdrawn"]
    case = world.client("third").client.get(
        f"/api/v1/cases/{number}", headers={"Host": "localhost"}
    )
    assert [name for name in NAMES if name in case.text] == []


@pytest.mark.parametrize(("before", "said"), [("confirmed", "withdrawn"), ("named", "confirmed")])
def test_on_a_withdrawn_proposal_names_stay_as_they_are(
    world: World, before: str, said: str
) -> None:
    number = sponsored(world, before)
    asked = "Answer whether you support this proposal"
    client = world.client("neighbour")
    assert (asked in client.get("/my-work").text) is (before == "named")
    world.move("delegate", number, "withdraw")
    with pytest.raises(ActionRefusedError):
        answer(world, said)
    page = client.get(f"/sponsorships/{sponsorship(world)}").text
    assert "this proposal is decided or withdrawn" in page
    assert '<form method="post"' not in page.partition("<main")[2].partition("</main>")[0]
    assert asked not in client.get("/my-work").text
    refused = client.post(f"/sponsorships/{sponsorship(world)}", {"answer": said})
    assert refused.status_code == 409
    assert "this proposal is decided or withdrawn" in refused.text


@pytest.mark.parametrize("who", [*OTHERS, "delegate", "drafter", "focal", "third"])
def test_nobody_but_the_members_own_authorized_person_answers(world: World, who: str) -> None:
    sponsored(world, "named")
    with pytest.raises(NotFoundError):
        answer(world, "confirmed", by=who)


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("named", "withdrawn"), ("named", "named"), ("named", "nonsense"),
        ("confirmed", "confirmed"), ("confirmed", "declined"),
        ("declined", "confirmed"), ("declined", "withdrawn"),
    ],
)  # fmt: skip
def test_an_answer_that_does_not_follow_is_not_taken(world: World, before: str, said: str) -> None:
    sponsored(world, before)
    with pytest.raises(ActionNotOfferedError):
        answer(world, said)


@pytest.mark.parametrize(
    ("member", "kind"),
    [("XFA", "sponsor"), ("ZZZ", "sponsor"), ("", "sponsor"), ("XFB", "friend")],
)
def test_who_is_named_is_another_member_and_sponsors_or_supports(
    world: World, member: str, kind: str
) -> None:
    with pytest.raises(InvalidInputError):
        world.act("delegate", NameSponsor(draft_id=world.draft(), member=member, kind=kind))


def test_nobody_is_named_once_the_proposal_is_submitted(world: World) -> None:
    draft = world.draft()
    world.act("delegate", SubmitProposal(draft_id=draft, seen_version=1))
    with pytest.raises(ActionNotOfferedError):
        world.act("delegate", NameSponsor(draft_id=draft, member="XFB", kind="sponsor"))
