"""An editorial update: a new text version of a Question in force, without an approval."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from workflow.handlers import kept_texts, moving, submitting
from workflow.rules import ledger, permissions
from workflow.rules.commands.proposals import EnterEditorialUpdate
from workflow.rules.errors import ActionNotOfferedError, InvalidInputError
from workflow.rules.events import VersionAdded
from workflow.rules.language_marks import N_
from workflow.store import editions, facts
from workflow.store.models import TextVersion
from workflow.store.transaction import Handlers, Transaction

ACTION = "editorial_update"


def enter_editorial_update(tx: Transaction, command: EnterEditorialUpdate) -> Mapping[str, Any]:
    """Fix the mended text, and bring the register to it; the version before stays in the record.

    Raises ActionNotOfferedError in a procedure that runs for another Sector's text.
    """
    run, case = moving.visible_run(tx, command.run_id)
    tx.require_version(run, command.seen_version)
    if run.kind:
        raise ActionNotOfferedError(ACTION, run.state)
    procedure = editions.pinned(tx.session, run.edition_digest)
    known = {one.name for one in procedure.fields}
    fields = {
        name: text.strip()
        for name, text in command.fields.items()
        if text.strip() and name in known
    }
    kept_texts.require_lengths({**fields, "reasons": command.reasons})
    for name in ("title", "question_text"):
        if name not in fields:
            raise InvalidInputError(name, N_("A title and a paragraph are needed to save."))
    last = tx.session.scalars(
        select(TextVersion)
        .where(TextVersion.case_id == case.id)
        .order_by(TextVersion.number.desc())
        .limit(1)
    ).one()
    if ledger.digest_of_text(case.language, fields) == last.digest:
        raise InvalidInputError("question_text", N_("Nothing was changed in the text."))
    version = submitting.fix(tx, case, last.number + 1, case.language, fields)
    moved = moving.move(tx, run, case, ACTION, {"reasons": command.reasons.strip()})
    case.title = version.title
    tx.record(
        VersionAdded(number=version.number, text_digest=version.digest, language=version.language),
        case=case,
        run=run,
        role=moved.role.value,
        acting_for=permissions.acting_for(tx.by, moved.role, facts.place_of(run, case)),
        audience=case.audience,
        also=case.also,
        text_version=version.number,
    )
    return {"case": case.number, "version": version.number}


HANDLERS: Handlers = {EnterEditorialUpdate: enter_editorial_update}
