"""A case that waits to be sent to the advisory groups, and the people who deal with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from workflow.bus import Bus
from workflow.rules.commands import Command
from workflow.rules.commands.cases import MoveRun
from workflow.rules.commands.reviews import (
    AskGroups,
    ConfirmConclusion,
    DraftConclusion,
    ReleaseConclusion,
)
from workflow.rules.permissions import Appointment, Post, Reader
from workflow.store import editions
from workflow.store.db import Database
from workflow.store.models import (
    AppointmentRow,
    Body,
    Candidate,
    Case,
    Conclusion,
    EventRow,
    Meeting,
    MemberState,
    Person,
    Question,
    Run,
    TextVersion,
)

SignIn = Callable[[str], FlaskClient]
"""Gives a client signed in as a person of the stage, or as nobody for an empty name."""

START = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
LONG_AGO = dt.date(2020, 1, 1)
POSTS: dict[str, tuple[tuple[str, str, Post], ...]] = {
    "rag_chair": (("body", "R:RAG", Post.CHAIR),),
    "rag_vice_chair": (("body", "R:RAG", Post.VICE_CHAIR),),
    "rag_participant": (("body", "R:RAG", Post.PARTICIPANT),),
    "tsag_chair": (("body", "T:TSAG", Post.CHAIR),),
    "tdag_chair": (("body", "D:TDAG", Post.CHAIR),),
    "sg1_chair": (("body", "R:SG1", Post.CHAIR),),
    "br_officer": (("office", "BR", Post.OFFICER),),
    "br_director": (("office", "BR", Post.DIRECTOR),),
    "tsb_officer": (("office", "TSB", Post.OFFICER),),
    "gs_officer": (("office", "GS", Post.OFFICER),),
    "proposer": (("member", "XFA", Post.SUBMITTER),),
    "delegate": (("member", "XFB", Post.SUBMITTER),),
}
BODIES = ("R:RAG", "T:TSAG", "D:TDAG", "R:SG1", "R:SG5", "T:SG5")


@dataclass(slots=True, kw_only=True)
class Stage:
    """The case in triage, with a clock that a test moves."""

    database: Database
    bus: Bus
    set_clock: Callable[[dt.datetime], None]
    readers: Mapping[str, Reader]
    case_id: int
    run_id: int
    own_run_id: int
    meetings: dict[str, int] = field(default_factory=dict)
    before_rag: dt.datetime = dt.datetime(2026, 3, 20, 9, tzinfo=dt.UTC)

    def perform(self, command: Command, by: str, key: str | None = None) -> Mapping[str, Any]:
        return self.bus.perform(command, by=self.readers[by], key=key).value

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

    def ask(self, *groups: str, by: str = "br_officer") -> None:
        command = AskGroups(
            run_id=self.run_id, seen_version=self.run().version, groups=groups or ("R:RAG", "T:TSAG")
        )
        self.perform(command, by)

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
        row = self.conclusion(body)
        self.perform(ConfirmConclusion(conclusion_id=row.id, seen_version=row.version), by)

    def release(self, body: str, by: str) -> None:
        row = self.conclusion(body)
        self.perform(ReleaseConclusion(conclusion_id=row.id, seen_version=row.version), by)

    def conclude(self, body: str, chair: str, **changes: Any) -> None:
        """Written, confirmed and released by the chair alone."""
        self.draft(body, chair, **changes)
        self.confirm(body, chair)
        self.release(body, chair)

    def move(self, action: str, by: str, **given: str) -> None:
        command = MoveRun(
            run_id=self.run_id, action=action, seen_version=self.run().version, given=given
        )
        self.perform(command, by)

    def agree(self, **changes: Any) -> None:
        """RAG and TSAG say the same, and the lead office notes it."""
        self.ask()
        self.conclude("R:RAG", "rag_chair", **changes)
        self.conclude("T:TSAG", "tsag_chair", **changes)
        self.move("note_agreement", "br_officer")

    def differ(self) -> None:
        """RAG keeps the work, TSAG wants the lead; a joint meeting is convened."""
        self.ask()
        self.conclude("R:RAG", "rag_chair")
        self.conclude("T:TSAG", "tsag_chair", kind="reallocate_sector", lead_sector="T")
        self.move("note_divergence", "br_officer")
        self.move("convene_joint_meeting", "rag_chair", meeting=str(self.meetings["joint"]))


def build(
    database: Database, bus: Bus, set_clock: Callable[[dt.datetime], None], password_hash: str = ""
) -> Stage:
    """Put the case, the bodies, the meetings and the people into the database."""
    set_clock(START)
    with database.writing() as session:
        editions.copy_shipped(session, START)
        session.add_all(_body(one) for one in BODIES if session.get(Body, one) is None)
        session.add_all(_member(code) for code in ("XFA", "XFB") if not session.get(MemberState, code))
        session.flush()
        readers = {
            name: _person(session, name, posts, password_hash) for name, posts in POSTS.items()
        }
        case = _case(session)
        session.add_all(
            (
                _question("R:239/1", "R"),
                _question("T:3/5@2022-2024", "T"),
                _close_text(case.id),
            )
        )
        run = _run(session, case, "allocation_2022", "triage")
        own = _run(session, case, "question_r_2023", "received")
        meetings = {
            "R:RAG": _meeting(session, "R:RAG", (4, 13)),
            "T:TSAG": _meeting(session, "T:TSAG", (5, 26)),
            "D:TDAG": _meeting(session, "D:TDAG", (6, 8)),
            "joint": _meeting(session, "R:RAG", (7, 6), joint_with=["T:TSAG", "D:TDAG"]),
        }
        stage = Stage(
            database=database,
            bus=bus,
            set_clock=set_clock,
            readers=readers,
            case_id=case.id,
            run_id=run.id,
            own_run_id=own.id,
            meetings=meetings,
        )
    set_clock(dt.datetime(2026, 7, 8, 9, tzinfo=dt.UTC))
    return stage


def _body(body: str) -> Body:
    sector, _, code = body.partition(":")
    return Body(id=body, sector=sector, code=code, name=code, from_memory=False, source="test")


def _member(code: str) -> MemberState:
    names = {f"name_{one}": f"Fictional {code}" for one in ("en", "ar", "es", "fr", "ru", "zh")}
    return MemberState(
        code=code, kind="fictional", may_vote=True, from_memory=False, source="test", **names
    )


def _person(
    session: Any, name: str, posts: tuple[tuple[str, str, Post], ...], password_hash: str
) -> Reader:
    person = Person(
        email=f"{name}@stage.example",
        name=name.replace("_", " "),
        session_key=name,
        password_hash=password_hash,
        created_at=START,
    )
    session.add(person)
    session.flush()
    session.add_all(
        AppointmentRow(
            person_id=person.id, post=post.value, place=place, code=code, from_on=LONG_AGO
        )
        for place, code, post in posts
    )
    return Reader(
        person_id=person.id,
        name=person.name,
        appointments=tuple(
            Appointment(post=post, place=place, code=code, from_on=LONG_AGO)
            for place, code, post in posts
        ),
    )


def _question(question: str, sector: str) -> Question:
    return Question(
        id=question,
        sector=sector,
        study_group=f"{sector}:SG5",
        number=question,
        title_en="Measurement of electromagnetic fields",
        status="in_force",
        from_memory=False,
        source="test",
    )


def _close_text(case_id: int) -> Candidate:
    return Candidate(
        case_id=case_id,
        text_version=1,
        text_digest="1",
        key="T:3/5@2022-2024",
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


def _case(session: Any) -> Case:
    case = Case(
        number="BR-2026-0901",
        sector="R",
        kind="new",
        lead_office="BR",
        member="XFA",
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


def _meeting(
    session: Any, body: str, day: tuple[int, int], joint_with: list[str] | None = None
) -> int:
    starts = dt.date(2026, *day)
    meeting = Meeting(
        body=body,
        joint_with=joint_with or [],
        starts_on=starts,
        ends_on=starts + dt.timedelta(days=3),
        papers_by=starts - dt.timedelta(days=14),
        place="Geneva",
    )
    session.add(meeting)
    session.flush()
    return meeting.id
