"""Where cases stand as a reader sees it: the states of their runs, since when, and what they wait for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.pages import labels, waiting
from workflow.pages.waiting import MeetingAwaited, Waiting
from workflow.rules.permissions import Reader
from workflow.store import editions
from workflow.store.models import Case, Consultation, Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where one case stands: for each run its procedure, its state and the state's tone."""

    states: tuple[tuple[str, str, str], ...]
    since: dt.datetime
    waits: tuple[Waiting, ...]

    @property
    def until(self) -> dt.datetime | None:
        """The end of the first period that runs."""
        return min((one.until for one in self.waits if one.until), default=None)

    @property
    def meetings(self) -> tuple[MeetingAwaited, ...]:
        """The meetings waited for, the first first."""
        found = dict.fromkeys(meeting for one in self.waits for meeting in one.meetings)
        return tuple(sorted(found, key=lambda one: one.starts_on))

    @property
    def due_on(self) -> dt.datetime | None:
        """The first instant waited for, of a period or of a meeting."""
        return min((one.due_on for one in self.waits if one.due_on), default=None)


def of_cases(
    session: Session, cases: Sequence[Case], reader: Reader, now: dt.datetime, language: str
) -> dict[int, Standing]:
    """Where each case stands, by its id, in a fixed number of queries."""
    by_id = {case.id: case for case in cases}
    runs = session.scalars(select(Run).where(Run.case_id.in_(by_id)).order_by(Run.id)).all()
    waits = waiting.of_runs(
        session, [(run, by_id[run.case_id]) for run in runs], reader, now, language
    )
    closed = _closed_at(session, runs)
    of_case: dict[int, list[Run]] = {one: [] for one in by_id}
    for run in runs:
        of_case[run.case_id].append(run)
    return {
        case_id: Standing(
            states=tuple(_state(session, run, reader, language) for run in own),
            since=max(_since(session, run, reader, closed) for run in own),
            waits=tuple(waits[run.id] for run in own if run.id in waits),
        )
        for case_id, own in of_case.items()
    }


def _state(session: Session, run: Run, reader: Reader, language: str) -> tuple[str, str, str]:
    procedure = editions.pinned(session, run.edition_digest)
    state = labels.state_shown(procedure, run, reader)
    words = procedure.labels[language]
    return words.title, words.states[state.name], labels.tone(state)


def _closed_at(session: Session, runs: Sequence[Run]) -> dict[int, dt.datetime]:
    """When the consultation closed of each run that stands where not everybody sees it."""
    hidden = [
        run.id
        for run in runs
        if editions.pinned(session, run.edition_digest).state(run.state).shown_as
    ]
    rows = session.scalars(
        select(Consultation)
        .where(Consultation.run_id.in_(hidden), Consultation.closed_at.is_not(None))
        .order_by(Consultation.id)
    )
    return {row.run_id: row.closed_at for row in rows if row.closed_at}


def _since(
    session: Session, run: Run, reader: Reader, closed: dict[int, dt.datetime]
) -> dt.datetime:
    """When the run came to the state shown: what the Bureau does before it announces shows nowhere."""
    procedure = editions.pinned(session, run.edition_digest)
    if labels.state_shown(procedure, run, reader).name == run.state:
        return run.entered_at
    return closed.get(run.id, run.entered_at)
