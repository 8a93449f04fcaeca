"""In the time for corrections members state and correct; the proposer answers a modification."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.groups_stage import NUMBER, Stage, hidden
from tests.world import World
from workflow.pages import voices
from workflow.pages.voices import Voices
from workflow.rules.commands.reviews import AnswerModification, AttachStatement, ProposeCorrection
from workflow.rules.errors import (
    ActionNotOfferedError,
    InvalidInputError,
    NotFoundError,
    NotPermittedError,
    StaleError,
)
from workflow.rules.permissions import NOBODY, Reader
from workflow.store.models import Conclusion, Notice, Person

STATEMENT = "Our administration reserves its position on the bands below 30 MHz."
CORRECTION = "In the second line, read measurement for protection."
MEMBER = (("submitter", "member", "XFC"), ("participant", "body", "R:RAG"))


@pytest.fixture
def stage(world: World) -> Stage:
    """RAG's confirmed conclusion, while corrections may be proposed."""
    one = Stage(world)
    with world.database.writing() as session:
        world._person(session, "rag_member", MEMBER)
    one.ask()
    one.draft("R:RAG", "rag_chair", kind="modify")
    one.confirm("R:RAG", "rag_chair")
    return one


def values(stage: Stage, **changes: Any) -> dict[str, Any]:
    row = stage.conclusion("R:RAG")
    return {"conclusion_id": row.id, "seen_version": row.version, "language": "en", **changes}


def attach(stage: Stage, who: str = "rag_member", **changes: Any) -> None:
    sent = {"member": "XFC", "text": STATEMENT, **changes}
    stage.perform(AttachStatement(**values(stage, **sent)), who)


def correct(stage: Stage, who: str = "rag_participant", text: str = CORRECTION) -> None:
    stage.perform(ProposeCorrection(**values(stage, text=text)), who)


def answer(stage: Stage, position: str, reasons: str = "", who: str = "delegate") -> None:
    row = stage.conclusion("R:RAG")
    command = AnswerModification(
        conclusion_id=row.id, seen_version=row.version, position=position, reasons=reasons
    )
    stage.perform(command, who)


def said(stage: Stage, reader: Reader) -> Voices:
    with stage.database.reading() as session:
        row = session.get_one(Conclusion, stage.conclusion("R:RAG").id)
        return voices.of_conclusions(session, [row], reader, "en")[row.id]


def told(stage: Stage, kind: str) -> list[str]:
    with stage.database.reading() as session:
        rows = session.query(Person.email).join(Notice).filter(Notice.kind == kind)
        return sorted(email.partition("@")[0] for (email,) in rows)


def test_those_who_take_part_are_told_that_corrections_may_be_proposed(stage: Stage) -> None:
    assert told(stage, "conclusion_to_correct") == ["rag_member", "rag_participant"]


def test_a_statement_stands_with_the_conclusion_and_is_replaced_by_a_second(stage: Stage) -> None:
    attach(stage, text="A first wording.")
    attach(stage)
    stage.release("R:RAG", "rag_chair")
    (one,) = said(stage, NOBODY).statements
    assert one.text == STATEMENT
    assert told(stage, "remark_made") == sorted(["officer", "rag_chair", "rag_vice_chair"] * 2)
    assert STATEMENT in stage.world.client("neighbour").get(f"/cases/{NUMBER}").text


def test_a_correction_is_for_those_who_write_and_is_not_printed(stage: Stage) -> None:
    correct(stage)
    assert [one.text for one in said(stage, stage.world.reader("rag_chair")).corrections] == [
        CORRECTION
    ]
    stage.release("R:RAG", "rag_chair")
    assert said(stage, stage.world.reader("rag_chair")).corrections == ()


@pytest.mark.parametrize("who", ["neighbour", "tsag_chair", "delegate"])
def test_whoever_may_not_see_the_conclusion_remarks_nothing(stage: Stage, who: str) -> None:
    with pytest.raises(NotFoundError):
        correct(stage, who)
    with pytest.raises(NotFoundError):
        attach(stage, who)


def test_whoever_may_submit_for_a_member_that_takes_part_attaches_its_statement(
    stage: Stage,
) -> None:
    with stage.database.writing() as session:
        stage.world._person(session, "capital", (("submitter", "member", "XFC"),))
        stage.world._person(session, "capital_drafter", (("drafter", "member", "XFC"),))
    stage.draft("R:RAG", "officer", kind="modify", reasons="Corrected.", seen_version=2)
    stage.confirm("R:RAG", "rag_chair")
    assert "capital" in told(stage, "conclusion_to_correct")
    assert "capital_drafter" not in told(stage, "conclusion_to_correct")
    address = f"/cases/{NUMBER}/conclusions/{stage.conclusion('R:RAG').id}/remarks"
    capital = stage.world.client("capital")
    case = capital.get(f"/cases/{NUMBER}").text
    assert address in case
    assert "Propose corrections" not in case
    page = capital.get(address).text
    assert "Attach a statement" in page
    assert "Propose a correction" not in page
    attach(stage, "capital")
    assert [one.text for one in said(stage, stage.world.reader("rag_chair")).statements] == [
        STATEMENT
    ]
    with pytest.raises(NotPermittedError):
        correct(stage, "capital")
    with pytest.raises(NotFoundError):
        attach(stage, "capital_drafter")
    assert stage.world.client("capital_drafter").get(address).status_code == 403
    assert "R:RAG" not in stage.world.reader("capital").codes("body")
    assert stage.world.client("capital").get("/reviews").status_code == 403


