"""Commands of the consultation of Member States."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.rules.commands.base import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReply(Command):
    """Record an administration's reply, by its respondent, or by the Bureau with the letter.

    A later reply before the close replaces an earlier one, which stays in the record.
    """

    consultation_id: int
    member: str
    position: str
    reasons: str = ""
    letter_name: str = ""
    letter: bytes = b""
