"""A small world for tests: an application on a clock of its own, people, and one proposal's way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from tests import applications, installation
from tests.browser import Browser
from tests.installation import COSTS, PASSWORD, START
from tests.stories import Stories, told_once
from workflow.rules import deadlines
from workflow.rules.commands import Command
from workflow.rules.commands.cases import MoveRun, PassTime
from workflow.rules.commands.decisions import RecordAllocation
from workflow.rules.commands.overlaps import AnswerItem, DisposeOfCandidate, ReplyToFindings
from workflow.rules.commands.proposals import SaveDraft, SubmitProposal
from workflow.rules.commands.reviews import (
    AskGroups,
    ConfirmConclusion,
    DraftConclusion,
    ReleaseConclusion,
)
from workflow.rules.permissions import CLOCK, Reader
from workflow.store import people
from workflow.store.models import (
    Candidate,
    Case,
    Conclusion,
    Consultation,
    Meeting,
    Person,
    Run,
)
from workflow.web.services import EXTENSION, Services

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
        self,
        url: str,
        *,
        alone: bool = False,
        stories: Stories | None = None,
        **settings: Any,
    ) -> None:
        """Stands on the database at *url*, which is filled unless that was done before.

        With *stories*, the database is known to be filled, and what began another world is copied.
        With *alone*, the application is its own: a test may change it, and threads outlive it.
        """
        self.now = START
        chosen: dict[str, Any] = {
            "database_url": url,
            "testing": True,
            "password_memory_kib": COSTS[0],
            "password_time_cost": COSTS[1],
            **settings,
        }
        self.settings = Settings(**chosen)
        self.alone, self.closed = alone, False
        self.borrowed = (applications.new if alone else applications.borrow)(
            self.settings, lambda: self.now
        )
        self.app = self.borrowed.app
        self.services: Services = self.app.extensions[EXTENSION]
        self.bus = self.services.bus
        self.database = self.services.database
        self.stories = stories
        if stories is None and not self._filled():
            installation.fill(self.database, self.bus)

    def _filled(self) -> bool:
        with self.database.reading() as session:
            return session.scalar(select(Person.id).limit(1)) is not None

    def close(self) -> None:
        """Close the connections, so that the database can be dropped."""
        if self.alone or self.closed:
            self.database.dispose()
        else:
            applications.give_back(self.borrowed)
        self.closed = True

    def _person(self, session: Session, name: str, posts: Iterable[tuple[str, str, str]]) -> None:
        installation.add_person(session, name, posts)

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

    @told_once
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

    @told_once
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

    @told_once
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

    @told_once
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

    @told_once
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
        """The body's meeting, the first where it has several."""
        with self.database.reading() as session:
            rows = select(Meeting.id).where(Meeting.body == body).order_by(Meeting.starts_on)
            return session.scalars(rows.limit(1)).one()

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
