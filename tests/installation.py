"""A small installation for tests: fictional members, one person for each role, and meetings."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from workflow.bus import Bus
from workflow.cli.loading import DATA
from workflow.rules.commands.registers import ImportRegister
from workflow.rules.permissions import OPERATOR
from workflow.store import passwords
from workflow.store.db import Database
from workflow.store.models import AppointmentRow, Body, Meeting, Person, Question

START = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
PASSWORD = "correct horse battery"
COSTS = (8, 1)
HASHED = passwords.hashed(PASSWORD, passwords.hasher(*COSTS))

POSTS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "delegate": (
        ("submitter", "member", "XFA"), ("drafter", "member", "XFA"),
        ("respondent", "member", "XFA"),
    ),
    "drafter": (("drafter", "member", "XFA"),),
    "focal": (("focal_point", "member", "XFA"),),
    "neighbour": (
        ("submitter", "member", "XFB"), ("drafter", "member", "XFB"),
        ("respondent", "member", "XFB"),
    ),
    "officer": (("officer", "office", "BR"),),
    "director": (("director", "office", "BR"),),
    "officer_tsb": (("officer", "office", "TSB"),),
    "administrator": (("administrator", "office", "GS"),),
    "sg_chair": (("chair", "body", "R:SG1"),),
    "rag_chair": (("chair", "body", "R:RAG"),),
    "rag_vice_chair": (("vice_chair", "body", "R:RAG"),),
    "tsag_chair": (("chair", "body", "T:TSAG"),),
    "sector_member": (("submitter", "sector_member", "SM:ALMATEL"),),
    "stranger": (),
}  # fmt: skip

QUESTIONS = (
    ("R:239/1", "R", "SG1", "Electromagnetic field measurements to assess human exposure"),
    ("T:Q3/5@2017-2020", "T", "SG5", "Human exposure to EMFs from ICTs"),
    ("D:Q7/2@2018-2021", "D", "SG2", "Strategies and policies concerning human exposure to EMF"),
    ("R:77-8/5", "R", "SG5", "Consideration of the needs of developing countries in IMT"),
)
BACKGROUND = (
    "Numbering and naming plans", "Tariff principles for data services",
    "Optical transport networks", "Cable television distribution", "Speech quality in headsets",
    "Cloud computing reference architecture", "Signalling for packet networks",
    "Identity management", "Smart meters", "Video coding", "Directory services",
    "Satellite orbits and coordination", "Rain attenuation", "Maritime distress calls",
    "Loudness of programmes", "Statistics on access", "Rural broadband policies",
    "Cybersecurity for consumers", "Accessible terminals", "Emergency warning messages",
)  # fmt: skip
"""Titles of other subjects, so that rare words weigh as they do in a real register."""
BODIES = (
    ("R:SG1", "Spectrum management"), ("R:SG5", "Terrestrial services"),
    ("R:RAG", "Radiocommunication Advisory Group"),
    ("T:TSAG", "Telecommunication Standardization Advisory Group"),
    ("D:TDAG", "Telecommunication Development Advisory Group"),
    ("T:SG5", "Environment"), ("R:RA", "Radiocommunication Assembly"),
)  # fmt: skip


def fill(database: Database, bus: Bus) -> None:
    """Load the fictional registers, bodies, Questions, people and meetings."""
    text = (DATA / "fictional_member_states.csv").read_text("utf-8")
    bus.perform(ImportRegister(register="member-states", text=text), by=OPERATOR)
    text = (DATA / "fictional_sector_members.csv").read_text("utf-8")
    bus.perform(ImportRegister(register="sector-members", text=text), by=OPERATOR)
    with database.writing() as session:
        session.add_all(
            Body(
                id=one, sector=one[0], code=one[2:], name=name, from_memory=False,
                source="test",
            )
            for one, name in BODIES
        )  # fmt: skip
        session.add_all(
            Question(
                id=one, sector=sector, study_group=group, number=one, title_en=title,
                status="in force", from_memory=False, source="test",
            )
            for one, sector, group, title in (
                *QUESTIONS,
                *((f"T:Q{n}/99@x", "T", "SG99", t) for n, t in enumerate(BACKGROUND)),
            )
        )  # fmt: skip
        session.flush()
        for name, posts in POSTS.items():
            add_person(session, name, posts)
        for body, start, length in (
            ("R:SG1", dt.date(2026, 5, 4), 4), ("R:RAG", dt.date(2026, 4, 13), 3),
            ("T:TSAG", dt.date(2026, 4, 20), 4), ("D:TDAG", dt.date(2026, 4, 27), 3),
        ):  # fmt: skip
            session.add(
                Meeting(
                    body=body, joint_with=[], starts_on=start,
                    ends_on=start + dt.timedelta(days=length),
                    papers_by=start - dt.timedelta(days=14), place="Geneva",
                )
            )  # fmt: skip


def add_person(session: Session, name: str, posts: Iterable[tuple[str, str, str]]) -> None:
    """Somebody who signs in with the password of all, and holds those posts from January on."""
    person = Person(
        email=f"{name}@example.org",
        name=name.replace("_", " ").title(),
        password_hash=HASHED,
        session_key=secrets.token_urlsafe(8),
        created_at=START,
    )
    session.add(person)
    session.flush()
    session.add_all(
        AppointmentRow(
            person_id=person.id, post=post, place=place, code=code,
            from_on=dt.date(2026, 1, 1),
        )
        for post, place, code in posts
    )  # fmt: skip
