"""The pages of the advisory groups: worklist, conclusion, confirmation, release."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.groups_stage import SignIn, Stage

ASK = "/en/cases/BR-2026-0901/ask-groups"
EDIT = "/en/cases/BR-2026-0901/conclusions/R-RAG/edit"
REASONS = "The limits of exposure belong elsewhere; the measurement belongs here."


def post(client: FlaskClient, url: str, **fields: object) -> TestResponse:
    """Post what the page's own form would: its hidden fields, then *fields*."""
    page = client.get(url).text
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    return client.post(url, data={**hidden, **fields})


def written(stage: Stage, **changes: object) -> dict[str, object]:
    return {
        "meeting_id": str(stage.meetings["R:RAG"]),
        "kind": "keep",
        "lead_sector": "R",
        "reasons": REASONS,
        **changes,
    }


def test_the_lead_office_asks_the_groups_it_ticks(stage: Stage, sign_in: SignIn) -> None:
    client = sign_in("br_officer")
    page = client.get(ASK).text
    assert page.count(" checked") == 2

    answer = post(client, ASK, groups=["R:RAG"])
    assert (answer.status_code, stage.run().groups) == (302, ["R:RAG"])


def test_asking_nobody_is_said_at_the_field(stage: Stage, sign_in: SignIn) -> None:
    answer = sign_in("br_officer").post(ASK, data={"seen_version": "1", "groups": ["X:NONE"]})
    assert answer.status_code == 422
    assert "Name the advisory groups concerned." in answer.text


@pytest.mark.parametrize(
    ("who", "url", "status"),
    [
        ("tsb_officer", ASK, 403),
        ("proposer", ASK, 403),
        ("tsag_chair", EDIT, 403),
        ("tsb_officer", EDIT, 403),
        ("rag_participant", EDIT, 403),
        ("rag_chair", EDIT.replace("R-RAG", "R-SG1"), 404),
        ("rag_chair", EDIT.replace("0901", "0999"), 404),
    ],
)
def test_pages_of_others_do_not_open(
    stage: Stage, sign_in: SignIn, who: str, url: str, status: int
) -> None:
    stage.ask()
    assert sign_in(who).get(url).status_code == status


def test_the_worklist_says_meeting_papers_and_the_next_thing_to_do(
    stage: Stage, sign_in: SignIn
) -> None:
    stage.set_clock(stage.before_rag)
    stage.ask()
    page = sign_in("rag_chair").get("/en/reviews").text
    assert "papers by March 30, 2026" in page
    assert "Write the conclusion" in page
    assert "overdue" not in page.lower()


@pytest.mark.parametrize("language", ["ar", "es", "fr", "ru", "zh"])
def test_the_worklist_opens_in_every_language(stage: Stage, sign_in: SignIn, language: str) -> None:
    stage.ask()
    assert sign_in("rag_chair").get(f"/{language}/reviews").status_code == 200


def test_what_was_typed_survives_a_fault(stage: Stage, sign_in: SignIn) -> None:
    stage.ask()
    answer = post(sign_in("rag_chair"), EDIT, **written(stage, kind="reallocate_study_group"))
    assert answer.status_code == 422
    assert REASONS in answer.text
    assert "Choose another study group of ITU-R." in answer.text
    assert stage.conclusions() == 0


def test_of_two_who_write_the_second_is_told_and_loses_nothing(
    stage: Stage, sign_in: SignIn
) -> None:
    stage.ask()
    client = sign_in("rag_chair")
    opened = client.get(EDIT).text
    stage.draft("R:RAG", "br_officer", reasons="Written first.")
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', opened))

    answer = client.post(EDIT, data={**hidden, **written(stage, kind="modify")})
    assert answer.status_code == 409
    assert "Somebody wrote or corrected this conclusion" in answer.text
    assert REASONS in answer.text
    assert "Written first." in answer.text
    assert stage.conclusion("R:RAG").reasons == "Written first."


def test_a_double_click_writes_one_conclusion(stage: Stage, sign_in: SignIn) -> None:
    stage.ask()
    client = sign_in("rag_chair")
    fields = {"seen_version": "0", "idempotency_key": "once", **written(stage)}
    first, second = client.post(EDIT, data=fields), client.post(EDIT, data=fields)
    assert (first.status_code, second.status_code) == (302, 302)
    assert len(stage.events("ConclusionDrafted")) == 1


