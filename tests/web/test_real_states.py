"""No State is chosen for the reader, and no real State takes part in a demonstration."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from tests.world import World
from workflow.cli.loading import DATA
from workflow.rules.commands.registers import ImportRegister
from workflow.rules.permissions import OPERATOR
from workflow.store.models import Elector, MemberState

REAL = '<option value="AFG">'
FICTIONAL = '<option value="XFB">'
NOBODY = '<option value="">Choose</option>'


def with_real_states(world: World) -> World:
    """The world after the register of Member States was imported."""
    text = (DATA / "member_states.csv").read_text("utf-8")
    world.bus.perform(ImportRegister(register="member-states", text=text), by=OPERATOR)
    return world


@pytest.fixture
def demonstration(database_url: str) -> Iterator[World]:
    """A demonstration that holds the register of real States too."""
    one = World(database_url, demonstration=True)
    yield with_real_states(one)
    one.close()


def asked(world: World) -> str:
    """The page on which the Bureau enters an administration's reply."""
    return f"/consultations/{world.consultation(world.consulted()).id}"


def test_no_member_is_asked_unless_it_was_chosen(world: World) -> None:
    with_real_states(world)
    client = world.client("delegate")
    draft = world.draft()
    page = client.get(f"/drafts/{draft}").text
    assert page.index(NOBODY) < page.index(REAL)

    answer = client.post(
        f"/drafts/{draft}/sponsors", {"sponsor-member": "", "sponsor-kind": "supporter"}
    )
    assert answer.status_code == 422
    assert 'href="#sponsor-member"' in answer.text
    assert 'id="sponsor-member-error"' in answer.text


def test_the_bureau_enters_no_reply_without_choosing_whose(world: World) -> None:
    with_real_states(world)
    url = asked(world)
    client = world.client("officer")
    page = client.get(url).text
    assert page.index(NOBODY) < page.index(REAL)

    answer = client.post(url, {"member": "", "position": "agree"})
    assert answer.status_code == 422
    assert 'id="member-error"' in answer.text


def test_a_demonstration_offers_fictional_members_only(demonstration: World) -> None:
    draft = demonstration.client("delegate").get(f"/drafts/{demonstration.draft()}").text
    reply = demonstration.client("officer").get(asked(demonstration)).text
    assert (FICTIONAL in draft, REAL in draft) == (True, False)
    assert (FICTIONAL in reply, REAL in reply) == (True, False)


def test_a_demonstration_takes_no_real_state_whoever_sends_it(demonstration: World) -> None:
    draft = demonstration.draft()
    answer = demonstration.client("delegate").post(
        f"/drafts/{draft}/sponsors", {"sponsor-member": "AFG", "sponsor-kind": "supporter"}
    )
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("settings", "electors"),
    [({"demonstration": True}, ["fictional"]), ({}, ["fictional", "member_state"])],
)
def test_real_states_are_electors_only_outside_a_demonstration(
    database_url: str, settings: dict[str, bool], electors: list[str]
) -> None:
    world = with_real_states(World(database_url, **settings))
    consultation = world.consultation(world.consulted()).id
    with world.database.reading() as session:
        kinds = session.scalars(
            select(MemberState.kind)
            .join(Elector, Elector.member == MemberState.code)
            .where(Elector.consultation_id == consultation)
            .distinct()
        ).all()
    world.close()
    assert sorted(kinds) == electors
