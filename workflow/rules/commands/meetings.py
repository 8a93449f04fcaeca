"""The command that enters a meeting of a body into the calendar."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from workflow.rules.commands.base import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleMeeting(Command):
    """Enter a meeting; `joint_with` names the other bodies of a joint meeting."""

    body: str
    starts_on: dt.date
    ends_on: dt.date
    papers_by: dt.date
    place: str
    joint_with: tuple[str, ...] = ()
