"""The pages of the advisory groups: worklist, conclusion, confirmation, release."""

from __future__ import annotations

import pytest

from tests.groups_stage import BEFORE_RAG, NUMBER, Stage, hidden
from tests.world import World

ASK = f"/cases/{NUMBER}/ask-groups"
EDIT = f"/cases/{NUMBER}/conclusions/R-RAG/edit"
DELEGATES = ("delegate", "neighbour")
REASONS = "The limits of exposure belong elsewhere; the measurement belongs here."


@pytest.fixture
def stage(world: World) -> Stage:
    """The case in triage."""
    return Stage(world)


def written(stage: Stage, **changes: object) -> dict[str, object]:
    return {
        "seen_version": "0",
        "meeting_id": str(stage.meetings["R:RAG"]),
        "kind": "keep",
        "lead_sector": "R",
        "reasons": REASONS,
        **changes,
    }


def step(conclusion: int, name: str) -> str:
    return f"/cases/{NUMBER}/conclusions/{conclusion}/{name}"


def test_the_lead_office_asks_the_groups_it_ticks(stage: Stage) -> None:
    client = stage.world.client("officer")
    page = client.get(ASK).text
    assert page.count(" checked") == 2

    answer = client.post(ASK, {**hidden(page), "groups": ["R:RAG"]})
    assert (answer.status_code, stage.run().groups) == (302, ["R:RAG"])


def test_asking_nobody_is_said_at_the_field(stage: Stage) -> None:
    answer = stage.world.client("officer").post(ASK, {"seen_version": "1", "groups": ["X:NONE"]})
    assert answer.status_code == 422
    assert "Name the advisory groups concerned." in answer.text


@pytest.mark.parametrize(
    ("who", "url", "status"),
    [
        ("officer_tsb", ASK, 403),
        ("delegate", ASK, 403),
        ("tsag_chair", EDIT, 403),
        ("officer_tsb", EDIT, 403),
        ("rag_participant", EDIT, 403),
        ("rag_chair", EDIT.replace("R-RAG", "R-SG1"), 404),
        ("rag_chair", EDIT.replace("0901", "0999"), 404),
    ],
)
def test_pages_of_others_do_not_open(stage: Stage, who: str, url: str, status: int) -> None:
    stage.ask()
    assert stage.world.client(who).get(url).status_code == status


def test_the_worklist_says_meeting_papers_and_the_next_thing_to_do(stage: Stage) -> None:
    stage.at(BEFORE_RAG)
    stage.ask()
    page = stage.world.client("rag_chair").get("/reviews").text
    assert "papers by 30 March 2026" in page
    assert "Write the conclusion" in page
    assert "overdue" not in page.lower()


@pytest.mark.parametrize("language", ["ar", "es", "fr", "ru", "zh"])
@pytest.mark.one_database
def test_the_pages_open_in_every_language(stage: Stage, language: str) -> None:
    stage.ask()
    conclusion = stage.draft("R:RAG", "rag_chair")
    client = stage.world.client("rag_chair", language)
    pages = ("/reviews", EDIT, step(conclusion, "confirm"), "/meetings")
    assert [client.get(one).status_code for one in pages] == [200] * 4


def test_what_was_typed_survives_a_fault(stage: Stage) -> None:
    stage.ask()
    fields = written(stage, kind="reallocate_study_group")
    answer = stage.world.client("rag_chair").post(EDIT, fields)
    assert answer.status_code == 422
    assert REASONS in answer.text
    assert "Choose another study group of ITU-R." in answer.text
    assert stage.conclusions() == 0


def test_of_two_who_write_the_second_is_told_and_loses_nothing(stage: Stage) -> None:
    stage.ask()
    client = stage.world.client("rag_chair")
    opened = client.get(EDIT).text
    stage.draft("R:RAG", "officer", reasons="Written first.")

    answer = client.post(EDIT, {**written(stage, kind="modify"), **hidden(opened)})
    assert answer.status_code == 409
    assert "Somebody wrote or corrected this conclusion" in answer.text
    assert REASONS in answer.text
    assert "Written first." in answer.text
    assert stage.conclusion("R:RAG").reasons == "Written first."


def test_released_meanwhile_what_was_typed_is_still_on_the_page(stage: Stage) -> None:
    stage.ask()
    stage.conclude("R:RAG", "rag_chair")
    answer = stage.world.client("rag_chair").post(EDIT, written(stage))
    assert answer.status_code == 409
    assert "This conclusion was released after you opened the page." in answer.text
    assert REASONS in answer.text


