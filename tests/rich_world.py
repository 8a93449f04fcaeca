"""A world with a case in every stage, for whoever must hold at all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from sqlalchemy import select

from states import loader
from tests.groups_stage import ALL_HAVE_MET, joint_meeting
from tests.world import START, TEXT, World
from workflow.rules import deadlines
from workflow.rules.commands.cases import ChangeDeadline
from workflow.rules.commands.consultations import RecordReply
from workflow.rules.commands.overlaps import AnswerItem
from workflow.rules.commands.procedures import ActivateEdition, MoveToEdition, UploadEdition
from workflow.rules.commands.proposals import (
    AnswerSponsorship,
    AttachFile,
    NameSponsor,
    OpenPackage,
    PlaceDraft,
    ReviseProposal,
    SubmitPackage,
    SubmitProposal,
    TakeOutOfPackage,
)
from workflow.rules.commands.reviews import (
    AnswerModification,
    AttachStatement,
    ConfirmConclusion,
    EnterOralAmendment,
    FileWrittenView,
    IncludeGroup,
    ProposeCorrection,
)
from workflow.store import written_views
from workflow.store.models import Case, Sponsorship

IN_SG1 = dt.datetime(2026, 5, 5, 9, tzinfo=dt.UTC)
WITHOUT_PLACES = {name: text for name, text in TEXT.items() if name != "study_group"}
BOTH = (("submitter", "member", "XFB"), ("participant", "body", "R:RAG"))
LETTER = b"The Administration of Borvania agrees."
REPLIES = (("delegate", "XFA", "agree", ""), ("neighbour", "XFB", "agree", ""))


def tell(world: World) -> dict[str, str]:
    """Play one story for each stage; gives the case number of each."""
    told = {}
    for stage, story in STORIES.items():
        world.now = START
        told[stage] = story(world)
    return told


def reply(
    world: World, number: str, who: str, member: str, position: str, reasons: str = ""
) -> None:
    """An administration replies."""
    command = RecordReply(
        consultation_id=world.consultation(number).id,
        member=member,
        position=position,
        reasons=reasons,
    )
    world.act(who, command)


def entered_by_letter(world: World, number: str, member: str = "XFB") -> None:
    """The Bureau enters a reply that came by letter."""
    command = RecordReply(
        consultation_id=world.consultation(number).id,
        member=member,
        position="agree",
        letter_name="letter.txt",
        letter=LETTER,
    )
    world.act("officer", command)


def sponsored(world: World, answer: str = "confirmed", **texts: str) -> str:
    """A submitted case for which a second member was named; `answer` is what it said before."""
    draft = world.draft(**texts)
    named = world.act("delegate", NameSponsor(draft_id=draft, member="XFB", kind="sponsor"))
    if answer != "named":
        world.act(
            "neighbour",
            AnswerSponsorship(sponsorship_id=int(named["sponsorship"]), answer=answer),
        )
    return str(world.act("delegate", SubmitProposal(draft_id=draft, seen_version=1))["case"])


def closed(
    world: World, replies: tuple[tuple[str, str, str, str], ...] = REPLIES, **texts: str
) -> str:
    """A case whose replies are counted and whose result is not announced."""
    number = world.consulted(**texts)
    for who, member, position, reasons in replies:
        reply(world, number, who, member, position, reasons)
    world.now = world.consultation(number).closes_at
    world.pass_time()
    return number


def announced(world: World, **texts: str) -> str:
    """A case whose approval the Director has announced."""
    number = closed(world, **texts)
    world.move("director", number, "announce", reference="CACE/2")
    return number


def _with_document(world: World) -> str:
    draft = world.draft()
    world.act("delegate", AttachFile(draft_id=draft, name="map.txt", content=b"A map in words."))
    return str(world.act("delegate", SubmitProposal(draft_id=draft, seen_version=1))["case"])


def _revised(world: World) -> str:
    number = world.submitted()
    world.move("officer", number, "refer_back", reasons="The programme is too short.")
    run = world.run(number)
    fields = {name: text for name, text in TEXT.items() if name != "study_group"}
    command = ReviseProposal(
        case_id=world.case(number).id,
        action="submit_revision",
        seen_version=run.version,
        fields={**fields, "programme": "A report in a year, a Recommendation in two."},
    )
    world.act("delegate", command)
    world.move("officer", number, "receive")
    return number


def _incomplete(world: World) -> str:
    number = world.received()
    case = world.case(number)
    world.act("officer", AnswerItem(case_id=case.id, item="D3", answer="no", evidence="Seen."))
    world.now = world.run(number).due_at or world.now
    world.pass_time()
    return number


def _withdrawn(world: World) -> str:
    number = world.consulted()
    reply(world, number, "neighbour", "XFB", "object", "Not this year.")
    world.move("delegate", number, "withdraw")
    return number


def _support_taken_back(world: World) -> str:
    number = sponsored(world)
    with world.database.reading() as session:
        query = select(Sponsorship.id).where(Sponsorship.case_id == world.case(number).id)
        named = session.scalars(query).one()
    world.act("neighbour", AnswerSponsorship(sponsorship_id=named, answer="withdrawn"))
    return number


def _provisional(world: World) -> str:
    number = world.asked()
    world.draft_conclusion(number, "rag_chair", "R:RAG")
    drafted = world.draft_conclusion(number, "tsag_chair", "T:TSAG")
    world.act("tsag_chair", ConfirmConclusion(conclusion_id=drafted, seen_version=1))
    return number


def _included(world: World) -> str:
    number = world.asked()
    run = world.run(number, "allocation")
    world.act("officer", IncludeGroup(run_id=run.id, seen_version=run.version, body="D:TDAG"))
    amended = EnterOralAmendment(
        case_id=world.case(number).id,
        seen_version=world.run(number, "allocation").version,
        meeting_id=world.meeting("R:RAG"),
        fields={**WITHOUT_PLACES, "scope": "Methods and terms."},
    )
    world.act("officer", amended)
    return number


def _spoken_of(world: World) -> str:
    """Members have spoken: a written view, a statement, a correction, the proposer's answer."""
    with world.database.writing() as session:
        world._person(session, "both", BOTH)
    number = world.asked()
    case = world.case(number)
    for text in ("A first view.", "A second view."):
        world.act(
            "neighbour",
            FileWrittenView(case_id=case.id, member="XFB", language="en", text=text),
        )
    drafted = world.draft_conclusion(number, "rag_chair", "R:RAG", kind="modify")
    with world.database.reading() as session:
        seen = written_views.newest_id(session, case.id)
    world.act("rag_chair", ConfirmConclusion(conclusion_id=drafted, seen_version=1, seen_view=seen))
    remark = {"conclusion_id": drafted, "seen_version": 2, "language": "en", "text": "We say."}
    world.act("both", AttachStatement(**remark, member="XFB"))
    world.act("both", ProposeCorrection(**remark))
    world.release_conclusion(drafted, "rag_chair")
    answer = AnswerModification(conclusion_id=drafted, seen_version=3, position="agreed")
    world.act("delegate", answer)
    return number


