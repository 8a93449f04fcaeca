"""The seven steps in one journey: from a delegate's form to the register, each person at a browser."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.journeys.conftest import Person, Site

EMF = "Assessment of human exposure to electromagnetic fields near radio stations"
CASE = "/cases/BR-2026-0001"


def compose(delegate: Person) -> None:
    page = delegate.page
    delegate.open("/drafts/new")
    page.fill("#title", EMF)
    page.fill("#question_text", "Which measurement methods apply near adaptive antennas?")
    delegate.press_button("Save the draft")
    assert "Human exposure to EMFs from ICTs" in delegate.text()
    page.select_option("#study_group", "R:SG1")
    for name in ("reason", "scope", "programme", "completion"):
        page.fill(f"#{name}", "As asked by administrations.")
    page.select_option("#answer_form", "report")
    page.select_option("#category", "S2")
    delegate.press_button("Save the draft")


def act(person: Person, name: str, **fields: str) -> None:
    """Take an action on the case page: unfold it, fill what it asks for, press."""
    person.open(CASE)
    form = person.page.locator("form.action").filter(has_text=name).first
    if fields:
        form.locator("summary").click()
    for field, value in fields.items():
        box = form.locator(f"[name={field}]")
        if box.evaluate("one => one.tagName") == "SELECT":
            box.select_option(index=1)
        else:
            box.fill(value)
    with person.page.expect_navigation():
        form.get_by_role("button", name=name).click()
    person.examine()


def confirm(person: Person, slug: str) -> None:
    person.open(f"{CASE}/conclusions/{slug}/edit")
    page = person.page
    page.select_option("#meeting_id", index=1)
    page.select_option("#kind", "approve_as_it_stands")
    page.select_option("#lead_sector", "R")
    page.check("input[name=supporting][value=T]")
    page.fill("#reasons", "The radio part is distinct.")
    person.press_button("Keep as provisional")
    person.open(CASE)
    person.follow("Read and confirm")
    person.press_button("Confirm")


def release(person: Person) -> None:
    person.open(CASE)
    person.follow("Read and release")
    person.press_button("Release")


@pytest.mark.timeout(240)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_proposal_goes_from_a_form_to_the_register(site: Site) -> None:
    world = site.world
    delegate, officer = site.person("delegate"), site.person("officer")
    chair, director = site.person("sg_chair"), site.person("director")

    compose(delegate)
    delegate.press_button("Save, and see what submitting means")
    assert "Nothing." in delegate.text()
    delegate.press_button("Submit the proposal")
    assert "Submitted, to be acknowledged" in delegate.text()

    act(officer, "Acknowledge receipt and send to the bodies concerned")
    officer.open(f"{CASE}/findings")
    page = officer.page
    while page.locator("details:not([open]) > summary", has_text="Record its relation").count():
        page.locator("summary", has_text="Record its relation").first.click()
        form = page.locator("details[open] form").first
        form.locator("[value=complementary]").check()
        form.locator("[name=reason]").fill("It measures another quantity.")
        with page.expect_navigation():
            form.get_by_role("button", name="Record").click()
    for item in ("D3", "D8", "D15"):
        section = page.locator(f"section#{item}")
        section.locator("summary").click()
        section.locator("[value=yes]").check()
        with page.expect_navigation():
            section.get_by_role("button", name="Record").click()
    officer.examine()

    delegate.open("/my-work")
    delegate.follow("See the findings and reply if you wish")
    delegate.page.fill("#reply", "We will keep in touch with the other Sectors.")
    delegate.press_button("I have seen the findings")
    act(officer, "End screening and begin triage")
    act(chair, "Record the evaluation and go on")

    officer.open(f"{CASE}/ask-groups")
    for group in ("R:RAG", "T:TSAG"):
        officer.page.check(f"input[name=groups][value='{group}']")
    officer.page.uncheck("input[name=groups][value='D:TDAG']")
    officer.press_button("Ask these groups")
    world.now = dt.datetime(2026, 4, 21, 9, 0, tzinfo=dt.UTC)
    rag, tsag = site.person("rag_chair"), site.person("tsag_chair")
    rag.open("/reviews")
    confirm(rag, "R-RAG")
    confirm(tsag, "T-TSAG")
    world.later(days=8)
    for who in ("rag_chair", "tsag_chair"):
        release(site.person(who))

    officer = site.person("officer")
    act(officer, "Note that the conclusions agree")
    officer.follow("Record the allocation decision")
    officer.page.select_option("#mode", "lead_and_contributing")
    officer.page.fill("#essential_requirements", "Keep the terms of the Recommendations.")
    officer.page.fill("#grounds", "CV 151-154 and the conclusions of RAG and TSAG.")
    officer.page.select_option("#meeting_id", index=1)
    officer.press_button("Record the decision")
    assert "ITU-T" in officer.text()

    world.now = dt.datetime(2026, 5, 5, 9, 0, tzinfo=dt.UTC)
    chair, director = site.person("sg_chair"), site.person("director")
    act(chair, "Put to the study group's meeting for adoption", meeting="1")
    act(chair, "Record that no delegation opposes", meeting="1")
    act(chair, "Choose approval by consultation")
    act(director, "Open the consultation of Member States", reference="CACE/1")
    for name in ("delegate", "neighbour"):
        respondent = site.person(name)
        respondent.open("/my-work")
        respondent.follow("Reply to the consultation")
        respondent.page.check("input[name=position][value=agree]")
        respondent.press_button("Record the reply")
        assert "agrees" in respondent.text()

    world.now = world.consultation("BR-2026-0001").closes_at
    world.pass_time()
    neighbour, director = site.person("neighbour"), site.person("director")
    neighbour.open(CASE)
    assert "Consultation closed, result to be announced" in neighbour.text()
    assert "2 of 2" not in neighbour.text()
    act(director, "Announce the approval", reference="CACE/2")
    officer = site.person("officer")
    act(officer, "Publish and enter in the register", reference="CACE/3")
    neighbour.open(CASE)
    assert "2 of 2 agree" in neighbour.text()
    assert "In force" in neighbour.text()
    visitor = site.person(None)
    visitor.open("/questions/R:240/1")
    assert EMF in visitor.text()
