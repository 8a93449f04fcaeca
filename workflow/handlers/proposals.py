"""All handlers of proposals: drafting, sponsoring and submitting, each in a file of its own."""

from __future__ import annotations

from workflow.handlers import drafting, sponsoring, submitting
from workflow.store.transaction import Handlers

HANDLERS: Handlers = {
    **drafting.HANDLERS,
    **sponsoring.HANDLERS,
    **submitting.HANDLERS,
}
