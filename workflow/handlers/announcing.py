"""The Director's announcement: the act after which totals may be seen."""

from __future__ import annotations

import itertools

from sqlalchemy import select

from states.definition import Role
from workflow.rules.events import ResultAnnounced
from workflow.rules.permissions import MEMBERS, PUBLIC
from workflow.store.models import Case, Consultation, Run
from workflow.store.transaction import Transaction


def announce(tx: Transaction, run: Run, case: Case, role: Role, reference: str) -> None:
    """Announce the totals of the run's last consultation, once; the circular makes them public.

    Those of a first consultation that was to be repeated are announced with the second's.
    """
    held = tx.session.scalars(
        select(Consultation).where(Consultation.run_id == run.id).order_by(Consultation.id.desc())
    ).all()
    repeated = itertools.takewhile(lambda one: one.outcome == "repeated", held[1:])
    for consultation in (*reversed(list(repeated)), *held[:1]):
        if consultation.closed_at is not None and consultation.announced_at is None:
            _announce(tx, run, case, consultation, role, reference)


def _announce(
    tx: Transaction,
    run: Run,
    case: Case,
    consultation: Consultation,
    role: Role,
    reference: str,
) -> None:
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
