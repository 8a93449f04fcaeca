"""The throw-away installation of a scenario: its clock, its people, its members and its calendar."""

from __future__ import annotations

import csv
import datetime as dt
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from states.definition import LANGUAGES
from workflow.bus import Bus
from workflow.cli.loading import DATA
from workflow.cli.replaying import names
from workflow.cli.replaying.scenario import Scenario
from workflow.rules import deadlines
from workflow.rules.commands import Command
from workflow.rules.commands.cases import PassTime
from workflow.rules.commands.registers import ImportRegister
from workflow.rules.permissions import CLOCK, OPERATOR, Reader, place_of_proposer
from workflow.store import people
from workflow.store.corpus import CorpusCache
from workflow.store.db import Database
from workflow.store.models import (
    AppointmentRow,
    Body,
    Consultation,
    EditionRow,
    MemberState,
    Person,
    Question,
    Run,
    SectorMember,
)

ALWAYS = dt.date(1900, 1, 1)
LETTERS = 26
FEWEST = 12
"""How many members can reply where the scenario does not say."""
OTHER_SUBJECTS = (
    "Numbering and naming plans", "Tariff principles for data services",
    "Optical transport networks", "Cable television distribution", "Speech quality in headsets",
    "Cloud computing reference architecture", "Signalling for packet networks",
    "Identity management", "Smart meters", "Video coding", "Directory services",
    "Satellite orbits and coordination", "Rain attenuation", "Maritime distress calls",
    "Loudness of programmes", "Statistics on access", "Rural broadband policies",
    "Cybersecurity for consumers", "Accessible terminals", "Emergency warning messages",
)  # fmt: skip
"""Titles beside the scenario's Questions, so that rare words weigh as they do in a real register."""


class Stage:
    """An installation that nobody else uses, at the scenario's time."""

    def __init__(self, url: str, scenario: Scenario) -> None:
        self.scenario = scenario
        self.now = scenario.steps[0].at
        self.database = Database(url)
        self.bus = Bus(self.database, lambda: self.now, CorpusCache(), Settings(database_url=url))
        self._people: dict[tuple[str, str, str], int] = {}
        self._prepare()

    def close(self) -> None:
        """Close the connections."""
        self.database.dispose()

    # -- time ---------------------------------------------------------------------------------

    def until(self, at: dt.datetime) -> None:
        """Let the clock come to *at*; what falls due on the way is closed at its own instant."""
        while (due := self._next_due(at)) is not None:
            self.now = due
            self.bus.perform(PassTime(), by=CLOCK)
        self.now = at

    def _next_due(self, at: dt.datetime) -> dt.datetime | None:
        with self.database.reading() as session:
            found: set[dt.datetime] = set()
            for instant, still in (
                (Run.due_at, Run.due_at.is_not(None)),
                (Consultation.closes_at, Consultation.closed_at.is_(None)),
            ):
                query = select(instant).where(still, instant > self.now, instant <= at)
                found.update(one for one in session.scalars(query) if one is not None)
        return min(found, default=None)

    def today(self) -> dt.date:
        """The day in Geneva."""
        return deadlines.local_date(self.now)

    # -- people -------------------------------------------------------------------------------

    def act(self, by: Reader, command: Command) -> Mapping[str, Any]:
        """Let somebody act through the bus."""
        return self.bus.perform(command, by=by).value

    def reader(self, post: str, place: str, code: str) -> Reader:
        """The person who holds that post there, appointed when first needed."""
        if (post, place, code) not in self._people:
            with self.database.writing() as session:
                number = len(self._people) + 1
                person = Person(
                    email=f"person{number}@scenario.example",
                    name=f"{post} of {code}",
                    session_key=secrets.token_urlsafe(8),
                    created_at=self.now,
                )
                session.add(person)
                session.flush()
                session.add(
                    AppointmentRow(
                        person_id=person.id, post=post, place=place, code=code, from_on=ALWAYS
                    )
                )
                self._people[post, place, code] = person.id
        with self.database.reading() as session:
            person = session.get_one(Person, self._people[post, place, code])
            return people.reader_of(session, person, self.today())

    def of_member(self, code: str, post: str = "submitter") -> Reader:
        """The person who acts for a Member State, a Sector Member or a study group."""
        place = place_of_proposer(code)
        return self.reader("chair" if place == "body" else post, place, code)

    # -- registers ----------------------------------------------------------------------------

    def _prepare(self) -> None:
        bodies = (DATA / "bodies.csv").read_text("utf-8")
        self.bus.perform(ImportRegister(register="bodies", text=bodies), by=OPERATOR)
        fictional = (DATA / "fictional_member_states.csv").read_text("utf-8")
        self.bus.perform(ImportRegister(register="member-states", text=fictional), by=OPERATOR)
        said = self.scenario
        keeper = self.reader("administrator", "office", "GS").person_id
        with self.database.writing() as session:
            _bring_into_force(session, said, keeper, self.now)
            session.flush()
            held = {one.code: one for one in session.scalars(select(MemberState))}
            for code in _members(said):
                if place_of_proposer(code) == "member" and code not in held:
                    held[code] = _member(code)
                    session.add(held[code])
            voting = _voting(said)
            for code, row in held.items():
                row.may_vote = code in voting
            session.flush()
            for one in said.members:
                held[one["code"]].may_vote = bool(one.get("vote", True))
            for code in _members(said):
                if place_of_proposer(code) == "sector_member":
                    session.add(
                        SectorMember(
                            code=code, name=code, sectors="R,T,D", member="XFA", fictional=True,
                            from_memory=False, source="the scenario's",
                        )
                    )  # fmt: skip
            for one in said.bodies:
                _add_body(session, str(one["id"]), str(one.get("name", one["id"])))
            for body in _bodies(said):
                _add_body(session, body, body)
            for question in _questions(said):
                session.merge(question)