def _diverging(world: World) -> str:
    number = world.asked()
    other = {"kind": "reallocate_sector", "lead_sector": "T", "supporting": ()}
    rag = world.confirm_conclusion(number, "rag_chair", "R:RAG")
    tsag = world.confirm_conclusion(number, "tsag_chair", "T:TSAG", **other)
    world.release_conclusion(rag, "rag_chair")
    world.release_conclusion(tsag, "tsag_chair")
    world.move("officer", number, "note_divergence")
    return number


def _consulted(world: World) -> str:
    number = world.consulted()
    reply(world, number, "delegate", "XFA", "object", "Not in this form.")
    reply(world, number, "delegate", "XFA", "agree")
    entered_by_letter(world, number)
    return number


def _put_off(world: World) -> str:
    """A consultation with a later end than its edition's."""
    number = world.consulted()
    run = world.run(number)
    later = deadlines.last_day(world.consultation(number).closes_at) + dt.timedelta(days=14)
    command = ChangeDeadline(
        run_id=run.id, seen_version=run.version, until=later, reasons="The texts came late."
    )
    world.act("director", command)
    return number


def _not_approved(world: World) -> str:
    number = closed(world, (("neighbour", "XFB", "object", "The scope is too wide."),))
    world.move("director", number, "announce_result", reference="CACE/4")
    return number