def test_a_double_click_writes_one_conclusion(stage: Stage) -> None:
    stage.ask()
    client = stage.world.client("rag_chair")
    fields = {**written(stage), "idempotency_key": "once"}
    answers = [client.post(EDIT, fields).status_code for _ in range(2)]
    assert answers == [302, 302]
    assert len(stage.events("ConclusionDrafted")) == 1


def test_before_confirming_the_chair_reads_what_it_would_lead_to(stage: Stage) -> None:
    stage.ask()
    stage.conclude("T:TSAG", "tsag_chair", supporting=("T",))
    url = step(stage.draft("R:RAG", "officer"), "confirm")
    client = stage.world.client("rag_chair")

    page = client.get(url).text
    assert "The released conclusions differ." in page
    assert "Note that the conclusions differ" in page
    assert "It approves nothing" in page
    assert client.post(url, hidden(page)).status_code == 302
    assert stage.conclusion("R:RAG").status == "confirmed"


def test_two_chairs_at_once_one_wins_and_the_other_is_told(stage: Stage) -> None:
    stage.ask()
    url = step(stage.draft("R:RAG", "officer"), "confirm")
    first, second = (
        stage.world.client(who).post(url, {"seen_version": "1"})
        for who in ("rag_chair", "rag_vice_chair")
    )
    assert (first.status_code, second.status_code) == (302, 409)
    assert "The chair confirmed this conclusion after you opened the page." in second.text
    assert len(stage.events("ConclusionConfirmed")) == 1


def test_before_the_meeting_the_button_waits_and_says_why(stage: Stage) -> None:
    stage.at(BEFORE_RAG)
    stage.ask()
    url = step(stage.draft("R:RAG", "officer"), "confirm")
    client = stage.world.client("rag_chair")
    page = client.get(url).text
    assert "The meeting begins on 13 April 2026" in page
    assert '<button type="submit" class="btn btn-primary" disabled>' in page
    assert client.post(url, hidden(page)).status_code == 409


@pytest.mark.parametrize("who", ["tsag_chair", "officer_tsb", "officer_gs"])
@pytest.mark.parametrize("name", ["confirm", "release"])
def test_the_address_of_a_provisional_conclusion_tells_others_nothing(
    stage: Stage, who: str, name: str
) -> None:
    stage.ask()
    conclusion = stage.draft("R:RAG", "rag_chair")
    client = stage.world.client(who)
    there, nowhere = (client.get(step(one, name)).status_code for one in (conclusion, 9999))
    assert there == nowhere
    assert there in (403, 404)


@pytest.mark.parametrize(
    "who", ["tsag_chair", "officer_tsb", "officer_gs", "delegate", "neighbour", "sg_chair"]
)
def test_no_page_of_others_shows_a_provisional_conclusion(stage: Stage, who: str) -> None:
    stage.ask()
    stage.draft("R:RAG", "rag_chair", reasons=REASONS)
    stage.confirm("R:RAG", "rag_chair")
    client = stage.world.client(who)
    for url in (f"/cases/{NUMBER}", "/reviews", "/cases", "/my-work"):
        page = client.get(url)
        assert page.status_code == (403 if url == "/reviews" and who in DELEGATES else 200)
        assert REASONS not in page.text
        assert "provisional: confirmed" not in page.text


def test_released_it_stands_on_the_page_of_the_case(stage: Stage) -> None:
    stage.ask()
    stage.draft("R:RAG", "rag_chair", reasons=REASONS)
    stage.confirm("R:RAG", "rag_chair")
    url = step(stage.conclusion("R:RAG").id, "release")
    stage.world.later(days=8)
    client = stage.world.client("officer")
    assert client.post(url, hidden(client.get(url).text)).status_code == 302
    page = stage.world.client("neighbour").get(f"/cases/{NUMBER}").text
    assert REASONS in page
    assert "Still to be released: <bdi>TSAG</bdi>." in page


def test_markup_in_reasons_is_shown_as_text(stage: Stage) -> None:
    stage.ask()
    client = stage.world.client("rag_chair")
    client.post(EDIT, written(stage, reasons="<script>alert(1)</script>"))
    page = client.get(f"/cases/{NUMBER}").text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


def test_hidden_direction_marks_are_said_at_the_field(stage: Stage) -> None:
    stage.ask()
    answer = stage.world.client("rag_chair").post(EDIT, written(stage, reasons="ab\u202ecd"))
    assert answer.status_code == 422
    assert stage.conclusions() == 0
