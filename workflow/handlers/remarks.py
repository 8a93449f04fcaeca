"""In the time for corrections: statements and corrections; the proposer on a modification."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from states.definition import LANGUAGES, Role
from workflow.handlers import conclusion_rows, telling_groups
from workflow.rules import corrections
from workflow.rules.commands.reviews import AnswerModification, AttachStatement, ProposeCorrection
from workflow.rules.errors import ActionNotOfferedError, InvalidInputError, NotPermittedError
from workflow.rules.events import CorrectionProposed, ModificationAnswered, StatementAttached
from workflow.rules.language_marks import N_
from workflow.rules.permissions import MEMBERS
from workflow.store import conclusions, editions
from workflow.store.models import Case, Conclusion, Meeting, Remark
from workflow.store.transaction import Handlers, Transaction

POSITIONS = ("agreed", "not_agreed")


def attach_statement(tx: Transaction, command: AttachStatement) -> Mapping[str, Any]:
    """Attach a member's statement; it replaces the one attached before, and prints with it.

    By whoever may submit for the member, where one of the member's people takes part in the body.
    """
    row, meeting, run, case = conclusion_rows.locked(tx, command.conclusion_id)
    if command.member not in tx.by.seated_for(_bodies(row, meeting)):
        raise NotPermittedError((Role.DELEGATION.value,))
    _require_open(tx, row, command)
    query = select(Remark).where(
        Remark.conclusion_id == row.id, Remark.kind == "statement", Remark.member == command.member
    )
    remark = tx.session.scalar(query) or Remark(kind="statement", member=command.member)
    _write(tx, remark, row, command)
    event = StatementAttached(
        body=row.body,
        conclusion=row.id,
        version=row.version,
        member=command.member,
        language=remark.language,
        text=remark.text,
    )
    body, office = conclusions.audiences(row.body)
    tx.record(
        event,
        case=case,
        run=run,
        role=Role.DELEGATION.value,
        acting_for=command.member,
        audience=body,
        also=office,
    )
    _tell(tx, row, case, "remark_made")
    return {"case": case.number, "conclusion": row.id}


def propose_correction(tx: Transaction, command: ProposeCorrection) -> Mapping[str, Any]:
    """Put a correction to the chair and the secretariat, who write the conclusion."""
    row, meeting, run, case = conclusion_rows.locked(tx, command.conclusion_id)
    if not any(tx.by.holds("body", body) for body in _bodies(row, meeting)):
        raise NotPermittedError((Role.ADVISORY_GROUP_CHAIR.value,))
    _require_open(tx, row, command)
    remark = Remark(kind="correction", member=next(iter(tx.by.codes("member")), None))
    _write(tx, remark, row, command)
    body, office = conclusions.audiences(row.body)
    tx.record(
        CorrectionProposed(body=row.body, conclusion=row.id, version=row.version, text=remark.text),
        case=case,
        run=run,
        acting_for=remark.member or row.body,
        audience=body,
        also=office,
    )
    _tell(tx, row, case, "remark_made")
    return {"case": case.number, "conclusion": row.id}


def answer_modification(tx: Transaction, command: AnswerModification) -> Mapping[str, Any]:
    """The proposer agrees or does not agree; the chair and the secretariat are told."""
    row, _meeting, run, case = conclusion_rows.locked(tx, command.conclusion_id)
    if not tx.by.submits_for(case.proposer):
        raise NotPermittedError((Role.PROPOSER.value,))
    conclusion_rows.require_seen(row, command.seen_version)
    settled = editions.state_of(tx.session, run).settled
    if row.kind != "modify" or settled or case.withdrawn_at is not None:
        raise ActionNotOfferedError("answer_modification", run.state)
    if command.position not in POSITIONS:
        raise InvalidInputError("position", N_("Choose agreed or not agreed."))
    reasons = command.reasons.strip()
    if command.position == "not_agreed" and not reasons:
        raise InvalidInputError("reasons", N_("Give the reasons."))
    row.proposer_position, row.proposer_reasons = command.position, reasons
    row.proposer_answered_at = tx.now
    body, office = conclusions.audiences(row.body)
    released = row.status == "released"
    tx.record(
        ModificationAnswered(
            body=row.body, conclusion=row.id, position=command.position, reasons=reasons
        ),
        case=case,
        run=run,
        role=Role.PROPOSER.value,
        acting_for=case.proposer,
        audience=MEMBERS if released else body,
        also=None if released else office,
    )
    _tell(tx, row, case, "modification_answered")
    return {"case": case.number, "conclusion": row.id}


def _require_open(
    tx: Transaction, row: Conclusion, command: AttachStatement | ProposeCorrection
) -> None:
    """The time for corrections of the conclusion that was read must still run."""
    conclusion_rows.require_seen(row, command.seen_version)
    if row.status != "confirmed" or corrections.are_over(row.corrections_until, tx.now):
        raise ActionNotOfferedError("remark", row.status)


def _bodies(row: Conclusion, meeting: Meeting) -> tuple[str, ...]:
    return (row.body, *(meeting.joint_with if row.joint else ()))


def _write(
    tx: Transaction, remark: Remark, row: Conclusion, command: AttachStatement | ProposeCorrection
) -> None:
    if not command.text.strip():
        raise InvalidInputError("text", N_("Write the text."))
    if command.language not in LANGUAGES:
        raise InvalidInputError("language", N_("Choose the language of the text."))
    remark.conclusion_id, remark.conclusion_version = row.id, row.version
    remark.language, remark.text, remark.made_at = command.language, command.text.strip(), tx.now
    tx.session.add(remark)
    tx.session.flush()


def _tell(tx: Transaction, row: Conclusion, case: Case, kind: str) -> None:
    telling_groups.tell_chairs(tx, row.body, kind, case, "#conclusions")
    telling_groups.tell_office(tx, row.body, kind, case, "#conclusions")


HANDLERS: Handlers = {
    AnswerModification: answer_modification,
    AttachStatement: attach_statement,
    ProposeCorrection: propose_correction,
}
