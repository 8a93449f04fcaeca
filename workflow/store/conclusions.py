"""The conclusions of a run: which round they belong to, and which of them a reader may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.rules.errors import NotFoundError
from workflow.rules.facts import ConclusionFact
from workflow.rules.permissions import OFFICE_OF_SECTOR, Level, Post, Reader, audience
from workflow.store import editions
from workflow.store.models import (
    Case,
    Conclusion,
    EventPayload,
    EventRow,
    JointConfirmation,
    Meeting,
    Run,
)
from workflow.store.visibility import visible

STEPS_AFTER_DRAFT = {"drafted": 0, "confirmed": 1, "released": 2}
"""By how many versions a conclusion is past the one that was last written."""
SEPARATELY, TOGETHER = "separately", "together"
"""How the groups asked conclude in a state: each for itself, or all in a joint meeting."""


def how(session: Session, run: Run) -> str:
    """How the groups conclude where the run is, empty where they do not."""
    return editions.state_of(session, run).concludes


def concluding_states(session: Session) -> frozenset[str]:
    """The states in which groups conclude."""
    return editions.states_where(session, lambda state: state.concludes)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """The groups' considering of a case, counted from one; `joint` when they meet together.

    `before` is the groups' own round that a joint meeting follows.
    """

    number: int = 0
    joint: bool = False
    before: int = 0


def round_of(session: Session, run: Run) -> Round:
    """The round that runs, or ran last; number 0 while no group was ever asked."""
    return rounds_of(session, [run])[run.id]


def rounds_of(session: Session, runs: Sequence[Run]) -> dict[int, Round]:
    """The round of each run: the ledger says how often it came before the groups.

    What happens within a round (a further group, an oral amendment) begins no other.
    """
    found = {run.id: Round() for run in runs}
    edition = {run.id: editions.pinned(session, run.edition_digest) for run in runs}
    source, target = (EventPayload.body[name].as_string() for name in ("source", "target"))
    rows = session.execute(
        select(EventRow.run_id, target)
        .join(EventPayload, EventPayload.position == EventRow.position)
        .where(
            EventRow.run_id.in_(found),
            EventRow.kind == "RunMoved",
            target.in_(concluding_states(session)),
            source != target,
        )
        .order_by(EventRow.position)
    )
    for run_id, state in rows:
        last = found[run_id]
        joint = edition[run_id].state(state).concludes == TOGETHER
        found[run_id] = Round(
            number=last.number + 1, joint=joint, before=last.number if joint else 0
        )
    return found


def included_at(session: Session, runs: Sequence[Run]) -> dict[tuple[int, str], dt.datetime]:
    """When each group that was included later was asked, by run and body."""
    return _told_of_bodies(session, runs, "GroupIncluded")


def inclusion_asked_at(session: Session, runs: Sequence[Run]) -> dict[tuple[int, str], dt.datetime]:
    """When each group that is only informed asked to be included, by run and body.

    In the state where the run is: with the round the requests end, and may be made in the next one.
    """
    since = {run.id: run.entered_at for run in runs}
    told = _told_of_bodies(session, runs, "InclusionAsked")
    return {asked: at for asked, at in told.items() if at >= since[asked[0]]}


def _told_of_bodies(
    session: Session, runs: Sequence[Run], kind: str
) -> dict[tuple[int, str], dt.datetime]:
    rows = session.execute(
        select(EventRow.run_id, EventPayload.body["body"].as_string(), EventRow.at)
        .join(EventPayload, EventPayload.position == EventRow.position)
        .where(EventRow.run_id.in_([run.id for run in runs]), EventRow.kind == kind)
        .order_by(EventRow.position)
    )
    return {(run_id or 0, body): at for run_id, body, at in rows}


def released(session: Session, run: Run) -> tuple[ConclusionFact, ...]:
    """The released conclusions of the round that runs, or ran last."""
    rows = session.scalars(
        select(Conclusion)
        .where(
            Conclusion.run_id == run.id,
            Conclusion.status == "released",
            Conclusion.round == round_of(session, run).number,
        )
        .order_by(Conclusion.id)
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
    for conclusion, meeting in rows:
        if may_see(reader, conclusion, meeting):
            found[conclusion.run_id].append((conclusion, meeting))
    return found


def sitting(row: Conclusion, meeting: Meeting) -> tuple[str, ...]:
    """The bodies whose conclusion it is: one, or all that meet in a joint meeting."""
    return (row.body, *(meeting.joint_with if row.joint else ()))


def confirmers(session: Session, run: Run, row: Conclusion) -> tuple[str, ...]:
    """The groups whose chairs confirm: the own, or where the edition says so each that sits."""
    every = editions.state_of(session, run).confirmed_by == "every_chair"
    return tuple(run.groups) if row.joint and every else (row.body,)


def quorum(session: Session, run: Run, row: Conclusion) -> int:
    """How many of them are enough."""
    asked = len(confirmers(session, run, row))
    return min(editions.state_of(session, run).quorum or asked, asked)


def confirmed_by(session: Session, row: Conclusion) -> tuple[str, ...]:
    """The groups whose chairs confirmed a joint conclusion as it stands, oldest first."""
    drafted = row.version - STEPS_AFTER_DRAFT[row.status]
    rows = session.scalars(
        select(JointConfirmation.body)
        .where(
            JointConfirmation.conclusion_id == row.id,
            JointConfirmation.conclusion_version == drafted,
        )
        .order_by(JointConfirmation.id)
    )
    return tuple(rows)


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
    conclusion, meeting, run, case = row
    return conclusion, meeting, run, case


def chairs(reader: Reader, body: str) -> bool:
    """Whether the reader is chair or vice-chair of the body."""
    return reader.holds("body", body, Post.CHAIR, Post.VICE_CHAIR)


def serves(reader: Reader, body: str) -> bool:
    """Whether the reader is an officer of the office of the body's Sector."""
    return reader.holds("office", office_of(body), Post.OFFICER)
