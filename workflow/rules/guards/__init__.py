"""The guards that procedures name, by what they look at: `GUARDS` holds them all."""

from __future__ import annotations

from workflow.rules.guards import allocation, consultations, meetings, proposal, screening
from workflow.rules.guards.allocation import VIEWLESS, views
from workflow.rules.guards.base import GUARDS, TAKES, Guard, Params

__all__ = [
    "GUARDS", "TAKES", "VIEWLESS", "Guard", "Params", "allocation", "consultations", "meetings", "proposal",
    "screening", "views",
]  # fmt: skip
