"""A stage for demonstration stories: accounts act through the bus, on days that have passed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from config import Settings
from workflow.bus import open_bus
from workflow.rules import deadlines
from workflow.rules.commands import Command
from workflow.rules.commands.cases import MoveRun, PassTime
from workflow.rules.permissions import CLOCK, NOBODY
from workflow.store import people, register_numbers
from workflow.store.models import Case, Meeting, Person, Run


class Stage:
    """Lets an account act, `days_ago` days before now; nothing goes round the bus."""

    def __init__(self, settings: Settings, now: dt.datetime, domain: str) -> None:
        self.now = now
        self.at = now
        self.domain = domain
        self.bus = open_bus(settings, lambda: self.at)

    def days_ago(self, days: float) -> None:
        """Set the clock of the story."""
        self.at = self.now - dt.timedelta(days=days)

    def act(self, who: str, command: Command) -> Mapping[str, Any]:
        """Let the account act."""
        with self.bus.database.reading() as session:
            person = session.scalars(
                select(Person).where(Person.email == f"{who}@{self.domain}")
            ).one()
            reader = people.reader_of(session, person, deadlines.local_date(self.at))
        return self.bus.perform(command, by=reader).value

    def anybody(self, command: Command) -> None:
        """Let somebody without an account act."""
        self.bus.perform(command, by=NOBODY)

    def pass_time(self) -> None:
        """Let the calendar do what is due."""
        self.bus.perform(PassTime(), by=CLOCK)

    def move(self, who: str, number: str, action: str, **given: str) -> None:
        """Take an action on whichever run of the case knows it."""
        allocation = action in ALLOCATION_ACTIONS
        run = self.run(number, allocation=allocation)
        self.act(who, MoveRun(run_id=run.id, action=action, seen_version=run.version, given=given))

    def run(self, number: str, *, allocation: bool = False) -> Run:
        """The allocation run of a case, or its Question run."""
        with self.bus.database.reading() as session:
            query = select(Run).join(Case).where(Case.number == number).order_by(Run.id)
            runs = session.scalars(query).all()
            return next(one for one in runs if (one.procedure == "allocation") == allocation)

    def case(self, number: str) -> Case:
        """The case of that number."""
        with self.bus.database.reading() as session:
            return session.scalars(select(Case).where(Case.number == number)).one()

    def of_package(self, package: str) -> list[str]:
        """The numbers of the cases of a package."""
        with self.bus.database.reading() as session:
            query = select(Case.number).where(Case.package_id == package).order_by(Case.id)
            return list(session.scalars(query))

    def publish(self, who: str, number: str, action: str, *, reference: str) -> None:
        """Enter the case's Question in the register under the next free number."""
        with self.bus.database.reading() as session:
            asked = register_numbers.asked_by(self.run(number), self.case(number))
            free = register_numbers.suggested(session, asked, self.at)
        self.move(who, number, action, reference=reference, register_number=free)

    def meeting(self, body: str, *, past: bool = False) -> int:
        """A meeting of the body: the last before the story's day, or the next."""
        today = deadlines.local_date(self.at)
        with self.bus.database.reading() as session:
            rows = session.scalars(
                select(Meeting).where(Meeting.body == body).order_by(Meeting.starts_on)
            ).all()
        if past:
            return [row for row in rows if row.starts_on <= today][-1].id
        return next(row for row in rows if row.ends_on >= today).id


ALLOCATION_ACTIONS = frozenset(
    {
        "open_triage", "close_no_issue", "to_iscg", "to_liaison", "note_agreement",
        "note_divergence", "convene_joint_meeting", "note_joint_agreement",
    }
)  # fmt: skip
