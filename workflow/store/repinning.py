"""Whether a running case can go on under another edition, and by when it then waits."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.definition import Procedure, Role
from workflow.rules import deadlines
from workflow.rules.language_marks import N_
from workflow.rules.permissions import Post, Reader
from workflow.store import changed_deadlines, editions, holidays
from workflow.store.models import Consultation, Run, TextVersion

ROLE_OF = {Post.OFFICER: Role.SECRETARIAT.value, Post.DIRECTOR: Role.DIRECTOR.value}


def may_move(reader: Reader, office: str) -> bool:
    """Whether the reader may move a run of that office: its own people, and an administrator."""
    own = reader.holds("office", office, Post.OFFICER, Post.DIRECTOR)
    return own or bool(reader.codes("office", Post.ADMINISTRATOR))


class Fitting:
    """What of the runs an edition must have a place for, loaded in a fixed number of queries."""

    def __init__(self, session: Session, runs: Sequence[Run]) -> None:
        self.session = session
        self.changed = changed_deadlines.of_runs(session, runs)
        self.free = holidays.known(session)
        self.rules: dict[int, set[str]] = defaultdict(set)
        asked = select(Consultation.run_id, Consultation.rule)
        for run_id, rule in session.execute(
            asked.where(Consultation.run_id.in_([run.id for run in runs]))
        ):
            self.rules[run_id].add(rule)
        self.filled: dict[int, set[str]] = defaultdict(set)
        versions = select(TextVersion.case_id, TextVersion.fields)
        for case_id, fields in session.execute(
            versions.where(TextVersion.case_id.in_({run.case_id for run in runs}))
        ):
            self.filled[case_id] |= {name for name, text in fields.items() if text}

    def reason_against(self, run: Run, after: Procedure, reader: Reader) -> str | None:
        """Why the run cannot go on under *after*, a sentence to translate; None when it can."""
        return next(self._reasons(run, after, reader), None)

    def _reasons(self, run: Run, after: Procedure, reader: Reader) -> Iterator[str]:
        before = editions.pinned(self.session, run.edition_digest)
        state = before.state(run.state)
        own = reader.holds("office", run.office, Post.OFFICER, Post.DIRECTOR)
        if state.shown_as and not own:
            yield N_("%(number)s waits for its announcement; only its own office moves it.")
        if after.code != before.code:
            yield N_("%(number)s follows another procedure.")
        if after.digest == before.digest:
            yield N_("%(number)s is under this edition already.")
        if state.final:
            yield N_("%(number)s has ended.")
        if not has_state(after, run.state):
            yield N_("%(number)s stands in a state that this edition does not have.")
        if before.consultation_in(run.state) is not None:
            yield N_("%(number)s: Member States are being asked; it can be moved after the close.")
        if self.rules[run.id] - {one.name for one in after.consultations}:
            yield N_("%(number)s was counted by a rule that this edition does not have.")
        gone = {one.name for one in before.fields} - {one.name for one in after.fields}
        if self.filled[run.case_id] & gone:
            yield N_(
                "%(number)s holds text in a field that the form of this edition does not have."
            )

    def deadline_under(self, run: Run, after: Procedure) -> tuple[str, dt.datetime | None]:
        """The name and the instant by which the run waits under *after*, from the day it came there.

        A period that did not change stays as people were told it, and so does a day set by a
        decision.
        """
        old = editions.pinned(self.session, run.edition_digest).deadline_in(run.state)
        new = after.deadline_in(run.state)
        if new is None:
            return "", None
        if run.id in self.changed or (old is not None and old.period == new.period):
            return new.name, run.due_at
        since = deadlines.local_date(run.entered_at)
        return new.name, deadlines.ends_at(since, new.period, holidays=self.free)


def has_state(one: Procedure, name: str) -> bool:
    """Whether a run can stand in the state of that name under the edition."""
    return any(state.name == name and not state.display_only for state in one.states)
