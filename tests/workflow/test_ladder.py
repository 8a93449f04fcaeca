"""From groups that differ to the Council: each rung, what it records, and the decision drawn from it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from tests.groups_stage import NUMBER, Stage
from tests.world import World
from workflow.rules.commands.decisions import RecordAllocation
from workflow.rules.commands.reviews import RecordConclusionAbove
from workflow.rules.errors import (
    ActionNotOfferedError,
    ActionRefusedError,
    InvalidInputError,
    NotPermittedError,
)
from workflow.store import facts
from workflow.store.models import Body, Meeting

ELSEWHERE = {"kind": "reallocate_sector", "lead_sector": "T"}
SECOND = dt.date(2026, 9, 7)
ABOVE = {"T:WTSA": dt.date(2026, 10, 5), "X:Council": dt.date(2026, 11, 2), "X:ISCG": SECOND}


@pytest.fixture
def stage(world: World) -> Stage:
    """The case in triage; the groups meet again, and those above them after that."""
    stage = Stage(world)
    with world.database.writing() as session:
        for body in ABOVE:
            session.add(
                Body(
                    id=body, sector=body[0], code=body[2:], name=body, from_memory=False,
                    source="test",
                )
            )  # fmt: skip
        session.flush()
        for body, start in {"R:RAG": SECOND, "T:TSAG": SECOND, **ABOVE}.items():
            session.add(
                Meeting(
                    body=body, joint_with=[], starts_on=start,
                    ends_on=start + dt.timedelta(days=4),
                    papers_by=start - dt.timedelta(days=12), place="Geneva",
                )
            )  # fmt: skip
    return stage


def meeting(stage: Stage, body: str) -> int:
    """The last meeting of the body."""
    with stage.database.reading() as session:
        rows = select(Meeting.id).where(Meeting.body == body, Meeting.starts_on >= SECOND)
        return session.scalars(rows).one()


def at(stage: Stage, body: str) -> str:
    """Go to the body's meeting; its id as an action gives it."""
    stage.at(dt.datetime.combine(ABOVE[body], dt.time(9), tzinfo=dt.UTC))
    return str(meeting(stage, body))


def return_proposal(stage: Stage) -> None:
    """The joint meeting does not agree, and the Directors' proposal returns to the groups."""
    stage.differ()
    stage.disagree("Both want the lead.")
    with pytest.raises(NotPermittedError):
        stage.move("return_joint_proposal", "officer", reasons="R leads.")
    stage.move("return_joint_proposal", "director", reasons="R leads, T contributes.")
    stage.at(dt.datetime.combine(SECOND, dt.time(9), tzinfo=dt.UTC))


def conclude_again(stage: Stage, of_tsag: dict[str, Any]) -> None:
    """Both groups take their view on the joint proposal."""
    for body, chair, said in (("R:RAG", "rag_chair", {}), ("T:TSAG", "tsag_chair", of_tsag)):
        stage.conclude(body, chair, meeting_id=meeting(stage, body), **said)


def to_the_assembly(stage: Stage) -> None:
    return_proposal(stage)
    conclude_again(stage, ELSEWHERE)
    stage.move("note_divergence", "officer")
    assert stage.run().state == "escalated_assembly"


def conclude_above(stage: Stage, meeting_id: str, by: str = "officer", **changes: Any) -> None:
    values: dict[str, Any] = {
        "run_id": stage.run_id, "seen_version": stage.run().version,
        "meeting_id": int(meeting_id), "reasons": "As taken.", **ELSEWHERE, **changes,
    }  # fmt: skip
    stage.perform(RecordConclusionAbove(**values), by)


def decide(stage: Stage, meeting_id: str) -> None:
    command = RecordAllocation(
        run_id=stage.run_id, seen_version=stage.run().version, mode="transfer", lead_sector="T",
        contributing=(), study_groups=("T:SG5",), essential_requirements="", grounds="As taken.",
        meeting_id=int(meeting_id),
    )  # fmt: skip
    stage.perform(command, "officer")


