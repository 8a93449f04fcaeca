"""The advisory groups: asked by the lead office, concluding under a meeting, releasing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from states.definition import Role
from workflow.handlers import conclusion_rows, moving, telling_groups
from workflow.handlers.conclusion_shape import Shape, shape_of
from workflow.rules import corrections, deadlines
from workflow.rules.commands.reviews import (
    AskGroups,
    DraftConclusion,
    ReleaseConclusion,
)
from workflow.rules.errors import (
    ActionNotOfferedError,
    ActionRefusedError,
    InvalidInputError,
    NotPermittedError,
    StaleError,
)
from workflow.rules.events import (
    ConclusionDrafted,
    ConclusionReleased,
    GroupsAsked,
)
from workflow.rules.language_marks import N_
from workflow.rules.permissions import ADVISORY_GROUPS, MEMBERS, PUBLIC
from workflow.store import conclusions, editions, people
from workflow.store.models import Conclusion, Meeting, Run, TextVersion
from workflow.store.transaction import Handlers, Transaction


def ask_groups(tx: Transaction, command: AskGroups) -> Mapping[str, Any]:
    """Ask the groups concerned; the others' chairs are told and may ask to be included."""
    run, case = moving.visible_run(tx, command.run_id)
    tx.require_version(run, command.seen_version)
    asked = tuple(one for one in ADVISORY_GROUPS if one in command.groups)
    if not asked or set(command.groups) - set(ADVISORY_GROUPS):
        raise InvalidInputError("groups", N_("Name the advisory groups concerned."))
    informed = tuple(one for one in ADVISORY_GROUPS if one not in asked)
    run.groups = list(asked)
    judged = moving.move(tx, run, case, "ask_groups", {"groups": ", ".join(asked)})
    tx.record(
        GroupsAsked(groups=asked, informed=informed),
        case=case,
        run=run,
        role=judged.role.value,
        acting_for=run.office,
        audience=case.audience,
        also=case.also,
    )
    for group in ADVISORY_GROUPS:
        kind = "group_asked" if group in asked else "group_informed"
        telling_groups.tell_chairs(tx, group, kind, case)
    return {"case": case.number, "groups": list(asked)}


def draft_conclusion(tx: Transaction, command: DraftConclusion) -> Mapping[str, Any]:
    """Write a body's conclusion, or correct it: corrected, it is to be confirmed anew."""
    run, case = moving.visible_run(tx, command.run_id)
    role, holder = _hand(tx, command.body)
    joint = conclusion_rows.require_concluding(tx.session, run, command.body)
    meeting = _meeting(tx.session, run, command, joint=joint)
    shape = shape_of(tx.session, case, command)
    row = _own_row(tx, run, command, joint=joint)
    _write(row, shape, meeting, joint=joint, at=tx.now)
    row.text_version = tx.session.scalars(
        select(func.max(TextVersion.number)).where(TextVersion.case_id == case.id)
    ).one()
    tx.session.add(row)
    tx.session.flush()
    conclusion_rows.record(
        tx,
        ConclusionDrafted(body=row.body, conclusion=conclusion_rows.payload(row)),
        row,
        run,
        case,
        role,
        holder,
    )
    path = f"/conclusions/{row.id}/confirm"
    for body in conclusions.confirmers(tx.session, run, row):
        if role is Role.SECRETARIAT or not conclusions.chairs(tx.by, body):
            telling_groups.tell_chairs(tx, body, "conclusion_to_confirm", case, path)
    return {"case": case.number, "conclusion": row.id}


