"""Commands that move a run by an action of its procedure."""

from __future__ import annotations

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
class PassTime(Command):
    """Let the clock take what became due: close consultations, follow child runs."""
