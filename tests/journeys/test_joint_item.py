"""One joint item, the chairs of two groups and a vice-chair, each at a browser of their own."""

from __future__ import annotations

import pytest

from tests.groups_stage import NUMBER, Stage
from tests.journeys.conftest import Site

CASE = f"/cases/{NUMBER}"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.timeout(240)
def test_two_chairs_confirm_one_joint_conclusion(site: Site) -> None:
    stage = Stage(site.world)
    stage.differ()

    rag = site.person("rag_chair")
    rag.open(CASE)
    rag.follow("Write the conclusion")
    rag.page.select_option("#meeting_id", str(stage.meetings["joint"]))
    rag.page.select_option("#kind", "joint_study")
    rag.page.select_option("#lead_sector", "R")
    rag.page.locator("#supporting label", has_text="ITU-T").click()
    rag.page.fill("#reasons", "The methods in ITU-R, the limits in ITU-T.")
    rag.press_button("Keep as provisional")
    rag.follow("Read and confirm")

    vice = site.person("rag_vice_chair", width=390)
    vice.open(CASE)
    vice.follow("Read and confirm")
    vice.press_button("Confirm")
    assert "Still to confirm: the chairs of TSAG." in vice.text()

    rag.press_button("Confirm")
    assert "confirmed this conclusion before you" in rag.text()

    tsag = site.person("tsag_chair", "ar", width=390)
    tsag.open(f"{CASE}/conclusions/{stage.conclusion('R:RAG').id}/confirm")
    tsag.press("main form button[type=submit]")
    assert stage.conclusion("R:RAG").status == "confirmed"

    site.world.later(days=8)
    rag = site.person("rag_chair")
    rag.open(CASE)
    rag.follow("Read and release")
    rag.press_button("Release")

    officer = site.person("officer", width=390)
    officer.open(f"{CASE}/divergence")
    officer.open(CASE)
    officer.press_button("Note the joint meeting's conclusion")
    assert stage.run().state == "agreed"
    officer.follow("Path of the case")
    assert "study jointly" in officer.text()
    site.person("delegate", "ar", width=390).open("/current-work/new")
