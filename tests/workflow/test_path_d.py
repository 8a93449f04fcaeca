"""The whole path of a proposal to ITU-D, from submission to in force, and its other ends."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from tests import sectors
from tests.sectors import AT_THE_MEETING, SUPPORTERS, Sector
from tests.world import World
from workflow.rules.commands.proposals import SubmitProposal
from workflow.rules.errors import ActionRefusedError
from workflow.store import verification
from workflow.store.models import Question, TextVersion

BASE = "D:Q7/2@2018-2021"


@pytest.fixture
def itu_d(world: World) -> Sector:
    return sectors.sector(world, "D")


def before_the_study_group(itu_d: Sector, kind: str = "new", **changes: str) -> str:
    """A case with its allocation decision, before the study group on a day when it meets."""
    number = itu_d.screened(kind, **changes)
    itu_d.take(number, "officer", "put_to_study_group", meeting="study_group")
    itu_d.allocate(number)
    return number


def endorsed(itu_d: Sector) -> str:
    """A case that TDAG has endorsed."""
    number = before_the_study_group(itu_d)
    itu_d.support(number, *SUPPORTERS)
    itu_d.take(number, "chair", "agree", meeting="study_group")
    itu_d.take(number, "advisory_chair", "endorse", meeting="advisory")
    return number


def in_register(world: World, number: str) -> list[tuple[str, str]]:
    with world.database.reading() as session:
        rows = session.scalars(select(Question).where(Question.case_id == world.case(number).id))
        return [(one.id, one.status) for one in rows]


def refused(error: pytest.ExceptionInfo[ActionRefusedError]) -> list[str]:
    return [one.guard for one in error.value.refusals]


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
    assert in_register(world, number) == [("D:Q8/2@2026", "in force")]
    with world.database.reading() as session:
        assert verification.verify(session).as_json()["ok"]


@pytest.mark.parametrize(
    ("agree", "objects", "state"),
    [(6, 4, "conditions_met"), (5, 5, "conditions_not_met"), (9, 0, "conditions_not_met"),
     (0, 0, "undecided")],
)  # fmt: skip
def test_the_director_may_consult_the_member_states(
    itu_d: Sector, agree: int, objects: int, state: str
) -> None:
    number = endorsed(itu_d)
    itu_d.take(number, "director", "open_consultation", reference="BDT Circular 1")
    itu_d.close(number, agree=agree, object_to=objects)
    assert itu_d.state(number) == state


def test_not_approved_it_goes_back_to_the_study_group(world: World, itu_d: Sector) -> None:
    number = endorsed(itu_d)
    itu_d.take(number, "director", "open_consultation", reference="BDT Circular 1")
    itu_d.close(number, agree=5, object_to=5)
    itu_d.take(number, "director", "announce_result", reference="BDT Circular 2")
    assert itu_d.state(number) == "returned_to_sg"
    assert world.run(number, "allocation").state == "reopened"
    itu_d.take(number, "chair", "take_up_again")
    assert itu_d.state(number) == "sg_review"


def test_with_fewer_than_four_the_reasons_are_recorded(itu_d: Sector) -> None:
    number = before_the_study_group(itu_d)
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


def test_tdag_recommends_a_modification(itu_d: Sector) -> None:
    number = before_the_study_group(itu_d)
    itu_d.take(number, "chair", "agree", meeting="study_group", reasons="A host is known.")
    itu_d.take(number, "advisory_chair", "recommend_change", meeting="advisory", reasons="Shorter.")
    assert itu_d.state(number) == "sg_review"


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


def test_the_proposer_withdraws_until_the_decision(world: World, itu_d: Sector) -> None:
    number = endorsed(itu_d)
    world.move("delegate", number, "withdraw")
    assert itu_d.state(number) == "withdrawn"


@pytest.mark.parametrize(
    ("agree", "objects", "state", "status"),
    [(5, 4, "deleted", "suppressed"), (4, 5, "stays_in_force", "in force")],
)
def test_a_deletion_is_agreed_asked_and_announced(
    world: World, itu_d: Sector, agree: int, objects: int, state: str, status: str
) -> None:
    number = before_the_study_group(itu_d, "suppression", question=BASE)
    itu_d.take(number, "chair", "agree_deletion", meeting="study_group")
    itu_d.take(number, "director", "open_deletion_consultation", reference="BDT Circular 1")
    itu_d.close(number, agree=agree, object_to=objects)
    action = "announce_deletion" if state == "deleted" else "announce_no_deletion"
    itu_d.take(number, "director", action, reference="BDT Circular 2")
    assert itu_d.state(number) == state
    with world.database.reading() as session:
        assert session.get_one(Question, BASE).status == status


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
