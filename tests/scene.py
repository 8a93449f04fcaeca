"""A prepared installation: every kind of object that an address can name, and one person per role."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from tests.database import Templates
from tests.world import World
from workflow.rules import deadlines
from workflow.rules.commands.cases import PassTime, SaveFilter
from workflow.rules.commands.consultations import RecordReply
from workflow.rules.commands.documents import KeepIncoming
from workflow.rules.commands.overlaps import ReplyToFindings
from workflow.rules.commands.proposals import (
    AnswerSponsorship,
    AttachFile,
    CommentDraft,
    NameSponsor,
    OpenPackage,
    PlaceDraft,
    ShareDraft,
    SubmitProposal,
)
from workflow.rules.commands.reviews import (
    AskGroups,
    ConfirmConclusion,
    FileWrittenView,
    ProposeCorrection,
)
from workflow.rules.commands.soundings import CommentByLink, GiveClearance, MakeLink
from workflow.rules.permissions import CLOCK, NOBODY
from workflow.store import links, written_views
from workflow.store.models import (
    AppointmentRow,
    Candidate,
    Clearance,
    DraftComment,
    DraftShare,
    Meeting,
    Person,
    ReplyRow,
)

PEOPLE = {
    "submitter": (("submitter", "member", "XFA"),),
    "respondent": (("respondent", "member", "XFA"),),
    "third": (("submitter", "member", "XFC"), ("respondent", "member", "XFC")),
    "officer_bdt": (("officer", "office", "BDT"),),
    "officer_gs": (("officer", "office", "GS"),),
    "rag_participant": (("participant", "body", "R:RAG"),),
    "sounded": (),
}
"""Those whom the world does not know yet."""

VERSIONS = {
    "submitted": "question_r",
    "received": "question_r",
    "triage": "allocation",
    "asked": "allocation",
    "agreed": "allocation",
}
"""The runs that a form of theirs carries the version of."""

DOCUMENT = ("study.txt", b"Measured near four stations.")
INCOMING = (
    "letter.eml",
    b"From: a@example.org\r\nSubject: Mixers in the attic\r\n\r\nTitle: Mixers",
)
LETTER = ("letter.txt", b"The administration objects.")
OBJECTION = "It would bind our national limits."
SECRET_TITLE = "Coupling of unlicensed transmitters below sixty kilohertz"
CORRECTION = "For the words of the second line read others."
VIEW = "We could send nobody, and ask for a study of both bands."
PROVISIONAL = "Words that only the body may read so far."
LINK_TOKEN = "a-token-that-stands-in-no-page-and-no-file-of-anybody"
CAPITAL_COMMENT = "The ministry would rather measure at night."
CLEARING_OFFICE = "Directorate of Spectrum Affairs"
SAVED = "Our neighbours' fields"
FINDINGS_REPLY = "We have spoken with the authors of the other text."


class Onward(World):
    """A world whose clock is never set back, so that one story can follow another."""

    _at: dt.datetime | None = None

    @property
    def now(self) -> dt.datetime:  # type: ignore[override]
        assert self._at is not None
        return self._at

    @now.setter
    def now(self, instant: dt.datetime) -> None:
        self._at = max(self._at or instant, instant)

    def meet_again(self) -> None:
        """Let each body of a story meet from today on."""
        today = deadlines.local_date(self.now)
        with self.database.writing() as session:
            session.add_all(
                Meeting(
                    body=body, joint_with=[], starts_on=today, papers_by=today, place="Geneva",
                    ends_on=today + dt.timedelta(days=2),
                )
                for body in ("R:RAG", "T:TSAG", "R:SG1")
            )  # fmt: skip

    def meeting(self, body: str) -> int:
        """The body's last meeting."""
        last = select(Meeting.id).where(Meeting.body == body).order_by(Meeting.starts_on.desc())
        with self.database.reading() as session:
            return session.scalars(last.limit(1)).one()

    def asked(self, groups: tuple[str, ...] = ("R:RAG", "T:TSAG"), **texts: str) -> str:
        """A case before the advisory groups, which meet after they were asked."""
        self.meet_again()
        return super().asked(groups, **texts)


class Opened(Onward):
    """An installation that was prepared before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The names of what was prepared; `at` is the instant at which it stands so."""

    at: dt.datetime
    names: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.names[name]

    def path(self, pattern: str) -> str:
        """The address in which each `{name}` stands for what was prepared under it."""
        return pattern.format_map(self.names)


