"""Triage ends without a matter between Sectors only where the checklist and the findings show none."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from sqlalchemy import select

from tests.world import World
from workflow.rules.commands.overlaps import AnswerItem, DisposeOfCandidate, ReplyToFindings
from workflow.rules.errors import ActionRefusedError
from workflow.store.models import Candidate

CLEAR = {"D3": "yes", "D8": "no", "D11": "no", "D15": "yes"}


def in_triage(world: World, answers: Mapping[str, str], *, degree: str = "none") -> str:
    """A case in triage; every close text was found to be of that degree."""
    number = world.received()
    case = world.case(number)
    with world.database.reading() as session:
        ids = session.scalars(select(Candidate.id).where(Candidate.case_id == case.id)).all()
    for one in ids:
        world.act(
            "officer",
            DisposeOfCandidate(candidate_id=one, degree=degree, reason="Read.", office="BR"),
        )
    for item, answer in answers.items():
        world.act(
            "officer", AnswerItem(case_id=case.id, item=item, answer=answer, evidence="Read.")
        )
    world.act("delegate", ReplyToFindings(case_id=case.id, reply=""))
    world.move("officer", number, "open_triage")
    return number


def test_a_clear_checklist_ends_the_matter(world: World) -> None:
    number = in_triage(world, CLEAR)
    world.move("officer", number, "close_no_issue", reasons="Nothing found.")
    assert world.run(number, "allocation").state == "closed_no_issue"


@pytest.mark.parametrize(
    ("answers", "degree", "items"),
    [
        ({"D3": "no"}, "none", ("D3",)),
        ({"D3": "partly"}, "none", ("D3",)),
        ({"D8": "yes"}, "none", ("D8",)),
        ({"D8": "partly"}, "none", ("D8",)),
        ({"D11": "yes"}, "none", ("D11",)),
        (
            {"D3": "no", "D8": "yes", "D11": "yes"},
            "none",
            (
                "D3",
                "D8",
                "D11",
            ),
        ),
        ({}, "related", ("D8",)),  # the register holds twins in the other Sectors
        ({"D8": "yes"}, "related", ("D8",)),
    ],
)
def test_an_answer_or_a_finding_keeps_it_open(
    world: World, answers: Mapping[str, str], degree: str, items: tuple[str, ...]
) -> None:
    number = in_triage(world, {**CLEAR, **answers}, degree=degree)
    with pytest.raises(ActionRefusedError) as refused:
        world.move("officer", number, "close_no_issue", reasons="Nothing found.")
    (refusal,) = refused.value.refusals
    assert (refusal.guard, refusal.params["items"]) == ("checklist_shows_no_issue", items)
