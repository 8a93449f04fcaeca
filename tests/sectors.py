"""The way of a proposal to ITU-T or ITU-D in the small world: its people, bodies and meetings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from tests.world import World
from workflow.rules.commands.consultations import RecordReply
from workflow.rules.commands.decisions import RecordAllocation
from workflow.rules.commands.overlaps import AnswerItem, DisposeOfCandidate, ReplyToFindings
from workflow.rules.commands.proposals import (
    AnswerSponsorship,
    NameSponsor,
    SaveDraft,
    SubmitProposal,
)
from workflow.rules.commands.reviews import AskGroups
from workflow.rules.errors import ActionRefusedError
from workflow.store.models import Body, Candidate, Meeting, Question, Sponsorship

SUPPORTERS = ("XFB", "XFC", "XFD", "XFE")
AT_THE_MEETING = dt.datetime(2026, 5, 5, 9, tzinfo=dt.UTC)
TEXTS = {
    "T": {
        "title": "Interfaces of adaptive antennas with monitoring systems",
        "question_text": "Which interfaces serve the monitoring of exposure to fields?",
        "question_type": "task_oriented",
        "reason": "Administrations ask for it.",
        "objectives": "One Recommendation in two years.",
        "relations_questions": "Q3/5 measures, this one connects.",
        "relations_bodies": "none",
        "study_group": "T:SG5",
    },
    "D": {
        "title": "Measuring exposure to fields in countries without laboratories",
        "situation": "Many administrations have no laboratory of their own.",
        "question_text": "Which simple methods of measuring serve them?",
        "expected_output": "Guidelines.",
        "timing": "2026 to 2029",
        "coordination": "With ITU-R SG 1 and ITU-T SG 5.",
        "study_group": "D:SG2",
    },
}


@dataclass(frozen=True)
class Sector:
    """One Sector of the world, by the names of its people."""

    world: World
    code: str
    office: str
    group: str
    advisory: str
    assembly: str

    @property
    def officer(self) -> str:
        """The Bureau's officer."""
        return f"officer_{self.office.lower()}"

    @property
    def director(self) -> str:
        """The Bureau's Director."""
        return f"director_{self.office.lower()}"

    @property
    def chair(self) -> str:
        """The chair of the study group."""
        return f"sg_chair_{self.code.lower()}"

    @property
    def advisory_chair(self) -> str:
        """The chair of the advisory group."""
        return f"{self.advisory[2:].lower()}_chair"

    @property
    def procedure(self) -> str:
        """The code of the Sector's Question procedure."""
        return f"question_{self.code.lower()}"

    def state(self, number: str) -> str:
        """Where the Sector's own run of the case stands."""
        return self.world.run(number, self.procedure).state

    def take(self, number: str, who: str, action: str, **given: str) -> None:
        """Take an action; `meeting="study_group"` and the like name the body's meeting."""
        bodies = {
            "study_group": self.group,
            "advisory": self.advisory,
            "assembly": self.assembly,
        }
        if given.get("meeting") in bodies:
            given["meeting"] = str(self.world.meeting(bodies[given["meeting"]]))
        self.world.move(getattr(self, who), number, action, **given)

    def draft(self, kind: str = "new", **changes: str) -> str:
        """The id of a draft."""
        fields = {**TEXTS[self.code], **changes}
        command = SaveDraft(
            draft_id=None, seen_version=0, member="XFA", sector=self.code, kind=kind,
            language="en", fields=fields,
        )  # fmt: skip
        return str(self.world.act("delegate", command)["draft"])

    def submitted(self, kind: str = "new", **changes: str) -> str:
        """The number of a submitted case that names supporters, none of which has confirmed."""
        draft = self.draft(kind, **changes)
        for member in SUPPORTERS:
            named = NameSponsor(draft_id=draft, member=member, kind="supporter")
            self.world.act("delegate", named)
        command = SubmitProposal(draft_id=draft, seen_version=1)
        return str(self.world.act("delegate", command)["case"])

    def screened(self, kind: str = "new", **changes: str) -> str:
        """A case whose screening is complete, in triage."""
        number = self.submitted(kind, **changes)
        self.take(number, "officer", "receive")
        case = self.world.case(number)
        with self.world.database.reading() as session:
            found = session.scalars(select(Candidate.id).where(Candidate.case_id == case.id)).all()
        for one in found:
            disposed = DisposeOfCandidate(
                candidate_id=one, degree="related", reason="Touches it.", office=self.office
            )
            self.world.act(self.officer, disposed)
        for item in ("D3", "D8", "D15"):
            answer = AnswerItem(case_id=case.id, item=item, answer="yes", evidence="Seen.")
            self.world.act(self.officer, answer)
        self.world.act("delegate", ReplyToFindings(case_id=case.id, reply="We stay in touch."))
        self.take(number, "officer", "open_triage")
        self.take(number, "officer", "screen")
        return number

    def before_the_study_group(self, kind: str = "new", **changes: str) -> str:
        """A case with its allocation decision, before the study group on a day when it meets."""
        number = self.screened(kind, **changes)
        put = {"T": "distribute", "D": "put_to_study_group"}[self.code]
        self.take(number, "officer", put, meeting="study_group")
        self.allocate(number)
        return number

    def before_the_advisory_group(self) -> str:
        """A case that the study group has agreed; ITU-D asks for four members' support by then."""
        number = self.before_the_study_group()
        if self.code == "D":
            self.support(number, *SUPPORTERS)
        self.take(number, "chair", "agree", meeting="study_group")
        if self.code == "T":
            self.take(number, "chair", "send_to_tsag", reference="SG5-LS12")
        return number

    def allocate(self, number: str) -> None:
        """Both groups concerned conclude that the work stays here; the decision is recorded."""
        run = self.world.run(number, "allocation")
        groups = ("R:RAG", self.advisory)
        self.world.act(
            self.officer, AskGroups(run_id=run.id, seen_version=run.version, groups=groups)
        )
        self.world.now = max(self.world.now, AT_THE_MEETING)
        for chair, body in (("rag_chair", "R:RAG"), (self.advisory_chair, self.advisory)):
            self.world.conclude(
                number, chair, body, lead_sector=self.code, supporting=("R",), reasons="Distinct."
            )
        self.take(number, "officer", "note_agreement")
        run = self.world.run(number, "allocation")
        self.world.act(
            self.officer,
            RecordAllocation(
                run_id=run.id, seen_version=run.version, mode="lead_and_contributing",
                lead_sector=self.code, contributing=("R",), study_groups=(self.group, "R:SG1"),
                essential_requirements="Keep the terms.", grounds="The mandates.",
                meeting_id=self.world.meeting(self.advisory),
            ),
        )  # fmt: skip

    def register(self, number: str) -> list[tuple[str, str]]:
        """The Questions of the case in the register, with their status."""
        with self.world.database.reading() as session:
            rows = select(Question).where(Question.case_id == self.world.case(number).id)
            return [(one.id, one.status) for one in session.scalars(rows)]

    def support(self, number: str, *members: str) -> None:
        """Those members have confirmed their support."""
        with self.world.database.reading() as session:
            rows = session.scalars(
                select(Sponsorship).where(Sponsorship.case_id == self.world.case(number).id)
            )
            named = {row.member: row.id for row in rows}
        for member in members:
            answer = AnswerSponsorship(
                sponsorship_id=named[member], answer="confirmed", commitment="Contributions."
            )
            self.world.act(f"submitter_{member.lower()}", answer)

    def close(self, number: str, *, agree: int, object_to: int = 0) -> None:
        """So many administrations reply, and the period ends."""
        consultation = self.world.consultation(number)
        for place in range(agree + object_to):
            member = f"XF{chr(ord('A') + place)}"
            objects = place >= agree
            self.world.act(
                self.officer,
                RecordReply(
                    consultation_id=consultation.id,
                    member=member,
                    position="object" if objects else "agree",
                    reasons="It is studied elsewhere." if objects else "",
                    letter_name="letter.pdf",
                    letter=b"%PDF-1.4 A letter.",
                ),
            )
        self.world.now = consultation.closes_at
        self.world.pass_time()


