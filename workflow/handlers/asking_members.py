"""Opening a consultation of Member States when a run enters the state that consults them."""

from __future__ import annotations

from sqlalchemy import func, select, update

from states.definition import ConsultationRule, Role
from workflow.handlers import electorates
from workflow.rules import deadlines, permissions
from workflow.rules.events import ConsultationOpened
from workflow.store import facts, holidays
from workflow.store.models import Case, Consultation, Run, TextVersion
from workflow.store.transaction import Transaction


def open_consultation(
    tx: Transaction, run: Run, case: Case, rule: ConsultationRule, role: Role
) -> None:
    """Ask every member with the right to vote on the newest text version, for the rule's period.

    *role* is the one in which somebody led the run there.
    """
    version = tx.session.scalars(
        select(func.max(TextVersion.number)).where(TextVersion.case_id == case.id)
    ).one()
    consultation = Consultation(
        run_id=run.id,
        rule=rule.name,
        text_version=version,
        opened_at=tx.now,
        closes_at=deadlines.ends_at(
            deadlines.local_date(tx.now), rule.period, holidays=holidays.known(tx.session)
        ),
    )
    tx.session.add(consultation)
    tx.session.flush()
    electorate = electorates.list_at_opening(tx, run, case, consultation, role)
    run.due_at, run.due_rule = consultation.closes_at, rule.name
    tx.record(
        ConsultationOpened(
            consultation=consultation.id,
            rule=rule.name,
            closes_at=consultation.closes_at,
            electorate=electorate,
            text_version=version,
        ),
        case=case,
        run=run,
        role=role.value,
        acting_for=permissions.acting_for(tx.by, role, facts.place_of(run, case)),
        text_version=version,
    )


def end_unfinished(tx: Transaction, run: Run) -> None:
    """End a consultation without counting it, because the proposal was withdrawn."""
    tx.session.execute(
        update(Consultation)
        .where(Consultation.run_id == run.id, Consultation.closed_at.is_(None))
        .values(closed_at=tx.now, outcome="withdrawn")
    )