def test_the_groups_take_their_view_on_the_directors_proposal(stage: Stage) -> None:
    return_proposal(stage)
    assert stage.run().state == "joint_proposal"
    with pytest.raises(ActionRefusedError):
        stage.move("note_agreement", "officer")  # what was said before does not count
    conclude_again(stage, {})
    stage.move("note_agreement", "officer")
    assert stage.run().state == "agreed"


def test_what_an_assembly_concludes_is_recorded_and_carried_out(stage: Stage) -> None:
    to_the_assembly(stage)
    with pytest.raises(ActionNotOfferedError):
        stage.draft("R:RAG", "rag_chair")
    wrong = str(stage.meetings["R:RAG"])
    with pytest.raises(ActionRefusedError) as refused:
        conclude_above(stage, wrong)
    assert [one.guard for one in refused.value.refusals] == ["meeting_is_of_one_of"]
    wtsa = str(meeting(stage, "T:WTSA"))
    with pytest.raises(ActionRefusedError):
        conclude_above(stage, wtsa)  # it has not met yet
    at(stage, "T:WTSA")
    with pytest.raises(NotPermittedError):
        conclude_above(stage, wtsa, by="officer_tsb")
    with pytest.raises(InvalidInputError) as unclear:
        conclude_above(stage, wtsa, lead_sector="R")
    assert unclear.value.field_name == "lead_sector"
    conclude_above(stage, wtsa)
    assert stage.run().state == "agreed"
    assert stage.conclusion("T:WTSA").status == "released"
    decide(stage, wtsa)
    assert stage.run().state == "member_state_approval"

    shown = stage.world.client("neighbour").get(f"/cases/{NUMBER}").text
    assert "ITU-T WTSA" in shown


def test_a_meeting_that_ended_before_the_case_came_to_it_concluded_nothing(stage: Stage) -> None:
    with stage.database.writing() as session:
        row = Meeting(
            body="D:WTDC", joint_with=[], starts_on=dt.date(2025, 11, 17),
            ends_on=dt.date(2025, 11, 28), papers_by=dt.date(2025, 11, 3), place="Baku",
        )  # fmt: skip
        if session.get(Body, "D:WTDC") is None:
            session.add(
                Body(
                    id="D:WTDC",
                    sector="D",
                    code="WTDC",
                    name="WTDC",
                    from_memory=False,
                    source="test",
                )
            )
        session.add(row)
        session.flush()
        ended = row.id
    to_the_assembly(stage)
    with pytest.raises(InvalidInputError, match="meeting_id"):
        conclude_above(stage, str(ended))
    assert stage.run().state == "escalated_assembly"


def test_the_council_comes_after_an_assembly_that_does_not_conclude(stage: Stage) -> None:
    to_the_assembly(stage)
    wtsa = at(stage, "T:WTSA")
    stage.move("assembly_does_not_conclude", "officer", meeting=wtsa, reasons="No consensus.")
    council = at(stage, "X:Council")
    stage.move("council_refers_to_conference", "officer", meeting=council, reasons="To PP.")
    assert stage.run().state == "escalated_council"
    conclude_above(stage, council)
    assert stage.run().state == "decided"
    decide(stage, council)
    assert stage.run().state == "member_state_approval"


def test_an_officer_records_it_on_its_page(stage: Stage) -> None:
    to_the_assembly(stage)
    at(stage, "T:WTSA")
    url = f"/cases/{NUMBER}/conclusion-above"
    assert stage.world.client("rag_chair").get(url).status_code == 403
    browser = stage.world.client("officer")
    assert f'href="/en{url}"' in browser.get(f"/cases/{NUMBER}").text
    page = browser.get(url).text
    assert "Record the assembly" in page
    sent = {
        "seen_version": str(stage.run().version), "meeting_id": str(meeting(stage, "T:WTSA")),
        "kind": "reallocate_sector", "lead_sector": "T", "reasons": "As taken by the plenary.",
    }  # fmt: skip
    refused = browser.post(url, {**sent, "lead_sector": "R"})
    assert refused.status_code == 422
    assert "As taken by the plenary." in refused.text
    assert browser.post(url, sent).status_code == 302
    assert stage.run().state == "agreed"
    assert browser.get(url).status_code == 409


