"""The allocation decision says what the released conclusions agree on, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from tests.groups_stage import Stage
from tests.world import World
from workflow.pages import decisions
from workflow.pages.decisions import AllocationPage, DecisionPanel
from workflow.rules.commands.decisions import RecordAllocation
from workflow.rules.errors import (
    ActionNotOfferedError,
    InvalidInputError,
    NotPermittedError,
    StaleError,
)
from workflow.rules.permissions import NOBODY, Reader
from workflow.store.models import AllocationDecision, ApprovalNeeded, Case, Run

WITH_T = {"supporting": ("T",)}


@pytest.fixture
def stage(world: World) -> Stage:
    """The case in triage."""
    return Stage(world)


def record(stage: Stage, by: str = "officer", **changes: Any) -> None:
    values: dict[str, Any] = {
        "run_id": stage.run_id,
        "seen_version": stage.run().version,
        "mode": "single_sector",
        "lead_sector": "R",
        "contributing": (),
        "study_groups": ("R:SG1",),
        "essential_requirements": "",
        "grounds": "Both groups agree.",
        "meeting_id": stage.meetings["T:TSAG"],
    }
    stage.perform(RecordAllocation(**{**values, **changes}), by)


def approvals(stage: Stage) -> list[tuple[str, str, int | None]]:
    with stage.database.reading() as session:
        rows = session.scalars(select(ApprovalNeeded).order_by(ApprovalNeeded.id))
        return [(one.sector, one.step, one.run_id) for one in rows]


def panel(stage: Stage, reader: Reader) -> DecisionPanel:
    with stage.database.reading() as session:
        case = session.get_one(Case, stage.case_id)
        run = session.get_one(Run, stage.run_id)
        return decisions.decision_panel(session, case, run, reader, stage.world.now, "en")


def form_page(stage: Stage, who: str) -> AllocationPage:
    with stage.database.reading() as session:
        return decisions.allocation_page(
            session, stage.case().number, stage.world.reader(who), stage.world.now, "en"
        )


def test_recorded_it_waits_for_the_cases_own_procedure(stage: Stage) -> None:
    stage.agree()
    record(stage)
    assert stage.run().state == "member_state_approval"
    assert stage.run(stage.own_run_id).parent_id == stage.run_id
    assert approvals(stage) == [("R", "approval", stage.own_run_id)]
    (event,) = stage.events("AllocationRecorded")
    assert NOBODY.may_see(event.audience)
    assert event.acting_for == "BR"


def test_the_form_starts_from_what_was_agreed(stage: Stage) -> None:
    stage.agree(**WITH_T)
    prefill = form_page(stage, "officer").prefill
    assert [code for code, _label in prefill.modes] == ["lead_and_contributing"]
    assert (prefill.lead_sector, prefill.contributing) == ("R", ("T",))
    assert (prefill.study_groups, prefill.from_bodies) == (("R:SG1",), ("RAG", "TSAG"))
    assert prefill.meeting_id == stage.meetings["T:TSAG"]


@pytest.mark.parametrize("who", ["officer_tsb", "rag_chair", "delegate", "director"])
def test_only_the_lead_office_records(stage: Stage, who: str) -> None:
    stage.agree()
    with pytest.raises(NotPermittedError):
        record(stage, who)
    with pytest.raises(NotPermittedError):
        form_page(stage, who)


def test_nothing_is_recorded_before_the_conclusions_agree(stage: Stage) -> None:
    stage.ask()
    with pytest.raises(ActionNotOfferedError):
        record(stage)
    with pytest.raises(ActionNotOfferedError):
        form_page(stage, "officer")


def test_recording_from_an_old_page_is_told(stage: Stage) -> None:
    stage.agree()
    version = stage.run().version
    record(stage)
    with pytest.raises(StaleError):
        record(stage, seen_version=version)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("mode", {"mode": "single_sector"}),
        ("mode", {"mode": "transfer"}),
        ("mode", {"mode": "approved"}),
        ("lead_sector", {"lead_sector": "T"}),
        ("contributing", {"contributing": ()}),
        ("contributing", {"contributing": ("T", "D")}),
        ("grounds", {"grounds": " "}),
        ("essential_requirements", {"essential_requirements": ""}),
        ("study_groups", {"study_groups": ()}),
        ("study_groups", {"study_groups": ("R:SG99",)}),
        ("study_groups", {"study_groups": ("R:SG1", "D:TDAG")}),
        ("meeting_id", {"meeting_id": 0}),
    ],
)
def test_a_decision_that_says_other_than_was_agreed_is_not_recorded(
    stage: Stage, field: str, changes: dict[str, Any]
) -> None:
    stage.agree(**WITH_T)
    agreed: dict[str, Any] = {
        "mode": "lead_and_contributing",
        "contributing": ("T",),
        "study_groups": ("R:SG1", "T:SG5"),
        "essential_requirements": "Limits of exposure stay those of T:SG5.",
    }
    with pytest.raises(InvalidInputError) as refused:
        record(stage, **{**agreed, **changes})
    assert refused.value.field_name == field
    assert stage.run().state == "agreed"
    with stage.database.reading() as session:
        assert session.scalars(select(AllocationDecision)).all() == []
    record(stage, **agreed)
    assert approvals(stage) == [("R", "approval", stage.own_run_id)]


def test_a_meeting_under_which_nothing_was_concluded_does_not_do(stage: Stage) -> None:
    stage.agree()
    with pytest.raises(InvalidInputError) as refused:
        record(stage, meeting_id=stage.meetings["D:TDAG"])
    assert refused.value.field_name == "meeting_id"


def test_another_study_group_takes_the_cases_own_procedure_over(stage: Stage) -> None:
    stage.agree(kind="reallocate_study_group", target="R:SG5")
    assert form_page(stage, "officer").prefill.study_groups == ("R:SG5",)
    record(stage, study_groups=("R:SG5",))
    assert (stage.case().study_group, stage.run(stage.own_run_id).study_group) == (
        "R:SG5",
        "R:SG5",
    )


def test_the_decision_follows_the_joint_meeting(stage: Stage) -> None:
    stage.differ()
    joint = {"kind": "joint_study", "supporting": ("T",), "meeting_id": stage.meetings["joint"]}
    stage.conclude("R:RAG", "rag_chair", **joint)
    stage.move("note_joint_agreement", "officer")
    prefill = form_page(stage, "officer").prefill
    assert (prefill.joint, prefill.meeting_id) == (True, stage.meetings["joint"])
    record(
        stage,
        mode="joint_group",
        contributing=("T",),
        study_groups=("R:SG1", "T:SG5"),
        meeting_id=stage.meetings["joint"],
    )
    (own, there) = approvals(stage)
    assert own == ("R", "approval", stage.own_run_id)
    assert there[:2] == ("T", "new")


def test_it_is_effective_when_every_sector_concerned_has_approved(stage: Stage) -> None:
    stage.agree()
    put_own_run_in(stage, "approved")
    record(stage)
    assert stage.run().state == "effective"
    decision = panel(stage, stage.world.reader("neighbour")).decision
    assert decision is not None
    assert [(one.sector, one.approved) for one in decision.approvals] == [("ITU-R", True)]


def test_an_approval_elsewhere_is_waited_for(stage: Stage) -> None:
    stage.agree(kind="joint_study", supporting=("T",))
    put_own_run_in(stage, "approved")
    record(stage, mode="joint_group", contributing=("T",), study_groups=("R:SG1", "T:SG5"))
    assert stage.run().state == "member_state_approval"


def put_own_run_in(stage: Stage, state: str) -> None:
    """Let the case's own procedure stand where a test needs it."""
    with stage.database.writing() as session:
        session.execute(update(Run).where(Run.id == stage.own_run_id).values(state=state))


def test_everybody_who_follows_the_case_sees_the_decision(stage: Stage) -> None:
    stage.agree()
    assert panel(stage, stage.world.reader("officer")).may_record
    assert not panel(stage, stage.world.reader("officer_tsb")).may_record
    record(stage)
    shown = panel(stage, stage.world.reader("neighbour"))
    assert shown.decision is not None
    assert (shown.decision.mode, shown.decision.grounds) == (
        decisions.MODES["single_sector"],
        "Both groups agree.",
    )
    assert not shown.may_record
