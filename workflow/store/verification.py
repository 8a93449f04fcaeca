"""Checking the record: the chain link by link, and each case's state rebuilt from its events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.rules import ledger
from workflow.store import editions
from workflow.store.ledger import header, person_value
from workflow.store.models import (
    AllocationDecision,
    Case,
    Conclusion,
    Consultation,
    EventPayload,
    EventPerson,
    EventRow,
    LedgerHead,
    Question,
    ReplyRow,
    Run,
    TextVersion,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """The first thing that does not fit: in which case, and what."""

    case: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was read and the first fault, if any."""

    events: int
    cases: int
    first_bad: Fault | None

    def as_json(self) -> dict[str, Any]:
        """The line that the command line prints last."""
        bad = self.first_bad
        return {
            "events": self.events,
            "cases": self.cases,
            "ok": bad is None,
            "first_bad": {"case": bad.case, "reason": bad.reason} if bad else None,
        }


@dataclass(slots=True)
class Rebuilt:
    """What the events alone say of a case."""

    runs: dict[int, str] = field(default_factory=dict)
    versions: dict[int, str] = field(default_factory=dict)
    conclusions: dict[tuple[int, str], str] = field(default_factory=dict)
    closed: set[int] = field(default_factory=set)
    announced: set[int] = field(default_factory=set)
    replies: dict[tuple[int, str], str] = field(default_factory=dict)
    allocations: int = 0
    questions: set[str] = field(default_factory=set)


def verify(session: Session) -> Report:
    """Read the whole ledger, then compare every case with what its events say."""
    numbers = {row.id: row.number for row in session.execute(select(Case.id, Case.number))}
    rebuilt: dict[int, Rebuilt] = {one: Rebuilt() for one in numbers}
    count = 0
    previous = ledger.GENESIS
    for row, payload, person in _events(session):
        count += 1
        case = numbers.get(row.case_id or 0, "")
        reason = _chain_fault(row, payload, person, count, previous)
        if reason is None and row.case_id is not None:
            reason = _apply(session, rebuilt[row.case_id], row, payload)
        if reason is not None:
            return Report(
                events=count,
                cases=len(numbers),
                first_bad=Fault(case=case, reason=f"event {row.position}: {reason}"),
            )
        previous = row.link
    fault = _head_fault(session, count, previous) or _state_fault(session, numbers, rebuilt)
    return Report(events=count, cases=len(numbers), first_bad=fault)


def _events(
    session: Session,
) -> Iterator[tuple[EventRow, EventPayload | None, EventPerson | None]]:
    query = (
        select(EventRow, EventPayload, EventPerson)
        .outerjoin(EventPayload, EventPayload.position == EventRow.position)
        .outerjoin(EventPerson, EventPerson.position == EventRow.position)
        .order_by(EventRow.position)
        .execution_options(yield_per=500)
    )
    for row in session.execute(query):
        yield row[0], row[1], row[2]


def _chain_fault(  # noqa: PLR0911 - one answer for each thing that can be wrong
    row: EventRow,
    payload: EventPayload | None,
    person: EventPerson | None,
    expected: int,
    previous: str,
) -> str | None:
    if row.position != expected:
        return f"position {expected} is missing"
    if row.previous != previous:
        return "the link to the event before is not its link"
    if row.link != ledger.link(previous, header(row)):
        return "the header was altered"
    if payload is None:
        return "the payload is missing"
    if row.payload_digest != ledger.salted_digest(payload.salt, payload.body):
        return "the payload was altered"
    emptied = person is None or person.person_id is None
    if not emptied and person is not None:
        digest = ledger.salted_digest(person.salt, person_value(person.person_id))
        if digest != row.person_digest and row.role != "clock":
            return "the acting person was altered"
    return None


def _apply(
    session: Session, case: Rebuilt, row: EventRow, payload: EventPayload | None
) -> str | None:
    """Fold one event into what is known of its case; say why if it does not fit."""
    body: dict[str, Any] = payload.body if payload else {}
    if row.kind == "RunOpened" and row.run_id is not None:
        case.runs[row.run_id] = body["state"]
    elif row.kind == "RunMoved" and row.run_id is not None:
        return _apply_move(session, case, row, body)
    elif row.kind in ("CaseSubmitted", "VersionAdded"):
        case.versions[int(body.get("number", 1)) if row.kind == "VersionAdded" else 1] = body[
            "text_digest"
        ]
    elif row.kind in ("ConclusionDrafted", "ConclusionConfirmed", "ConclusionReleased"):
        key = (int(body["conclusion"]["conclusion"]), body["body"])
        case.conclusions[key] = row.kind.removeprefix("Conclusion").lower()
    elif row.kind == "ConsultationClosed":
        case.closed.add(body["consultation"])
    elif row.kind == "ResultAnnounced":
        case.announced.add(body["consultation"])
    elif row.kind == "ReplyRecorded":
        case.replies[(body["consultation"], body["member"])] = body["position"]
    elif row.kind == "AllocationRecorded":
        case.allocations += 1
    elif row.kind == "QuestionRegistered":
        case.questions.add(body["question"])
    return None


