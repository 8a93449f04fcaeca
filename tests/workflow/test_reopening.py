"""An allocation that became effective may be reopened, with reasons, and the groups asked anew."""

from __future__ import annotations

import pytest

from tests.world import World
from workflow.rules.commands.consultations import RecordReply
from workflow.rules.commands.reviews import AskGroups
from workflow.rules.errors import ActionRefusedError
from workflow.store import verification


def effective(world: World) -> str:
    """A case whose allocation became effective with its approval."""
    number = world.consulted()
    consultation = world.consultation(number)
    world.act(
        "delegate",
        RecordReply(consultation_id=consultation.id, member="XFA", position="agree"),
    )
    world.now = consultation.closes_at
    world.pass_time()
    world.move("director", number, "announce", reference="CACE/2")
    return number


def test_it_is_reopened_with_reasons_and_the_groups_are_asked_again(world: World) -> None:
    number = effective(world)
    with pytest.raises(ActionRefusedError):
        world.move("officer", number, "reopen_allocation")
    world.move("officer", number, "reopen_allocation", reasons="The yearly review asks for it.")
    run = world.run(number, "allocation")
    assert run.state == "reopened"

    world.act("officer", AskGroups(run_id=run.id, seen_version=run.version, groups=("R:RAG",)))
    assert world.run(number, "allocation").state == "ag_round"
    with world.database.reading() as session:
        assert verification.verify(session).as_json()["ok"]
