"""The whole path of a proposal to ITU-D, from submission to in force, and its other ends."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from tests import sectors
from tests.sectors import AT_THE_MEETING, Sector, refused
from tests.world import World
from workflow.rules.commands.proposals import SubmitProposal
from workflow.rules.errors import ActionRefusedError
from workflow.store import verification
from workflow.store.models import TextVersion

BASE = "D:Q7/2@2018-2021"


@pytest.fixture
def itu_d(world: World) -> Sector:
    return sectors.sector(world, "D")


def endorsed(itu_d: Sector) -> str:
    """A case that TDAG has endorsed."""
    number = itu_d.before_the_advisory_group()
    itu_d.take(number, "advisory_chair", "endorse", meeting="advisory")
    return number


def test_endorsed_and_notified_it_comes_into_force(world: World, itu_d: Sector) -> None:
    number = endorsed(itu_d)
    assert number == "BDT-2026-0001"
    assert itu_d.state(number) == "consult_or_notify"
    itu_d.take(number, "director", "route_to_notification", reasons="Endorsed by consensus.")
    assert itu_d.state(number) == "conditions_met"
    itu_d.take(number, "director", "announce", reference="BDT Circular 2")
    assert world.run(number, "allocation").state == "effective"
    itu_d.take(number, "officer", "publish", reference="BDT Circular 3", register_number="Q8/2")
    assert itu_d.state(number) == "in_force"
    assert itu_d.register(number) == [("D:Q8/2@2026", "in force")]
    with world.database.reading() as session:
        assert verification.verify(session).as_json()["ok"]


def test_with_fewer_than_four_the_reasons_are_recorded(itu_d: Sector) -> None:
    number = itu_d.before_the_study_group()
    with pytest.raises(ActionRefusedError) as error:
        itu_d.take(number, "chair", "agree", meeting="study_group")
    assert refused(error) == ["reasons_given"]
    itu_d.take(number, "chair", "agree", meeting="study_group", reasons="Two, and a host.")
    assert itu_d.state(number) == "tdag_decision"


def test_the_director_waits_for_the_allocation(itu_d: Sector) -> None:
    number = itu_d.screened()
    itu_d.take(number, "officer", "put_to_study_group", meeting="study_group")
    itu_d.world.now = AT_THE_MEETING
    itu_d.take(number, "chair", "agree", meeting="study_group", reasons="A host is known.")
    itu_d.take(number, "advisory_chair", "endorse", meeting="advisory")
    for action, given in (
        ("route_to_notification", {"reasons": "Endorsed."}),
        ("open_consultation", {"reference": "BDT Circular 1"}),
    ):
        with pytest.raises(ActionRefusedError) as error:
            itu_d.take(number, "director", action, **given)
        assert refused(error) == ["allocation_is_settled"]


def test_the_conference_approves_what_tdag_has_reviewed(world: World, itu_d: Sector) -> None:
    number = itu_d.screened()
    itu_d.take(number, "officer", "put_to_conference", reasons="For the next study period.")
    itu_d.world.now = AT_THE_MEETING
    itu_d.take(number, "advisory_chair", "review_before_conference", meeting="advisory")
    itu_d.take(number, "director", "circulate_list", reference="BDT Circular 1")
    with pytest.raises(ActionRefusedError) as error:
        itu_d.take(number, "officer", "conference_approves", meeting="assembly")
    assert refused(error) == ["meeting_has_begun"]
    world.now = dt.datetime(2028, 10, 4, 9, tzinfo=dt.UTC)
    itu_d.take(number, "officer", "conference_approves", meeting="assembly")
    assert itu_d.state(number) == "approved"


def test_the_conference_does_not_approve(world: World, itu_d: Sector) -> None:
    number = itu_d.screened()
    itu_d.take(number, "officer", "put_to_conference", reasons="For the next study period.")
    itu_d.world.now = AT_THE_MEETING
    itu_d.take(number, "advisory_chair", "review_before_conference", meeting="advisory")
    itu_d.take(number, "director", "circulate_list", reference="BDT Circular 1")
    world.now = dt.datetime(2028, 10, 4, 9, tzinfo=dt.UTC)
    itu_d.take(
        number, "officer", "conference_does_not_approve", meeting="assembly", reasons="Priorities."
    )
    assert itu_d.state(number) == "not_approved"


def test_two_months_before_the_conference_it_is_too_late_for_it(
    world: World, itu_d: Sector
) -> None:
    number = itu_d.screened()
    world.now = dt.datetime(2028, 8, 3, 9, tzinfo=dt.UTC)
    with pytest.raises(ActionRefusedError) as error:
        itu_d.take(number, "officer", "put_to_conference", reasons="For the next study period.")
    assert refused(error) == ["assembly_is_far_enough"]
    assert error.value.refusals[0].params == {"day": "2028-08-02"}


def test_the_form_is_its_own(world: World, itu_d: Sector) -> None:
    """What only another Sector's form asks is not kept, and does not make this one complete."""
    draft = itu_d.draft(situation="", timing="", scope="Methods only.", category="S2")
    with pytest.raises(ActionRefusedError) as error:
        world.act("delegate", SubmitProposal(draft_id=draft, seen_version=1))
    assert error.value.refusals[0].params["fields"] == ("situation", "timing")
    number = itu_d.submitted(scope="Methods only.", category="S2")
    with world.database.reading() as session:
        case = world.case(number).id
        text = session.scalars(select(TextVersion).where(TextVersion.case_id == case)).one()
    assert not {"scope", "category"} & set(text.fields)
