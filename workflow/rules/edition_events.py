"""What happened to editions of procedures, and to the cases that go on under another."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from workflow.rules.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionUploaded(Event):
    """An administrator gave a new edition of a procedure."""

    edition: str
    edition_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionActivated(Event):
    """From that day (Geneva date) new cases begin under the edition."""

    edition: str
    edition_digest: str
    applies_from: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionWithdrawn(Event):
    """An edition that no case had begun under was withdrawn."""

    edition: str
    edition_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionChanged(Event):
    """The run goes on under another edition of its procedure, in the state in which it stood."""

    edition_before: str
    edition: str
    edition_digest: str
