"""The allocation decisions on a case as JSON."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.api.reading import language, now
from workflow.pages import decisions, reviews
from workflow.rules.permissions import Reader
from workflow.store.models import AllocationDecision, Case


def decisions_of(
    session: Session, case: Case, reader: Reader, *, earlier: bool = True
) -> list[dict[str, Any]]:
    """The decisions, the newest first, in codes and words; without the *earlier* ones that which holds."""
    run = reviews.allocation_run(session, case)
    if run is None:
        return []
    panel = decisions.decision_panel(session, case, run, reader, now(), language())
    views = (*((panel.decision,) if panel.decision else ()), *panel.earlier)
    rows = session.scalars(
        select(AllocationDecision)
        .where(AllocationDecision.run_id == run.id)
        .order_by(AllocationDecision.round.desc())
    )
    return [
        {
            "in_force": view is panel.decision,
            "mode": row.mode,
            "words": gettext(view.mode),
            "lead_sector": row.lead_sector,
            "contributing": row.contributing,
            "study_groups": row.study_groups,
            "essential_requirements": row.essential_requirements,
            "grounds": row.grounds,
            "recorded_at": row.recorded_at,
            "approvals": [
                {
                    "sector": one.sector,
                    "step": gettext(one.step),
                    "begun": bool(one.run_id),
                    "state": one.state,
                    "approved": one.approved,
                }
                for one in view.approvals
            ],
        }
        for row, view in zip(rows, views, strict=True)
        if earlier or view is panel.decision
    ]
