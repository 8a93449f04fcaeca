"""Entering a meeting in the calendar, by an officer of the body's own office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from states.definition import Role
from workflow.rules import deadlines
from workflow.rules.commands.meetings import ScheduleMeeting
from workflow.rules.errors import InvalidInputError, NotPermittedError
from workflow.rules.language_marks import N_
from workflow.rules.permissions import OFFICE_OF_SECTOR, Post
from workflow.store.models import Body, Meeting
from workflow.store.transaction import Handlers, Transaction

FARTHEST_YEARS = 20
"""How far from today a meeting may be: a slip of the pen would shift what cases wait for."""


def schedule_meeting(tx: Transaction, command: ScheduleMeeting) -> Mapping[str, Any]:
    """Enter a meeting. A joint one is entered by the General Secretariat."""
    body = tx.session.get(Body, command.body)
    if body is None:
        raise InvalidInputError("body", N_("Choose the body."))
    office = "GS" if command.joint_with else OFFICE_OF_SECTOR.get(body.sector, "GS")
    if not tx.by.holds("office", office, Post.OFFICER):
        raise NotPermittedError((Role.SECRETARIAT.value,))
    _check_joint(tx, command)
    _check_dates(command, deadlines.local_date(tx.now))
    if not command.place.strip():
        raise InvalidInputError("place", N_("Give the place, or say that it is held remotely."))
    meeting = Meeting(
        body=body.id,
        joint_with=list(dict.fromkeys(command.joint_with)),
        starts_on=command.starts_on,
        ends_on=command.ends_on,
        papers_by=command.papers_by,
        place=command.place.strip(),
    )
    tx.session.add(meeting)
    tx.session.flush()
    return {"meeting": meeting.id}


def _check_joint(tx: Transaction, command: ScheduleMeeting) -> None:
    if command.body in command.joint_with:
        raise InvalidInputError("joint_with", N_("A body does not meet jointly with itself."))
    known = set(tx.session.scalars(select(Body.id).where(Body.id.in_(command.joint_with))))
    if set(command.joint_with) - known:
        raise InvalidInputError("joint_with", N_("Choose bodies of the register."))


def _check_dates(command: ScheduleMeeting, today: dt.date) -> None:
    for name in ("starts_on", "ends_on", "papers_by"):
        if abs(getattr(command, name).year - today.year) > FARTHEST_YEARS:
            raise InvalidInputError(
                name,
                N_("This date is more than %(years)s years from today."),
                years=FARTHEST_YEARS,
            )
    if command.ends_on < command.starts_on:
        raise InvalidInputError("ends_on", N_("A meeting ends on or after the day it begins."))
    if command.papers_by > command.starts_on:
        raise InvalidInputError("papers_by", N_("Papers are due before the meeting begins."))


HANDLERS: Handlers = {ScheduleMeeting: schedule_meeting}
