"""Commands that move a run by an action of its procedure, and those about the table of cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from workflow.rules.commands.base import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveRun(Command):
    """Take an action that the procedure offers from the run's state, with what it asks for."""

    run_id: int
    action: str
    seen_version: int
    given: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDeadline(Command):
    """Set the last day of the period that runs, by a decision with its reasons."""

    run_id: int
    seen_version: int
    until: dt.date
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCurrentWork(Command):
    """Open a case on work in progress, to have its allocation among the Sectors considered.

    `opener` is the code of a Member State, of a body or of a Bureau. `work` is "question" for the
    Question in force that `question` names, else "study", "programme" or "workshops".
    """

    opener: str
    work: str
    language: str
    text: str
    reasons: str
    question: str = ""
    study_group: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassTime(Command):
    """Let the clock take what became due: close consultations, follow child runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveFilter(Command):
    """Keep what the table of cases was asked for under a name, in place of an earlier one of that name."""

    name: str
    asked: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteFilter(Command):
    """Delete one of one's own saved filters."""

    filter_id: int
