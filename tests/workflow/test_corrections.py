"""What a chair has confirmed is released after the time for corrections, and not before."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.groups_stage import ALL_HAVE_MET, NUMBER, Stage, hidden
from tests.world import World
from workflow.rules.commands.reviews import ReleaseConclusion
from workflow.rules.errors import ActionRefusedError

LAST_DAY = dt.date(2026, 7, 15)
"""Five working days after Wednesday 8 July."""
ENDS_AT = dt.datetime(2026, 7, 15, 22, tzinfo=dt.UTC)


@pytest.fixture
def stage(world: World) -> Stage:
    """RAG's conclusion, confirmed on 8 July."""
    one = Stage(world)
    one.ask()
    one.draft("R:RAG", "rag_chair")
    one.confirm("R:RAG", "rag_chair")
    return one


def release(stage: Stage, at: dt.datetime, who: str = "rag_chair") -> None:
    row = stage.conclusion("R:RAG")
    stage.at(at)
    stage.perform(ReleaseConclusion(conclusion_id=row.id, seen_version=row.version), who)


@pytest.mark.parametrize("who", ["rag_chair", "officer"])
@pytest.mark.parametrize("at", [ALL_HAVE_MET, ENDS_AT - dt.timedelta(microseconds=1)])
def test_before_its_end_a_release_is_refused_and_told_until_when(
    stage: Stage, who: str, at: dt.datetime
) -> None:
    with pytest.raises(ActionRefusedError) as refused:
        release(stage, at, who)
    (one,) = refused.value.refusals
    assert (one.guard, one.params) == ("corrections_are_over", {"day": LAST_DAY.isoformat()})
    assert "Default of this installation" in one.basis
    assert stage.conclusion("R:RAG").status == "confirmed"


def test_when_it_has_ended_the_conclusion_is_released(stage: Stage) -> None:
    assert stage.conclusion("R:RAG").corrections_until == ENDS_AT
    release(stage, ENDS_AT)
    assert stage.conclusion("R:RAG").status == "released"


def test_corrected_and_confirmed_anew_it_has_its_time_again(stage: Stage) -> None:
    stage.draft("R:RAG", "officer", seen_version=2, reasons="Corrected.")
    assert stage.conclusion("R:RAG").corrections_until is None
    stage.at(ENDS_AT)
    stage.confirm("R:RAG", "rag_chair")
    with pytest.raises(ActionRefusedError):
        release(stage, ENDS_AT)


def test_the_page_says_until_when_and_the_button_waits(stage: Stage) -> None:
    client = stage.world.client("officer")
    address = f"/cases/{NUMBER}/conclusions/{stage.conclusion('R:RAG').id}/release"
    page = client.get(address).text
    assert "Corrections may be proposed until 23:59 on 15 July 2026 (Geneva)" in page
    assert '<button type="submit" class="btn btn-primary" disabled>Release</button>' in page
    answer = client.post(address, hidden(page))
    assert answer.status_code == 409
    assert "Corrections may be proposed until the end of 15 July 2026 (Geneva time)." in answer.text

    stage.at(ENDS_AT)
    assert client.post(address, hidden(client.get(address).text)).status_code == 302
    assert stage.conclusion("R:RAG").status == "released"
