"""One function per command: load, decide, record. `HANDLERS` names the function of each command."""

from __future__ import annotations

from workflow.handlers import (
    accounts,
    amendments,
    cases,
    conclusions_above,
    confirming,
    consultations,
    current_work,
    decisions,
    diverging,
    documents,
    editorial_updates,
    inclusion,
    meetings,
    overlaps,
    procedures,
    proposals,
    registers,
    remarks,
    reports,
    reviews,
    soundings,
    written_views,
)
from workflow.store.transaction import Handlers

HANDLERS: Handlers = {
    **accounts.HANDLERS,
    **amendments.HANDLERS,
    **cases.HANDLERS,
    **conclusions_above.HANDLERS,
    **confirming.HANDLERS,
    **diverging.HANDLERS,
    **consultations.HANDLERS,
    **current_work.HANDLERS,
    **decisions.HANDLERS,
    **inclusion.HANDLERS,
    **documents.HANDLERS,
    **editorial_updates.HANDLERS,
    **meetings.HANDLERS,
    **overlaps.HANDLERS,
    **procedures.HANDLERS,
    **proposals.HANDLERS,
    **registers.HANDLERS,
    **remarks.HANDLERS,
    **reports.HANDLERS,
    **reviews.HANDLERS,
    **soundings.HANDLERS,
    **written_views.HANDLERS,
}
