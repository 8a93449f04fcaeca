"""What an allocation decision opens in each Sector, and what becomes of it there: by real moves throughout."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from tests.sectors import Sector, sector
from tests.world import World
from workflow.pages import cases, decisions
from workflow.pages.decisions import DecisionPanel
from workflow.rules.commands.cases import MoveRun
from workflow.rules.commands.decisions import RecordAllocation
from workflow.rules.commands.reviews import AskGroups
from workflow.rules.errors import InvalidInputError, NotPermittedError
from workflow.store.models import Case, EventRow, Meeting, Notice, Person, Question, Run
from workflow.store.verification import verify

GROUPS = {"R:RAG": "rag_chair", "T:TSAG": "tsag_chair"}
REVISED = {"kind": "revised", "question": "R:239/1"}
NEXT_ROUND = dt.date(2026, 9, 7)


class Scene:
    """A proposal to ITU-R that RAG and TSAG agree to lead elsewhere, and the people of ITU-T."""

    def __init__(self, world: World, **texts: str) -> None:
        self.world = world
        self.itu_t: Sector = sector(world, "T")
        with world.database.writing() as session:
            for body, start in (
                ("T:SG5", dt.date(2026, 7, 6)),
                *((one, NEXT_ROUND) for one in GROUPS),
            ):
                session.add(
                    Meeting(
                        body=body, joint_with=[], starts_on=start,
                        ends_on=start + dt.timedelta(days=4),
                        papers_by=start - dt.timedelta(days=12), place="Geneva",
                    )
                )  # fmt: skip
        self.number = world.screened(**texts)

    def agree(self, at: dt.date, **conclusion: Any) -> None:
        """Both groups are asked, conclude the same in their meetings, and it is noted."""
        world = self.world
        run = world.run(self.number, "allocation")
        ask = AskGroups(run_id=run.id, seen_version=run.version, groups=tuple(GROUPS))
        world.act("officer", ask)
        world.now = dt.datetime.combine(at, dt.time(9), tzinfo=dt.UTC)
        drafted = {
            world.confirm_conclusion(
                self.number, chair, body, meeting_id=self.meeting(body, at), **conclusion
            ): chair
            for body, chair in GROUPS.items()
        }
        for one, chair in drafted.items():
            world.release_conclusion(one, chair)
        world.move("officer", self.number, "note_agreement")

    def meeting(self, body: str, on: dt.date) -> int:
        """The body's meeting that runs on that day, or begins last before it."""
        with self.world.database.reading() as session:
            rows = select(Meeting).where(Meeting.body == body, Meeting.starts_on <= on)
            return session.scalars(rows.order_by(Meeting.starts_on.desc())).first().id  # type: ignore[union-attr]

    def decide(self, at: dt.date, **values: Any) -> None:
        """The lead office records the decision."""
        run = self.world.run(self.number, "allocation")
        chosen: dict[str, Any] = {
            "mode": "transfer", "lead_sector": "T", "contributing": (), "study_groups": ("T:SG5",),
            "essential_requirements": "", "grounds": "The mandates.",
            "meeting_id": self.meeting("T:TSAG", at), **values,
        }  # fmt: skip
        command = RecordAllocation(run_id=run.id, seen_version=run.version, **chosen)
        self.world.act("officer", command)

    def transfer(self) -> None:
        """The groups agree that the work goes to ITU-T, and that is decided."""
        at = dt.date(2026, 4, 21)
        self.agree(at, kind="reallocate_sector", lead_sector="T", supporting=())
        self.decide(at)

    def runs(self) -> list[tuple[str, str, str, str]]:
        """Each run: procedure, what an allocation opened it for, office, state."""
        with self.world.database.reading() as session:
            rows = session.scalars(
                select(Run).join(Case).where(Case.number == self.number).order_by(Run.id)
            )
            return [(one.procedure, one.kind, one.office, one.state) for one in rows]

    def child(self, kind: str, procedure: str) -> Run:
        with self.world.database.reading() as session:
            rows = select(Run).where(Run.kind == kind, Run.procedure == procedure)
            return session.scalars(rows.order_by(Run.id.desc())).first()  # type: ignore[return-value]

    def move(self, who: str, run: Run, action: str, **given: str) -> None:
        """Take an action on that very run."""
        with self.world.database.reading() as session:
            version = session.get_one(Run, run.id).version
        command = MoveRun(run_id=run.id, action=action, seen_version=version, given=given)
        self.world.act(who, command)

    def until_support(self) -> Run:
        """ITU-T's procedure, up to the study group's consensus on the approval."""
        run = self.child("new", "question_t")
        meeting = str(self.meeting("T:SG5", dt.date(2026, 7, 6)))
        self.move("officer_tsb", run, "distribute", meeting=meeting)
        self.world.now = dt.datetime(2026, 7, 7, 9, tzinfo=dt.UTC)
        self.move("sg_chair_t", run, "agree", meeting=meeting)
        self.move("director_tsb", run, "waive_review", reasons="Urgent.", consulted="The chairs.")
        return run

    def approve_in_t(self) -> None:
        self.support(self.until_support())

    def support(self, run: Run) -> None:
        """The members that support it are recorded, and the approval announced."""
        meeting = str(self.meeting("T:SG5", dt.date(2026, 7, 6)))
        given = {"meeting": meeting, "reasons": "Two support it."}
        self.move("sg_chair_t", run, "record_support", **given)
        self.move("director_tsb", run, "announce", reference="TSB Circular 1")

    def panel(self) -> DecisionPanel:
        with self.world.database.reading() as session:
            case = session.scalars(select(Case).where(Case.number == self.number)).one()
            run = self.world.run(self.number, "allocation")
            reader = self.world.reader("neighbour")
            return decisions.decision_panel(session, case, run, reader, self.world.now, "en")

    def told(self, kind: str) -> set[str]:
        with self.world.database.reading() as session:
            rows = select(Person.email).join(Notice, Notice.person_id == Person.id)
            found = session.scalars(rows.where(Notice.kind == kind))
            return {one.partition("@")[0] for one in found}

    def verified(self) -> None:
        with self.world.database.reading() as session:
            assert verify(session).first_bad is None


