"""Commands on what the house reports of itself."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.rules.commands.base import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteWeeklyMails(Command):
    """Put this week's mail to each person who acts for a member into the outbox, by the clock."""
