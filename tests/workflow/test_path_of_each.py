"""Where the paths of proposals to ITU-T and to ITU-D are alike."""

from __future__ import annotations

import pytest

from tests import sectors
from tests.sectors import Sector
from tests.world import World
from workflow.store.models import Question

BASES = {"T": "T:Q3/5@2017-2020", "D": "D:Q7/2@2018-2021"}
REVIEW = {"T": "under_sg_review", "D": "sg_review"}
WITHOUT_A_REPLY = {"T": "conditions_not_met", "D": "undecided"}
CIRCULAR = {"reference": "Circular 1"}


@pytest.fixture(params=["T", "D"])
def itu(request: pytest.FixtureRequest, world: World) -> Sector:
    return sectors.sector(world, request.param)


def asked(itu: Sector) -> str:
    """A case on which Member States are consulted; in ITU-T, for want of consensus."""
    number = itu.before_the_advisory_group()
    itu.take(number, "advisory_chair", "endorse", meeting="advisory")
    if itu.code == "T":
        why = {"meeting": "study_group", "reasons": "No consensus."}
        itu.take(number, "chair", "request_consultation", **why)
    itu.take(number, "director", "open_consultation", **CIRCULAR)
    return number


@pytest.mark.parametrize(
    ("agree", "objects", "state"),
    [(6, 4, "conditions_met"), (5, 5, "conditions_not_met"), (9, 0, "conditions_not_met"),
     (0, 0, WITHOUT_A_REPLY)],
)  # fmt: skip
def test_more_than_half_of_at_least_ten_replies_approve(
    itu: Sector, agree: int, objects: int, state: str | dict[str, str]
) -> None:
    number = asked(itu)
    itu.close(number, agree=agree, object_to=objects)
    assert itu.state(number) == (state if isinstance(state, str) else state[itu.code])


def test_not_approved_it_goes_back_to_the_study_group_and_the_allocation_is_reopened(
    world: World, itu: Sector
) -> None:
    number = asked(itu)
    itu.close(number, agree=5, object_to=5)
    itu.take(number, "director", "announce_result", **CIRCULAR)
    assert itu.state(number) == "returned_to_sg"
    assert world.run(number, "allocation").state == "reopened"
    itu.take(number, "chair", "take_up_again")
    assert itu.state(number) == REVIEW[itu.code]
    assert itu.register(number) == []


def test_the_advisory_group_recommends_a_modification(itu: Sector) -> None:
    number = itu.before_the_advisory_group()
    shorter = {"meeting": "advisory", "reasons": "Shorter."}
    itu.take(number, "advisory_chair", "recommend_change", **shorter)
    assert itu.state(number) == REVIEW[itu.code]


def test_the_proposer_withdraws_until_the_decision(world: World, itu: Sector) -> None:
    number = itu.before_the_advisory_group()
    itu.take(number, "advisory_chair", "endorse", meeting="advisory")
    world.move("delegate", number, "withdraw")
    assert itu.state(number) == "withdrawn"
    assert world.run(number, "allocation").state == "withdrawn"


@pytest.mark.parametrize(
    ("agree", "objects", "state", "status"),
    [(5, 4, "deleted", "suppressed"), (4, 5, "stays_in_force", "in force")],
)
def test_a_deletion_is_agreed_asked_and_announced(
    world: World, itu: Sector, agree: int, objects: int, state: str, status: str
) -> None:
    base = BASES[itu.code]
    number = itu.before_the_study_group("suppression", question=base)
    itu.take(number, "chair", "agree_deletion", meeting="study_group")
    itu.take(number, "director", "open_deletion_consultation", **CIRCULAR)
    itu.close(number, agree=agree, object_to=objects)
    action = "announce_deletion" if state == "deleted" else "announce_no_deletion"
    itu.take(number, "director", action, **CIRCULAR)
    assert itu.state(number) == state
    with world.database.reading() as session:
        assert session.get_one(Question, base).status == status
