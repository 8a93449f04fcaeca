"""One function per command: load, decide, record. `HANDLERS` names the function of each command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from workflow.handlers import (
    accounts,
    cases,
    consultations,
    decisions,
    meetings,
    overlaps,
    proposals,
    registers,
    reviews,
)
from workflow.rules.commands import Command
from workflow.store.transaction import Transaction

Handler = Callable[[Transaction, Any], Mapping[str, Any]]

HANDLERS: dict[type[Command], Handler] = {
    **accounts.HANDLERS,
    **cases.HANDLERS,
    **consultations.HANDLERS,
    **decisions.HANDLERS,
    **meetings.HANDLERS,
    **overlaps.HANDLERS,
    **proposals.HANDLERS,
    **registers.HANDLERS,
    **reviews.HANDLERS,
}
