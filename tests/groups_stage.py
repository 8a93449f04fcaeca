"""A case that waits to be sent to the advisory groups, put straight into the world's database."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from tests.world import START, World
from workflow.rules.commands import Command
from workflow.rules.commands.cases import MoveRun
from workflow.rules.commands.reviews import (
    AskGroups,
    ConfirmConclusion,
    DraftConclusion,
    RecordDivergence,
    ReleaseConclusion,
)
from workflow.store import editions, written_views
from workflow.store.models import (
    Candidate,
    Case,
    Conclusion,
    EventRow,
    Meeting,
    Run,
    TextVersion,
)

NUMBER = "BR-2026-0901"
BEFORE_RAG = dt.datetime(2026, 3, 20, 9, tzinfo=dt.UTC)
ALL_HAVE_MET = dt.datetime(2026, 7, 8, 9, tzinfo=dt.UTC)
PEOPLE = {
    "rag_participant": (("participant", "body", "R:RAG"),),
    "tdag_chair": (("chair", "body", "D:TDAG"),),
    "officer_gs": (("officer", "office", "GS"),),
}
"""Those whom the world does not know yet."""
CHAIRS = {"R:RAG": "rag_chair", "T:TSAG": "tsag_chair", "D:TDAG": "tdag_chair"}


class Stage:
    """The case in triage, seen through the world's people and clock."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.database = world.database
        with world.database.writing() as session:
            for name, posts in PEOPLE.items():
                world._person(session, name, posts)
            session.add(joint_meeting())
            case = _case(session)
            session.add(_close_text(case.id))
            self.case_id = case.id
            self.run_id = _run(session, case, "allocation_2022", "triage").id
            self.own_run_id = _run(session, case, "question_r_2023", "received").id
            self.meetings = {
                "joint" if row.joint_with else row.body: row.id
                for row in session.scalars(select(Meeting))
            }
        self.at(ALL_HAVE_MET)

    def at(self, instant: dt.datetime) -> None:
        """Set the clock."""
        self.world.now = instant

    def perform(self, command: Command, by: str, key: str | None = None) -> Mapping[str, Any]:
        return self.world.act(by, command, key)

    def run(self, run_id: int = 0) -> Run:
        with self.database.reading() as session:
            return session.get_one(Run, run_id or self.run_id)

    def case(self) -> Case:
        with self.database.reading() as session:
            return session.get_one(Case, self.case_id)

    def conclusion(self, body: str) -> Conclusion:
        with self.database.reading() as session:
            rows = select(Conclusion).where(Conclusion.body == body).order_by(Conclusion.id.desc())
            return session.scalars(rows).first()

    def conclusions(self) -> int:
        with self.database.reading() as session:
            return len(session.scalars(select(Conclusion)).all())

    def events(self, kind: str) -> list[EventRow]:
        with self.database.reading() as session:
            rows = select(EventRow).where(EventRow.kind == kind).order_by(EventRow.position)
            return list(session.scalars(rows))

    def ask(self, *groups: str, by: str = "officer") -> None:
        """Ask the groups; before they meet, where the clock stands after all have met."""
        at = self.world.now
        self.at(min(at, BEFORE_RAG))
        command = AskGroups(
            run_id=self.run_id,
            seen_version=self.run().version,
            groups=groups or ("R:RAG", "T:TSAG"),
        )
        self.perform(command, by)
        self.at(at)

    def draft_command(self, body: str, **changes: Any) -> DraftConclusion:
        values: dict[str, Any] = {
            "run_id": self.run_id,
            "body": body,
            "meeting_id": self.meetings[body],
            "kind": "keep",
            "reasons": "Within the mandate of the Sector.",
            "lead_sector": "R",
        }
        return DraftConclusion(**{**values, **changes})

    def draft(self, body: str, by: str, **changes: Any) -> int:
        return int(self.perform(self.draft_command(body, **changes), by)["conclusion"])

    def confirm(self, body: str, by: str) -> None:
        """Confirm it with every written view on the case read."""
        row = self.conclusion(body)
        with self.database.reading() as session:
            seen = written_views.newest_id(session, self.case_id)
        confirmed = ConfirmConclusion(
            conclusion_id=row.id, seen_version=row.version, seen_view=seen
        )
        self.perform(confirmed, by)

    def release(self, body: str, by: str) -> None:
        """Release it; where its time for corrections still runs, once that has passed."""
        row = self.conclusion(body)
        self.at(max(self.world.now, row.corrections_until or self.world.now))
        self.perform(ReleaseConclusion(conclusion_id=row.id, seen_version=row.version), by)

    def conclude(self, body: str, chair: str, **changes: Any) -> None:
        """Written and confirmed by the chair alone as the body meets, and released after that."""
        at = self.world.now
        meeting_id = changes.get("meeting_id", self.meetings[body])
        with self.database.reading() as session:
            day = session.get_one(Meeting, meeting_id).starts_on
        self.at(min(at, dt.datetime.combine(day, dt.time(9), tzinfo=dt.UTC)))
        self.draft(body, chair, **changes)
        self.confirm(body, chair)
        if self.conclusion(body).joint:
            for group in self.run().groups:
                if group != body:
                    self.confirm(body, CHAIRS[group])
        self.at(at)
        self.release(body, chair)

    def move(self, action: str, by: str, **given: str) -> None:
        command = MoveRun(
            run_id=self.run_id, action=action, seen_version=self.run().version, given=given
        )
        self.perform(command, by)

    def disagree(self, reasons: str, **positions: str) -> None:
        """The lead office records that the joint meeting does not agree."""
        command = RecordDivergence(
            run_id=self.run_id,
            seen_version=self.run().version,
            reasons=reasons,
            positions={body.replace("_", ":"): said for body, said in positions.items()},
        )
        self.perform(command, "officer")

    def agree(self, **changes: Any) -> None:
        """RAG and TSAG say the same, and the lead office notes it."""
        self.ask()
        self.conclude("R:RAG", "rag_chair", **changes)
        self.conclude("T:TSAG", "tsag_chair", **changes)
        self.move("note_agreement", "officer")

    def differ(self) -> None:
        """RAG keeps the work, TSAG wants the lead; a joint meeting is convened."""
        self.ask()
        self.conclude("R:RAG", "rag_chair")
        self.conclude("T:TSAG", "tsag_chair", kind="reallocate_sector", lead_sector="T")
        self.move("note_divergence", "officer")
        self.move("convene_joint_meeting", "rag_chair", meeting=str(self.meetings["joint"]))