def test_a_member_takes_part_while_one_of_its_people_does(stage: Stage) -> None:
    with stage.database.writing() as session:
        stage.world._person(session, "capital", (("submitter", "member", "XFC"),))
        person = session.query(Person).filter_by(email="rag_member@example.org").one()
        person.active = False
    with pytest.raises(NotFoundError):
        attach(stage, "capital")


def test_the_office_writes_and_does_not_remark_and_a_statement_is_a_members(stage: Stage) -> None:
    with pytest.raises(NotPermittedError):
        correct(stage, "officer")
    for changes in ({"who": "rag_participant"}, {"member": "XFA"}):
        with pytest.raises(NotPermittedError):
            attach(stage, **changes)


def test_empty_words_are_said_at_their_field(stage: Stage) -> None:
    with pytest.raises(InvalidInputError) as refused:
        correct(stage, text=" ")
    assert refused.value.field_name == "text"


def test_outside_its_time_nothing_is_added(stage: Stage) -> None:
    until = stage.conclusion("R:RAG").corrections_until
    assert until is not None
    stage.at(until)
    with pytest.raises(ActionNotOfferedError):
        attach(stage)
    with pytest.raises(ActionNotOfferedError):
        correct(stage)
    stage.at(until - dt.timedelta(seconds=1))
    attach(stage)


def test_a_statement_on_an_earlier_wording_says_so(stage: Stage) -> None:
    attach(stage)
    stage.draft("R:RAG", "officer", kind="modify", reasons="Corrected.", seen_version=2)
    stage.confirm("R:RAG", "rag_chair")
    page = stage.world.client("rag_chair").get(f"/cases/{NUMBER}").text
    assert STATEMENT in page
    assert "before the conclusion was corrected" in page


def test_the_proposer_answers_a_released_modification_and_may_change_its_mind(
    stage: Stage,
) -> None:
    with pytest.raises(NotFoundError):
        answer(stage, "agreed")
    stage.release("R:RAG", "rag_chair")
    answer(stage, "agreed")
    answer(stage, "not_agreed", "The scope was cut by half.")
    seen = said(stage, stage.world.reader("neighbour"))
    assert (seen.position, seen.position_reasons) == (
        voices.POSITIONS["not_agreed"], "The scope was cut by half.",
    )  # fmt: skip
    assert said(stage, NOBODY).position == ""
    assert set(told(stage, "modification_answered")) == {"officer", "rag_chair", "rag_vice_chair"}


def test_not_agreeing_has_reasons_and_only_the_proposer_answers(stage: Stage) -> None:
    stage.release("R:RAG", "rag_chair")
    with pytest.raises(InvalidInputError) as refused:
        answer(stage, "not_agreed")
    assert refused.value.field_name == "reasons"
    with pytest.raises(InvalidInputError):
        answer(stage, "perhaps")
    for who in ("neighbour", "officer", "rag_chair", "drafter"):
        with pytest.raises(NotPermittedError):
            answer(stage, "agreed", who=who)


def test_a_conclusion_that_changes_nothing_asks_for_no_answer(world: World) -> None:
    stage = Stage(world)
    stage.ask()
    stage.conclude("R:RAG", "rag_chair")
    with pytest.raises(ActionNotOfferedError):
        answer(stage, "agreed")


def test_written_anew_the_modification_has_no_answer_yet(stage: Stage) -> None:
    with stage.database.writing() as session:
        stage.world._person(
            session,
            "seated_proposer",
            (("submitter", "member", "XFA"), ("participant", "body", "R:RAG")),
        )
    answer(stage, "agreed", who="seated_proposer")
    seen = said(stage, stage.world.reader("rag_chair"))
    assert seen.position == voices.POSITIONS["agreed"]
    stage.draft("R:RAG", "officer", kind="modify", reasons="Corrected.", seen_version=2)
    assert said(stage, stage.world.reader("rag_chair")).position == ""


def test_from_the_pages(stage: Stage) -> None:
    member = stage.world.client("rag_member")
    address = f"/cases/{NUMBER}/conclusions/{stage.conclusion('R:RAG').id}"
    assert "Propose corrections, attach a statement" in member.get(f"/cases/{NUMBER}").text
    page = member.get(f"{address}/remarks").text
    sent = {"seen_version": hidden(page)["seen_version"], "language": "en"}
    assert member.post(f"{address}/correction", {**sent, "text": CORRECTION}).status_code == 302
    assert member.post(f"{address}/statement", {**sent, "text": ""}).status_code == 422
    stale = member.post(f"{address}/statement", {**sent, "seen_version": "1", "text": STATEMENT,
                                                "member": "XFC"})  # fmt: skip
    assert stale.status_code == 409
    assert STATEMENT in stale.text
    answered = {**sent, "text": STATEMENT, "member": "XFC"}
    assert member.post(f"{address}/statement", answered).status_code == 302
    page = stage.world.client("rag_chair").get(f"/cases/{NUMBER}").text
    assert STATEMENT in page
    assert CORRECTION in page

    stage.release("R:RAG", "rag_chair")
    proposer = stage.world.client("delegate")
    page = proposer.get(f"/cases/{NUMBER}").text
    form = page.partition(f"{address}/answer")[2].partition("</form>")[0]
    sent = {**hidden(form), "position": "agreed"}
    assert proposer.post(f"{address}/answer", sent).status_code == 302
    assert "agreed by the proposer" in stage.world.client("tsag_chair").get(f"/cases/{NUMBER}").text


def test_a_stale_answer_is_told(stage: Stage) -> None:
    stage.release("R:RAG", "rag_chair")
    row = stage.conclusion("R:RAG")
    with pytest.raises(StaleError):
        stage.perform(
            AnswerModification(conclusion_id=row.id, seen_version=1, position="agreed"), "delegate"
        )