def release_conclusion(tx: Transaction, command: ReleaseConclusion) -> Mapping[str, Any]:
    """Release a confirmed conclusion to all; the run goes on when nothing is missing.

    Raises ActionRefusedError while its time for corrections runs, saying until when.
    """
    row, _meeting, run, case = conclusion_rows.locked(tx, command.conclusion_id)
    role, holder = _hand(tx, row.body)
    conclusion_rows.require_seen(row, command.seen_version)
    conclusion_rows.require_current(tx.session, run, row)
    if row.status != "confirmed":
        raise ActionNotOfferedError("release_conclusion", row.status)
    until = row.corrections_until
    if until is not None and not corrections.are_over(until, tx.now):
        procedure = editions.pinned(tx.session, run.edition_digest)
        raise ActionRefusedError((corrections.still_run(procedure, until),))
    row.status, row.released_at = "released", tx.now
    row.version += 1
    tx.record(
        ConclusionReleased(body=row.body, conclusion=conclusion_rows.payload(row)),
        case=case,
        run=run,
        role=role.value,
        acting_for=holder,
        audience=PUBLIC,
        also=MEMBERS,
        text_version=row.text_version,
    )
    for person in people.of_proposer(tx.session, case.proposer, deadlines.local_date(tx.now)):
        tx.notify(person.id, "conclusion_released", f"cases/{case.number}", {"case": case.number})
    tx.session.flush()
    moving.settle(tx, case)
    return {"case": case.number, "conclusion": row.id, "state": run.state}


def _hand(tx: Transaction, body: str) -> tuple[Role, str]:
    """In which role, and for whom, the person may write for the body."""
    if body in ADVISORY_GROUPS and conclusions.chairs(tx.by, body):
        return Role.ADVISORY_GROUP_CHAIR, body
    if body in ADVISORY_GROUPS and conclusions.serves(tx.by, body):
        return Role.SECRETARIAT, conclusions.office_of(body)
    raise NotPermittedError((Role.ADVISORY_GROUP_CHAIR.value, Role.SECRETARIAT.value))


def _meeting(session: Session, run: Run, command: DraftConclusion, *, joint: bool) -> Meeting:
    meeting = session.get(Meeting, command.meeting_id)
    present = {meeting.body, *meeting.joint_with} if meeting else set()
    if meeting is None or command.body not in present:
        raise InvalidInputError("meeting_id", N_("Choose a meeting of this body."))
    if meeting.ends_on < deadlines.local_date(run.entered_at):
        raise InvalidInputError(
            "meeting_id", N_("This meeting ended before the groups were asked; choose a later one.")
        )
    if joint and (meeting.body != command.body or not set(run.groups) <= present):
        raise InvalidInputError(
            "meeting_id",
            N_("Choose the joint meeting of the groups concerned, convened by this body."),
        )
    return meeting


def _own_row(tx: Transaction, run: Run, command: DraftConclusion, *, joint: bool) -> Conclusion:
    """The body's conclusion of this round, as the page showed it, or a new one."""
    number = conclusions.round_of(tx.session, run).number
    rows = select(Conclusion).where(Conclusion.run_id == run.id, Conclusion.round == number)
    if not joint:
        rows = rows.where(Conclusion.body == command.body)
    row = tx.session.scalar(rows.execution_options(populate_existing=True))
    if row is None:
        if command.seen_version:
            raise StaleError(seen=command.seen_version, current=0)
        return Conclusion(run_id=run.id, body=command.body, round=number, version=0)
    if row.body != command.body:
        raise ActionNotOfferedError("draft_conclusion", run.state)
    conclusion_rows.require_seen(row, command.seen_version)
    if row.status == "released":
        raise ActionNotOfferedError("draft_conclusion", row.status)
    return row


def _write(
    row: Conclusion, shape: Shape, meeting: Meeting, *, joint: bool, at: dt.datetime
) -> None:
    row.joint = joint
    row.meeting_id = meeting.id
    row.kind, row.reasons = shape.kind, shape.reasons
    row.lead_sector, row.supporting = shape.lead_sector, list(shape.supporting)
    row.target = shape.target
    row.status, row.drafted_at = "drafted", at
    row.confirmed_at = row.corrections_until = row.proposer_answered_at = None
    row.proposer_position = row.proposer_reasons = ""
    row.version += 1


HANDLERS: Handlers = {
    AskGroups: ask_groups,
    DraftConclusion: draft_conclusion,
    ReleaseConclusion: release_conclusion,
}
