"""Sector Members and study groups propose too, where the edition says so; their drafts are their own."""

from __future__ import annotations

import dataclasses

import pytest
from sqlalchemy import select

from states.definition import Role
from tests.world import TEXT, World
from workflow.rules import permissions
from workflow.rules.commands.accounts import Appoint, CreatePerson
from workflow.rules.commands.cases import MoveRun
from workflow.rules.commands.overlaps import AnswerItem, ReplyToFindings
from workflow.rules.commands.proposals import NameSponsor, SaveDraft, SubmitProposal
from workflow.rules.commands.registers import ImportRegister
from workflow.rules.errors import InvalidInputError, NotFoundError, NotPermittedError
from workflow.rules.permissions import OPERATOR
from workflow.store import editions, verification
from workflow.store.models import Case, EventRow, Notice, Person, SectorMember

WHO = [("sector_member", "SM:ALMATEL"), ("sg_chair", "R:SG1"), ("delegate", "XFA")]
NAMES = {"SM:ALMATEL": "Almatel Radio (Sector Member)", "R:SG1": "ITU-R SG1"}


def save(world: World, who: str, member: str, sector: str = "R") -> None:
    world.act(
        who,
        SaveDraft(
            draft_id=None, seen_version=0, member=member, sector=sector, kind="new",
            language="en", fields=TEXT,
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "place"),
    [("XFA", "member"), ("SM:ALMATEL", "sector_member"), ("R:SG1", "body"), ("D:SG2", "body")],
)
def test_a_proposer_is_told_by_its_code(code: str, place: str) -> None:
    assert permissions.place_of_proposer(code) == place


@pytest.mark.parametrize(("who", "member"), WHO)
def test_each_kind_of_proposer_carries_a_proposal_from_draft_to_withdrawal(
    world: World, who: str, member: str
) -> None:
    number = world.submitted(who, member)
    assert (world.case(number).proposer, world.reader(who).is_of(member)) == (member, True)
    world.move("officer", number, "receive")
    case = world.case(number).id
    world.act(who, AnswerItem(case_id=case, item="D1", answer="yes", evidence="Said."))
    world.act(who, ReplyToFindings(case_id=case, reply="Seen."))
    run = world.run(number)
    assert Role.PROPOSER in permissions.roles_on(
        world.reader(who), permissions.Place(proposer=member, office="BR")
    )
    world.act(who, MoveRun(run_id=run.id, action="withdraw", seen_version=run.version, given={}))
    assert world.run(number).state == "withdrawn"
    with world.database.reading() as session:
        acted = set(session.scalars(select(EventRow.acting_for).where(EventRow.role == "proposer")))
    assert acted == {member}


@pytest.mark.parametrize(("who", "member"), WHO)
def test_its_people_alone_see_it_before_receipt_and_are_told(
    world: World, who: str, member: str
) -> None:
    number = world.submitted(who, member)
    statuses = {
        name: world.client(name).get(f"/cases/{number}").status_code
        for name in ("sector_member", "sg_chair", "delegate", "neighbour", "rag_chair", "officer")
    }
    assert statuses == {**dict.fromkeys(statuses, 404), who: 200, "officer": 200}
    with world.database.reading() as session:
        told = session.scalars(
            select(Person.email)
            .join(Notice, Notice.person_id == Person.id)
            .where(Notice.kind == "submission_acknowledged")
        ).all()
    assert told == [f"{who}@example.org"]


@pytest.mark.parametrize(("who", "member"), WHO)
def test_a_draft_opens_for_its_own_writers_alone(world: World, who: str, member: str) -> None:
    draft = world.draft(who, member)
    others = [name for name, code in WHO if code != member]
    for name in (*others, "rag_chair", "officer"):
        with pytest.raises((NotFoundError, NotPermittedError)):
            world.act(name, SubmitProposal(draft_id=draft, seen_version=1))
        assert world.client(name).get(f"/drafts/{draft}").status_code in (403, 404)
    assert world.client(who).get(f"/drafts/{draft}").status_code == 200


@pytest.mark.parametrize(
    ("who", "member"),
    [
        ("sector_member", "XFA"), ("sector_member", "R:SG1"), ("delegate", "SM:ALMATEL"),
        ("rag_chair", "R:SG1"), ("sg_chair", "R:SG5"), ("officer", "R:SG1"),
    ],
)  # fmt: skip
def test_nobody_writes_for_another(world: World, who: str, member: str) -> None:
    with pytest.raises(NotPermittedError):
        save(world, who, member)


def test_an_advisory_group_is_no_proposer(world: World) -> None:
    assert world.reader("rag_chair").proposers() == ()
    assert world.client("rag_chair").get("/drafts/new").status_code == 403


def test_a_sector_member_proposes_to_the_sectors_it_is_a_member_of(world: World) -> None:
    with world.database.writing() as session:
        session.get_one(SectorMember, "SM:ALMATEL").sectors = "T,D"
    with pytest.raises(InvalidInputError, match="member: It is not a member of this Sector"):
        save(world, "sector_member", "SM:ALMATEL")


def test_a_study_group_proposes_to_its_own_sector(world: World) -> None:
    world.act(
        "administrator",
        Appoint(
            email="sg_chair@example.org", post="chair", place="body", code="T:SG5",
            from_on=world.now.date(), until_on=None,
        ),
    )  # fmt: skip
    with pytest.raises(InvalidInputError, match="member: A study group proposes to its own"):
        save(world, "sg_chair", "T:SG5")


