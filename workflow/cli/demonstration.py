"""The demonstration: fictional members, one account for each role, proposals in different stages.

Positions and replies are by fictional Member States only (practice 1.7).
"""

from __future__ import annotations

import datetime as dt
import secrets
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import config
from config import Settings
from workflow.bus import open_bus, utc_now
from workflow.cli import loading, stories
from workflow.cli.stage import Stage
from workflow.rules import deadlines
from workflow.rules.commands.registers import ImportRegister
from workflow.rules.permissions import OPERATOR
from workflow.store import passwords
from workflow.store.db import Database
from workflow.store.models import AppointmentRow, Case, Meeting, Person

PASSWORD = "demonstration"  # noqa: S105 - shown on the sign-in page, in demonstration mode only
SQLITE = "sqlite:///"
DOMAIN = "demonstration.example"
MEMBERS = tuple(f"XF{letter}" for letter in "ABCDEFGHIJKL")

ACCOUNTS: tuple[tuple[str, str, tuple[tuple[str, str, str], ...]], ...] = (
    ("delegate.xfa", "Amina Rahal", (
        ("submitter", "member", "XFA"), ("drafter", "member", "XFA"),
        ("respondent", "member", "XFA"),
    )),
    ("drafter.xfa", "Idris Okoro", (("drafter", "member", "XFA"),)),
    ("focal.xfa", "Samira Belkacem", (("focal_point", "member", "XFA"),)),
    ("delegate.xfb", "Viktor Lindqvist", (
        ("submitter", "member", "XFB"), ("drafter", "member", "XFB"),
        ("respondent", "member", "XFB"),
    )),
    ("delegate.xfc", "Mariam Haddad", (
        ("submitter", "member", "XFC"), ("drafter", "member", "XFC"),
        ("participant", "body", "R:RAG"), ("participant", "body", "T:TSAG"),
    )),
    ("almatel", "Rosa Ferrand", (("submitter", "sector_member", "SM:ALMATEL"),)),
    ("officer.br", "Helena Costa", (("officer", "office", "BR"),)),
    ("director.br", "Tomás Ferreira", (("director", "office", "BR"),)),
    ("officer.tsb", "Wei Zhang", (("officer", "office", "TSB"),)),
    ("director.tsb", "Olga Marchenko", (("director", "office", "TSB"),)),
    ("officer.bdt", "Aïssatou Diallo", (("officer", "office", "BDT"),)),
    ("director.bdt", "Joseph Mensah", (("director", "office", "BDT"),)),
    ("officer.gs", "Nadia Petrova", (("officer", "office", "GS"),)),
    ("administrator.gs", "Luca Moretti", (("administrator", "office", "GS"),)),
    ("chair.sg1", "Kenji Mori", (("chair", "body", "R:SG1"),)),
    ("chair.sg5", "Lucía Herrera", (("chair", "body", "T:SG5"),)),
    ("chair.sg2", "Rashid Al Mansoori", (("chair", "body", "D:SG2"),)),
    ("chair.rag", "Ingrid Solberg", (("chair", "body", "R:RAG"),)),
    ("chair.tsag", "Rafael Duarte", (("chair", "body", "T:TSAG"),)),
    ("chair.tdag", "Fatou Ndiaye", (("chair", "body", "D:TDAG"),)),
)  # fmt: skip
RESPONDENTS = tuple(
    (f"respondent.{code.lower()}", f"Respondent of {code}", (("respondent", "member", code),))
    for code in MEMBERS[2:]
)