def _bring_into_force(
    session: Session, said: Scenario, keeper: int | None, now: dt.datetime
) -> None:
    """Let the scenario's editions apply whatever its year, and no others."""
    for row in session.scalars(select(EditionRow)):
        row.withdrawn_at = now
    for one in said.editions.values():
        session.merge(
            EditionRow(
                digest=one.procedure.digest,
                key=one.procedure.key,
                text=one.text,
                added_at=now,
                uploaded_by=keeper,
                applies_from=ALWAYS,
                withdrawn_at=None,
            )
        )


def _add_body(session: Session, code: str, name: str) -> None:
    if session.get(Body, code) is None and ":" in code:
        session.add(
            Body(id=code, sector=code[0], code=code[2:], name=name, from_memory=False, source="")
        )


def _bodies(said: Scenario) -> set[str]:
    """Every body that the scenario names, entered where the register does not know it."""
    found = {step.body for step in said.steps} | {str(one["body"]) for one in said.meetings}
    found |= {body for one in said.meetings for body in one["joint_with"]}
    return {one for one in found if ":" in one}


def _questions(said: Scenario) -> Iterable[Question]:
    """The Questions of the register: those the scenario tells of, and the one it proposes to change."""
    named = {str(one["id"]): one for one in said.questions}
    base = said.fields.get("question", "")
    if base and said.kind != "new" and base not in named:
        named[base] = {"id": base}
    if said.questions:
        named |= {f"T:Q{n}/99": {"id": "", "title": one} for n, one in enumerate(OTHER_SUBJECTS, 1)}
    for code, one in named.items():
        sector = code[0] if code[1:2] == ":" else said.sector
        yield Question(
            id=code, sector=sector, number=code.partition(":")[2] or code,
            study_group=str(one.get("study_group", "SG1")).split(":")[-1],
            title_en=str(one.get("title", f"Question {code}")), text=str(one.get("text", "")),
            status="in force", from_memory=False, source="the scenario's",
        )  # fmt: skip


def _members(said: Scenario) -> list[str]:
    """Every member that the scenario names, with the whole electorate."""
    lists: list[Any] = [said.electorate, said.supporters]
    for step in said.steps:
        lists += [
            step.given.get(one) for one in ("agree", "object", "abstain", "members", "supporters")
        ]
        lists += [(step.member,), (str(step.given.get("member", "")),)]
    found = [said.member, *(str(one["code"]) for one in said.members), *_voting(said)]
    for one in lists:
        found += [str(each) for each in one] if isinstance(one, list | tuple) else []
    return list(dict.fromkeys(one for one in found if one))


def _voting(said: Scenario) -> tuple[str, ...]:
    """The members with the right to vote: those named, or as many as asked or needed."""
    if isinstance(said.electorate, tuple):
        return said.electorate
    replies = [
        value
        for step in said.steps
        for key, value in step.given.items()
        if key in ("agree", "object", "abstain") and isinstance(value, int)
    ]
    return fictional(said.electorate or max(FEWEST, sum(replies)))


def fictional(number: int) -> tuple[str, ...]:
    """So many fictional members: XFA to XFZ, then XF27 and so on."""
    letters = [f"XF{chr(ord('A') + one)}" for one in range(min(number, LETTERS))]
    return (*letters, *(f"XF{one}" for one in range(LETTERS + 1, number + 1)))


def _member(code: str) -> MemberState:
    """A member of the register, or a fictional one of that code."""
    kind, told = "fictional", {f"name_{one}": f"Member {code}" for one in LANGUAGES}
    if not names.FICTIONAL.fullmatch(code):
        with (DATA / "member_states.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["code"] == code:
                    kind, told = (
                        row["kind"],
                        {f"name_{one}": row[f"name_{one}"] for one in LANGUAGES},
                    )
    return MemberState(
        code=code, kind=kind, region="", may_vote=True, from_memory=False,
        source="the scenario's", **told,
    )  # fmt: skip
