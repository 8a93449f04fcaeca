"""Sponsors and supporters: the way back to a name once given, and who sees which names."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from sqlalchemy import select

from tests.world import TEXT, World
from workflow.rules.commands.proposals import AnswerSponsorship, NameSponsor, SubmitProposal
from workflow.store.models import Draft, Sponsorship

BORVANIA, CORLANDIA = "Kingdom of Borvania", "Corlandia"
WITHDRAW = "We withdraw our name"


class Supported(NamedTuple):
    """A submitted case that XFB supports and that XFC was asked to sponsor."""

    number: str
    url: str


@pytest.fixture
def supported(world: World) -> Supported:
    draft = world.draft()
    one, _ = (
        world.act("delegate", NameSponsor(draft_id=draft, member=member, kind=kind))["sponsorship"]
        for member, kind in (("XFB", "supporter"), ("XFC", "sponsor"))
    )
    world.act("neighbour", AnswerSponsorship(sponsorship_id=one, answer="confirmed"))
    case = world.act("delegate", SubmitProposal(draft_id=draft, seen_version=1))["case"]
    return Supported(number=str(case), url=f"/sponsorships/{one}")


def test_a_supporter_finds_its_way_back_to_its_name_before_receipt(
    world: World, supported: Supported
) -> None:
    client = world.client("neighbour")
    assert client.get(f"/cases/{supported.number}").status_code == 404
    work = client.get("/my-work").text
    section = work[work.index("Proposals your delegation supports") :]
    assert f'href="/en{supported.url}"' in section
    assert supported.number in section
    assert TEXT["title"] in section

    page = client.get(supported.url).text
    assert supported.number in page
    assert f"/cases/{supported.number}" not in page
    assert "Until you confirm" not in page
    assert WITHDRAW in page

    assert client.post(supported.url, {"answer": "withdrawn"}).status_code == 302
    assert "Proposals your delegation supports" not in client.get("/my-work").text
    assert WITHDRAW not in client.get(supported.url).text


def test_after_receipt_the_case_number_leads_to_the_case(
    world: World, supported: Supported
) -> None:
    world.move("officer", supported.number, "receive")
    page = world.client("neighbour").get(supported.url).text
    assert f'href="/en/cases/{supported.number}"' in page


def test_who_may_not_answer_for_the_member_reads_and_is_offered_no_button(world: World) -> None:
    draft = world.draft("neighbour", "XFB")
    named = world.act("neighbour", NameSponsor(draft_id=draft, member="XFA", kind="sponsor"))
    one = int(named["sponsorship"])
    world.act("delegate", AnswerSponsorship(sponsorship_id=one, answer="confirmed"))
    offered = {
        who: WITHDRAW in world.client(who).get(f"/sponsorships/{one}").text
        for who in ("delegate", "drafter")
    }
    assert offered == {"delegate": True, "drafter": False}
    assert world.client("neighbour").get(f"/sponsorships/{one}").status_code == 404


def test_after_the_decision_a_name_stays(world: World) -> None:
    number = world.consulted()
    with world.database.writing() as session:
        case = world.case(number).id
        draft = session.scalars(select(Draft.id).where(Draft.case_id == case)).one()
        row = Sponsorship(
            draft_id=draft, case_id=case, member="XFB", kind="sponsor", status="confirmed",
            named_at=world.now, answered_at=world.now,
        )  # fmt: skip
        session.add(row)
        session.flush()
        url = f"/sponsorships/{row.id}"
    assert WITHDRAW in world.client("neighbour").get(url).text

    world.now = world.consultation(number).closes_at
    world.pass_time()
    world.move("director", number, "decide_approved", reasons="No administration objected.")
    world.move("director", number, "announce", reference="CACE/2")
    client = world.client("neighbour")
    assert WITHDRAW not in client.get(url).text
    assert client.post(url, {"answer": "withdrawn"}).status_code == 409


def test_only_the_proposer_sees_who_has_not_answered(world: World, supported: Supported) -> None:
    world.move("officer", supported.number, "receive")
    pages = {
        who: world.client(who).get(f"/cases/{supported.number}").text
        for who in ("delegate", "drafter", "neighbour", "officer")
    }
    assert {who: CORLANDIA in page for who, page in pages.items()} == {
        "delegate": True,
        "drafter": True,
        "neighbour": False,
        "officer": False,
    }


def test_the_case_says_whether_a_member_sponsors_or_supports(
    world: World, supported: Supported
) -> None:
    world.move("officer", supported.number, "receive")
    page = world.client("officer").get(f"/cases/{supported.number}").text
    assert f"<bdi>{BORVANIA}</bdi> (supporter)" in page
