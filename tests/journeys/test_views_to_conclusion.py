"""From a member's written view to a released conclusion, each person at a browser of their own."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Person, Site
from tests.rich_world import BOTH

VIEW = "We cannot attend, and ask for the bands above 6 GHz to be named."
STATEMENT = "Our administration supports the modification."


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # all others: SQLite
@pytest.mark.timeout(240)
def test_a_written_view_reaches_the_conclusion_and_prints_with_it(site: Site) -> None:
    world = site.world
    number = world.asked()
    case = f"/cases/{number}"
    with world.database.writing() as session:
        world._person(session, "both", BOTH)

    neighbour = site.person("neighbour")
    neighbour.open(case)
    neighbour.follow("File a written view")
    neighbour.page.fill("#text", VIEW)
    neighbour.press_button("File the view")
    assert VIEW in neighbour.text()

    chair = site.person("rag_chair")
    chair.open("/reviews")
    chair.follow("Sheets for the meeting")
    assert VIEW in chair.text()
    chair.page.locator("summary", has_text="Other formulas").click()
    chair.follow("modify the text")
    assert chair.page.input_value("#kind") == "modify"
    assert "recommended that the text be modified" in chair.page.input_value("#reasons")
    chair.press_button("Keep as provisional")
    confirm(chair, case)

    member = site.person("both")
    member.open(case)
    member.follow("Propose corrections, attach a statement")
    member.page.fill("#statement-text", STATEMENT)
    member.press_button("Attach the statement")

    world.later(days=8)
    officer = site.person("officer")
    officer.open(case)
    officer.follow("Read and release")
    officer.press_button("Release")

    proposer = site.person("delegate")
    proposer.open(case)
    assert STATEMENT in proposer.text()
    proposer.page.locator("summary", has_text="Agree, or not").click()
    proposer.page.locator("label", has_text="Agreed").first.click()
    proposer.press_button("Record the answer")
    neighbour = site.person("neighbour")
    neighbour.open(case)
    assert "agreed by the proposer" in neighbour.text()
    assert "Written views before the chair" in neighbour.text()


def confirm(chair: Person, case: str) -> None:
    """The chair is shown the view, then confirms."""
    chair.open(case)
    chair.follow("Read and confirm")
    assert VIEW in chair.text()
    chair.press_button("Confirm")
