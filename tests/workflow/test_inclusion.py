"""A group that is only informed asks to be included; the lead office adds it to the round."""

from __future__ import annotations

import pytest

from tests.groups_stage import NUMBER, Stage, hidden
from tests.world import World
from workflow.pages import inclusion, worklists
from workflow.pages.due import due_page
from workflow.rules.commands.reviews import AskToBeIncluded, IncludeGroup
from workflow.rules.errors import (
    ActionNotOfferedError,
    InvalidInputError,
    NotPermittedError,
    StaleError,
)
from workflow.store import verification
from workflow.store.models import Notice, Person


@pytest.fixture
def stage(world: World) -> Stage:
    """The case in triage."""
    return Stage(world)


def ask(stage: Stage, who: str = "tdag_chair", body: str = "D:TDAG") -> None:
    stage.perform(AskToBeIncluded(run_id=stage.run_id, body=body), who)


def include(stage: Stage, who: str = "officer", body: str = "D:TDAG", seen: int = 0) -> None:
    seen = seen or stage.run().version
    stage.perform(IncludeGroup(run_id=stage.run_id, seen_version=seen, body=body), who)


def told(stage: Stage, kind: str) -> list[str]:
    with stage.database.reading() as session:
        rows = session.query(Person.email).join(Notice).filter(Notice.kind == kind)
        return sorted(email.partition("@")[0] for (email,) in rows)


def groups(stage: Stage, who: str) -> tuple[inclusion.InformedGroup, ...]:
    with stage.database.reading() as session:
        return inclusion.informed_groups(session, stage.run(), stage.world.reader(who))


def test_the_chair_of_an_informed_group_asks_and_the_lead_office_is_told(stage: Stage) -> None:
    stage.ask("R:RAG", "T:TSAG")
    assert [(one.name, one.may_ask, one.asked_at) for one in groups(stage, "tdag_chair")] == [
        ("TDAG", True, None)
    ]
    ask(stage)
    ask(stage)

    assert told(stage, "inclusion_asked") == ["officer"]
    assert len(stage.events("InclusionAsked")) == 1
    assert stage.run().groups == ["R:RAG", "T:TSAG"]
    assert [(one.may_ask, one.asked_at) for one in groups(stage, "tdag_chair")] == [
        (False, stage.world.now)
    ]
    assert [one.may_include for one in groups(stage, "officer")] == [True]


@pytest.mark.parametrize("who", ["rag_chair", "officer", "delegate", "officer_tsb"])
def test_nobody_asks_for_another_group(stage: Stage, who: str) -> None:
    stage.ask("R:RAG", "T:TSAG")
    with pytest.raises(NotPermittedError):
        ask(stage, who)


def test_a_group_that_is_asked_has_nothing_to_ask_for(stage: Stage) -> None:
    with pytest.raises(ActionNotOfferedError):
        ask(stage, "rag_chair", "R:RAG")
    stage.ask("R:RAG", "T:TSAG")
    with pytest.raises(ActionNotOfferedError):
        ask(stage, "rag_chair", "R:RAG")
    with pytest.raises(ActionNotOfferedError):
        include(stage, body="R:RAG")


def test_the_lead_office_includes_a_group_and_the_round_goes_on(stage: Stage) -> None:
    stage.ask("R:RAG", "T:TSAG")
    since = stage.run().entered_at
    drafted = stage.draft("R:RAG", "rag_chair")
    ask(stage)
    include(stage)

    assert (stage.run().state, stage.run().groups) == ("ag_round", ["R:RAG", "T:TSAG", "D:TDAG"])
    assert stage.run().entered_at == since
    assert told(stage, "group_asked")[-1] == "tsag_chair"
    assert "tdag_chair" in told(stage, "group_asked")
    stage.confirm("R:RAG", "rag_chair")
    assert (stage.conclusion("R:RAG").id, stage.conclusion("R:RAG").round) == (drafted, 1)
    assert stage.draft("D:TDAG", "tdag_chair") != drafted
    assert stage.conclusion("D:TDAG").round == 1
    with stage.database.reading() as session:
        faults = verification.verify(session).first_bad
    assert faults is None or "groups" not in faults.reason