def test_referrals_are_counted_and_the_third_opens_a_joint_meeting(stage: Stage) -> None:
    joint = str(stage.meetings["joint"])
    stage.move("to_iscg", "officer")
    stage.ask()
    assert referrals(stage) == 2
    stage.conclude("R:RAG", "rag_chair")
    stage.conclude("T:TSAG", "tsag_chair", **ELSEWHERE)
    stage.move("note_divergence", "officer")
    stage.move("convene_joint_meeting", "rag_chair", meeting=joint)
    stage.disagree("No.")
    stage.move("return_joint_proposal", "director", reasons="R leads.")
    assert referrals(stage) == 3


def referrals(stage: Stage) -> int:
    with stage.database.reading() as session:
        run = stage.run()
        return facts.of_run(session, run, stage.world.now).referrals


def test_advice_of_iscg_and_the_receiving_groups_view_are_recorded(stage: Stage) -> None:
    stage.move("to_iscg", "officer")
    iscg = at(stage, "X:ISCG")
    stage.move("record_advice", "officer", meeting=iscg, reasons="ITU-T should lead.")
    assert stage.run().state == "iscg_review"
    stage.ask()
    stage.at(dt.datetime.combine(SECOND, dt.time(9), tzinfo=dt.UTC))
    for body, chair in (("R:RAG", "rag_chair"), ("T:TSAG", "tsag_chair")):
        stage.conclude(body, chair, meeting_id=meeting(stage, body), **ELSEWHERE)
    stage.move("note_agreement", "officer")
    with pytest.raises(ActionRefusedError):
        stage.move("note_receiving_view", "tsag_chair", reasons="No capacity.")
    view = {"position": "does_not_consent", "reasons": "No capacity this period."}
    for giving in ("rag_chair", "officer", "tdag_chair"):  # its view is no other's to record
        with pytest.raises(NotPermittedError):
            stage.move("note_receiving_view", giving, **view)
    stage.move("note_receiving_view", "tsag_chair", **view)
    with stage.database.reading() as session:
        known = facts.of_run(session, stage.run(), stage.world.now)
        assert known.receiving_view == "does_not_consent"
    form = stage.world.client("officer").get(f"/cases/{NUMBER}/allocation").text
    assert "does not consent; its view is not a veto" in form
    decide(stage, str(meeting(stage, "T:TSAG")))  # a view, not a veto
    path = stage.world.client("neighbour").get(f"/cases/{NUMBER}/path").text
    for words in ("Does not consent", "No capacity this period.", "2 representatives of each"):
        assert words in path
    assert stage.run().state == "member_state_approval"


def test_a_case_closed_in_triage_is_reopened_by_whoever_asks(stage: Stage) -> None:
    for who in ("neighbour", "sg_chair", "tsag_chair", "director"):
        with stage.database.writing() as session:
            session.get_one(type(stage.run()), stage.run_id).state = "closed_no_issue"
        stage.move("reopen", who, reasons="It touches our work.")
        assert stage.run().state == "triage"


def test_the_whole_path_stands_on_one_page(stage: Stage) -> None:
    to_the_assembly(stage)
    wtsa = at(stage, "T:WTSA")
    conclude_above(stage, wtsa)
    decide(stage, wtsa)
    browser = stage.world.client("neighbour")
    assert f'href="/en/cases/{NUMBER}/path"' in browser.get(f"/cases/{NUMBER}").text
    page = browser.get(f"/cases/{NUMBER}/path").text
    assert "Number of referrals: 2" in page
    told = (
        "Ask the advisory groups concerned", "Referral number 1", "Before a joint meeting",
        "Both want the lead.", "Referral number 2", "R leads, T contributes.",
        "Before the assembly or conference", "ITU-T WTSA",
        "Record the allocation decision", "transferred to another Sector",
    )  # fmt: skip
    found = [page.find(words) for words in told]
    assert -1 not in found
    assert found == sorted(found)
    for token in [row.token for row in stage.events("RunMoved")]:
        assert f'href="/en/cases/{NUMBER}#event-{token}"' in page or token not in page
    assert stage.world.client().get(f"/cases/{NUMBER}/path").status_code in (302, 404)
    arabic = stage.world.client("neighbour", "ar").get(f"/cases/{NUMBER}/path").text
    assert "عدد الإحالات" in arabic