def test_the_edition_says_who_may_propose() -> None:
    shipped = editions.shipped()
    edition = shipped["question_r_2023"]
    assert [(one.kind, one.basis.read) for one in edition.proposers] == [
        ("member_state", False), ("sector_member", False), ("study_group", True),
    ]  # fmt: skip
    for key in ("question_t_2022", "question_d_2022"):
        named = [one.kind for one in shipped[key].proposers]
        assert named == ["member_state", "sector_member", "study_group"]
    silent = dataclasses.replace(edition, proposers=())
    kinds = ("member_state", "sector_member", "study_group")
    assert [edition.takes_from(one) for one in kinds] == [True, True, True]
    assert [silent.takes_from(one) for one in kinds] == [True, False, False]


def test_an_edition_that_is_silent_takes_nothing_from_others(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = dataclasses.replace(editions.shipped()["question_r_2023"], proposers=())
    monkeypatch.setitem(editions._pinned, edition.digest, edition)
    for who, member in WHO[:2]:
        with pytest.raises(InvalidInputError, match="member: The procedure takes no proposal"):
            save(world, who, member)
    save(world, "delegate", "XFA")


def test_a_sector_member_has_no_voice_of_a_member_state(world: World) -> None:
    roles = permissions.roles_on(
        world.reader("sector_member"), permissions.Place(proposer="XFA", office="BR")
    )
    assert roles == frozenset()
    draft = world.draft()
    with pytest.raises(InvalidInputError, match="member: Choose another member"):
        world.act("delegate", NameSponsor(draft_id=draft, member="SM:ALMATEL", kind="sponsor"))


def test_a_focal_point_of_a_sector_member_approves_its_own_people_alone(world: World) -> None:
    def appoint(by: str, place: str, code: str, post: str) -> None:
        command = Appoint(
            email="stranger@example.org", post=post, place=place, code=code,
            from_on=world.now.date(), until_on=None,
        )  # fmt: skip
        world.act(by, command)

    world.act(
        "administrator",
        CreatePerson(email="focal.sm@example.org", name="F", language="en", password="x" * 20),
    )
    command = Appoint(
        email="focal.sm@example.org", post="focal_point", place="sector_member",
        code="SM:ALMATEL", from_on=world.now.date(), until_on=None,
    )  # fmt: skip
    world.act("administrator", command)
    appoint("focal.sm", "sector_member", "SM:ALMATEL", "drafter")
    assert world.reader("stranger").proposers() == ("SM:ALMATEL",)
    for place, code in (("sector_member", "SM:BORNET"), ("member", "XFA")):
        with pytest.raises(NotPermittedError):
            appoint("focal.sm", place, code, "drafter")
    with pytest.raises(InvalidInputError, match="post"):
        appoint("administrator", "sector_member", "SM:ALMATEL", "respondent")
    with pytest.raises(InvalidInputError, match="code"):
        appoint("administrator", "sector_member", "SM:NOBODY", "drafter")


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("SM:REAL,Real,R,XFA,0,0,test", "fictional"),
        ("SM:REAL,Real,R,F,1,0,test", "member"),
        ("REAL,Real,R,XFA,1,0,test", "code"),
        ("SM:REAL,Real,RT,XFA,1,0,test", "sectors"),
    ],
)
def test_the_register_of_sector_members_is_checked(world: World, row: str, what: str) -> None:
    text = f"code,name,sectors,member,fictional,from_memory,source\n{row}\n"
    with pytest.raises(InvalidInputError, match=f"column {what}"):
        world.bus.perform(ImportRegister(register="sector-members", text=text), by=OPERATOR)


@pytest.mark.parametrize(("who", "member"), WHO[:2])
def test_every_page_names_the_proposer(world: World, who: str, member: str) -> None:
    number = world.submitted(who, member)
    world.move("officer", number, "receive")
    officer = world.client("officer")
    for path in (f"/cases/{number}", "/cases", "/due-this-week"):
        page = officer.get(path).text
        if number in page and path != "/due-this-week":
            assert NAMES[member] in page, path
    own = world.client(who).get("/my-work").text
    assert (number in own, NAMES[member] in own) == (True, True)
    assert NAMES[member] in world.client(who).get("/drafts/new").text
    answer = officer.client.get(f"/api/v1/cases/{number}", headers={"Host": "localhost"})
    assert answer.json["member"] == member


def test_the_chain_and_the_states_verify_with_each_kind_of_proposer(world: World) -> None:
    for who, member in WHO:
        world.submitted(who, member, title=f"Fields by {who}")
    with world.database.reading() as session:
        assert len(session.scalars(select(Case.id)).all()) == 3
        assert verification.verify(session).first_bad is None


def test_the_page_of_the_procedure_says_who_may_propose(world: World) -> None:
    page = world.client().get("/procedures/question_r_2023").text
    begin = page.index("Who may propose")
    part = page[begin : page.index("</table>", begin)]
    assert [one in part for one in ("Member States", "Sector Members", "Study groups")] == [
        True
    ] * 3
    assert "RAG15-1/17" in part


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/my-work", 200), ("/cases", 200), ("/drafts/new", 200), ("/questions-like", 200),
        ("/due-this-week", 403), ("/reviews", 403), ("/meetings/new", 403),
        ("/cases/{received}", 200), ("/cases/{received}/findings", 200),
        ("/cases/{submitted}", 404), ("/cases/{submitted}/findings", 404),
        ("/cases/{received}/revise/revise", 403), ("/drafts/{draft}", 404),
        ("/drafts/{draft}/submit", 404), ("/drafts/{draft}/sounding", 404),
    ],
)  # fmt: skip
def test_a_sector_member_opens_what_all_members_open_and_its_own(
    world: World, path: str, answer: int
) -> None:
    names = {"received": world.received(), "submitted": world.submitted(title="Other fields")}
    names["draft"] = world.draft()
    page = world.client("sector_member").get(path.format(**names))
    assert page.status_code == answer
