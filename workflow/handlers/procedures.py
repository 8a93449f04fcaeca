"""Editions that come, apply and go by an administrator's hand, and cases that go on under another."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from states.definition import Procedure
from workflow.handlers import moving
from workflow.rules import deadlines, permissions
from workflow.rules.commands.procedures import (
    ActivateEdition,
    MoveToEdition,
    UploadEdition,
    WithdrawEdition,
)
from workflow.rules.edition_events import (
    EditionActivated,
    EditionChanged,
    EditionUploaded,
    EditionWithdrawn,
)
from workflow.rules.errors import (
    ActionRefusedError,
    InvalidInputError,
    NotFoundError,
    NotPermittedError,
    Refusal,
)
from workflow.rules.language_marks import N_
from workflow.rules.permissions import Post
from workflow.store import editions, repinning
from workflow.store.models import Case, EditionRow, Run
from workflow.store.transaction import Handlers, Transaction


def upload_edition(tx: Transaction, command: UploadEdition) -> Mapping[str, Any]:
    """Keep it when nothing is wrong with it. Raises InvalidInputError naming the first fault."""
    _require_administrator(tx)
    faults = editions.faults(tx.session, command.name, command.text)
    if faults:
        raise InvalidInputError(
            "file", N_("Line %(line)s: %(what)s"), line=faults[0].line, what=faults[0].what
        )
    digest = hashlib.sha256(command.text.encode()).hexdigest()
    key = editions.read(command.text).key
    row = tx.session.get(EditionRow, digest)
    if row is None:
        row = EditionRow(digest=digest, key=key, text=command.text)
        tx.session.add(row)
    row.added_at, row.uploaded_by = tx.now, tx.by.person_id
    row.withdrawn_at = row.applies_from = None
    _record(tx, EditionUploaded(edition=key, edition_digest=digest), permissions.OFFICERS)
    return {"edition": key}


def activate_edition(tx: Transaction, command: ActivateEdition) -> Mapping[str, Any]:
    """Set the day, or another one while no case has begun under it."""
    _require_administrator(tx)
    row, procedure = _unused(tx, command.key)
    today = deadlines.local_date(tx.now)
    if command.applies_from < today:
        raise InvalidInputError("applies_from", N_("Give today or a later day."))
    if command.applies_from < procedure.valid_from:
        raise InvalidInputError("applies_from", N_("The edition itself is valid from a later day."))
    if procedure.valid_to is not None and command.applies_from > procedure.valid_to:
        raise InvalidInputError(
            "applies_from", N_("The edition itself is valid until an earlier day.")
        )
    row.applies_from = command.applies_from
    event = EditionActivated(
        edition=row.key, edition_digest=row.digest, applies_from=command.applies_from
    )
    _record(tx, event, permissions.PUBLIC)
    return {"edition": row.key}


def withdraw_edition(tx: Transaction, command: WithdrawEdition) -> Mapping[str, Any]:
    """Withdraw it; its text stays in the table, out of use."""
    _require_administrator(tx)
    row, _ = _unused(tx, command.key)
    audience = permissions.PUBLIC if row.applies_from else permissions.OFFICERS
    row.withdrawn_at, row.applies_from = tx.now, None
    _record(tx, EditionWithdrawn(edition=row.key, edition_digest=row.digest), audience)
    return {"edition": row.key}


def move_to_edition(tx: Transaction, command: MoveToEdition) -> Mapping[str, Any]:
    """Move each run, or none. Raises ActionRefusedError naming the cases that cannot be moved."""
    entry = editions.entry_of(tx.session, command.key)
    if not entry.applies_on(deadlines.local_date(tx.now)):
        raise ActionRefusedError((_refusal(N_("The edition does not apply yet.")),))
    moved, refusals = [], []
    for run_id, seen in sorted(command.runs):
        run, case = moving.visible_run(tx, run_id)
        _require_holder(tx, run)
        tx.require_version(run, seen)
        fitting = repinning.Fitting(tx.session, [run])
        reason = fitting.reason_against(run, entry.procedure, tx.by)
        if reason is None:
            _move(tx, run, case, entry.procedure, fitting)
            moved.append(case.number)
        else:
            refusals.append(_refusal(reason, case.number))
    if refusals:
        raise ActionRefusedError(tuple(refusals))
    return {"moved": moved}


def _move(
    tx: Transaction, run: Run, case: Case, procedure: Procedure, fitting: repinning.Fitting
) -> None:
    earlier = run.edition_key
    run.due_rule, run.due_at = fitting.deadline_under(run, procedure)
    run.edition_key, run.edition_digest = procedure.key, procedure.digest
    role, holder = _as_whom(tx, run)
    tx.record(
        EditionChanged(
            edition_before=earlier, edition=procedure.key, edition_digest=procedure.digest
        ),
        case=case,
        run=run,
        role=role,
        acting_for=holder,
        audience=case.audience,
        also=case.also,
        state=run.state,
    )
    moving.settle(tx, case)


def _as_whom(tx: Transaction, run: Run) -> tuple[str, str]:
    """The role and the office in which the reader moves it: the run's own office before any other."""
    for post in (Post.OFFICER, Post.DIRECTOR):
        if tx.by.holds("office", run.office, post):
            return repinning.ROLE_OF[post], run.office
    return Post.ADMINISTRATOR.value, tx.by.codes("office", Post.ADMINISTRATOR)[0]


def _require_holder(tx: Transaction, run: Run) -> None:
    if not repinning.may_move(tx.by, run.office):
        raise NotPermittedError((Post.OFFICER.value, Post.DIRECTOR.value, Post.ADMINISTRATOR.value))


def _refusal(message: str, number: str = "") -> Refusal:
    return Refusal(guard="case_fits_the_edition", message=message, params={"number": number})


def _unused(tx: Transaction, key: str) -> tuple[EditionRow, Procedure]:
    """The uploaded edition of that name, locked. Raises unless it is uploaded and no run pins it."""
    row = tx.session.scalars(
        select(EditionRow)
        .where(EditionRow.key == key, EditionRow.withdrawn_at.is_(None))
        .order_by(EditionRow.added_at.desc())
        .with_for_update()
    ).first()
    if row is None:
        raise NotFoundError(key)
    if row.uploaded_by is None:
        raise ActionRefusedError((_refusal(N_("The edition came with the program.")),))
    if tx.session.scalars(select(Run.id).where(Run.edition_digest == row.digest).limit(1)).first():
        raise ActionRefusedError((_refusal(N_("The edition is in use and stays as it is.")),))
    return row, editions.pinned(tx.session, row.digest)


def _record(
    tx: Transaction, event: EditionUploaded | EditionActivated | EditionWithdrawn, audience: str
) -> None:
    office = tx.by.codes("office", Post.ADMINISTRATOR)[0]
    tx.record(event, role=Post.ADMINISTRATOR.value, acting_for=office, audience=audience)


def _require_administrator(tx: Transaction) -> None:
    if not tx.by.codes("office", Post.ADMINISTRATOR):
        raise NotPermittedError((Post.ADMINISTRATOR.value,))


HANDLERS: Handlers = {
    ActivateEdition: activate_edition,
    MoveToEdition: move_to_edition,
    UploadEdition: upload_edition,
    WithdrawEdition: withdraw_edition,
}