def load(settings: Settings, *, reset: bool) -> dict[str, Any]:
    """Prepare the demonstration database; one that holds cases already is left as it is.

    Raises SettingMissingError for a database with accounts of real people.
    """
    if reset:
        _remove(settings)
    loading.prepare(settings)
    bus = open_bus(settings)
    _require_no_real_people(bus.database)
    fictional = (loading.DATA / "fictional_member_states.csv").read_text("utf-8")
    bus.perform(
        ImportRegister(register="member-states", text=fictional), by=OPERATOR, key="fictional"
    )
    fictional = (loading.DATA / "fictional_sector_members.csv").read_text("utf-8")
    bus.perform(
        ImportRegister(register="sector-members", text=fictional),
        by=OPERATOR,
        key="fictional:sector-members",
    )
    now = utc_now()
    with bus.database.writing() as session:
        if session.scalars(select(func.count()).select_from(Person)).one() == 0:
            _open_accounts(session, now)
            _enter_meetings(session, deadlines.local_date(now))
    with bus.database.reading() as session:
        held = session.scalars(select(func.count()).select_from(Case)).one()
    if held == 0:
        stories.tell(Stage(settings, now, DOMAIN))
    with bus.database.reading() as session:
        held = session.scalars(select(func.count()).select_from(Case)).one()
        accounts = session.scalars(select(func.count()).select_from(Person)).one()
    return {"accounts": accounts, "cases": held, "password": PASSWORD}


def _require_no_real_people(database: Database) -> None:
    with database.reading() as session:
        real = session.scalar(select(Person.id).where(Person.demonstration.is_(False)).limit(1))
    if real is not None:
        raise config.SettingMissingError("this database holds accounts that are no demonstration")


def _remove(settings: Settings) -> None:
    """Remove the database file of a demonstration, and of nothing else."""
    if not settings.database_url.startswith(SQLITE):
        raise config.SettingMissingError("only a demonstration in an SQLite file can be removed")
    file = Path(settings.database_url.removeprefix(SQLITE))
    if file.exists():
        loading.prepare(settings)
        database = Database(settings.database_url)
        _require_no_real_people(database)
        database.dispose()
    for ending in ("", "-wal", "-shm"):
        file.with_name(file.name + ending).unlink(missing_ok=True)


def _open_accounts(session: Session, now: dt.datetime) -> None:
    hashed = passwords.hashed(PASSWORD, passwords.hasher())
    for email, name, posts in ACCOUNTS + RESPONDENTS:
        person = Person(
            email=f"{email}@{DOMAIN}",
            name=name,
            password_hash=hashed,
            session_key=secrets.token_urlsafe(16),
            demonstration=True,
            created_at=now,
        )
        session.add(person)
        session.flush()
        session.add_all(
            AppointmentRow(
                person_id=person.id,
                post=post,
                place=place,
                code=code,
                from_on=deadlines.local_date(now) - dt.timedelta(days=400),
            )
            for post, place, code in posts
        )


def _enter_meetings(session: Session, today: dt.date) -> None:
    """Invented meetings around today, each marked as of the demonstration."""
    plan = (
        ("R:SG1", -278, 3), ("R:SG1", -50, 3), ("R:SG1", 60, 4), ("R:SG1", 240, 4),
        ("R:RAG", -292, 2), ("R:RAG", -62, 2), ("R:RAG", -16, 2), ("R:RAG", 35, 3),
        ("T:TSAG", -291, 3), ("T:TSAG", -61, 3), ("T:TSAG", -4, 3), ("T:TSAG", 45, 4),
        ("T:TSAG", 225, 4), ("D:TDAG", -280, 3), ("D:TDAG", 50, 3), ("D:TDAG", 415, 3),
        ("X:ISCG", 30, 0), ("T:SG5", -45, 8), ("T:SG5", 75, 8), ("D:SG2", -40, 4),
        ("D:SG2", 85, 4),
    )  # fmt: skip
    for body, start, length in plan:
        starts_on = today + dt.timedelta(days=start)
        if start > 0:
            starts_on += dt.timedelta(days=-starts_on.weekday() % 7)  # a Monday
        session.add(
            Meeting(
                body=body,
                joint_with=[],
                starts_on=starts_on,
                ends_on=starts_on + dt.timedelta(days=length),
                papers_by=starts_on - dt.timedelta(days=14),
                place="Geneva",
                demonstration=True,
            )
        )
