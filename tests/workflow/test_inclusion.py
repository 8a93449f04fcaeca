"""A group that is only informed asks to be included; the lead office adds it to the round."""

from __future__ import annotations

import pytest

from tests.groups_stage import NUMBER, Stage, hidden
from tests.world import World
from workflow.pages import inclusion, worklists
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
