"""What runs by the clock: closing what is due, then sending the notices that wait."""

from __future__ import annotations

from typing import Any

from workflow.bus import Bus
from workflow.reactions import mail
from workflow.rules.commands.cases import PassTime
from workflow.rules.permissions import CLOCK


def round_of_work(bus: Bus) -> dict[str, Any]:
    """One round: may run twice, and in several processes at once, without doing anything twice."""
    passed = bus.perform(PassTime(), by=CLOCK)
    return {**passed.value, "sent": mail.send_waiting(bus.database, bus.settings, bus.clock())}
