"""Through the assemblies: a Question and a deletion before WTSA, a suppression before the RA."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from tests import sectors
from tests.sectors import AT_THE_MEETING, SUPPORTERS, TEXTS, Sector
from tests.world import World
from workflow.rules.commands.proposals import SaveDraft, SubmitProposal
from workflow.rules.errors import ActionRefusedError
from workflow.store import verification
from workflow.store.models import Body, Consultation, Meeting, Question

BASE = "T:Q3/5@2017-2020"
AT_WTSA = dt.datetime(2028, 10, 3, 9, tzinfo=dt.UTC)
IN_SG1 = dt.datetime(2026, 5, 5, 9, tzinfo=dt.UTC)


@pytest.fixture
def itu_t(world: World) -> Sector:
    return sectors.sector(world, "T")


def meets(world: World, body: str, day: dt.date) -> str:
    """A further meeting of the body; gives its id."""
    with world.database.writing() as session:
        if session.get(Body, body) is None:
            session.add(
                Body(id=body, sector=body[0], code=body[2:], name=body, from_memory=False,
                     source="test")
            )  # fmt: skip
        row = Meeting(
            body=body, joint_with=[], starts_on=day, ends_on=day + dt.timedelta(days=9),
            papers_by=day - dt.timedelta(days=12), place="Geneva",
        )  # fmt: skip
        session.add(row)
        session.flush()
        return str(row.id)


def before_the_study_group(itu_t: Sector, kind: str = "new", **changes: str) -> str:
    number = itu_t.screened(kind, **changes)
    itu_t.take(number, "officer", "distribute", meeting="study_group")
    itu_t.allocate(number)
    return number


def guards(error: pytest.ExceptionInfo[ActionRefusedError]) -> list[str]:
    return [one.guard for one in error.value.refusals]


def test_a_question_goes_through_tsag_and_the_committee_to_wtsa_and_into_force(
    world: World, itu_t: Sector
) -> None:
    """7.1.0 (b), 7.3.1 and 1.5: TSAG two months, the list one month before; then the plenary."""
    number = before_the_study_group(itu_t)
    itu_t.take(number, "chair", "agree", meeting="study_group")
    itu_t.take(number, "chair", "forward_to_assembly", reasons="The last meeting before WTSA.")
    itu_t.take(number, "chair", "start_work", meeting="study_group")
    assert itu_t.state(number) == "tsag_prewtsa"
    now = world.now
    world.now = dt.datetime(2028, 8, 3, 9, tzinfo=dt.UTC)  # less than two months before
    with pytest.raises(ActionRefusedError) as error:
        itu_t.take(number, "advisory_chair", "review_before_assembly", meeting="advisory")
    assert guards(error) == ["assembly_is_far_enough"]
    world.now = now
    itu_t.take(number, "advisory_chair", "review_before_assembly", meeting="advisory")
    assert itu_t.state(number) == "list_agreed"
    world.now = dt.datetime(2028, 9, 3, 9, tzinfo=dt.UTC)  # less than a month before
    with pytest.raises(ActionRefusedError) as error:
        itu_t.take(number, "director", "circulate_list", reference="TSB Circular 300")
    assert guards(error) == ["assembly_is_far_enough"]
    world.now = dt.datetime(2028, 9, 2, 9, tzinfo=dt.UTC)
    itu_t.take(number, "director", "circulate_list", reference="TSB Circular 300")
    with pytest.raises(ActionRefusedError) as error:
        itu_t.take(
            number, "officer", "committee_recommends", meeting="assembly", reasons="To SG 5."
        )
    assert guards(error) == ["meeting_has_begun"]
    world.now = AT_WTSA
    itu_t.take(number, "officer", "committee_recommends", meeting="assembly", reasons="To SG 5.")
    assert itu_t.state(number) == "wtsa_plenary"
    itu_t.take(number, "officer", "assembly_approves", meeting="assembly")
    assert itu_t.state(number) == "approved"
    assert world.run(number, "allocation").state == "effective"
    itu_t.take(
        number, "officer", "notify", reference="TSB Circular 301", register_number="Q9/5",
        approval_process="tap",
    )  # fmt: skip
    assert itu_t.state(number) == "in_force"
    with world.database.reading() as session:
        assert verification.verify(session).first_bad is None


def test_proposed_directly_at_wtsa_its_author_may_be_invited_to_the_study_group(
    world: World, itu_t: Sector
) -> None:
    """7.1.10: the assembly approves, or invites the proposer to take it to the study group."""
    number = itu_t.screened()
    itu_t.take(number, "officer", "submit_to_assembly", meeting="assembly", reference="Doc. 48")
    world.now = AT_WTSA
    itu_t.take(number, "officer", "committee_recommends", meeting="assembly", reasons="To SG 5.")
    itu_t.take(number, "officer", "assembly_invites", meeting="assembly")
    assert itu_t.state(number) == "invited_to_sg"
    next_one = meets(world, "T:SG5", dt.date(2029, 1, 15))
    world.move(itu_t.officer, number, "distribute", meeting=next_one)
    assert itu_t.state(number) == "under_sg_review"


@pytest.mark.parametrize(
    ("action", "state", "status"),
    [("assembly_deletes", "deleted", "suppressed"),
     ("assembly_does_not_delete", "stays_in_force", "in force")],
)  # fmt: skip
def test_wtsa_deletes_what_the_study_group_asks_in_its_report(
    world: World, itu_t: Sector, action: str, state: str, status: str
) -> None:
    """7.4, by the assembly."""
    number = before_the_study_group(itu_t, "suppression", question=BASE)
    itu_t.take(
        number, "chair", "request_deletion_by_assembly", meeting="study_group", reasons="Ended."
    )
    world.now = AT_WTSA
    itu_t.take(number, "officer", "committee_recommends", meeting="assembly", reasons="Ended.")
    with pytest.raises(ActionRefusedError) as error:
        itu_t.take(number, "officer", "assembly_approves", meeting="assembly")
    assert guards(error) == ["case_is_not_a_suppression"]
    given = {} if action == "assembly_deletes" else {"reasons": "Work goes on."}
    itu_t.take(number, "officer", action, meeting="assembly", **given)
    assert itu_t.state(number) == state
    with world.database.reading() as session:
        assert session.get_one(Question, BASE).status == status


def test_the_study_group_raises_its_own_question_in_its_meeting(
    world: World, itu_t: Sector
) -> None:
    """7.1.4: without the month's notice that the texts of others need."""
    fields = TEXTS["T"]
    draft = SaveDraft(
        draft_id=None, seen_version=0, member="T:SG5", sector="T", kind="new", language="en",
        fields=fields,
    )  # fmt: skip
    number = ""
    world.now = AT_THE_MEETING - dt.timedelta(days=20)
    saved = str(world.act(itu_t.chair, draft)["draft"])
    command = SubmitProposal(draft_id=saved, seen_version=1)
    number = str(world.act(itu_t.chair, command)["case"])
    itu_t.take(number, "officer", "receive")
    world.now = AT_THE_MEETING
    world.pass_time()
    assert itu_t.state(number) == "screened"
    itu_t.take(number, "chair", "raise_in_meeting", meeting="study_group")
    itu_t.take(number, "chair", "agree", meeting="study_group")
    assert itu_t.state(number) == "sg_agreed"


