"""Groups are asked, conclude under a meeting, and release; until then nobody else knows."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import event, select

from tests.groups_stage import BEFORE_RAG, Stage, add_waiting_cases
from tests.world import World
from workflow.pages import reviews, worklists
from workflow.pages.reviews import ConclusionsPanel
from workflow.rules.commands.reviews import AskGroups, ConfirmConclusion, ReleaseConclusion
from workflow.rules.errors import (
    ActionNotOfferedError,
    ActionRefusedError,
    InvalidInputError,
    NotFoundError,
    NotPermittedError,
    StaleError,
)
from workflow.rules.permissions import NOBODY, Reader
from workflow.store.models import Case, Notice, Person, Run
from workflow.store.visibility import visible

AT_RAG = dt.datetime(2026, 4, 13, 9, tzinfo=dt.UTC)


@pytest.fixture
def stage(world: World) -> Stage:
    """The case in triage."""
    return Stage(world)


def panel(stage: Stage, reader: Reader) -> ConclusionsPanel:
    with stage.database.reading() as session:
        case = session.get_one(Case, stage.case_id)
        run = session.get_one(Run, stage.run_id)
        return reviews.conclusions_panel(session, case, run, reader, stage.world.now, "en")


def notices(stage: Stage, kind: str) -> list[str]:
    """Who was told, by the first part of the address."""
    with stage.database.reading() as session:
        rows = (
            select(Person.email)
            .join(Notice, Notice.person_id == Person.id)
            .where(Notice.kind == kind)
            .order_by(Person.email)
        )
        return [email.partition("@")[0] for email in session.scalars(rows)]


def test_the_groups_named_are_asked_and_the_others_informed(stage: Stage) -> None:
    stage.ask("R:RAG", "T:TSAG")

    assert (stage.run().state, stage.run().groups) == ("ag_round", ["R:RAG", "T:TSAG"])
    assert len(stage.events("GroupsAsked")) == 1
    assert notices(stage, "group_asked") == ["rag_chair", "rag_vice_chair", "tsag_chair"]
    assert notices(stage, "group_informed") == ["tdag_chair"]


@pytest.mark.parametrize("groups", [(), ("R:SG1",), ("R:RAG", "X:NONE")])
def test_only_advisory_groups_can_be_asked(stage: Stage, groups: tuple[str, ...]) -> None:
    command = AskGroups(run_id=stage.run_id, seen_version=1, groups=groups)
    with pytest.raises(InvalidInputError) as refused:
        stage.perform(command, "officer")
    assert refused.value.field_name == "groups"
    assert stage.run().state == "triage"


@pytest.mark.parametrize("who", ["officer_tsb", "rag_chair", "delegate", "director"])
def test_only_the_lead_office_asks(stage: Stage, who: str) -> None:
    with pytest.raises(NotPermittedError):
        stage.ask(by=who)


def test_asking_from_an_old_page_is_told(stage: Stage) -> None:
    stage.ask()
    with pytest.raises(StaleError):
        stage.perform(AskGroups(run_id=stage.run_id, seen_version=1, groups=("R:RAG",)), "officer")


@pytest.mark.parametrize("who", ["rag_chair", "rag_vice_chair", "officer"])
def test_chairs_and_the_bodys_own_office_write_its_conclusion(stage: Stage, who: str) -> None:
    stage.ask()
    stage.draft("R:RAG", who)
    assert stage.conclusion("R:RAG").status == "drafted"


@pytest.mark.parametrize(
    "who", ["rag_participant", "tsag_chair", "officer_tsb", "officer_gs", "director", "delegate"]
)
def test_nobody_else_writes_it(stage: Stage, who: str) -> None:
    stage.ask()
    with pytest.raises(NotPermittedError):
        stage.draft("R:RAG", who)
    assert stage.conclusions() == 0


def test_nothing_is_concluded_before_the_groups_are_asked(stage: Stage) -> None:
    with pytest.raises(ActionNotOfferedError):
        stage.draft("R:RAG", "rag_chair")


def test_a_group_that_was_not_asked_does_not_conclude(stage: Stage) -> None:
    stage.ask("R:RAG", "T:TSAG")
    with pytest.raises(ActionNotOfferedError):
        stage.draft("D:TDAG", "tdag_chair", meeting_id=stage.meetings["D:TDAG"])


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("kind", {"kind": "approve"}),
        ("reasons", {"reasons": "  "}),
        ("lead_sector", {"lead_sector": ""}),
        ("lead_sector", {"lead_sector": "T"}),
        ("lead_sector", {"kind": "approve_as_it_stands", "lead_sector": "D"}),
        ("lead_sector", {"kind": "reallocate_sector", "lead_sector": "R"}),
        ("supporting", {"supporting": ("R",)}),
        ("supporting", {"kind": "joint_study"}),
        ("target", {"kind": "reallocate_study_group", "target": "R:SG1"}),
        ("target", {"kind": "reallocate_study_group", "target": "T:SG5"}),
        ("target", {"kind": "merge", "target": "R:0/0"}),
        ("lead_sector", {"kind": "merge", "target": "T:Q3/5@2017-2020"}),
        ("meeting_id", {"meeting_id": 0}),
    ],
)
def test_a_conclusion_names_what_its_kind_needs(
    stage: Stage, field: str, changes: dict[str, Any]
) -> None:
    stage.ask()
    with pytest.raises(InvalidInputError) as refused:
        stage.draft("R:RAG", "rag_chair", **changes)
    assert refused.value.field_name == field


def test_another_bodys_meeting_does_not_do(stage: Stage) -> None:
    stage.ask()
    with pytest.raises(InvalidInputError) as refused:
        stage.draft("R:RAG", "rag_chair", meeting_id=stage.meetings["T:TSAG"])
    assert refused.value.field_name == "meeting_id"


def test_what_a_kind_does_not_know_is_not_kept(stage: Stage) -> None:
    stage.ask()
    stage.draft("R:RAG", "rag_chair", kind="note", lead_sector="T", supporting=("D",), target="x")
    row = stage.conclusion("R:RAG")
    assert (row.lead_sector, row.supporting, row.target) == ("", [], "")


@pytest.mark.parametrize(
    "who", ["tsag_chair", "officer_tsb", "officer_gs", "delegate", "neighbour", "sg_chair"]
)
@pytest.mark.parametrize("status", ["drafted", "confirmed"])
def test_a_provisional_conclusion_is_seen_by_nobody_else(
    stage: Stage, who: str, status: str
) -> None:
    stage.ask()
    reader = stage.world.reader(who)
    before = panel(stage, reader)
    stage.draft("R:RAG", "rag_chair")
    if status == "confirmed":
        stage.confirm("R:RAG", "rag_chair")
    row = stage.conclusion("R:RAG")

    assert panel(stage, reader) == before
    for command in (ConfirmConclusion, ReleaseConclusion):
        with pytest.raises(NotFoundError):
            stage.perform(command(conclusion_id=row.id, seen_version=row.version), who)
    with stage.database.reading() as session:
        seen = reviews.conclusions.of_runs(session, [session.get_one(Run, stage.run_id)], reader)
        kinds = {
            event.kind
            for kind in ("ConclusionDrafted", "ConclusionConfirmed")
            for event in stage.events(kind)
            if reader.may_see(event.audience, event.also)
        }
    assert (seen, kinds) == ({stage.run_id: []}, set())


@pytest.mark.parametrize("who", ["rag_participant", "rag_vice_chair", "officer", "director"])
def test_the_body_and_its_office_see_it_marked_provisional(stage: Stage, who: str) -> None:
    stage.ask()
    stage.draft("R:RAG", "rag_chair")
    (rag, tsag) = panel(stage, stage.world.reader(who)).columns
    assert (rag.conclusion is not None, tsag.conclusion) == (True, None)
    assert rag.conclusion.provisional


def test_drafting_does_not_show_in_the_version_of_the_run(stage: Stage) -> None:
    stage.ask()
    before = stage.run().version
    stage.draft("R:RAG", "rag_chair")
    stage.confirm("R:RAG", "rag_chair")
    assert stage.run().version == before


@pytest.mark.parametrize("who", ["officer", "rag_participant"])
def test_only_a_chair_of_the_body_confirms(stage: Stage, who: str) -> None:
    stage.ask()
    stage.draft("R:RAG", "officer")
    with pytest.raises(NotPermittedError):
        stage.confirm("R:RAG", who)


def test_of_two_chairs_one_confirms_and_the_other_is_told(stage: Stage) -> None:
    stage.ask()
    conclusion = stage.draft("R:RAG", "officer")
    command = ConfirmConclusion(conclusion_id=conclusion, seen_version=1)
    stage.perform(command, "rag_chair")
    with pytest.raises(StaleError) as told:
        stage.perform(command, "rag_vice_chair")
    assert told.value.happened == "ConclusionConfirmed"
    assert len(stage.events("ConclusionConfirmed")) == 1


def test_of_two_who_confirm_in_the_same_instant_one_wins(stage: Stage) -> None:
    stage.ask()
    command = ConfirmConclusion(conclusion_id=stage.draft("R:RAG", "officer"), seen_version=1)
    together = threading.Barrier(2)

    def confirm(who: str) -> str:
        together.wait()
        try:
            stage.perform(command, who)
        except StaleError:
            return "told"
        return "confirmed"

    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(confirm, ("rag_chair", "rag_vice_chair")))
    assert sorted(answers) == ["confirmed", "told"]
    assert len(stage.events("ConclusionConfirmed")) == 1


def test_of_two_who_begin_to_write_one_is_told(stage: Stage) -> None:
    stage.ask()
    stage.draft("R:RAG", "officer")
    with pytest.raises(StaleError) as told:
        stage.draft("R:RAG", "rag_chair", kind="modify")
    assert told.value.happened == "ConclusionDrafted"
    assert stage.conclusion("R:RAG").kind == "keep"


def test_a_conclusion_is_confirmed_only_once_the_body_meets(stage: Stage) -> None:
    stage.at(BEFORE_RAG)
    stage.ask()
    stage.draft("R:RAG", "officer")
    with pytest.raises(ActionRefusedError) as refused:
        stage.confirm("R:RAG", "rag_chair")
    assert [one.guard for one in refused.value.refusals] == ["meeting_has_begun"]
    stage.at(AT_RAG)
    stage.confirm("R:RAG", "rag_chair")
    assert stage.conclusion("R:RAG").status == "confirmed"


def test_corrected_after_confirmation_it_is_to_be_confirmed_anew(stage: Stage) -> None:
    stage.ask()
    stage.draft("R:RAG", "rag_chair")
    stage.confirm("R:RAG", "rag_chair")
    stage.draft("R:RAG", "officer", kind="modify", seen_version=2)
    assert (stage.conclusion("R:RAG").status, stage.conclusion("R:RAG").version) == ("drafted", 3)


def test_a_draft_is_not_released_before_it_is_confirmed(stage: Stage) -> None:
    stage.ask()
    stage.draft("R:RAG", "rag_chair")
    with pytest.raises(ActionNotOfferedError):
        stage.release("R:RAG", "rag_chair")


@pytest.mark.parametrize("who", ["rag_chair", "officer"])
def test_released_it_is_everybodys_and_not_to_be_changed(stage: Stage, who: str) -> None:
    stage.ask()
    stage.draft("R:RAG", "rag_chair")
    stage.confirm("R:RAG", "rag_chair")
    stage.release("R:RAG", who)

    (event,) = stage.events("ConclusionReleased")
    assert NOBODY.may_see(event.audience, event.also)
    (rag, _tsag) = panel(stage, stage.world.reader("neighbour")).columns
    assert rag.conclusion is not None
    assert not rag.conclusion.provisional
    with pytest.raises(ActionNotOfferedError):
        stage.draft("R:RAG", "rag_chair", seen_version=3)


@pytest.mark.parametrize(
    ("tsag", "agreement"),
    [
        ({}, "agree"),
        ({"kind": "note"}, "agree"),
        ({"kind": "modify"}, "differ"),
        ({"supporting": ("T",)}, "differ"),
        ({"kind": "reallocate_sector", "lead_sector": "T"}, "differ"),
    ],
)
def test_the_panel_says_whether_they_agree(
    stage: Stage, tsag: dict[str, Any], agreement: str
) -> None:
    stage.ask()
    stage.conclude("R:RAG", "rag_chair")
    first = panel(stage, stage.world.reader("neighbour")).outlook
    assert first is not None
    assert (first.agreement, first.outstanding) == ("outstanding", ("TSAG",))

    stage.conclude("T:TSAG", "tsag_chair", **tsag)
    outlook = panel(stage, stage.world.reader("neighbour")).outlook
    assert outlook is not None
    assert outlook.agreement == agreement
    noted = {
        "agree": "Note that the conclusions agree",
        "differ": "Note that the conclusions differ",
    }
    assert [one.action for one in outlook.steps] == [noted[agreement]]


def test_while_a_group_waits_the_panel_names_its_meeting(stage: Stage) -> None:
    stage.at(BEFORE_RAG)
    stage.ask()
    (rag, _tsag) = panel(stage, stage.world.reader("delegate")).columns
    assert rag.waits_for is not None
    assert (rag.waits_for.papers_by, rag.missed) == (dt.date(2026, 3, 30), 0)
    assert "Apr" in rag.waits_span
    stage.at(dt.datetime(2026, 4, 20, tzinfo=dt.UTC))
    (rag, _tsag) = panel(stage, stage.world.reader("delegate")).columns
    assert (rag.missed, rag.waits_for.starts_on) == (1, dt.date(2026, 7, 6))


def test_what_differs_goes_to_a_joint_meeting_whose_conclusion_settles_it(stage: Stage) -> None:
    stage.differ()
    joint = {"meeting_id": stage.meetings["joint"], "kind": "joint_study", "supporting": ("T",)}
    stage.draft("R:RAG", "rag_chair", **joint)
    row = stage.conclusion("R:RAG")
    assert (row.joint, row.round) == (True, 2)

    seen_by_tsag = panel(stage, stage.world.reader("tsag_chair")).joint
    assert [one.conclusion is not None for one in seen_by_tsag] == [True]
    unseen = panel(stage, stage.world.reader("neighbour"))
    assert [one.conclusion for one in unseen.joint] == [None, None]
    assert unseen.outlook is not None
    assert unseen.outlook.agreement == "joint_waits"

    stage.confirm("R:RAG", "rag_chair")
    stage.confirm("R:RAG", "tsag_chair")
    stage.release("R:RAG", "rag_chair")
    stage.move("note_joint_agreement", "officer")
    assert stage.run().state == "agreed"
    assert [one.conclusion.kind for one in panel(stage, NOBODY).columns if one.conclusion] == [
        reviews.KINDS["keep"],
        reviews.KINDS["reallocate_sector"],
    ]


@pytest.mark.parametrize("meeting", ["R:RAG", "T:TSAG"])
def test_a_joint_conclusion_needs_the_joint_meeting(stage: Stage, meeting: str) -> None:
    stage.differ()
    with pytest.raises(InvalidInputError) as refused:
        stage.draft("R:RAG", "rag_chair", meeting_id=stage.meetings[meeting])
    assert refused.value.field_name == "meeting_id"


def test_the_body_that_convenes_the_joint_meeting_writes_its_conclusion(stage: Stage) -> None:
    stage.differ()
    with pytest.raises(InvalidInputError):
        stage.draft("T:TSAG", "tsag_chair", meeting_id=stage.meetings["joint"])


def test_asked_again_the_groups_conclude_anew(stage: Stage) -> None:
    stage.differ()
    stage.disagree("No consensus.")
    stage.move("return_joint_proposal", "director", reasons="A joint proposal.")
    (rag, tsag) = panel(stage, stage.world.reader("neighbour")).columns
    assert (rag.conclusion, tsag.conclusion) == (None, None)
    stage.draft("R:RAG", "rag_chair", meeting_id=stage.meetings["joint"])
    assert stage.conclusion("R:RAG").round == 3
    earlier = panel(stage, stage.world.reader("neighbour")).earlier
    assert [one.body for one in earlier] == ["R:RAG", "T:TSAG"]


def test_a_conclusion_of_an_earlier_round_is_not_confirmed_any_more(stage: Stage) -> None:
    stage.differ()
    stage.draft(
        "R:RAG",
        "rag_chair",
        meeting_id=stage.meetings["joint"],
        kind="joint_study",
        supporting=("T",),
    )
    old = stage.conclusion("R:RAG")
    stage.disagree("No consensus.")
    stage.move("return_joint_proposal", "director", reasons="A joint proposal.")
    with pytest.raises(ActionNotOfferedError):
        stage.perform(ConfirmConclusion(conclusion_id=old.id, seen_version=1), "rag_chair")


def test_the_worklist_of_a_body_names_what_waits_and_what_is_for_information(
    stage: Stage,
) -> None:
    stage.at(BEFORE_RAG)
    stage.ask("R:RAG", "T:TSAG")

    def work(who: str) -> dict[str, worklists.BodyWork]:
        with stage.database.reading() as session:
            page = worklists.worklist_page(session, stage.world.reader(who), BEFORE_RAG, "en")
        return {one.body: one for one in page.bodies}

    rag = work("rag_chair")["R:RAG"]
    assert [(one.number, one.may_draft, one.standing) for one in rag.items] == [
        (stage.case().number, True, worklists.TO_WRITE)
    ]
    assert [one.label for one in rag.items[0].closest] == ["Q3/5"]
    assert rag.papers_open
    assert [one.may_draft for one in work("rag_participant")["R:RAG"].items] == [False]
    tdag = work("tdag_chair")["D:TDAG"]
    assert (tdag.items, [one.asked for one in tdag.informed]) == ((), [("RAG", "TSAG")])
    assert work("neighbour") == {}
    assert [one.number for one in work("sg_chair")["R:SG1"].items] == [stage.case().number]


def test_the_worklist_runs_as_many_queries_for_three_cases_as_for_one(stage: Stage) -> None:
    stage.ask()
    reader = stage.world.reader("rag_chair")
    statements: list[str] = []

    def count(*called: Any) -> None:
        statements.append(called[2])

    def queries() -> tuple[int, int]:
        statements.clear()
        with stage.database.reading() as session:
            page = worklists.worklist_page(session, reader, stage.world.now, "en")
        return len(page.bodies[0].items), len(statements)

    queries()
    event.listen(stage.database.engine, "before_cursor_execute", count)
    one = queries()
    add_waiting_cases(stage, 2)
    three = queries()
    assert (one[0], three[0]) == (1, 3)
    assert one[1] == three[1] > 0


def test_the_worklist_tells_no_other_body_of_a_draft(stage: Stage) -> None:
    stage.ask()

    def standing(who: str, body: str) -> list[str]:
        with stage.database.reading() as session:
            page = worklists.worklist_page(session, stage.world.reader(who), stage.world.now, "en")
        return [one.standing for each in page.bodies if each.body == body for one in each.items]

    stage.draft("R:RAG", "rag_chair")
    assert standing("rag_participant", "R:RAG") == [reviews.STATUSES["drafted"]]
    assert standing("tsag_chair", "T:TSAG") == [worklists.TO_WRITE]


def test_a_reader_who_may_not_see_the_case_may_not_act_on_it(stage: Stage) -> None:
    stage.ask()
    stranger = dataclasses.replace(stage.world.reader("rag_chair"), appointments=())
    with stage.database.reading() as session:
        assert session.scalars(select(Case).where(visible(Case, stranger))).all() == []
    with pytest.raises(NotFoundError):
        stage.world.bus.perform(stage.draft_command("R:RAG"), by=stranger)
