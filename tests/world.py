"""A small world for tests: an application on a clock of its own, people, and one proposal's way."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Mapping
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from config import Settings
from tests import applications
from workflow.cli.loading import DATA
from workflow.rules import deadlines
from workflow.rules.commands import Command
from workflow.rules.commands.cases import MoveRun, PassTime
from workflow.rules.commands.decisions import RecordAllocation
from workflow.rules.commands.overlaps import AnswerItem, DisposeOfCandidate, ReplyToFindings
from workflow.rules.commands.proposals import SaveDraft, SubmitProposal
from workflow.rules.commands.registers import ImportRegister
from workflow.rules.commands.reviews import (
    AskGroups,
    ConfirmConclusion,
    DraftConclusion,
    ReleaseConclusion,
)
from workflow.rules.permissions import CLOCK, OPERATOR, Reader
from workflow.store import passwords, people
from workflow.store.models import (
    AppointmentRow,
    Body,
    Candidate,
    Case,
    Conclusion,
    Consultation,
    Meeting,
    Person,
    Question,
    Run,
)
from workflow.web.services import EXTENSION, Services

START = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
PASSWORD = "correct horse battery"
COSTS = (8, 1)
HASHED = passwords.hashed(PASSWORD, passwords.hasher(*COSTS))

POSTS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "delegate": (
        ("submitter", "member", "XFA"), ("drafter", "member", "XFA"),
        ("respondent", "member", "XFA"),
    ),
    "drafter": (("drafter", "member", "XFA"),),
    "focal": (("focal_point", "member", "XFA"),),
    "neighbour": (
        ("submitter", "member", "XFB"), ("drafter", "member", "XFB"),
        ("respondent", "member", "XFB"),
    ),
    "officer": (("officer", "office", "BR"),),
    "director": (("director", "office", "BR"),),
    "officer_tsb": (("officer", "office", "TSB"),),
    "administrator": (("administrator", "office", "GS"),),
    "sg_chair": (("chair", "body", "R:SG1"),),
    "rag_chair": (("chair", "body", "R:RAG"),),
    "rag_vice_chair": (("vice_chair", "body", "R:RAG"),),
    "tsag_chair": (("chair", "body", "T:TSAG"),),
    "sector_member": (("submitter", "sector_member", "SM:ALMATEL"),),
    "stranger": (),
}  # fmt: skip

QUESTIONS = (
    ("R:239/1", "R", "SG1", "Electromagnetic field measurements to assess human exposure"),
    ("T:Q3/5@2017-2020", "T", "SG5", "Human exposure to EMFs from ICTs"),
    ("D:Q7/2@2018-2021", "D", "SG2", "Strategies and policies concerning human exposure to EMF"),
    ("R:77-8/5", "R", "SG5", "Consideration of the needs of developing countries in IMT"),
)
BACKGROUND = (
    "Numbering and naming plans", "Tariff principles for data services",
    "Optical transport networks", "Cable television distribution", "Speech quality in headsets",
    "Cloud computing reference architecture", "Signalling for packet networks",
    "Identity management", "Smart meters", "Video coding", "Directory services",
    "Satellite orbits and coordination", "Rain attenuation", "Maritime distress calls",
    "Loudness of programmes", "Statistics on access", "Rural broadband policies",
    "Cybersecurity for consumers", "Accessible terminals", "Emergency warning messages",
)  # fmt: skip
"""Titles of other subjects, so that rare words weigh as they do in a real register."""
BODIES = (
    ("R:SG1", "Spectrum management"), ("R:SG5", "Terrestrial services"),
    ("R:RAG", "Radiocommunication Advisory Group"),
    ("T:TSAG", "Telecommunication Standardization Advisory Group"),
    ("D:TDAG", "Telecommunication Development Advisory Group"),
    ("T:SG5", "Environment"), ("R:RA", "Radiocommunication Assembly"),
)  # fmt: skip
TEXT = {
    "title": "Assessment of human exposure to electromagnetic fields near radio stations",
    "question_text": "Which measurement methods apply near stations with adaptive antennas?",
    "reason": "Administrations ask for it.",
    "scope": "Methods only.",
    "programme": "A report in a year.",
    "completion": "2029",
    "answer_form": "report",
    "category": "S2",
    "study_group": "R:SG1",
}


class World:
    """An installation with fictional members, one person for each role, and meetings."""

    def __init__(
        self, url: str, *, load: bool = True, alone: bool = False, **settings: Any
    ) -> None:
        """With *alone*, the application is its own: a test may change it, and threads outlive it."""
        self.now = START
        chosen: dict[str, Any] = {
            "database_url": url,
            "testing": True,
            "password_memory_kib": COSTS[0],
            "password_time_cost": COSTS[1],
            **settings,
        }
        self.settings = Settings(**chosen)
        self.alone = alone
        self.borrowed = (applications.new if alone else applications.borrow)(
            self.settings, lambda: self.now
        )
        self.app = self.borrowed.app
        self.services: Services = self.app.extensions[EXTENSION]
        self.bus = self.services.bus
        self.database = self.services.database
        if load:
            self._load()

    def close(self) -> None:
        """Close the connections, so that the database can be dropped."""
        if self.alone:
            self.database.dispose()
        else:
            applications.give_back(self.borrowed)

    def _load(self) -> None:
        text = (DATA / "fictional_member_states.csv").read_text("utf-8")
        self.bus.perform(ImportRegister(register="member-states", text=text), by=OPERATOR)
        text = (DATA / "fictional_sector_members.csv").read_text("utf-8")
        self.bus.perform(ImportRegister(register="sector-members", text=text), by=OPERATOR)
        with self.database.writing() as session:
            session.add_all(
                Body(
                    id=one, sector=one[0], code=one[2:], name=name, from_memory=False,
                    source="test",
                )
                for one, name in BODIES
            )  # fmt: skip
            session.add_all(
                Question(
                    id=one, sector=sector, study_group=group, number=one, title_en=title,
                    status="in force", from_memory=False, source="test",
                )
                for one, sector, group, title in (
                    *QUESTIONS,
                    *((f"T:Q{n}/99@x", "T", "SG99", t) for n, t in enumerate(BACKGROUND)),
                )
            )  # fmt: skip
            session.flush()
            for name, posts in POSTS.items():
                self._person(session, name, posts)
            for body, start, length in (
                ("R:SG1", dt.date(2026, 5, 4), 4), ("R:RAG", dt.date(2026, 4, 13), 3),
                ("T:TSAG", dt.date(2026, 4, 20), 4), ("D:TDAG", dt.date(2026, 4, 27), 3),
            ):  # fmt: skip
                session.add(
                    Meeting(
                        body=body, joint_with=[], starts_on=start,
                        ends_on=start + dt.timedelta(days=length),
                        papers_by=start - dt.timedelta(days=14), place="Geneva",
                    )
                )  # fmt: skip

    def _person(self, session: Any, name: str, posts: Any) -> None:
        person = Person(
            email=f"{name}@example.org",
            name=name.replace("_", " ").title(),
            password_hash=HASHED,
            session_key=secrets.token_urlsafe(8),
            created_at=START,
        )
        session.add(person)
        session.flush()
        session.add_all(
            AppointmentRow(
                person_id=person.id, post=post, place=place, code=code,
                from_on=dt.date(2026, 1, 1),
            )
            for post, place, code in posts
        )  # fmt: skip

    def reader(self, name: str) -> Reader:
        """The person as rules see them today."""
        if name == "clock":
            return CLOCK
        with self.database.reading() as session:
            person = session.scalars(
                select(Person).where(Person.email == f"{name}@example.org")
            ).one()
            return people.reader_of(session, person, deadlines.local_date(self.now))

    def act(self, name: str, command: Command, key: str | None = None) -> Mapping[str, Any]:
        """Let a person act through the bus."""
        return self.bus.perform(command, by=self.reader(name), key=key).value

    def later(self, **delta: float) -> None:
        """Move the clock on."""
        self.now += dt.timedelta(**delta)

    def pass_time(self) -> None:
        """Let the calendar do what is due."""
        self.bus.perform(PassTime(), by=CLOCK)

    # -- one proposal's way ------------------------------------------------------------------

    def draft(self, who: str = "delegate", member: str = "XFA", **texts: str) -> str:
        """A draft with every field filled."""
        kind = texts.pop("kind", "new")
        language = texts.pop("language", "en")
        outcome = self.act(
            who,
            SaveDraft(
                draft_id=None, seen_version=0, member=member, sector="R", kind=kind,
                language=language, fields={**TEXT, **texts},
            ),
        )  # fmt: skip
        return str(outcome["draft"])

    def submitted(self, who: str = "delegate", member: str = "XFA", **texts: str) -> str:
        """The number of a submitted case."""
        draft = self.draft(who, member, **texts)
        return str(self.act(who, SubmitProposal(draft_id=draft, seen_version=1))["case"])

    def received(self, **texts: str) -> str:
        """A case whose receipt the Bureau has acknowledged."""
        number = self.submitted(**texts)
        self.move("officer", number, "receive")
        return number

    def screened(self, **texts: str) -> str:
        """A case whose screening is complete, in triage and before the study group."""
        number = self.received(**texts)
        self.screen(number)
        self.move("officer", number, "open_triage")
        self.move("sg_chair", number, "screen")
        return number

    def screen(self, number: str) -> None:
        """Dispose of every close text, answer what waits, and let the proposer see it."""
        case = self.case(number)
        with self.database.reading() as session:
            ids = session.scalars(select(Candidate.id).where(Candidate.case_id == case.id)).all()
        for one in ids:
            self.act(
                "officer",
                DisposeOfCandidate(
                    candidate_id=one, degree="related", reason="Touches it.", office="BR"
                ),
            )
        for item in ("D3", "D8", "D15"):
            self.act(
                "officer", AnswerItem(case_id=case.id, item=item, answer="yes", evidence="Seen.")
            )
        self.act("delegate", ReplyToFindings(case_id=case.id, reply="We will stay in touch."))

    def asked(self, groups: tuple[str, ...] = ("R:RAG", "T:TSAG"), **texts: str) -> str:
        """A case before the advisory groups, on a day when they meet."""
        number = self.screened(**texts)
        run = self.run(number, "allocation")
        self.act("officer", AskGroups(run_id=run.id, seen_version=run.version, groups=groups))
        self.now = dt.datetime(2026, 4, 21, 9, 0, tzinfo=dt.UTC)
        return number

    def conclude(self, number: str, chair: str, body: str, **values: Any) -> int:
        """A released conclusion of the body; its time for corrections has passed."""
        drafted = self.confirm_conclusion(number, chair, body, **values)
        self.release_conclusion(drafted, chair)
        return drafted

    def confirm_conclusion(self, number: str, chair: str, body: str, **values: Any) -> int:
        """A conclusion of the body that its chair has confirmed."""
        drafted = self.draft_conclusion(number, chair, body, **values)
        self.act(chair, ConfirmConclusion(conclusion_id=drafted, seen_version=1))
        return drafted

    def release_conclusion(self, conclusion_id: int, chair: str) -> None:
        """Release it once its time for corrections has passed."""
        with self.database.reading() as session:
            until = session.get_one(Conclusion, conclusion_id).corrections_until
        self.now = max(self.now, until or self.now)
        self.act(chair, ReleaseConclusion(conclusion_id=conclusion_id, seen_version=2))

    def draft_conclusion(self, number: str, chair: str, body: str, **values: Any) -> int:
        """A drafted conclusion of the body."""
        chosen: dict[str, Any] = {
            "kind": "approve_as_it_stands", "reasons": "The radio part is distinct.",
            "lead_sector": "R", "supporting": ("T",), **values,
        }  # fmt: skip
        outcome = self.act(
            chair,
            DraftConclusion(
                run_id=self.run(number, "allocation").id,
                body=body,
                meeting_id=chosen.pop("meeting_id", 0) or self.meeting(body),
                **chosen,
            ),
        )
        return int(outcome["conclusion"])

    def agreed(self, **texts: str) -> str:
        """A case on which both groups have released the same conclusion."""
        number = self.asked(**texts)
        chairs = {"rag_chair": "R:RAG", "tsag_chair": "T:TSAG"}
        confirmed = {
            self.confirm_conclusion(number, who, body): who for who, body in chairs.items()
        }
        for conclusion, who in confirmed.items():
            self.release_conclusion(conclusion, who)
        self.move("officer", number, "note_agreement")
        return number

    def allocated(self, **texts: str) -> str:
        """A case with its allocation decision."""
        number = self.agreed(**texts)
        run = self.run(number, "allocation")
        self.act(
            "officer",
            RecordAllocation(
                run_id=run.id, seen_version=run.version, mode="lead_and_contributing",
                lead_sector="R", contributing=("T",), study_groups=("R:SG1", "T:SG5"),
                essential_requirements="Keep the terms.", grounds="CV 151-154",
                meeting_id=self.meeting("R:RAG"),
            ),
        )  # fmt: skip
        return number

    def consulted(self, **texts: str) -> str:
        """A case on which Member States are being asked."""
        number = self.allocated(**texts)
        self.now = dt.datetime(2026, 5, 5, 9, 0, tzinfo=dt.UTC)
        meeting = str(self.meeting("R:SG1"))
        self.move("sg_chair", number, "adopt_at_meeting", meeting=meeting)
        self.move("sg_chair", number, "no_opposition", meeting=meeting)
        self.move("sg_chair", number, "route_to_consultation")
        self.move("director", number, "open_consultation", reference="CACE/1")
        return number

    def move(self, who: str, number: str, action: str, **given: str) -> None:
        """Take an action on whichever run of the case offers it."""
        with self.database.reading() as session:
            case = session.scalars(select(Case).where(Case.number == number)).one()
            runs = session.scalars(
                select(Run).where(Run.case_id == case.id).order_by(Run.procedure.desc())
            ).all()
        procedures = self.procedures(runs)
        run = next(
            (
                run
                for run in runs
                if any(
                    row.name == action and run.state in row.source
                    for row in procedures[run.id].actions
                )
            ),
            runs[0],
        )
        self.act(who, MoveRun(run_id=run.id, action=action, seen_version=run.version, given=given))

    def procedures(self, runs: Any) -> dict[int, Any]:
        """The editions of those runs."""
        from workflow.store import editions  # noqa: PLC0415 - one use

        with self.database.reading() as session:
            return {run.id: editions.pinned(session, run.edition_digest) for run in runs}

    def case(self, number: str) -> Case:
        """The case of that number."""
        with self.database.reading() as session:
            return session.scalars(select(Case).where(Case.number == number)).one()

    def run(self, number: str, procedure: str = "question_r") -> Run:
        """The case's run of that procedure."""
        with self.database.reading() as session:
            return session.scalars(
                select(Run).join(Case).where(Case.number == number, Run.procedure == procedure)
            ).one()

    def consultation(self, number: str) -> Consultation:
        """The newest consultation of a case."""
        with self.database.reading() as session:
            return session.scalars(
                select(Consultation)
                .join(Run, Run.id == Consultation.run_id)
                .where(Run.case_id == self.case(number).id)
                .order_by(Consultation.id.desc())
            ).first()  # type: ignore[return-value]

    def meeting(self, body: str) -> int:
        """The body's meeting."""
        with self.database.reading() as session:
            return session.scalars(select(Meeting.id).where(Meeting.body == body)).one()

    # -- the site -----------------------------------------------------------------------------

    def client(self, name: str | None = None, language: str = "en") -> Browser:
        """A browser of that person, signed in."""
        browser = Browser(self.app.test_client(), language)
        if name is not None:
            answer = browser.post(
                "/sign-in", {"email": f"{name}@example.org", "password": PASSWORD}
            )
            assert answer.status_code == 302, answer.text
        return browser


class Browser:
    """A test client that carries the language and the CSRF token."""

    def __init__(self, client: FlaskClient, language: str) -> None:
        self.client = client
        self.language = language

    def get(self, path: str, **values: Any) -> TestResponse:
        """Open a page."""
        return self.client.get(f"/{self.language}{path}", headers={"Host": "localhost"}, **values)

    def token(self) -> str:
        """The CSRF token of this session."""
        page = self.client.get(f"/{self.language}/sign-in", headers={"Host": "localhost"})
        found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        assert found is not None, page.text[:400]
        return found.group(1)

    def find(self, path: str, text: str, **chosen: str) -> TestResponse:
        """Send words to a page that finds things by them, and open what it leads to."""
        return self.post(path, {"text": text, **chosen}, follow_redirects=True)

    def post(self, path: str, data: Mapping[str, Any], **values: Any) -> TestResponse:
        """Send a form as a page of this session would."""
        return self.client.post(
            f"/{self.language}{path}",
            data={"csrf_token": self.token(), "idempotency_key": secrets.token_hex(8), **data},
            headers={"Host": "localhost"},
            **values,
        )
