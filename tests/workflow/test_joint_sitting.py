"""Two or three advisory groups sit together: each chair confirms one conclusion, or each states a position."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from states import loader
from tests.groups_stage import ALL_HAVE_MET, NUMBER, Stage, hidden, joint_meeting
from tests.states import trial
from tests.world import World
from workflow.rules.commands.reviews import ConfirmConclusion
from workflow.rules.errors import InvalidInputError, NotPermittedError, StaleError
from workflow.store.models import Conclusion, JointConfirmation, Notice, Person
from workflow.store.verification import verify

JOINT = {"kind": "joint_study", "supporting": ("T",)}


@pytest.fixture
def stage(world: World) -> Stage:
    """RAG and TSAG differ and sit together; RAG's chair has drafted the conclusion."""
    stage = Stage(world)
    stage.differ()
    stage.draft("R:RAG", "rag_chair", meeting_id=stage.meetings["joint"], **JOINT)
    return stage


def confirmations(stage: Stage) -> list[tuple[str, int]]:
    with stage.database.reading() as session:
        rows = session.scalars(select(JointConfirmation).order_by(JointConfirmation.id))
        return [(one.body, one.conclusion_version) for one in rows]


def confirm_seen(stage: Stage, by: str, version: int) -> None:
    row = stage.conclusion("R:RAG")
    stage.perform(ConfirmConclusion(conclusion_id=row.id, seen_version=version), by)


def told(stage: Stage, kind: str) -> list[str]:
    with stage.database.reading() as session:
        rows = select(Person.email).join(Notice, Notice.person_id == Person.id)
        found = session.scalars(rows.where(Notice.kind == kind).order_by(Notice.id))
        return [one.partition("@")[0] for one in found]


def plain(page: str) -> str:
    """The page without the marks that keep names apart."""
    return page.replace("<bdi>", "").replace("</bdi>", "")


def test_it_is_confirmed_once_the_chair_of_each_group_that_sits_has_confirmed(
    stage: Stage,
) -> None:
    assert "tsag_chair" in told(stage, "conclusion_to_confirm")
    row = stage.conclusion("R:RAG")
    stage.confirm("R:RAG", "tsag_chair")
    assert stage.conclusion("R:RAG").status == "drafted"
    with pytest.raises(NotPermittedError):
        stage.confirm("R:RAG", "tdag_chair")  # TDAG was not asked, and does not sit
    confirm_seen(stage, "rag_chair", row.version)  # the same text: what TSAG did does not matter
    assert stage.conclusion("R:RAG").status == "confirmed"
    assert confirmations(stage) == [("T:TSAG", row.version), ("R:RAG", row.version)]
    assert len(stage.events("JointConclusionConfirmed")) == 2
    stage.release("R:RAG", "rag_chair")
    stage.move("note_joint_agreement", "officer")
    assert stage.run().state == "agreed"


def test_of_two_who_chair_one_group_one_confirms_and_the_other_is_told(stage: Stage) -> None:
    version = stage.conclusion("R:RAG").version
    confirm_seen(stage, "rag_vice_chair", version)
    with pytest.raises(StaleError) as late:
        confirm_seen(stage, "rag_chair", version)
    assert late.value.happened == "JointConclusionConfirmed"
    assert confirmations(stage) == [("R:RAG", version)]


def test_what_is_corrected_is_confirmed_anew_by_all(stage: Stage) -> None:
    before = stage.conclusion("R:RAG")
    stage.confirm("R:RAG", "tsag_chair")
    changed: dict[str, Any] = {"reasons": "With one report.", "seen_version": before.version}
    stage.draft("R:RAG", "rag_chair", meeting_id=stage.meetings["joint"], **JOINT, **changed)
    with pytest.raises(StaleError):
        confirm_seen(stage, "rag_chair", before.version)  # another text than was read
    stage.confirm("R:RAG", "rag_chair")
    assert stage.conclusion("R:RAG").status == "drafted"
    stage.confirm("R:RAG", "tsag_chair")
    assert stage.conclusion("R:RAG").status == "confirmed"


