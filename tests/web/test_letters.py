"""Letters of a lead office: filled from the case in six languages, drafts until the act is recorded."""

from __future__ import annotations

import io

import docx
import pytest
from docx.oxml.ns import qn

from states.definition import LANGUAGES
from tests.word_files import words_of
from tests.world import TEXT, World
from workflow.rules.commands.consultations import RecordReply

pytestmark = pytest.mark.one_database

DRAFT = "DRAFT, not signed"


def letter(world: World, number: str, code: str, language: str = "en", who: str = "officer") -> str:
    answer = world.client(who).get(f"/cases/{number}/letters/{code}/{language}")
    assert answer.status_code == 200, answer.status_code
    return words_of(answer.data)


def offered(world: World, number: str, who: str = "officer") -> list[str]:
    """The letters whose links stand on the page of the case."""
    page = world.client(who).get(f"/cases/{number}").text
    return [
        code
        for code in ("acknowledgement", "opening", "result")
        if f"/en/cases/{number}/letters/{code}/fr" in page
    ]


def test_an_acknowledgement_is_a_draft_until_receipt_is_recorded(world: World) -> None:
    number = world.submitted()
    before = letter(world, number, "acknowledgement")
    assert DRAFT in before
    assert "To the Administration of: Republic of Almaria" in before
    assert f"It bears the number {number}; its text is fixed as version 1." in before
    world.move("officer", number, "receive")
    after = letter(world, number, "acknowledgement")
    assert DRAFT not in after
    assert "Recorded on 2 March 2026" in after
    assert "It is screened for close texts until 23:59 on 16 March 2026 (Geneva)." in after


def test_the_opening_circular_carries_the_text_and_the_day_replies_are_due(world: World) -> None:
    number = world.consulted()
    said = letter(world, number, "opening")
    assert DRAFT not in said
    assert "Reference: CACE/1" in said
    assert "Replies are due by 23:59 on 5 July 2026 (Geneva)." in said
    assert TEXT["question_text"] in said
    assert "Report" in said


def test_the_opening_circular_is_a_draft_before_the_director_opens(world: World) -> None:
    number = world.allocated()
    world.now = world.now.replace(month=5, day=5)
    meeting = str(world.meeting("R:SG1"))
    world.move("sg_chair", number, "adopt_at_meeting", meeting=meeting)
    assert offered(world, number) == ["acknowledgement"]
    world.move("sg_chair", number, "no_opposition", meeting=meeting)
    world.move("sg_chair", number, "route_to_consultation")
    assert offered(world, number) == ["acknowledgement", "opening"]
    said = letter(world, number, "opening")
    assert DRAFT in said
    assert "Replies are due by …." in said
    answer = world.client("officer").get(f"/cases/{number}/letters/opening/fr")
    assert f"{number}-opening-fr-draft.docx" in answer.headers["Content-Disposition"]


def test_the_result_is_the_offices_alone_until_the_director_announces(world: World) -> None:
    number = world.consulted()
    reply = RecordReply(
        consultation_id=world.consultation(number).id, member="XFA", position="agree", reasons=""
    )
    world.act("delegate", reply)
    assert offered(world, number) == ["acknowledgement", "opening"]
    world.now = world.consultation(number).closes_at
    world.pass_time()
    before = letter(world, number, "result")
    assert DRAFT in before
    assert "approved by the rule of this edition" in before
    world.move("director", number, "announce", reference="CACE/2")
    after = letter(world, number, "result", who="director")
    assert DRAFT not in after
    assert "Reference: CACE/2" in after


@pytest.mark.parametrize("who", ["officer_tsb", "delegate", "rag_chair", "administrator"])
def test_no_other_reader_has_letters(world: World, who: str) -> None:
    number = world.received()
    assert offered(world, number, who) == []
    answer = world.client(who).get(f"/cases/{number}/letters/acknowledgement/en")
    assert answer.status_code in (403, 404)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_is_written_in_its_own_language(world: World, language: str) -> None:
    number = world.consulted()
    for code in ("acknowledgement", "opening"):
        answer = world.client("officer").get(f"/cases/{number}/letters/{code}/{language}")
        said = words_of(answer.data)
        assert ("without giving reasons" in said or "Member States are consulted" in said) == (
            language == "en"
        )
        body = docx.Document(io.BytesIO(answer.data)).element.body
        assert (body.sectPr.find(qn("w:bidi")) is not None) == (language == "ar")
