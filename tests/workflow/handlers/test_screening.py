"""Screening: no answer holds a proposal, a missing one only for ten working days, the proposer sees first."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from states.definition import ChecklistItem
from tests import reading
from tests.tampering import events
from tests.world import World
from workflow.overlap import closeness
from workflow.rules.commands.overlaps import AnswerItem, DisposeOfCandidate, ReplyToFindings
from workflow.rules.errors import ActionRefusedError, InvalidInputError, NotPermittedError
from workflow.store import editions
from workflow.store.models import Candidate

HOLDING = ("D3", "D8", "D15")


def checklist() -> tuple[ChecklistItem, ...]:
    return editions.shipped()["allocation_2022"].checklist


def candidates(world: World, number: str) -> list[Candidate]:
    with world.database.reading() as session:
        query = select(Candidate).where(Candidate.case_id == world.case(number).id)
        return list(session.scalars(query.order_by(Candidate.id)))


def dispose(world: World, candidate: int, by: str = "officer", **changes: str) -> None:
    said = {"degree": "related", "reason": "It touches it.", "office": "BR", **changes}
    world.act(by, DisposeOfCandidate(candidate_id=candidate, **said))


def answer(world: World, number: str, item: str, said: str, by: str = "officer") -> None:
    case = world.case(number).id
    world.act(by, AnswerItem(case_id=case, item=item, answer=said, evidence="Seen."))


def test_the_checklist_has_eighteen_items_and_asks_the_proposer_five_at_most() -> None:
    items = checklist()
    assert [one.code for one in items] == [f"D{number}" for number in range(1, 19)]
    assert len([one for one in items if one.whose == "proposer"]) == 5
    assert {one.whose for one in items} <= {"proposer", "lead_office", "BR", "TSB", "BDT", "GS"}
    assert tuple(one.code for one in items if one.holds_until_due) == HOLDING


@pytest.mark.parametrize("said", ["no", "partly", "not_known", "yes"])
def test_no_answer_holds_the_proposal(world: World, said: str) -> None:
    number = world.received()
    for item in HOLDING:
        answer(world, number, item, said)
    for one in candidates(world, number):
        dispose(world, one.id, degree="duplicate", reason="The same measurements.")
    world.act("delegate", ReplyToFindings(case_id=world.case(number).id, reply=""))
    world.move("sg_chair", number, "screen")
    world.move("officer", number, "open_triage")
    assert (world.run(number).state, world.run(number, "allocation").state) == (
        "screened",
        "triage",
    )
    assert world.case(number).screening_incomplete == []


def test_after_ten_working_days_and_not_before_it_goes_on_incomplete(world: World) -> None:
    number = world.received()
    answer(world, number, "D3", "yes")
    due = world.run(number).due_at
    assert due == dt.datetime(2026, 3, 16, 23, tzinfo=dt.UTC)  # 24:00 in Geneva, ten working days
    world.now = due - dt.timedelta(microseconds=1)
    world.pass_time()
    assert world.run(number).state == "received"
    with pytest.raises(ActionRefusedError):
        world.move("sg_chair", number, "screen")
    world.now = due
    world.pass_time()
    assert world.run(number).state == "screened"
    assert world.case(number).screening_incomplete == ["D8", "D15"]
    (closed,) = [row for row in events(world) if row.kind == "ScreeningClosed"]
    assert closed.role == "clock"


def test_the_proposer_and_the_offices_see_a_finding_before_anybody_else(world: World) -> None:
    number = world.received()
    first, *rest = candidates(world, number)
    assert rest
    dispose(world, first.id, reason="Only for your eyes.")
    seeing = {who: shown(world, number, who) for who in PEOPLE}
    assert seeing == {
        "delegate": True, "drafter": True, "officer": True, "officer_tsb": True,
        "neighbour": False, "sg_chair": False, "rag_chair": False, "administrator": False,
        "stranger": False,
    }  # fmt: skip


PEOPLE = (
    "delegate", "drafter", "officer", "officer_tsb", "neighbour", "sg_chair", "rag_chair",
    "administrator", "stranger",
)  # fmt: skip


def shown(world: World, number: str, who: str) -> bool:
    """Whether the reader comes across the reason of a finding."""
    return bool(reading.where(reading.told(world, number, who), "Only for your eyes."))


def test_the_reply_of_the_proposer_travels_with_the_proposal(world: World) -> None:
    number = world.received()
    for one in candidates(world, number):
        dispose(world, one.id)
    for item in HOLDING:
        answer(world, number, item, "yes")
    world.act("delegate", ReplyToFindings(case_id=world.case(number).id, reply="Ours is wider."))
    assert "Ours is wider." not in world.client("neighbour").get(f"/cases/{number}/findings").text
    world.move("officer", number, "open_triage")
    world.move("sg_chair", number, "screen")
    for who in ("neighbour", "rag_chair", "tsag_chair", "officer_tsb"):
        page = world.client(who).get(f"/cases/{number}/findings").text
        assert ("Ours is wider." in page, "It touches it." in page) == (True, True), who


def test_the_proposer_cannot_be_passed_over(world: World) -> None:
    number = world.received()
    for one in candidates(world, number):
        dispose(world, one.id)
    for item in HOLDING:
        answer(world, number, item, "yes")
    with pytest.raises(ActionRefusedError) as refused:
        world.move("sg_chair", number, "screen")
    assert [one.guard for one in refused.value.refusals] == ["proposer_has_seen_the_findings"]


@pytest.mark.parametrize("who", ["delegate", "neighbour", "sg_chair", "director", "administrator"])
def test_a_degree_is_given_by_an_officer_in_the_name_of_the_own_office(
    world: World, who: str
) -> None:
    (first, *_) = candidates(world, world.received())
    with pytest.raises(NotPermittedError):
        dispose(world, first.id, by=who)
    with pytest.raises(NotPermittedError):
        dispose(world, first.id, by="officer", office="TSB")
    with pytest.raises(InvalidInputError):
        dispose(world, first.id, reason=" ")
    dispose(world, first.id, by="officer_tsb", office="TSB")
    (said, *_) = candidates(world, world.case("BR-2026-0001").number)
    assert (said.office, said.degree, bool(said.compared_digest)) == ("TSB", "related", True)


def test_the_machine_says_close_or_related_and_never_more() -> None:
    assert {closeness(share / 100) for share in range(101)} == {"close", "related"}


def test_before_a_person_has_spoken_no_page_says_duplicate(world: World) -> None:
    number = world.received()
    for who in ("delegate", "officer", "sg_chair"):
        page = world.client(who).get(f"/cases/{number}").text
        assert "duplicate" not in page.casefold(), who