def prepare(url: str) -> Scene:
    """Tell the stories, one after the other, on the empty database at *url*."""
    world = Onward(url)
    with world.database.writing() as session:
        for name, posts in PEOPLE.items():
            world._person(session, name, posts)
    names: dict[str, str] = {}
    _consultations(world, names)
    _reviews(world, names)
    _proposals(world, names)
    with world.database.reading() as session:
        for stage, procedure in VERSIONS.items():
            names[f"{stage}_version"] = str(world.run(names[stage], procedure).version)
        names["asked_version_then"] = str(int(names["asked_version"]) + 1)  # a group was included
        names["rag_meeting"] = str(world.meeting("R:RAG"))
        drafter = (
            select(AppointmentRow.id).join(Person).where(Person.email == "drafter@example.org")
        )
        names["appointment"] = str(session.scalars(drafter).one())
    world.close()
    return Scene(at=world.now, names=names)


def _consultations(world: Onward, names: dict[str, str]) -> None:
    """One announced, one closed and not announced, one running with a sealed objection."""
    for stage in ("announced", "closed", "running"):
        number = world.consulted(title=f"Exposure to fields near stations, {stage}")
        consultation = world.consultation(number)
        reply = RecordReply(
            consultation_id=consultation.id, member="XFB", position="object", reasons=OBJECTION,
            letter_name=LETTER[0], letter=LETTER[1],
        )  # fmt: skip
        world.act("neighbour", reply)
        names |= {stage: number, f"{stage}_consultation": str(consultation.id)}
        with world.database.reading() as session:
            letters = select(ReplyRow.letter_id).where(ReplyRow.consultation_id == consultation.id)
            names[f"{stage}_letter"] = str(session.scalars(letters).one())
        names[f"{stage}_run"] = str(world.run(number).id)
        if stage == "running":
            later = deadlines.last_day(consultation.closes_at) + dt.timedelta(days=7)
            names["running_later"] = later.isoformat()
            names["running_version"] = str(world.run(number).version)
        if stage != "running":
            world.later(days=70)
            world.bus.perform(PassTime(), by=CLOCK)
        if stage == "announced":
            world.move("director", number, "announce_result", reference="CACE/9")


def _reviews(world: Onward, names: dict[str, str]) -> None:
    """In triage, before the groups with a provisional conclusion, and agreed."""
    names["triage"] = world.screened(title="Fields in triage")
    names["asked"] = world.screened(title="Fields before the groups")
    run = world.run(names["asked"], "allocation")
    groups = ("R:RAG", "T:TSAG")
    world.meet_again()
    world.act("officer", AskGroups(run_id=run.id, seen_version=run.version, groups=groups))
    drafted = world.draft_conclusion(names["asked"], "rag_chair", "R:RAG", reasons=PROVISIONAL)
    names["drafted"] = str(drafted)
    confirmed = world.draft_conclusion(names["asked"], "tsag_chair", "T:TSAG", reasons=PROVISIONAL)
    world.act("tsag_chair", ConfirmConclusion(conclusion_id=confirmed, seen_version=1))
    names["confirmed"] = str(confirmed)
    correction = {"seen_version": 2, "language": "en", "text": CORRECTION}
    world.act("tsag_chair", ProposeCorrection(conclusion_id=confirmed, **correction))
    case_id = world.case(names["asked"]).id
    filed = {"member": "XFC", "language": "en", "text": VIEW}
    world.act("third", FileWrittenView(case_id=case_id, **filed))
    with world.database.reading() as session:
        names["view"] = str(written_views.newest_id(session, case_id))
    names["agreed"] = world.agreed(title="Fields on which the groups agree")


