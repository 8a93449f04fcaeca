"""The Director's announcement: the act after which totals may be seen."""

from __future__ import annotations

from sqlalchemy import select

from states.definition import Role
from workflow.rules.events import ResultAnnounced
from workflow.rules.permissions import MEMBERS, PUBLIC
from workflow.store.models import Case, Consultation, Run
from workflow.store.transaction import Transaction


def announce(tx: Transaction, run: Run, case: Case, role: Role, reference: str) -> None:
    """Announce the totals of the run's last consultation, once; the circular makes them public."""
    consultation = tx.session.scalars(
        select(Consultation).where(Consultation.run_id == run.id).order_by(Consultation.id.desc())
    ).first()
    if consultation is None or consultation.closed_at is None or consultation.announced_at:
        return
    consultation.announced_at = tx.now
    consultation.reference = reference
    tx.record(
        ResultAnnounced(
            consultation=consultation.id,
            outcome=consultation.outcome or "",
            counts=consultation.result.get("counts", {}),
            reference=reference,
        ),
        case=case,
        run=run,
        role=role.value,
        acting_for=run.office,
        audience=PUBLIC,
        also=MEMBERS,
        text_version=consultation.text_version,
    )
