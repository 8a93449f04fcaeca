"""Recording the allocation decision on its page."""

from __future__ import annotations

import re

import pytest

from tests.groups_stage import SignIn, Stage

URL = "/en/cases/BR-2026-0901/allocation"
GROUNDS = "Measurement belongs to ITU-R; the limits stay with ITU-T."


def fields(page: str, **changes: object) -> dict[str, object]:
    """The hidden fields of the form and what it is filled with."""
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    chosen = re.findall(r'name="(\w+)"[^>]*>\s*(?:<option [^>]*>[^<]*</option>)*', page)
    assert "mode" in chosen
    ticked = re.findall(r'name="(\w+)" value="([^"]+)" id="[^"]+" checked', page)
    several = {name: [value for each, value in ticked if each == name] for name, _one in ticked}
    selects = {
        name: selected
        for name, options in re.findall(
            r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', page, re.DOTALL
        )
        for selected in re.findall(r'<option selected value="([^"]*)"', options)
    }
    return {**hidden, **selects, **several, "grounds": GROUNDS, **changes}


def test_filled_from_the_conclusions_it_needs_only_grounds(stage: Stage, sign_in: SignIn) -> None:
    stage.agree()
    client = sign_in("br_officer")
    page = client.get(URL).text
    assert "From the released conclusions of RAG, TSAG." in page

    answer = client.post(URL, data=fields(page))
    assert (answer.status_code, stage.run().state) == (302, "member_state_approval")
    shown = sign_in("delegate").get("/en/cases/BR-2026-0901").text
    assert GROUNDS in shown
    assert "studied in one Sector" in shown


def test_another_lead_than_agreed_is_said_at_the_field_and_nothing_is_lost(
    stage: Stage, sign_in: SignIn
) -> None:
    stage.agree()
    client = sign_in("br_officer")
    answer = client.post(URL, data=fields(client.get(URL).text, lead_sector="T"))
    assert answer.status_code == 422
    assert "The agreed conclusions name ITU-R as lead." in answer.text
    assert GROUNDS in answer.text
    assert stage.run().state == "agreed"


def test_a_page_opened_before_somebody_acted_says_so(stage: Stage, sign_in: SignIn) -> None:
    stage.agree()
    client = sign_in("br_officer")
    answer = client.post(URL, data=fields(client.get(URL).text, seen_version="1"))
    assert answer.status_code == 409
    assert GROUNDS in answer.text
    assert stage.run().state == "agreed"


def test_a_transfer_says_that_the_other_procedure_does_not_begin_here(
    stage: Stage, sign_in: SignIn
) -> None:
    stage.agree(kind="reallocate_sector", lead_sector="T")
    client = sign_in("br_officer")
    page = client.get(URL).text
    assert client.post(URL, data=fields(page, study_groups=["T:SG5"])).status_code == 302
    shown = sign_in("delegate").get("/en/cases/BR-2026-0901").text
    assert "procedure does not begin here yet" in shown


@pytest.mark.parametrize(
    ("who", "status"), [("tsb_officer", 403), ("rag_chair", 403), ("proposer", 403)]
)
def test_the_page_is_the_lead_offices(stage: Stage, sign_in: SignIn, who: str, status: int) -> None:
    stage.agree()
    assert sign_in(who).get(URL).status_code == status


def test_before_the_conclusions_agree_there_is_no_form(stage: Stage, sign_in: SignIn) -> None:
    stage.ask()
    assert sign_in("br_officer").get(URL).status_code == 409
