"""Commands on letters and e-mails with a proposal that an office received for its author."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from workflow.rules.commands.base import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepIncoming(Command):
    """Keep a letter or e-mail at an office until its proposal is registered."""

    office: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscardIncoming(Command):
    """Take a letter or e-mail off again; nothing of it was in the ledger."""

    attachment_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterProposal(Command):
    """Submit a proposal for its author, with the letter or e-mail in which it came as its original.

    `means` is "email" or "letter"; `received_on` is the Geneva day on which the office had it.
    """

    attachment_id: str
    member: str
    sector: str
    kind: str
    language: str
    means: str
    received_on: dt.date
    fields: Mapping[str, str]