def add_waiting_cases(stage: Stage, count: int) -> None:
    """Put further cases before RAG and TSAG."""
    with stage.database.writing() as session:
        for one in range(count):
            case = _case(session, f"{NUMBER}{one}")
            session.add(_close_text(case.id))
            run = _run(session, case, "allocation_2022", "ag_round")
            run.groups = ["R:RAG", "T:TSAG"]


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the page's last form: what a browser sends back unasked."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))


def _close_text(case_id: int) -> Candidate:
    return Candidate(
        case_id=case_id,
        text_version=1,
        text_digest="1",
        key="T:Q3/5@2017-2020",
        sector="T",
        body="T:SG5",
        kept={"title": "Human exposure to electromagnetic fields", "label": "Q3/5", "text": ""},
        compared_digest="2",
        similarity=71,
        shared_terms=["exposure"],
        found_at=START,
        degree="complementary",
        reason="Another slice of the subject.",
        office="BR",
        disposed_at=START,
    )


def _case(session: Any, number: str = NUMBER) -> Case:
    case = Case(
        number=number,
        sector="R",
        kind="new",
        lead_office="BR",
        proposer="XFA",
        study_group="R:SG1",
        title="Measurement of human exposure",
        language="en",
        audience="members:",
        submitted_at=START,
        received_at=START,
        screened_at=START,
        findings_shown_at=START,
        findings_answered_at=START,
    )
    session.add(case)
    session.flush()
    session.add(
        TextVersion(
            case_id=case.id,
            number=1,
            language="en",
            title=case.title,
            fields={},
            digest="1",
            at=START,
        )
    )
    return case


def _run(session: Any, case: Case, edition: str, state: str) -> Run:
    procedure = editions.shipped()[edition]
    run = Run(
        case_id=case.id,
        procedure=procedure.code,
        edition_key=procedure.key,
        edition_digest=procedure.digest,
        sector=procedure.sector,
        office="BR",
        study_group="R:SG1",
        state=state,
        entered_at=START,
    )
    session.add(run)
    session.flush()
    return run


def joint_meeting() -> Meeting:
    return Meeting(
        body="R:RAG",
        joint_with=["T:TSAG", "D:TDAG"],
        starts_on=dt.date(2026, 7, 6),
        ends_on=dt.date(2026, 7, 9),
        papers_by=dt.date(2026, 6, 22),
        place="Geneva",
    )
