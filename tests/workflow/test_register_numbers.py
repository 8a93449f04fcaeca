"""The Bureau gives the number of a Question that enters the register; the next free one is proposed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests import rich_world, sectors
from tests.world import World
from workflow.rules.errors import ActionRefusedError, InvalidInputError
from workflow.store import register_numbers
from workflow.store.models import Case, EventRow, Question


def suggested(world: World, number: str) -> str:
    with world.database.reading() as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        return register_numbers.suggested(session, case, world.now)


def entered(world: World, number: str) -> list[tuple[str, str]]:
    with world.database.reading() as session:
        rows = session.scalars(select(Question).where(Question.case_id == world.case(number).id))
        return [(one.id, one.number) for one in rows]


def publish(world: World, number: str, given: str) -> None:
    world.move("officer", number, "publish", reference="CACE/3", register_number=given)


def test_the_next_free_number_is_proposed_and_another_may_be_given(world: World) -> None:
    number = rich_world.announced(world)
    assert suggested(world, number) == "240/1"
    publish(world, number, "301/1")
    assert entered(world, number) == [("R:301/1", "ITU-R 301/1")]


def test_a_revision_counts_on_from_its_question(world: World) -> None:
    number = world.submitted(kind="revised", question="R:239/1")
    assert suggested(world, number) == "239-1/1"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("240", "Write the number as this Sector does, for instance %(example)s."),
        ("Q240/1", "Write the number as this Sector does, for instance %(example)s."),
        ("0/1", "Write the number as this Sector does, for instance %(example)s."),
        ("240/5", "The number ends with that of study group %(group)s."),
        ("239/1", "The register has a Question %(number)s already."),
    ],
)
def test_a_number_that_is_not_to_be_had_is_told_at_its_field(
    world: World, given: str, told: str
) -> None:
    number = rich_world.announced(world)
    with pytest.raises(InvalidInputError) as error:
        publish(world, number, given)
    assert (error.value.field_name, error.value.message) == ("register_number", told)
    assert world.run(number).state == "approved"
    assert entered(world, number) == []


def test_without_a_number_nothing_is_published(world: World) -> None:
    number = rich_world.announced(world)
    with pytest.raises(ActionRefusedError) as error:
        publish(world, number, "")
    assert [one.guard for one in error.value.refusals] == ["register_number_given"]


def test_the_page_proposes_the_number_and_keeps_a_wrong_one(world: World) -> None:
    number = rich_world.announced(world)
    officer = world.client("officer")
    page = officer.get(f"/cases/{number}").text
    assert 'name="register_number"' in page
    assert 'value="240/1"' in page
    run = world.run(number)
    answer = officer.post(
        f"/cases/{number}/runs/{run.id}",
        {
            "action": "publish",
            "seen_version": str(run.version),
            "reference": "CACE/3",
            "register_number": "239/1",
        },
    )
    assert answer.status_code == 422
    assert "The register has a Question 239/1 already." in answer.text
    assert 'value="239/1"' in answer.text
    assert 'value="CACE/3"' in answer.text


@pytest.mark.parametrize(("code", "free"), [("T", "Q1/5"), ("D", "Q1/2")])
def test_each_sector_numbers_within_its_study_group_and_period(
    world: World, code: str, free: str
) -> None:
    stage = sectors.sector(world, code)
    number = stage.submitted()
    assert suggested(world, number) == free
    group = f"SG{free[-1]}"
    with world.database.writing() as session:
        session.add(
            Question(
                id=f"{code}:{free}@2025-2028", sector=code, study_group=group, number=free,
                period="2025-2028", title_en="Another", status="in force", from_memory=False,
                source="test",
            )
        )  # fmt: skip
    assert suggested(world, number) == free.replace("Q1", "Q2")


def changes(world: World) -> list[str]:
    with world.database.reading() as session:
        rows = session.scalars(
            select(EventRow)
            .where(EventRow.kind == "QuestionRegistered")
            .order_by(EventRow.position)
        ).all()
        return [str(row.payload.body["change"]) for row in rows if row.payload]


def test_a_question_that_stays_is_not_recorded_as_updated(world: World) -> None:
    """Its own suppression was not approved: the register has not changed."""
    number = rich_world.announced(world)
    publish(world, number, "240/1")
    meeting = str(world.meeting("R:SG1"))
    world.move("sg_chair", number, "propose_suppression", meeting=meeting, reasons="Work ended.")
    world.now = world.consultation(number).closes_at
    world.pass_time()
    world.move("director", number, "decide_no_suppression", reasons="Nobody replied.")
    world.move("director", number, "announce_no_suppression", reference="CACE/4")
    assert world.run(number).state == "in_force"
    assert changes(world) == ["entered"]