def test_work_that_starts_during_a_consultation_leaves_it_as_it_is(
    world: World, itu_t: Sector
) -> None:
    """7.1.9."""
    number = before_the_study_group(itu_t)
    itu_t.take(number, "chair", "agree", meeting="study_group")
    itu_t.take(
        number, "director", "waive_review", reasons="Urgent.", consulted="Chairs of TSAG, SG 17"
    )
    itu_t.support(number, SUPPORTERS[0])
    itu_t.take(
        number, "chair", "request_consultation", meeting="study_group", reasons="No consensus."
    )
    itu_t.take(number, "director", "open_consultation", reference="TSB Circular 1")
    due = world.run(number, "question_t").due_at
    itu_t.take(number, "chair", "start_work", meeting="study_group")
    assert world.run(number, "question_t").due_at == due is not None
    with world.database.reading() as session:
        assert session.scalars(select(func.count(Consultation.id))).one() == 1


def test_review_is_waived_only_with_who_was_consulted(itu_t: Sector) -> None:
    """7.1.8: after consulting the chairs of TSAG and of the study groups concerned."""
    number = before_the_study_group(itu_t)
    itu_t.take(number, "chair", "agree", meeting="study_group")
    with pytest.raises(ActionRefusedError) as error:
        itu_t.take(number, "director", "waive_review", reasons="Urgent.")
    assert guards(error) == ["consulted_given"]


def test_the_radiocommunication_assembly_suppresses(world: World) -> None:
    """A2.5: a suppression by consultation, or by the assembly."""
    assembly = meets(world, "R:RA", dt.date(2027, 10, 4))
    number = world.screened(kind="suppression", question="R:239/1")
    world.now = IN_SG1
    world.move("sg_chair", number, "agree_suppression", meeting=str(world.meeting("R:SG1")))
    world.move("sg_chair", number, "route_suppression_to_assembly", reasons="The RA is near.")
    world.now = dt.datetime(2027, 10, 5, 9, tzinfo=dt.UTC)
    world.move("officer", number, "assembly_suppresses", meeting=assembly)
    assert world.run(number).state == "suppressed"
    with world.database.reading() as session:
        assert session.get_one(Question, "R:239/1").status == "suppressed"
