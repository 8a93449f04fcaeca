"""The chairs confirm a conclusion: of a group its own, of a joint meeting those of the groups that sit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from states.definition import Role
from workflow.handlers import conclusion_rows, telling_groups
from workflow.rules import corrections, deadlines
from workflow.rules.commands.reviews import ConfirmConclusion
from workflow.rules.errors import (
    ActionNotOfferedError,
    ActionRefusedError,
    NotPermittedError,
    Refusal,
    StaleError,
)
from workflow.rules.events import ConclusionConfirmed, JointConclusionConfirmed
from workflow.rules.language_marks import N_
from workflow.store import conclusions, editions, holidays, written_views
from workflow.store.models import Case, Conclusion, JointConfirmation, Meeting, Run
from workflow.store.transaction import Handlers, Transaction


def confirm_conclusion(tx: Transaction, command: ConfirmConclusion) -> Mapping[str, Any]:
    """The chair confirms, once the body meets; provisional to the body until released.

    Of a joint conclusion each chair confirms for the own group; the last of those that the edition
    asks for makes it confirmed. A second confirmation of one group is told of the first.
    """
    row, meeting, run, case = conclusion_rows.locked(tx, command.conclusion_id)
    asked = conclusions.confirmers(tx.session, run, row)
    own = [body for body in asked if conclusions.chairs(tx.by, body)]
    if not own:
        raise NotPermittedError((Role.ADVISORY_GROUP_CHAIR.value,))
    conclusion_rows.require_seen(row, command.seen_version)
    conclusion_rows.require_current(tx.session, run, row)
    if row.status != "drafted":
        raise ActionNotOfferedError("confirm_conclusion", row.status)
    given = conclusions.confirmed_by(tx.session, row)
    own = [body for body in own if body not in given]
    if not own:
        raise StaleError(seen=row.version, current=row.version, happened="JointConclusionConfirmed")
    _require_views_seen(tx.session, case, command.seen_view)
    _require_met(meeting, tx.now)
    if row.joint and len(asked) > 1:
        _give(tx, row, run, case, own)
        if len({*given, *own}) < conclusions.quorum(tx.session, run, row):
            return {"case": case.number, "conclusion": row.id}
    _confirm(tx, row, run, case, own[0])
    for body in conclusions.sitting(row, meeting):
        telling_groups.tell_seated(
            tx, body, "conclusion_to_correct", case, f"/conclusions/{row.id}/remarks"
        )
    path = f"/conclusions/{row.id}/release"
    telling_groups.tell_office(tx, row.body, "conclusion_to_release", case, path)
    return {"case": case.number, "conclusion": row.id}


def _give(tx: Transaction, row: Conclusion, run: Run, case: Case, own: Sequence[str]) -> None:
    for body in own:
        tx.session.add(
            JointConfirmation(
                conclusion_id=row.id,
                body=body,
                conclusion_version=row.version,
                confirmed_at=tx.now,
            )
        )
        tx.session.flush()
        event = JointConclusionConfirmed(body=body, conclusion=row.id, version=row.version)
        conclusion_rows.record(tx, event, row, run, case, Role.ADVISORY_GROUP_CHAIR, body)


def _confirm(tx: Transaction, row: Conclusion, run: Run, case: Case, holder: str) -> None:
    row.status, row.confirmed_at = "confirmed", tx.now
    procedure = editions.pinned(tx.session, run.edition_digest)
    free = holidays.known(tx.session)
    row.corrections_until = corrections.ends_at(procedure, tx.now, holidays=free)
    row.version += 1
    event = ConclusionConfirmed(body=row.body, conclusion=conclusion_rows.payload(row))
    conclusion_rows.record(tx, event, row, run, case, Role.ADVISORY_GROUP_CHAIR, holder)


def _require_views_seen(session: Session, case: Case, seen: int) -> None:
    """The chair has been shown every written view on the case."""
    newest = written_views.newest_id(session, case.id)
    if newest > seen:
        raise StaleError(seen=seen, current=newest, happened="WrittenViewFiled")


def _require_met(meeting: Meeting, now: dt.datetime) -> None:
    if deadlines.local_date(now) < meeting.starts_on:
        raise ActionRefusedError(
            (
                Refusal(
                    guard="meeting_has_begun",
                    message=N_("The meeting begins on %(day)s; its conclusion is confirmed then."),
                    params={"day": meeting.starts_on.isoformat()},
                ),
            )
        )


HANDLERS: Handlers = {ConfirmConclusion: confirm_conclusion}
