"""The command that records an allocation decision."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.rules.commands.base import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAllocation(Command):
    """Record which Sector does what, as the agreed conclusions say."""

    run_id: int
    seen_version: int
    mode: str
    lead_sector: str
    contributing: tuple[str, ...]
    study_groups: tuple[str, ...]
    essential_requirements: str
    grounds: str
    meeting_id: int
