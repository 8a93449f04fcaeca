"""All handlers of proposals: drafting, packages, sponsoring and submitting, each in a file of its own."""

from __future__ import annotations

from workflow.handlers import drafting, packages, sponsoring, submitting
from workflow.store.transaction import Handlers

HANDLERS: Handlers = {
    **drafting.HANDLERS,
    **packages.HANDLERS,
    **sponsoring.HANDLERS,
    **submitting.HANDLERS,
}
