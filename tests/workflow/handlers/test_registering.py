"""An office enters a proposal for its author: recorded as such, the author's own, its delegation told."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from tests.world import TEXT, World
from workflow.rules.commands.documents import DiscardIncoming, KeepIncoming, RegisterProposal
from workflow.rules.errors import (
    ActionRefusedError,
    InvalidInputError,
    NotFoundError,
    NotPermittedError,
)
from workflow.store import verification
from workflow.store.models import (
    Attachment,
    AttachmentChunk,
    Draft,
    EventPerson,
    EventRow,
    Notice,
    Person,
)

LETTER = b"%PDF-1.7 the letter"


def kept(world: World, who: str = "officer", office: str = "BR") -> str:
    command = KeepIncoming(office=office, name="letter.pdf", content=LETTER)
    return str(world.act(who, command)["attachment"])


def register(world: World, who: str = "officer", **values: object) -> str:
    chosen = {
        "member": "XFA", "sector": "R", "kind": "new", "language": "en", "means": "letter",
        "received_on": dt.date(2026, 3, 1), "fields": TEXT, **values,
    }  # fmt: skip
    attachment = chosen.pop("attachment_id", None) or kept(world)
    command = RegisterProposal(attachment_id=str(attachment), **chosen)  # type: ignore[arg-type]
    return str(world.act(who, command)["case"])


def test_the_record_says_who_entered_it_and_for_whom(world: World) -> None:
    number = register(world)
    case = world.case(number)
    with world.database.reading() as session:
        rows = session.scalars(
            select(EventRow).where(EventRow.case_id == case.id).order_by(EventRow.position)
        ).all()
        told = {row.kind: (row.role, row.acting_for) for row in rows}
        persons = {
            session.get_one(Person, row.person_id).name
            for row in session.scalars(select(EventPerson))
            if row.person_id
        }
        entered = next(row for row in rows if row.kind == "ProposalEntered").payload.body
        assert verification.verify(session).as_json()["ok"]
    assert (case.proposer, world.run(number).state) == ("XFA", "submitted")
    assert told["CaseSubmitted"] == told["RunMoved"] == ("secretariat", "BR")
    assert told["ProposalEntered"] == told["AttachmentAdded"] == ("secretariat", "BR")
    assert persons == {"Officer"}
    assert (entered["member"], entered["means"], entered["received_on"]) == (
        "XFA", "letter", "2026-03-01",
    )  # fmt: skip


def test_the_delegation_is_told_and_the_proposal_is_its_own(world: World) -> None:
    number = register(world)
    with world.database.reading() as session:
        told = session.execute(
            select(Person.email, Notice.kind).join(Person, Person.id == Notice.person_id)
        ).all()
        assert ("delegate@example.org", "proposal_entered") in {tuple(one) for one in told}
        assert session.scalars(select(Draft.case_id)).one() == world.case(number).id
    world.move("delegate", number, "withdraw")
    assert world.run(number).state == "withdrawn"


def test_the_original_is_for_the_offices_and_the_author_alone(world: World) -> None:
    number = register(world)
    world.move("officer", number, "receive")
    with world.database.reading() as session:
        original = session.scalars(select(Attachment.id)).one()
    answers = {
        who: world.client(who).get(f"/documents/{original}").status_code
        for who in ("officer", "officer_tsb", "delegate", "neighbour", "rag_chair", "administrator")
    }
    assert answers == {
        "officer": 200, "officer_tsb": 200, "delegate": 200, "neighbour": 404, "rag_chair": 404,
        "administrator": 404,
    }  # fmt: skip
    assert "letter.pdf" not in world.client("neighbour").get(f"/cases/{number}").text


@pytest.mark.parametrize(
    ("member", "who"), [("SM:ALMATEL", "sector_member"), ("R:SG1", "sg_chair")]
)
def test_the_author_may_be_whoever_the_edition_takes_proposals_from(
    world: World, member: str, who: str
) -> None:
    number = register(world, member=member)
    assert world.case(number).proposer == member
    with world.database.reading() as session:
        told = session.scalars(
            select(Person.email)
            .join(Notice, Notice.person_id == Person.id)
            .where(Notice.kind == "proposal_entered")
        ).all()
        assert verification.verify(session).as_json()["ok"]
    assert told == [f"{who}@example.org"]
    world.move(who, number, "withdraw")
    assert world.run(number).state == "withdrawn"


@pytest.mark.parametrize("who", ["director", "officer_tsb", "delegate", "rag_chair"])
def test_only_an_officer_of_the_lead_office_registers(world: World, who: str) -> None:
    attachment = kept(world)
    with pytest.raises((NotPermittedError, NotFoundError)):
        register(world, who, attachment_id=attachment)
    with pytest.raises(NotPermittedError):
        kept(world, who)


def test_what_waits_at_another_office_cannot_be_registered_or_taken_off(world: World) -> None:
    elsewhere = kept(world, "officer_tsb", "TSB")
    with pytest.raises(NotFoundError):
        register(world, attachment_id=elsewhere)
    with pytest.raises(NotFoundError):
        world.act("officer", DiscardIncoming(attachment_id=elsewhere))


def test_a_letter_is_registered_once(world: World) -> None:
    attachment = kept(world)
    register(world, attachment_id=attachment)
    with pytest.raises(NotFoundError):
        register(world, attachment_id=attachment)
    with pytest.raises(NotFoundError):
        world.act("officer", DiscardIncoming(attachment_id=attachment))


def test_what_is_missing_is_named_and_the_letter_still_waits(world: World) -> None:
    attachment = kept(world)
    with pytest.raises(ActionRefusedError) as refused:
        register(world, attachment_id=attachment, fields={**TEXT, "scope": "", "study_group": ""})
    assert refused.value.refusals[0].params["fields"] == ("scope", "study_group")
    assert register(world, attachment_id=attachment)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"member": "XXX"}, "member"),
        ({"member": "SM:NOBODY"}, "member"),
        ({"member": "SM:BORNET"}, "member"),
        ({"member": "T:SG5"}, "member"),
        ({"member": "R:RAG"}, "member"),
        ({"means": "rumour"}, "means"),
        ({"received_on": dt.date(2026, 3, 3)}, "received_on"),
        ({"fields": {**TEXT, "title": ""}}, "title"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    world: World, values: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        register(world, **values)
    assert refused.value.field_name == field


def test_what_is_laid_aside_leaves_no_trace(world: World) -> None:
    world.act("officer", DiscardIncoming(attachment_id=kept(world)))
    with world.database.reading() as session:
        assert session.scalars(select(Attachment)).all() == []
        assert session.scalars(select(AttachmentChunk)).all() == []