def refused(error: pytest.ExceptionInfo[ActionRefusedError]) -> list[str]:
    """The guards that did not let it pass."""
    return [one.guard for one in error.value.refusals]


def sector(world: World, code: str) -> Sector:
    """That Sector, with people in its offices and bodies and with its meetings."""
    office, group, advisory, assembly = {
        "T": ("TSB", "T:SG5", "T:TSAG", "T:WTSA"),
        "D": ("BDT", "D:SG2", "D:TDAG", "D:WTDC"),
    }[code]
    made = Sector(world, code, office, group, advisory, assembly)
    people = {
        made.officer: ("officer", "office", office),
        made.director: ("director", "office", office),
        made.chair: ("chair", "body", group),
        made.advisory_chair: ("chair", "body", advisory),
        **{f"submitter_{one.lower()}": ("submitter", "member", one) for one in SUPPORTERS},
    }
    with world.database.writing() as session:
        for name, post in people.items():
            if name not in ("officer_tsb", "tsag_chair"):
                world._person(session, name, (post,))
        for body in (group, assembly):
            if session.get(Body, body) is None:
                session.add(
                    Body(
                        id=body, sector=code, code=body[2:], name=body, from_memory=False,
                        source="test",
                    )
                )  # fmt: skip
        session.flush()
        for body, start in ((group, dt.date(2026, 5, 4)), (assembly, dt.date(2028, 10, 2))):
            session.add(
                Meeting(
                    body=body, joint_with=[], starts_on=start,
                    ends_on=start + dt.timedelta(days=9),
                    papers_by=start - dt.timedelta(days=12), place="Geneva",
                )
            )  # fmt: skip
    return made
