"""Work in progress is taken up as a case: opened by whoever may, considered, and carried out where it changes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.groups_stage import hidden
from tests.sectors import sector
from tests.world import World
from workflow.rules.commands.cases import OpenCurrentWork
from workflow.rules.commands.decisions import RecordAllocation
from workflow.rules.commands.reviews import AskGroups
from workflow.rules.errors import InvalidInputError, NotPermittedError
from workflow.store.verification import verify

ELSEWHERE = {"kind": "reallocate_sector", "lead_sector": "T", "supporting": ()}
STAYS = {"kind": "keep", "lead_sector": "R", "supporting": ()}


def opened(world: World, by: str = "delegate", opener: str = "XFA", **changes: Any) -> str:
    values: dict[str, Any] = {
        "opener": opener, "work": "question", "language": "en", "question": "R:239/1",
        "text": "Under study since 2015.", "reasons": "ITU-T measures too.", **changes,
    }  # fmt: skip
    return str(world.act(by, OpenCurrentWork(**values))["case"])


def concluded(world: World, number: str, **conclusion: Any) -> None:
    """Its screening has passed; both groups conclude the same and that is noted."""
    world.later(days=20)
    world.pass_time()
    run = world.run(number, "allocation")
    assert run.state == "triage"
    ask = AskGroups(run_id=run.id, seen_version=run.version, groups=("R:RAG", "T:TSAG"))
    world.act("officer", ask)
    world.later(days=30)
    chairs = {"rag_chair": "R:RAG", "tsag_chair": "T:TSAG"}
    drafted = {
        world.confirm_conclusion(number, who, body, **conclusion): who
        for who, body in chairs.items()
    }
    for one, who in drafted.items():
        world.release_conclusion(one, who)
    world.move("officer", number, "note_agreement")


def decided(world: World, number: str, **values: Any) -> None:
    run = world.run(number, "allocation")
    chosen: dict[str, Any] = {
        "mode": "single_sector", "lead_sector": "R", "contributing": (),
        "study_groups": ("R:SG1",), "essential_requirements": "", "grounds": "The mandates.",
        "meeting_id": world.meeting("R:RAG"), **values,
    }  # fmt: skip
    world.act("officer", RecordAllocation(run_id=run.id, seen_version=run.version, **chosen))


@pytest.mark.parametrize(
    ("who", "opener"),
    [("neighbour", "XFB"), ("sg_chair", "R:SG1"), ("tsag_chair", "T:TSAG"), ("director", "BR")],
)
def test_a_member_state_a_group_or_a_director_opens_it(world: World, who: str, opener: str) -> None:
    number = opened(world, who, opener)
    case = world.case(number)
    assert (case.proposer, case.work, case.question_id) == (opener, "question", "R:239/1")
    assert world.run(number, "allocation").state == "registered"
    shown = world.client("neighbour").get(f"/cases/{number}").text
    assert "Current work: a Question in force" in shown
    table = world.client("neighbour").get("/cases").text
    row = table[table.index("<tbody>") : table.index("</tbody>")]
    assert "a Question in force" in row
    assert "revised Question" not in row
    assert number not in world.client("neighbour").get("/cases?kind=revised").text


def test_it_is_opened_in_the_name_of_ones_own_and_on_work_that_there_is(world: World) -> None:
    for who, opener in (("delegate", "XFB"), ("officer", "BR"), ("drafter", "XFA")):
        with pytest.raises(NotPermittedError):
            opened(world, who, opener)
    for field, changes in {
        "question": {"question": "R:999/1"},
        "study_group": {"work": "programme", "study_group": "R:SG99"},
        "title": {"work": "workshops", "study_group": "R:SG1"},
        "reasons": {"reasons": " "},
        "text": {"text": "?" * 50_001},
    }.items():
        with pytest.raises(InvalidInputError) as refused:
            opened(world, **changes)
        assert refused.value.field_name == field
    number = opened(world, work="programme", study_group="R:SG5", title="Capacity building")
    assert (world.case(number).title, world.case(number).kind) == ("Capacity building", "new")


def test_what_stays_where_it_is_has_nothing_to_be_approved(world: World) -> None:
    number = opened(world)
    concluded(world, number, **STAYS)
    decided(world, number)
    assert world.run(number, "allocation").state == "effective"
    with world.database.reading() as session:
        assert verify(session).first_bad is None


def test_what_goes_to_another_sector_is_suppressed_here_and_begun_there(world: World) -> None:
    itu_t = sector(world, "T")
    number = opened(world, "tsag_chair", "T:TSAG")
    concluded(world, number, **ELSEWHERE)
    decided(world, number, mode="transfer", lead_sector="T", study_groups=(itu_t.group,))
    assert world.run(number, "allocation").state == "member_state_approval"
    assert world.run(number, "question_r").kind == "suppression"
    assert world.run(number, "question_t").kind == "new"
    assert world.client("officer_tsb").get(f"/cases/{number}").status_code == 200
    with world.database.reading() as session:
        assert verify(session).first_bad is None


def test_the_form_keeps_what_was_typed(world: World) -> None:
    assert world.client("officer").get("/current-work/new").status_code == 403
    browser = world.client("sg_chair")
    assert 'href="/en/current-work/new"' in browser.get("/cases").text
    page = browser.get("/current-work/new?question=R:239/1").text
    assert 'value="R:239/1"' in page
    sent = {
        **hidden(page), "opener": "R:SG1", "work": "question", "question": "R:999/1",
        "language": "en", "text": "As it is.", "reasons": "Both Sectors measure.",
    }  # fmt: skip
    refused = browser.post("/current-work/new", sent)
    assert refused.status_code == 422
    assert "Name a Question in force of the register." in refused.text
    assert "Both Sectors measure." in refused.text
    assert browser.post("/current-work/new", {**sent, "question": "R:239/1"}).status_code == 302
