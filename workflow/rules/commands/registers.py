"""The command that loads a register."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from workflow.rules.commands.base import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRegister(Command):
    """Load a register from CSV text: all of it, or nothing when a row has a fault.

    `dated_on` is the day that ITU's own list bears; a list without one leaves the register unverified.
    """

    register: str
    text: str
    dated_on: dt.date | None = None
