"""The conclusions of a run: which round they belong to, and which of them a reader may see."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.rules.errors import NotFoundError
from workflow.rules.facts import ConclusionFact
from workflow.rules.permissions import OFFICE_OF_SECTOR, Level, Post, Reader, audience
from workflow.store.models import AllocationDecision, Case, Conclusion, Meeting, Run
from workflow.store.visibility import visible

GROUPS_CONCLUDE_IN = "ag_round"
JOINT_MEETING_CONCLUDES_IN = "joint_meeting"
CONCLUDING_STATES = (GROUPS_CONCLUDE_IN, JOINT_MEETING_CONCLUDES_IN)


def office_of(body: str) -> str:
    """The office of the body's Sector."""
    return OFFICE_OF_SECTOR[body[:1]]


def audiences(body: str) -> tuple[str, str]:
    """Who sees a conclusion of the body before its release: the body, and its Sector's office."""
    return audience(Level.BODY, body), audience(Level.OFFICERS, office_of(body))


def may_see(reader: Reader, conclusion: Conclusion, meeting: Meeting) -> bool:
    """Whether the reader may know of it; a joint conclusion is every body's that takes part."""
    if conclusion.status == "released":
        return True
    bodies = (conclusion.body, *(meeting.joint_with if conclusion.joint else ()))
    return any(reader.may_see(*audiences(body)) for body in bodies)


def round_of(session: Session, run: Run, *, joint: bool) -> int:
    """The round that runs: a decision closes one, a joint meeting follows the groups' round."""
    return rounds_of(session, [run])[run.id] + (1 if joint else 0)


def rounds_of(session: Session, runs: Sequence[Run]) -> dict[int, int]:
    """The groups' round that runs, by run: the one after the last decision."""
    rows = session.execute(
        select(AllocationDecision.run_id, func.max(AllocationDecision.round))
        .where(AllocationDecision.run_id.in_([run.id for run in runs]))
        .group_by(AllocationDecision.run_id)
    )
    decided = dict(rows.tuples().all())
    return {run.id: decided.get(run.id, 0) + 1 for run in runs}


def released(session: Session, run: Run) -> tuple[ConclusionFact, ...]:
    """The released conclusions since the last decision, the groups' and the joint meeting's."""
    rows = session.scalars(
        select(Conclusion)
        .where(
            Conclusion.run_id == run.id,
            Conclusion.status == "released",
            Conclusion.round >= round_of(session, run, joint=False),
        )
        .order_by(Conclusion.round, Conclusion.id)
    )
    return tuple(fact_of(row) for row in rows)


def fact_of(row: Conclusion) -> ConclusionFact:
    """The conclusion as rules see it."""
    return ConclusionFact(
        body=row.body,
        kind=row.kind,
        lead_sector=row.lead_sector,
        supporting=tuple(row.supporting),
        target=row.target,
        status=row.status,
        joint=row.joint,
    )


def of_runs(
    session: Session, runs: Sequence[Run], reader: Reader
) -> dict[int, list[tuple[Conclusion, Meeting]]]:
    """The conclusions of those runs that the reader may see, by run, oldest round first."""
    found: dict[int, list[tuple[Conclusion, Meeting]]] = {run.id: [] for run in runs}
    rows = session.execute(
        select(Conclusion, Meeting)
        .join(Meeting, Meeting.id == Conclusion.meeting_id)
        .where(Conclusion.run_id.in_(found))
        .order_by(Conclusion.round, Conclusion.id)
    )
    for conclusion, meeting in rows.tuples():
        if may_see(reader, conclusion, meeting):
            found[conclusion.run_id].append((conclusion, meeting))
    return found


def find(
    session: Session, conclusion_id: int, reader: Reader
) -> tuple[Conclusion, Meeting, Run, Case]:
    """One conclusion, its meeting and case. Raises NotFoundError unless the reader may see it."""
    row = session.execute(
        select(Conclusion, Meeting, Run, Case)
        .join(Meeting, Meeting.id == Conclusion.meeting_id)
        .join(Run, Run.id == Conclusion.run_id)
        .join(Case, Case.id == Run.case_id)
        .where(Conclusion.id == conclusion_id, visible(Case, reader))
    ).one_or_none()
    if row is None or not may_see(reader, row[0], row[1]):
        raise NotFoundError(f"conclusion {conclusion_id}")
    return row.tuple()


def chairs(reader: Reader, body: str) -> bool:
    """Whether the reader is chair or vice-chair of the body."""
    return reader.holds("body", body, Post.CHAIR, Post.VICE_CHAIR)


def serves(reader: Reader, body: str) -> bool:
    """Whether the reader is an officer of the office of the body's Sector."""
    return reader.holds("office", office_of(body), Post.OFFICER)