def test_the_pages_say_who_sits_and_who_has_still_to_confirm(stage: Stage) -> None:
    path = f"/cases/{NUMBER}"
    tsag = stage.world.client("tsag_chair")
    shown = plain(tsag.get(path).text)
    assert "RAG, TSAG sit together" in shown
    assert "Still to confirm: the chairs of RAG, TSAG." in shown
    row = stage.conclusion("R:RAG")
    url = f"{path}/conclusions/{row.id}/confirm"
    assert f'href="/en{url}"' in shown
    page = tsag.get(url).text
    assert "You confirm for your group." in page
    assert tsag.post(url, hidden(page)).status_code == 302
    again = plain(tsag.get(path).text)
    assert "Still to confirm: the chairs of RAG." in again
    assert f'href="/en{url}"' not in again
    assert stage.world.client("sg_chair").get(url).status_code in (403, 404)
    stage.confirm("R:RAG", "rag_chair")
    with stage.database.reading() as session:
        assert session.get_one(Conclusion, row.id).status == "confirmed"


def test_where_it_does_not_agree_each_groups_position_is_recorded(stage: Stage) -> None:
    with pytest.raises(InvalidInputError):
        stage.disagree("Both want the lead.", D_TDAG="Not sitting.")
    officer = stage.world.client("officer")
    url = f"/cases/{NUMBER}/divergence"
    assert stage.world.client("rag_chair").get(url).status_code == 403
    page = officer.get(url).text
    assert "keep where it is, ITU-R. Within the mandate of the Sector." in page
    sent = {**hidden(page), "R-RAG": "ITU-R keeps it.", "T-TSAG": "ITU-T leads."}
    assert officer.post(url, {**sent, "reasons": ""}).status_code == 422
    assert officer.post(url, {**sent, "reasons": "Both want the lead."}).status_code == 302
    assert stage.run().state == "escalated_directors"
    shown = stage.world.client("neighbour").get(f"/cases/{NUMBER}").text
    for words in ("The joint meeting did not agree", "ITU-R keeps it.", "ITU-T leads."):
        assert words in shown
    assert officer.get(url).status_code == 409


def test_the_confirmations_stand_in_the_record(world: World) -> None:
    number = world.asked()
    with world.database.writing() as session:
        joint = joint_meeting()
        session.add(joint)
        session.flush()
        meeting = joint.id
    first = world.confirm_conclusion(number, "rag_chair", "R:RAG")
    second = world.confirm_conclusion(number, "tsag_chair", "T:TSAG", kind="keep", supporting=())
    world.release_conclusion(first, "rag_chair")
    world.release_conclusion(second, "tsag_chair")
    world.move("officer", number, "note_divergence")
    world.move("tsag_chair", number, "convene_joint_meeting", meeting=str(meeting))
    world.now = ALL_HAVE_MET
    drafted = world.draft_conclusion(number, "rag_chair", "R:RAG", meeting_id=meeting)
    for chair in ("tsag_chair", "rag_chair"):
        world.act(chair, ConfirmConclusion(conclusion_id=drafted, seen_version=1))
    with world.database.writing() as session:
        assert verify(session).first_bad is None
        session.delete(session.scalars(select(JointConfirmation)).first())
    with world.database.reading() as session:
        assert "confirmation of a joint conclusion" in str(verify(session).first_bad)


def test_a_quorum_is_a_number_with_its_paragraph_and_of_a_joint_meeting() -> None:
    text = loader.shipped()["allocation_2022"]
    asked = 'concludes = "together"\nconfirmed_by = "every_chair"\n'
    quorum = f'{asked}quorum = 2\nbasis = {{ text = "Rule 9", read = false }}\n'
    assert trial.faults(text.replace(asked, quorum), "allocation_2022.toml") == ()
    bare = trial.faults(text.replace(asked, f"{asked}quorum = 2\n"), "allocation_2022.toml")
    assert [(one.key, one.what) for one in bare] == [("basis", "missing")]
    alone = text.replace(
        'concludes = "separately"\n',
        'concludes = "separately"\nquorum = 2\nbasis = { text = "Rule 9", read = false }\n',
        1,
    )
    assert {one.key for one in trial.faults(alone, "allocation_2022.toml")} == {
        "confirmed_by",
        "quorum",
    }