def _in_force(world: World) -> str:
    number = announced(world)
    world.move("officer", number, "publish", reference="CACE/3", register_number="240/1")
    return number


def _suppression(world: World) -> str:
    number = world.screened(kind="suppression", question="R:239/1")
    world.now = IN_SG1
    world.move("sg_chair", number, "agree_suppression", meeting=str(world.meeting("R:SG1")))
    return number


def _taken_out(world: World) -> str:
    """One of a package of its study group, which a delegation took out."""
    package = str(world.act("sg_chair", OpenPackage(body="R:SG1", title="Fields"))["package"])
    draft = world.draft("sg_chair", "R:SG1")
    world.act("sg_chair", PlaceDraft(draft_id=draft, package_id=package))
    world.act("sg_chair", SubmitPackage(package_id=package, seen={draft: 1}))
    with world.database.reading() as session:
        (case,) = session.scalars(select(Case).where(Case.package_id == package))
    world.move("officer", case.number, "receive")
    world.act("neighbour", TakeOutOfPackage(case_id=case.id))
    return case.number


def _jointly_confirmed(world: World) -> str:
    """The groups differ and sit together; one chair has confirmed the joint conclusion."""
    number = world.asked()
    with world.database.writing() as session:
        meeting = joint_meeting()
        session.add(meeting)
        session.flush()
        held_in = meeting.id
    drafted = {
        world.confirm_conclusion(number, "rag_chair", "R:RAG"): "rag_chair",
        world.confirm_conclusion(
            number, "tsag_chair", "T:TSAG", kind="keep", supporting=()
        ): "tsag_chair",
    }
    for one, chair in drafted.items():
        world.release_conclusion(one, chair)
    world.move("officer", number, "note_divergence")
    world.move("tsag_chair", number, "convene_joint_meeting", meeting=str(held_in))
    world.now = ALL_HAVE_MET
    joint = world.draft_conclusion(number, "rag_chair", "R:RAG", meeting_id=held_in)
    world.act("tsag_chair", ConfirmConclusion(conclusion_id=joint, seen_version=1))
    return number


def _under_another_edition(world: World) -> str:
    """A running case that goes on under an edition that came later."""
    number = world.received()
    text = loader.shipped()["question_r_2023"].replace('edition = "2023"', 'edition = "2027"')
    text = text.replace("valid_from = 2023-11-17", "valid_from = 2026-03-01")
    later = UploadEdition(name="question_r_2027.toml", text=text)
    world.act("administrator", later)
    today = deadlines.local_date(world.now)
    world.act("administrator", ActivateEdition(key="question_r_2027", applies_from=today))
    run = world.run(number)
    world.act("officer", MoveToEdition(key="question_r_2027", runs=((run.id, run.version),)))
    return number


STORIES: Mapping[str, Callable[[World], str]] = {
    "submitted": _with_document,
    "put off": _put_off,
    "support asked": lambda world: sponsored(world, "named"),
    "support declined": lambda world: sponsored(world, "declined"),
    "support confirmed": sponsored,
    "support taken back": _support_taken_back,
    "revised": _revised,
    "received": World.received,
    "screening incomplete": _incomplete,
    "screened": World.screened,
    "asked": World.asked,
    "provisional": _provisional,
    "included": _included,
    "spoken of": _spoken_of,
    "diverging": _diverging,
    "agreed": World.agreed,
    "allocated": World.allocated,
    "consulted": _consulted,
    "withdrawn": _withdrawn,
    "closed": closed,
    "announced": announced,
    "not approved": _not_approved,
    "in force": _in_force,
    "suppression": _suppression,
    "taken out of a package": _taken_out,
    "jointly confirmed": _jointly_confirmed,
    "under another edition": _under_another_edition,
}
"""What is told of each stage, in the order in which the cases are numbered."""
