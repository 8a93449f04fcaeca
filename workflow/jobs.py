"""What runs by the clock: closing what is due, the weekly mails, then sending what waits."""

from __future__ import annotations

from typing import Any

from workflow.bus import Bus
from workflow.reactions import mail
from workflow.rules import deadlines
from workflow.rules.commands.cases import PassTime
from workflow.rules.commands.reports import WriteWeeklyMails
from workflow.rules.permissions import CLOCK


def round_of_work(bus: Bus) -> dict[str, Any]:
    """One round: may run twice, and in several processes at once, without doing anything twice."""
    now = bus.clock()
    passed = bus.perform(PassTime(), by=CLOCK)
    week = deadlines.local_date(deadlines.week_began(now))
    bus.perform(WriteWeeklyMails(), by=CLOCK, key=f"weekly mails of {week}")
    return {**passed.value, "sent": mail.send_waiting(bus.database, bus.settings, now)}
