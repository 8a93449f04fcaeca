"""Commands on editions of procedures: a new one comes, applies, goes; cases go on under another."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from workflow.rules.commands.base import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadEdition(Command):
    """Keep a new edition, sent as a file of that name; it applies to nothing yet."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivateEdition(Command):
    """Let an uploaded edition apply to the cases that begin on that day (Geneva date) or later."""

    key: str
    applies_from: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawEdition(Command):
    """Withdraw an uploaded edition that no case has begun under."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveToEdition(Command):
    """Let running cases go on under another edition; each run with the version that was seen."""

    key: str
    runs: tuple[tuple[int, int], ...]