def test_a_transferred_proposal_is_a_new_question_of_the_other_sector(world: World) -> None:
    scene = Scene(world)
    scene.transfer()
    assert scene.runs() == [
        ("question_r", "", "BR", "left_by_allocation"),
        ("allocation", "", "BR", "member_state_approval"),
        ("question_t", "new", "TSB", "screened"),
    ]
    run = scene.child("new", "question_t")
    assert (run.study_group, run.question_id) == ("T:SG5", None)
    assert run.parent_id == world.run(scene.number, "allocation").id
    assert scene.told("procedure_opened") == {"officer_tsb", "sg_chair_t"}
    with pytest.raises(NotPermittedError):
        scene.move("officer", run, "distribute", meeting="1")  # the lead office is another's
    with pytest.raises(NotPermittedError):
        scene.move("sg_chair", run, "distribute", meeting="1")

    scene.approve_in_t()
    assert world.run(scene.number, "allocation").state == "effective"
    told = {"officer", "officer_tsb", "rag_chair", "rag_vice_chair", "tsag_chair", "delegate"}
    assert scene.told("allocation_moved") == told
    scene.move(
        "officer_tsb",
        run,
        "notify",
        reference="TSB Circular 1",
        register_number="Q1/5",
        approval_process="aap",
    )
    with world.database.reading() as session:
        (entered,) = session.scalars(select(Question).where(Question.case_id.is_not(None)))
        assert (entered.sector, entered.study_group, entered.number) == ("T", "SG5", "Q1/5")
        page = cases.case_page(session, scene.number, world.reader("neighbour"), world.now, "en")
    assert [one[0] for one in page.entered] == [entered.id]
    assert [track.asks for track in page.tracks] == ["", "", "new Question"]
    scene.verified()


def test_where_one_sector_does_not_approve_the_allocation_is_reopened(world: World) -> None:
    scene = Scene(world, **REVISED)
    scene.transfer()
    assert scene.runs() == [
        ("question_r", "", "BR", "left_by_allocation"),
        ("allocation", "", "BR", "member_state_approval"),
        ("question_r", "suppression", "BR", "screened"),
        ("question_t", "new", "TSB", "screened"),
    ]
    suppression = scene.child("suppression", "question_r")
    assert suppression.question_id == "R:239/1"
    with pytest.raises(NotPermittedError):
        scene.move("officer_tsb", suppression, "adopt_by_correspondence")

    scene.approve_in_t()
    assert world.run(scene.number, "allocation").state == "member_state_approval"
    meeting = str(scene.meeting("R:SG1", world.now.date()))
    scene.move("sg_chair", suppression, "agree_suppression", meeting=meeting)
    scene.move("director", suppression, "open_suppression_consultation", reference="CACE/2")
    world.now = world.consultation(scene.number).closes_at
    world.pass_time()
    scene.move("director", suppression, "decide_no_suppression", reasons="Nobody replied.")
    assert world.run(scene.number, "allocation").state == "member_state_approval"
    scene.move("director", suppression, "announce_no_suppression", reference="CACE/3")

    assert world.run(scene.number, "allocation").state == "reopened"
    (earlier,) = scene.panel().earlier
    assert [(one.sector, one.approved) for one in earlier.approvals] == [
        ("ITU-R", False),
        ("ITU-T", True),
    ]

    scene.agree(NEXT_ROUND, kind="reallocate_sector", lead_sector="T", supporting=())
    scene.decide(NEXT_ROUND)
    now = scene.panel().decision
    assert now is not None
    assert [(one.sector, one.approved) for one in now.approvals] == [
        ("ITU-R", False),
        ("ITU-T", True),
    ]  # what ITU-T approved stands; ITU-R is asked anew
    assert scene.child("suppression", "question_r").id != suppression.id
    scene.verified()