def test_a_group_included_later_has_missed_no_meeting_before(stage: Stage) -> None:
    stage.ask("R:RAG", "T:TSAG")
    include(stage)
    with stage.database.reading() as session:
        page = worklists.worklist_page(
            session, stage.world.reader("tdag_chair"), stage.world.now, "en"
        )
    assert [(one.number, one.missed) for one in page.bodies[0].items] == [(NUMBER, 0)]
    assert page.bodies[0].informed == ()


@pytest.mark.parametrize("who", ["officer_tsb", "rag_chair", "tdag_chair", "director"])
def test_only_the_lead_office_includes(stage: Stage, who: str) -> None:
    stage.ask("R:RAG", "T:TSAG")
    with pytest.raises(NotPermittedError):
        include(stage, who)


def test_including_names_an_advisory_group_and_the_page_that_was_read(stage: Stage) -> None:
    stage.ask("R:RAG")
    with pytest.raises(InvalidInputError):
        include(stage, body="R:SG1")
    include(stage)
    with pytest.raises(StaleError):
        include(stage, body="T:TSAG", seen=2)


def waiting(stage: Stage, who: str = "officer") -> list[str]:
    with stage.database.reading() as session:
        page = due_page(session, stage.world.reader(who), stage.world.now, "en")
    return [one.label for one in page.waiting if one.kind == "inclusion"]


def test_the_request_waits_for_the_lead_office_until_the_group_is_included(stage: Stage) -> None:
    stage.ask("R:RAG")
    assert waiting(stage) == []
    ask(stage)
    ask(stage, "tsag_chair", "T:TSAG")
    assert waiting(stage) == ["TDAG", "TSAG"]
    assert [waiting(stage, who) for who in ("officer_tsb", "tdag_chair", "delegate")] == [[]] * 3
    page = stage.world.client("officer").get("/due-this-week").text
    assert "TDAG asks to be included" in page
    assert f"/cases/{NUMBER}#conclusions" in page
    include(stage)
    assert waiting(stage) == ["TSAG"]


def test_the_request_ends_with_the_round_and_may_be_made_in_the_next(stage: Stage) -> None:
    stage.ask()
    ask(stage)
    stage.conclude("R:RAG", "rag_chair")
    stage.conclude("T:TSAG", "tsag_chair", kind="reallocate_sector", lead_sector="T")
    stage.move("note_divergence", "officer")
    assert waiting(stage) == []
    stage.move("convene_joint_meeting", "rag_chair", meeting=str(stage.meetings["joint"]))
    stage.disagree("Both want the lead.")
    stage.world.later(hours=1)
    stage.move("return_joint_proposal", "director", reasons="A joint proposal.")
    assert [(one.may_ask, one.asked_at) for one in groups(stage, "tdag_chair")] == [(True, None)]
    ask(stage)
    assert waiting(stage) == ["TDAG"]


def test_the_page_of_the_case_has_the_buttons(stage: Stage) -> None:
    stage.ask("R:RAG", "T:TSAG")
    chair, officer = (stage.world.client(one) for one in ("tdag_chair", "officer"))
    page = chair.get(f"/cases/{NUMBER}").text
    assert "Ask to be included" in page
    assert "Include this group" not in page
    address = f"/cases/{NUMBER}/groups/D-TDAG"
    assert chair.post(f"{address}/ask-inclusion", {"seen_version": "1"}).status_code == 302
    assert "Ask to be included" not in chair.get(f"/cases/{NUMBER}").text

    page = officer.get(f"/cases/{NUMBER}").text
    form = page.partition("/groups/D-TDAG/include")[2].partition("</form>")[0]
    assert officer.post(f"{address}/include", hidden(form)).status_code == 302
    assert stage.run().groups == ["R:RAG", "T:TSAG", "D:TDAG"]
