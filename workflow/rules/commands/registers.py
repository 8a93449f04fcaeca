"""The command that loads a register."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.rules.commands.base import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRegister(Command):
    """Load a register from CSV text: all of it, or nothing when a row has a fault."""

    register: str
    text: str