def _apply_move(session: Session, case: Rebuilt, row: EventRow, body: dict[str, Any]) -> str | None:
    run_id = row.run_id or 0
    if case.runs.get(run_id) != body["source"]:
        return f"the run stood in {case.runs.get(run_id)}, not in {body['source']}"
    run = session.get_one(Run, run_id)
    procedure = editions.pinned(session, run.edition_digest)
    known = any(
        action.name == body["action"]
        and body["source"] in action.source
        and action.target == body["target"]
        for action in procedure.actions
    )
    if not known:
        return f"{body['action']} does not lead from {body['source']} to {body['target']}"
    case.runs[run_id] = body["target"]
    return None


def _head_fault(session: Session, count: int, previous: str) -> Fault | None:
    head = session.scalars(select(LedgerHead)).one()
    if (head.position, head.link) != (count, previous):
        return Fault(case="", reason=f"the ledger ends at {count}, its head says {head.position}")
    return None


def _state_fault(
    session: Session, numbers: dict[int, str], rebuilt: dict[int, Rebuilt]
) -> Fault | None:
    """The first case whose rows say something else than its events."""
    for run in session.scalars(select(Run).order_by(Run.id)):
        said = rebuilt[run.case_id].runs.get(run.id)
        if said != run.state:
            return Fault(
                case=numbers[run.case_id],
                reason=f"run {run.id} stands in {run.state}, its events say {said}",
            )
    return (
        _version_fault(session, numbers, rebuilt)
        or _conclusion_fault(session, numbers, rebuilt)
        or _consultation_fault(session, numbers, rebuilt)
        or _decision_fault(session, numbers, rebuilt)
    )


def _version_fault(
    session: Session, numbers: dict[int, str], rebuilt: dict[int, Rebuilt]
) -> Fault | None:
    for row in session.scalars(select(TextVersion).order_by(TextVersion.id)):
        if rebuilt[row.case_id].versions.get(row.number) != row.digest:
            return Fault(case=numbers[row.case_id], reason=f"text version {row.number} was altered")
    return None


def _conclusion_fault(
    session: Session, numbers: dict[int, str], rebuilt: dict[int, Rebuilt]
) -> Fault | None:
    rows = session.execute(select(Conclusion, Run.case_id).join(Run, Run.id == Conclusion.run_id))
    for row, case_id in rows:
        said = rebuilt[case_id].conclusions.get((row.id, row.body))
        if said != row.status:
            return Fault(
                case=numbers[case_id],
                reason=f"the conclusion of {row.body} is {row.status}, its events say {said}",
            )
    return None


def _consultation_fault(
    session: Session, numbers: dict[int, str], rebuilt: dict[int, Rebuilt]
) -> Fault | None:
    rows = session.execute(
        select(Consultation, Run.case_id).join(Run, Run.id == Consultation.run_id)
    )
    of_case: dict[int, int] = {}
    for row, case_id in rows:
        of_case[row.id] = case_id
        case = rebuilt[case_id]
        closed = row.closed_at is not None and row.outcome != "withdrawn"
        if (row.id in case.closed) != closed or (row.id in case.announced) != (
            row.announced_at is not None
        ):
            return Fault(
                case=numbers[case_id], reason=f"consultation {row.id} differs from its events"
            )
    for reply in session.scalars(select(ReplyRow).where(ReplyRow.current)):
        case_id = of_case[reply.consultation_id]
        said = rebuilt[case_id].replies.get((reply.consultation_id, reply.member))
        if said != reply.position:
            return Fault(
                case=numbers[case_id],
                reason=f"a reply to consultation {reply.consultation_id} differs from its event",
            )
    return None


def _decision_fault(
    session: Session, numbers: dict[int, str], rebuilt: dict[int, Rebuilt]
) -> Fault | None:
    counted: dict[int, int] = {}
    rows = session.execute(
        select(Run.case_id).join(AllocationDecision, AllocationDecision.run_id == Run.id)
    )
    for (case_id,) in rows:
        counted[case_id] = counted.get(case_id, 0) + 1
    for case_id, case in rebuilt.items():
        if counted.get(case_id, 0) != case.allocations:
            return Fault(case=numbers[case_id], reason="allocation decisions differ from events")
    for question in session.scalars(select(Question).where(Question.case_id.is_not(None))):
        if question.id not in rebuilt[question.case_id or 0].questions:
            return Fault(
                case=numbers[question.case_id or 0],
                reason=f"Question {question.id} stands in the register without its event",
            )
    return None
