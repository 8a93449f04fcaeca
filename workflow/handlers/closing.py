"""Closing a consultation by the clock: the replies are counted, the result stays with the Bureau."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from states.definition import Role
from workflow.handlers import electorates, moving
from workflow.rules import consultations
from workflow.rules.events import ConsultationClosed, ResultComputed
from workflow.rules.permissions import Level, audience
from workflow.store import editions
from workflow.store.models import Case, Consultation, ReplyRow, Run
from workflow.store.transaction import Transaction


def close_due(tx: Transaction) -> list[int]:
    """Close every consultation whose period has ended; gives their ids."""
    due = tx.session.execute(
        select(Consultation.id, Run.case_id)
        .join(Run, Run.id == Consultation.run_id)
        .where(Consultation.closed_at.is_(None), Consultation.closes_at <= tx.now)
        .order_by(Run.case_id, Consultation.id)
    ).all()
    closed = []
    for consultation_id, case_id in due:
        case = tx.session.get_one(Case, case_id, with_for_update=True, populate_existing=True)
        consultation = tx.session.get_one(Consultation, consultation_id, populate_existing=True)
        if consultation.closed_at is None:
            _close(tx, case, consultation)
            closed.append(consultation_id)
    return closed


def _close(tx: Transaction, case: Case, consultation: Consultation) -> None:
    run = tx.session.get_one(Run, consultation.run_id)
    procedure = editions.pinned(tx.session, run.edition_digest)
    rule = next(one for one in procedure.consultations if one.name == consultation.rule)
    electorate = electorates.list_at_close(tx, run, case, consultation)
    result = consultations.count(
        rule,
        replies(tx, consultation),
        electorate=electorate,
        second=_is_second(tx, consultation),
    )
    consultation.closed_at = tx.now
    consultation.outcome = result.outcome
    consultation.result = as_json(result)
    tx.record(
        ConsultationClosed(consultation=consultation.id),
        case=case, run=run, role=Role.CLOCK.value, text_version=consultation.text_version,
    )  # fmt: skip
    tx.record(
        ResultComputed(
            consultation=consultation.id,
            outcome=result.outcome,
            counts=consultation.result["counts"],
        ),
        case=case,
        run=run,
        role=Role.CLOCK.value,
        audience=audience(Level.OFFICERS, run.office),
        text_version=consultation.text_version,
    )
    tx.session.flush()
    moving.settle(tx, case)


def replies(tx: Transaction, consultation: Consultation) -> list[consultations.Reply]:
    """The replies that stand: the last of each administration before the close."""
    rows = tx.session.scalars(
        select(ReplyRow).where(ReplyRow.consultation_id == consultation.id, ReplyRow.current)
    )
    return [
        consultations.Reply(
            member=row.member,
            position=consultations.Position(row.position),
            counts=row.counts,
        )
        for row in rows
    ]


def _is_second(tx: Transaction, consultation: Consultation) -> bool:
    """Whether the consultation before it, on the same rule, was to be repeated."""
    before = tx.session.scalars(
        select(Consultation.outcome)
        .where(
            Consultation.run_id == consultation.run_id,
            Consultation.rule == consultation.rule,
            Consultation.id < consultation.id,
        )
        .order_by(Consultation.id.desc())
    ).first()
    return before == "repeated"


def as_json(result: consultations.Result) -> dict[str, Any]:
    """The result as the consultation keeps it: counts, and the arithmetic as sentences to translate.

    How many replies do not count is left out: that is each sender's alone to know.
    """
    return {
        "outcome": result.outcome,
        "counts": {
            "replies": result.replies,
            "agreeing": result.agreeing,
            "objecting": result.objecting,
            "abstaining": result.abstaining,
            "base": result.base,
            "electorate": result.electorate,
        },
        "arithmetic": [
            {"message": one.message, "params": dict(one.params)} for one in result.arithmetic
        ],
    }