def test_before_confirming_the_chair_reads_what_it_would_lead_to(
    stage: Stage, sign_in: SignIn
) -> None:
    stage.ask()
    stage.conclude("T:TSAG", "tsag_chair", supporting=("T",), lead_sector="R")
    conclusion = stage.draft("R:RAG", "br_officer")
    url = f"/en/cases/BR-2026-0901/conclusions/{conclusion}/confirm"

    page = sign_in("rag_chair").get(url).text
    assert "The released conclusions differ." in page
    assert "Note that the conclusions differ" in page
    assert "It approves nothing" in page
    assert post(sign_in("rag_chair"), url).status_code == 302
    assert stage.conclusion("R:RAG").status == "confirmed"


def test_two_chairs_at_once_one_wins_and_the_other_is_told(stage: Stage, sign_in: SignIn) -> None:
    stage.ask()
    conclusion = stage.draft("R:RAG", "br_officer")
    url = f"/en/cases/BR-2026-0901/conclusions/{conclusion}/confirm"
    chair, vice_chair = sign_in("rag_chair"), sign_in("rag_vice_chair")
    first = chair.post(url, data={"seen_version": "1"})
    second = vice_chair.post(url, data={"seen_version": "1"})
    assert (first.status_code, second.status_code) == (302, 409)
    assert "The chair confirmed this conclusion after you opened the page." in second.text
    assert len(stage.events("ConclusionConfirmed")) == 1


def test_before_the_meeting_the_button_waits_and_says_why(stage: Stage, sign_in: SignIn) -> None:
    stage.set_clock(stage.before_rag)
    stage.ask()
    conclusion = stage.draft("R:RAG", "br_officer")
    url = f"/en/cases/BR-2026-0901/conclusions/{conclusion}/confirm"
    page = sign_in("rag_chair").get(url).text
    assert "The meeting begins on April 13, 2026" in page
    assert '<button type="submit" class="btn btn-primary" disabled>' in page
    assert post(sign_in("rag_chair"), url).status_code == 409


@pytest.mark.parametrize("who", ["tsag_chair", "tsb_officer", "gs_officer"])
@pytest.mark.parametrize("step", ["confirm", "release"])
def test_the_address_of_a_provisional_conclusion_tells_others_nothing(
    stage: Stage, sign_in: SignIn, who: str, step: str
) -> None:
    stage.ask()
    conclusion = stage.draft("R:RAG", "rag_chair")
    url = f"/en/cases/BR-2026-0901/conclusions/{conclusion}/{step}"
    nothing = url.replace(f"/{conclusion}/", "/9999/")
    client = sign_in(who)
    assert client.get(url).status_code == client.get(nothing).status_code
    assert client.get(url).status_code in (403, 404)


@pytest.mark.parametrize(
    "who", ["tsag_chair", "tsb_officer", "gs_officer", "proposer", "delegate", "sg1_chair"]
)
def test_no_page_of_others_shows_a_provisional_conclusion(
    stage: Stage, sign_in: SignIn, who: str
) -> None:
    stage.ask()
    stage.draft("R:RAG", "rag_chair", reasons=REASONS)
    stage.confirm("R:RAG", "rag_chair")
    client = sign_in(who)
    for url in ("/en/cases/BR-2026-0901", "/en/reviews", "/en/cases", "/en/my-work"):
        assert REASONS not in client.get(url).text
        assert "provisional: confirmed" not in client.get(url).text


def test_released_it_stands_on_the_page_of_the_case(stage: Stage, sign_in: SignIn) -> None:
    stage.ask()
    stage.draft("R:RAG", "rag_chair", reasons=REASONS)
    stage.confirm("R:RAG", "rag_chair")
    row = stage.conclusion("R:RAG")
    url = f"/en/cases/BR-2026-0901/conclusions/{row.id}/release"
    assert post(sign_in("br_officer"), url).status_code == 302
    page = sign_in("delegate").get("/en/cases/BR-2026-0901").text
    assert REASONS in page
    assert "Still to be released: TSAG." in page


def test_markup_in_reasons_is_shown_as_text(stage: Stage, sign_in: SignIn) -> None:
    stage.ask()
    post(sign_in("rag_chair"), EDIT, **written(stage, reasons="<script>alert(1)</script>"))
    page = sign_in("rag_chair").get("/en/cases/BR-2026-0901").text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


def test_hidden_direction_marks_are_said_at_the_field(stage: Stage, sign_in: SignIn) -> None:
    stage.ask()
    answer = post(sign_in("rag_chair"), EDIT, **written(stage, reasons="ab\u202ecd"))
    assert answer.status_code == 422
    assert stage.conclusions() == 0
