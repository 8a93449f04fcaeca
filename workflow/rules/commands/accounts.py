"""Commands on people, their appointments and their passwords."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from workflow.rules.commands.base import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatePerson(Command):
    """Open an account. The password is stored only as its hash."""

    email: str
    name: str
    language: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseMails(Command):
    """Choose the language of one's own mails, and whether the weekly one comes."""

    language: str
    weekly: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Appoint(Command):
    """Appoint a person to a post in an office, in a body or for a member, from a day to a day."""

    email: str
    post: str
    place: str
    code: str
    from_on: dt.date
    until_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndAppointment(Command):
    """End an appointment today."""

    appointment_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPassword(Command):
    """Set a new password; `current` proves the person unless an administrator acts."""

    email: str
    new: str
    current: str = ""
