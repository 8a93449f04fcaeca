"""Recording an administration's reply while a consultation runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update

from states.definition import Role
from workflow.handlers import attachments, electorates, moving
from workflow.rules import permissions
from workflow.rules.commands.consultations import RecordReply
from workflow.rules.consultations import Position
from workflow.rules.errors import (
    ActionNotOfferedError,
    InvalidInputError,
    NotFoundError,
    NotPermittedError,
)
from workflow.rules.events import ReplyRecorded
from workflow.rules.language_marks import N_
from workflow.rules.permissions import Level, Post
from workflow.store.models import Case, Consultation, ReplyRow, Run
from workflow.store.transaction import Handlers, Transaction


def record_reply(tx: Transaction, command: RecordReply) -> Mapping[str, Any]:
    """Record a reply; the last one of an administration before the close counts.

    A reply of a member without the right to vote is kept and acknowledged, and does not count
    unless the member has the right again at the close.
    Raises ActionNotOfferedError after the close.
    """
    consultation = tx.session.get(Consultation, command.consultation_id)
    if consultation is None:
        raise NotFoundError(f"consultation {command.consultation_id}")
    run, case = moving.visible_run(tx, consultation.run_id)
    tx.session.refresh(consultation)
    if consultation.closed_at is not None or tx.now >= consultation.closes_at:
        raise ActionNotOfferedError("reply", "closed")
    role, holder = _who_records(tx, run, command)
    _check(tx, command, role)
    letter = _letter(tx, command, case)
    counts = electorates.may_vote_today(tx, command.member)
    tx.session.execute(
        update(ReplyRow)
        .where(
            ReplyRow.consultation_id == consultation.id,
            ReplyRow.member == command.member,
            ReplyRow.current,
        )
        .values(current=False)
    )
    tx.session.add(
        ReplyRow(
            consultation_id=consultation.id,
            member=command.member,
            position=command.position,
            reasons=command.reasons.strip(),
            counts=counts,
            entered_by=holder,
            person_id=tx.by.person_id,
            letter_id=letter[0] if letter else None,
            at=tx.now,
        )
    )
    tx.record(
        ReplyRecorded(
            consultation=consultation.id,
            member=command.member,
            position=command.position,
            reasons=command.reasons.strip(),
            entered_by=holder,
            letter=letter[1] if letter else "",
        ),
        case=case,
        run=run,
        role=role.value,
        acting_for=holder,
        audience=permissions.audience(Level.DELEGATION, command.member),
        also=permissions.audience(Level.PRIVATE, str(tx.by.person_id)),
        text_version=consultation.text_version,
    )
    electorates.acknowledge(tx, consultation, case, command.member, counts=counts)
    return {"consultation": consultation.id, "counts": counts}


def _who_records(tx: Transaction, run: Run, command: RecordReply) -> tuple[Role, str]:
    if tx.by.holds("member", command.member, Post.RESPONDENT):
        return Role.RESPONDENT, command.member
    if tx.by.holds("office", run.office, Post.OFFICER):
        return Role.SECRETARIAT, run.office
    raise NotPermittedError((Role.RESPONDENT.value, Role.SECRETARIAT.value))


def _check(tx: Transaction, command: RecordReply, role: Role) -> None:
    if tx.member(command.member) is None:
        raise InvalidInputError("member", N_("There is no such member."))
    if command.position not in {one.value for one in Position}:
        raise InvalidInputError("position", N_("Choose an answer."))
    if command.position == Position.OBJECT and not command.reasons.strip():
        raise InvalidInputError("reasons", N_("A Member State that objects gives its reasons."))
    if role is Role.SECRETARIAT and not command.letter:
        raise InvalidInputError(
            "letter", N_("Attach the letter or e-mail in which the administration replied.")
        )


def _letter(tx: Transaction, command: RecordReply, case: Case) -> tuple[str, str] | None:
    """Keep the attached letter for the member and the officer who entered it; gives id and hash."""
    if not command.letter:
        return None
    row = attachments.keep(
        tx,
        name=command.letter_name,
        content=command.letter,
        field_name="letter",
        case_id=case.id,
        audience=permissions.audience(Level.DELEGATION, command.member),
        also=permissions.audience(Level.PRIVATE, str(tx.by.person_id)),
    )
    return row.id, row.sha256


HANDLERS: Handlers = {RecordReply: record_reply}
