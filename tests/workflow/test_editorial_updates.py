"""A Question in force mended without a change of substance: a new version, no approval."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests import rich_world
from tests.world import TEXT, World
from workflow.rules.commands.proposals import EnterEditorialUpdate
from workflow.rules.errors import (
    ActionNotOfferedError,
    IntersectorError,
    InvalidInputError,
    NotPermittedError,
)
from workflow.store import verification
from workflow.store.models import EventRow, Question, TextVersion

MENDED = "Which measurement methods, near a station, are suitable?"


def in_force(world: World) -> str:
    number = rich_world.announced(world)
    world.move("officer", number, "publish", reference="CACE/3", register_number="240/1")
    return number


def update(world: World, number: str, who: str, **changes: str) -> None:
    run = world.run(number)
    fields = {**TEXT, "question_text": MENDED, **changes}
    world.act(
        who,
        EnterEditorialUpdate(
            run_id=run.id, seen_version=run.version, fields=fields, reasons="A comma was missing."
        ),
    )


def test_the_mended_text_is_the_next_version_and_stands_in_the_register(world: World) -> None:
    """Res. ITU-R 1, A2.5: no revision, no approval run; the version before stays."""
    number = in_force(world)
    page = world.client("officer").get(f"/cases/{number}").text
    path = f"/cases/{number}/runs/{world.run(number).id}/editorial-update"
    assert path in page
    assert path not in world.client("delegate").get(f"/cases/{number}").text
    browser = world.client("officer")
    assert "without a change of substance" in browser.get(path).text
    fields = {**TEXT, "question_text": MENDED, "seen_version": str(world.run(number).version)}
    refused = browser.post(path, fields)
    assert (refused.status_code, MENDED in refused.text) == (422, True)
    assert browser.post(path, {**fields, "reasons": "A comma was missing."}).status_code == 302
    assert world.run(number).state == "in_force"
    with world.database.reading() as session:
        question = session.scalars(
            select(Question).where(Question.case_id == world.case(number).id)
        ).one()
        versions = session.scalars(
            select(TextVersion.number).where(TextVersion.case_id == world.case(number).id)
        ).all()
        assert (question.text, question.status) == (MENDED, "in force")
        assert sorted(versions) == [1, 2]
        assert verification.verify(session).first_bad is None


@pytest.mark.parametrize(("who", "holder"), [("sg_chair", "R:SG1"), ("officer", "BR")])
def test_the_record_names_in_whose_name_it_was_mended(world: World, who: str, holder: str) -> None:
    number = in_force(world)
    update(world, number, who)
    with world.database.reading() as session:
        rows = session.scalars(
            select(EventRow)
            .where(EventRow.case_id == world.case(number).id)
            .order_by(EventRow.position)
        ).all()
    assert {one.acting_for for one in rows if one.kind == "VersionAdded"} == {holder}


@pytest.mark.parametrize(
    ("who", "changes", "error"),
    [
        ("delegate", {}, NotPermittedError),
        ("officer_tsb", {}, NotPermittedError),
        ("sg_chair", {"question_text": ""}, InvalidInputError),
        ("sg_chair", {"question_text": TEXT["question_text"]}, InvalidInputError),
        ("sg_chair", {"question_text": "?" * 50_001}, InvalidInputError),
        ("sg_chair", {"title": "T" * 501}, InvalidInputError),
        # what the form does not know is no change
        ("sg_chair", {"question_text": TEXT["question_text"], "unknown": "Y"}, InvalidInputError),
    ],
)
def test_who_may_not_or_changes_nothing_mends_nothing(
    world: World, who: str, changes: dict[str, str], error: type[IntersectorError]
) -> None:
    number = in_force(world)
    with pytest.raises(error):
        update(world, number, who, **changes)
    assert world.run(number).state == "in_force"


def test_a_question_that_is_not_in_force_is_not_mended(world: World) -> None:
    number = world.consulted()
    with pytest.raises(ActionNotOfferedError):
        update(world, number, "sg_chair")