def test_a_study_of_two_sectors_needs_both_and_ends_for_both_when_withdrawn(world: World) -> None:
    scene = Scene(world)
    at = dt.date(2026, 4, 21)
    scene.agree(at, kind="joint_study", supporting=("T",))
    joint: dict[str, Any] = {"mode": "joint_group", "lead_sector": "R", "contributing": ("T",)}
    with pytest.raises(InvalidInputError) as refused:
        scene.decide(at, **joint, study_groups=("R:SG1",))
    assert refused.value.field_name == "study_groups"
    scene.decide(at, **joint, study_groups=("R:SG1", "T:SG5"))
    own = world.run(scene.number)
    assert (own.state, own.parent_id) == ("screened", world.run(scene.number, "allocation").id)
    world.move("delegate", scene.number, "withdraw")
    assert [(one[0], one[3]) for one in scene.runs()] == [
        ("question_r", "withdrawn"),
        ("allocation", "withdrawn"),
        ("question_t", "withdrawn"),
    ]
    with world.database.reading() as session:
        moved = session.scalars(select(EventRow.run_id).where(EventRow.kind == "RunMoved"))
        assert scene.child("new", "question_t").id in set(moved)
    scene.verified()


def test_a_merged_proposal_is_the_revision_of_the_question_it_joins(world: World) -> None:
    scene = Scene(world)
    at = dt.date(2026, 4, 21)
    target = "T:Q3/5@2017-2020"
    scene.agree(at, kind="merge", lead_sector="T", supporting=(), target=target)
    scene.decide(at, mode="merge")
    run = scene.child("revised", "question_t")
    assert (run.question_id, run.state) == (target, "screened")
    assert scene.runs()[0][3] == "left_by_allocation"
    scene.verified()


def test_what_was_not_approved_before_counts_once_more_after_a_new_decision(world: World) -> None:
    scene = Scene(world)
    scene.transfer()
    run = scene.until_support()
    meeting = str(scene.meeting("T:SG5", dt.date(2026, 7, 6)))
    given = {"meeting": meeting, "reasons": "No consensus."}
    scene.move("sg_chair_t", run, "request_consultation", **given)
    scene.move("director_tsb", run, "open_consultation", reference="TSB Circular 2")
    world.now = world.consultation(scene.number).closes_at
    world.pass_time()
    scene.move("director_tsb", run, "announce_result", reference="TSB Circular 3")
    assert world.run(scene.number, "allocation").state == "reopened"

    world.now = dt.datetime(2026, 9, 7, 8, tzinfo=dt.UTC)
    scene.agree(NEXT_ROUND, kind="reallocate_sector", lead_sector="T", supporting=())
    scene.decide(NEXT_ROUND)
    assert world.run(scene.number, "allocation").state == "member_state_approval"
    assert scene.child("new", "question_t").id == run.id  # the study group takes it up again
    scene.verified()


def test_a_suppression_that_goes_with_a_text_makes_no_text_public(world: World) -> None:
    scene = Scene(world, **REVISED)
    scene.transfer()
    suppression = scene.child("suppression", "question_r")
    in_t = scene.until_support()
    meeting = str(scene.meeting("R:SG1", world.now.date()))
    scene.move("sg_chair", suppression, "agree_suppression", meeting=meeting)
    scene.move("director", suppression, "open_suppression_consultation", reference="CACE/2")
    world.now = world.consultation(scene.number).closes_at
    world.pass_time()
    scene.move("director", suppression, "decide_suppression", reasons="Nobody replied.")
    scene.move("director", suppression, "announce_suppression", reference="CACE/3")
    with world.database.reading() as session:
        assert session.get_one(Question, "R:239/1").status == "suppressed"
    assert world.client().get(f"/cases/{scene.number}").status_code == 404
    scene.support(in_t)
    shown = world.client().get(f"/cases/{scene.number}")
    assert shown.status_code == 200
    assert world.run(scene.number, "allocation").state == "effective"
    scene.verified()
