"""What everybody may read of a case: nothing before its approval, then the text and the decision."""

from __future__ import annotations

import pytest

from tests.world import TEXT, World
from workflow.rules.commands.consultations import RecordReply
from workflow.rules.commands.proposals import (
    AnswerSponsorship,
    AttachFile,
    EnterEditorialUpdate,
    NameSponsor,
    SubmitProposal,
)

PASSERS_BY = (None, "stranger")
SPONSORED = "We would chair the group."
RELATIONS = "Known to us from talks with Borvania."


def approved(world: World, *, published: bool = False, number: str = "") -> str:
    """A case with everything that stays inside, approved by the Member States."""
    number = number or world.consulted(relations=RELATIONS)
    reply = RecordReply(
        consultation_id=world.consultation(number).id, member="XFB", position="agree"
    )
    world.act("neighbour", reply)
    world.later(days=70)
    world.pass_time()
    world.move("director", number, "announce", reference="CACE/12")
    if published:
        world.move("officer", number, "publish", reference="Rec. page", register_number="240/1")
    return number


@pytest.mark.parametrize("who", PASSERS_BY)
def test_nothing_is_public_before_the_announcement(world: World, who: str | None) -> None:
    number = world.consulted()
    paths = (f"/cases/{number}", f"/cases/{number}/findings", f"/cases/{number}/versions/1/1")
    world.later(days=70)
    world.pass_time()
    for path in paths:
        answer = world.client(who).get(path)
        assert answer.status_code in (302, 404)
        assert "radio stations" not in answer.text


@pytest.mark.parametrize("who", PASSERS_BY)
def test_an_approved_case_shows_its_text_its_decision_and_its_dates(
    world: World, who: str | None
) -> None:
    page = world.client(who).get(f"/cases/{approved(world)}").text
    for said in (
        "Assessment of human exposure to electromagnetic fields near radio stations",
        "Which measurement methods apply near stations with adaptive antennas?",
        "a lead Sector with contributing Sectors (Annex A)",
        "Approved by the Member States",
        "approved by the rule of this edition",
        "5 May", "CACE/12", "14 July 2026",
    ):  # fmt: skip
        assert said in page, said


@pytest.mark.parametrize("who", PASSERS_BY)
def test_who_proposed_and_what_stays_inside_is_not_public(world: World, who: str | None) -> None:
    number = approved(world, published=True)
    page = world.client(who).get(f"/cases/{number}").text
    for secret in (
        "Almaria", "XFA", "Borvania", RELATIONS, "Timeline", "Touches it.", "Seen.",
        "We will stay in touch.", "The radio part is distinct.", "Documents",
    ):  # fmt: skip
        assert secret not in page, secret
    for path in (f"/cases/{number}/findings", f"/cases/{number}/versions/1/1"):
        assert world.client(who).get(path).status_code in (302, 404)
    consultation = world.consultation(number).id
    assert world.client(who).get(f"/consultations/{consultation}").status_code in (302, 404)


@pytest.mark.parametrize("who", PASSERS_BY)
def test_passers_by_read_in_json_what_the_public_page_shows_and_no_more(
    world: World, who: str | None
) -> None:
    number = world.consulted(relations=RELATIONS)
    client = world.client(who).client
    headers = {"Host": "localhost"}
    assert client.get(f"/api/v1/cases/{number}", headers=headers).status_code == 404
    assert approved(world, published=True, number=number) == number
    answer = client.get(f"/api/v1/cases/{number}", headers=headers)
    case = answer.get_json()
    assert (answer.status_code, case["only_public"]) == (200, True)
    assert (case["member"], case["lead_office"], case["supporters"]) == ("", "", [])
    assert (case["submitted_at"], case["received_at"]) == (None, None)
    (run,) = case["runs"]
    assert (run["state"], [one["state"] for one in run["steps"]]) == (
        "in_force", ["approved", "in_force"],
    )  # fmt: skip
    (text,) = case["texts"]
    assert "adaptive antennas" in text["fields"]["question_text"]
    (decision,) = case["decisions"]
    assert (decision["in_force"], decision["mode"]) == (True, "lead_and_contributing")
    (consultation,) = case["consultations"]
    assert consultation["totals"]["reference"] == "CACE/12"
    for secret in ("Almaria", "XFA", "XFB", "Borvania", RELATIONS, "Touches it.", "Seen."):
        assert secret not in answer.text, secret
    assert client.get(f"/api/v1/cases/{number}/events", headers=headers).status_code == 404
    assert client.get("/api/v1/cases", headers=headers).get_json()["items"] == []


def test_no_sponsor_and_no_document_becomes_public(world: World) -> None:
    draft = world.draft()
    world.act("delegate", AttachFile(draft_id=draft, name="study.txt", content=b"Measured."))
    named = world.act("delegate", NameSponsor(draft_id=draft, member="XFB", kind="sponsor"))
    world.act(
        "neighbour",
        AnswerSponsorship(
            sponsorship_id=named["sponsorship"], answer="confirmed", commitment=SPONSORED
        ),
    )
    number = str(world.act("delegate", SubmitProposal(draft_id=draft, seen_version=1))["case"])
    world.submitted = lambda **_texts: number  # type: ignore[method-assign]
    assert approved(world) == number
    for who in PASSERS_BY:
        page = world.client(who).get(f"/cases/{number}").text
        assert "radio stations" in page
        for secret in (SPONSORED, "study.txt", "Borvania"):
            assert secret not in page


def test_the_text_shown_is_the_one_that_was_approved(world: World) -> None:
    number = approved(world, published=True)
    browser = world.client()
    shown = browser.get(f"/cases/{number}").text
    run = world.run(number)
    mended = EnterEditorialUpdate(
        run_id=run.id,
        seen_version=run.version,
        fields={**TEXT, "question_text": "Another text."},
        reasons="A comma.",
    )
    world.act("officer", mended)
    assert browser.get(f"/cases/{number}").text == shown
    world.now = world.now.replace(year=2027, month=5, day=5)
    meeting = world.meeting("R:SG1")
    world.move(
        "sg_chair", number, "propose_suppression", meeting=str(meeting), reasons="It is answered."
    )
    page = browser.get(f"/cases/{number}").text
    assert "Which measurement methods" in page
    assert "It is answered." not in page


def test_case_and_register_lead_to_each_other(world: World) -> None:
    number = approved(world, published=True)
    browser = world.client()
    page = browser.get(f"/cases/{number}").text
    address = page.partition('href="/en/questions/')[2].partition('"')[0]
    question = browser.get(f"/questions/{address}").text
    assert f'href="/en/cases/{number}"' in question
    member = world.client("neighbour").get(f"/cases/{number}").text
    assert f'href="/en/questions/{address}"' in member


def test_a_close_text_leads_to_its_place_in_the_register(world: World) -> None:
    number = world.received()
    page = world.client("officer").get(f"/cases/{number}/findings").text
    assert 'href="/en/questions/T:Q3/5@2017-2020"' in page


@pytest.mark.parametrize("language", ["ar", "es", "fr", "ru", "zh"])
def test_the_public_page_speaks_each_language(world: World, language: str) -> None:
    page = world.client(None, language).get(f"/cases/{approved(world)}").text
    assert f'<html lang="{language}"' in page
    assert "Approved text" not in page