def _proposals(world: Onward, names: dict[str, str]) -> None:
    """A received case under screening, a submitted one, and drafts."""
    names["received"] = world.received(title="Fields under screening")
    case = world.case(names["received"])
    with world.database.reading() as session:
        candidates = select(Candidate.id).where(Candidate.case_id == case.id).order_by(Candidate.id)
        names["candidate"] = str(session.scalars(candidates).first())
    world.act("delegate", ReplyToFindings(case_id=case.id, reply=FINDINGS_REPLY))
    kept = world.act("submitter", SaveFilter(name=SAVED, asked={"text": "fields"}))
    names["saved_filter"] = str(kept["filter"])
    run = world.run(names["received"])
    names["received_run"] = str(run.id)
    draft = _draft(world, names, "submitted_", SECRET_TITLE + ", submitted")
    named = names["submitted_sponsorship"]
    world.act("neighbour", AnswerSponsorship(sponsorship_id=int(named), answer="confirmed"))
    names["submitted"] = str(
        world.act("delegate", SubmitProposal(draft_id=draft, seen_version=1))["case"]
    )
    names["submitted_run"] = str(world.run(names["submitted"]).id)
    _draft(world, names, "", SECRET_TITLE)
    _link(world, names)
    for further in ("incoming", "laid_aside"):
        kept = KeepIncoming(office="BR", name=INCOMING[0], content=INCOMING[1])
        names[further] = str(world.act("officer", kept)["attachment"])
    package = world.act("sg_chair", OpenPackage(body="R:SG1", title="Fields of the group"))
    names["package"] = str(package["package"])
    names["packaged"] = world.draft("sg_chair", "R:SG1", title="A Question of the group")
    world.act("sg_chair", PlaceDraft(draft_id=names["packaged"], package_id=names["package"]))
    for further in ("to_submit", "to_delete"):
        names[further] = world.draft(title=f"{SECRET_TITLE}, {further}")


def _draft(world: Onward, names: dict[str, str], prefix: str, title: str) -> str:
    draft = world.draft(title=title)
    attached = world.act(
        "delegate", AttachFile(draft_id=draft, name=DOCUMENT[0], content=DOCUMENT[1])
    )
    named = world.act("delegate", NameSponsor(draft_id=draft, member="XFB", kind="supporter"))
    world.act("delegate", ShareDraft(draft_id=draft, email="sounded@example.org"))
    with world.database.reading() as session:
        shares = select(DraftShare.id).where(DraftShare.draft_id == draft)
        names[f"{prefix}share"] = str(session.scalars(shares).one())
    names |= {
        f"{prefix}draft": draft,
        f"{prefix}attachment": str(attached["attachment"]),
        f"{prefix}sponsorship": str(named["sponsorship"]),
    }
    return draft


def _link(world: Onward, names: dict[str, str]) -> None:
    """Links to the draft: one for its clearance, already given and commented, and one to spare."""
    draft, digest = names["draft"], links.digest(LINK_TOKEN)
    for name, one in (("link", digest), ("spare_link", "spare")):
        made = MakeLink(draft_id=draft, kind="clearance", recipient="Ministry", days=90, digest=one)
        names[name] = str(world.act("delegate", made)["link"])
    names["token"] = LINK_TOKEN
    world.bus.perform(CommentByLink(digest=digest, name="", text=CAPITAL_COMMENT), by=NOBODY)
    given = GiveClearance(
        digest=digest, seen_version=1, office=CLEARING_OFFICE,
        cleared_on=deadlines.local_date(world.now),
    )  # fmt: skip
    world.bus.perform(given, by=NOBODY)
    world.act("sounded", CommentDraft(draft_id=draft, text="From somebody sounded."))
    with world.database.reading() as session:
        names["clearance"] = str(session.scalars(select(Clearance.id)).one())
        comments = session.scalars(select(DraftComment.id).order_by(DraftComment.id)).all()
        names["comment"], names["sounded_comment"] = map(str, comments)


class Scenes:
    """One prepared database of each kind, copied whenever a test asks for it."""

    def __init__(self, templates: Templates) -> None:
        self._templates = templates
        self._prepared: dict[str, tuple[Scene, str]] = {}
        self._kept = ExitStack()

    def close(self) -> None:
        """Let go of the prepared databases."""
        self._kept.close()

    @contextmanager
    def copy(self, kind: str, **settings: Any) -> Iterator[tuple[Scene, Opened]]:
        """The scene, and an installation of its own that stands so."""
        if kind not in self._prepared:
            url = self._kept.enter_context(self._templates.copy(kind))
            self._prepared[kind] = (prepare(url), url)
        scene, url = self._prepared[kind]
        with self._templates.copied(url) as copied:
            world = Opened(copied, **settings)
            world.now = scene.at
            try:
                yield scene, world
            finally:
                world.close()
