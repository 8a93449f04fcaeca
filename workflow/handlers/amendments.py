"""An oral amendment: entered by the secretariat in the meeting, as the proposer's next version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from workflow.handlers import moving, overlaps, submitting
from workflow.rules import deadlines, ledger
from workflow.rules.commands.reviews import EnterOralAmendment
from workflow.rules.errors import ActionNotOfferedError, InvalidInputError
from workflow.rules.events import OralAmendmentEntered, VersionAdded
from workflow.rules.language_marks import N_
from workflow.store import conclusions, people
from workflow.store.models import Case, Meeting, Run, TextVersion
from workflow.store.transaction import Handlers, Transaction

ACTION = "enter_oral_amendment"


def enter_oral_amendment(tx: Transaction, command: EnterOralAmendment) -> Mapping[str, Any]:
    """Fix the amended text for the proposer, who is told; it is compared anew.

    The lead office enters it, in a meeting of a group concerned that has begun.
    """
    case = moving.visible_case(tx, command.case_id)
    run = tx.session.scalars(
        select(Run).where(Run.case_id == case.id, Run.procedure == "allocation")
    ).first()
    if run is None or not conclusions.how(tx.session, run):
        raise ActionNotOfferedError(ACTION, run.state if run else "")
    tx.require_version(run, command.seen_version)
    fields = {name: text.strip() for name, text in command.fields.items() if text.strip()}
    for name in ("title", "question_text"):
        if name not in fields:
            raise InvalidInputError(name, N_("A title and a paragraph are needed to save."))
    meeting = _meeting(tx, run, command.meeting_id)
    moved = moving.move(tx, run, case, ACTION, {"meeting": str(meeting.id)})
    last = tx.session.scalars(
        select(TextVersion)
        .where(TextVersion.case_id == case.id)
        .order_by(TextVersion.number.desc())
        .limit(1)
    ).one()
    if ledger.digest_of_text(case.language, fields) == last.digest:
        raise InvalidInputError("question_text", N_("Nothing was changed in the text."))
    version = submitting.fix(tx, case, last.number + 1, case.language, fields)
    version.meeting_id = meeting.id
    case.title = version.title
    for event in (
        VersionAdded(number=version.number, text_digest=version.digest, language=version.language),
        OralAmendmentEntered(number=version.number, meeting=meeting.id, body=meeting.body),
    ):
        tx.record(
            event,
            case=case,
            run=run,
            role=moved.role.value,
            acting_for=run.office,
            audience=case.audience,
            also=case.also,
            text_version=version.number,
        )
    overlaps.screen(tx, case)
    _tell_the_proposer(tx, case)
    return {"case": case.number, "version": version.number}


def _meeting(tx: Transaction, run: Run, meeting_id: int) -> Meeting:
    meeting = tx.session.get(Meeting, meeting_id)
    if meeting is None or not {meeting.body, *meeting.joint_with} & set(run.groups):
        raise InvalidInputError("meeting_id", N_("Choose a meeting of a group concerned."))
    return meeting


def _tell_the_proposer(tx: Transaction, case: Case) -> None:
    today = deadlines.local_date(tx.now)
    for person in people.of_proposer(tx.session, case.proposer, today):
        path, params = f"cases/{case.number}#texts", {"case": case.number}
        tx.notify(person.id, "amendment_entered", path, params)


HANDLERS: Handlers = {EnterOralAmendment: enter_oral_amendment}
