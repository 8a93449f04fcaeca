"""The allocation decision: drawn from what was agreed, and the approvals it then needs."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.definition import Role
from workflow.handlers import child_procedures, moving
from workflow.rules import agreement, engine, permissions
from workflow.rules.agreement import Agreed, Approval
from workflow.rules.commands.decisions import RecordAllocation
from workflow.rules.errors import InvalidInputError
from workflow.rules.events import AllocationRecorded
from workflow.rules.language_marks import N_
from workflow.rules.permissions import MEMBERS, PUBLIC
from workflow.store import conclusions, editions, facts
from workflow.store.models import (
    AllocationDecision,
    Body,
    Case,
    Conclusion,
    Meeting,
    Run,
)
from workflow.store.transaction import Handlers, Transaction

ACTION = "record_allocation"


def record_allocation(tx: Transaction, command: RecordAllocation) -> Mapping[str, Any]:
    """Record the decision, and begin in each Sector concerned what it then has to approve."""
    run, case = moving.visible_run(tx, command.run_id)
    tx.require_version(run, command.seen_version)
    view = _judged(tx, run)
    _check(tx.session, run, case, view, command)
    needed = agreement.approvals(
        mode=command.mode,
        own_sector=case.sector,
        kind=case.kind,
        question=case.question_id,
        lead_sector=command.lead_sector,
        contributing=command.contributing,
        target=view.target if view else "",
        current=bool(case.work),
    )
    _check_each_has_a_group(command, case, needed)
    decision = _decision(tx, run, command)
    tx.record(
        AllocationRecorded(decision=_payload(decision, needed)),
        case=case,
        run=run,
        role=Role.SECRETARIAT.value,
        acting_for=run.office,
        audience=PUBLIC,
        also=MEMBERS,
    )
    child_procedures.begin(tx, decision, run, case, needed)
    given = {"meeting": str(command.meeting_id), "reasons": decision.grounds}
    moving.move(tx, run, case, ACTION, given)
    return {"case": case.number, "decision": decision.id, "state": run.state}


def _judged(tx: Transaction, run: Run) -> Agreed | None:
    """What was agreed. Raises the engine's errors where person or state is not right."""
    procedure = editions.pinned(tx.session, run.edition_digest)
    given = {"meeting": "given", "reasons": "given"}
    known = facts.of_run(tx.session, run, tx.now, given)
    engine.move(procedure, known, ACTION, permissions.roles_on(tx.by, known.place))
    released = conclusions.released(tx.session, run)
    return agreement.agreed(dataclasses.replace(known, conclusions=released))


def _check(
    session: Session, run: Run, case: Case, view: Agreed | None, command: RecordAllocation
) -> None:
    agreement.require_consistent(
        view,
        own_sector=case.sector,
        mode=command.mode,
        lead_sector=command.lead_sector,
        contributing=command.contributing,
    )
    if not command.grounds.strip():
        raise InvalidInputError("grounds", N_("Give the grounds of the decision."))
    if command.mode == "lead_and_contributing" and not command.essential_requirements.strip():
        raise InvalidInputError(
            "essential_requirements",
            N_("Name what the contributing Sectors consider essential (Annex A)."),
        )
    _check_study_groups(session, command)
    _check_meeting(session, run, view, command.meeting_id)


def _check_study_groups(session: Session, command: RecordAllocation) -> None:
    if not command.study_groups and command.mode not in agreement.WITHOUT_STUDY:
        raise InvalidInputError("study_groups", N_("Name the study groups."))
    sectors = {command.lead_sector, *command.contributing}
    for group in command.study_groups:
        body = session.get(Body, group)
        if body is None:
            raise InvalidInputError("study_groups", N_("There is no body %(body)s."), body=group)
        if body.sector not in sectors:
            raise InvalidInputError(
                "study_groups",
                N_("%(body)s is of a Sector that neither leads nor contributes."),
                body=group,
            )


def _check_each_has_a_group(
    command: RecordAllocation, case: Case, needed: tuple[Approval, ...]
) -> None:
    """A procedure that begins in another Sector begins in a study group of it."""
    named = {group[:1] for group in command.study_groups}
    for one in needed:
        if one.kind != "suppression" and one.sector not in {case.sector, *named}:
            raise InvalidInputError(
                "study_groups",
                N_("Name the study group of ITU-%(sector)s before which its procedure begins."),
                sector=one.sector,
            )


def _check_meeting(session: Session, run: Run, view: Agreed | None, meeting_id: int) -> None:
    """The decision names a meeting under which one of the agreed conclusions was released."""
    bodies = set(view.bodies if view else ())
    meetings = session.scalars(
        select(Meeting.id)
        .join(Conclusion, Conclusion.meeting_id == Meeting.id)
        .where(
            Conclusion.run_id == run.id,
            Conclusion.status == "released",
            Conclusion.body.in_(bodies),
            Conclusion.round == conclusions.round_of(session, run).number,
        )
    ).all()
    if meeting_id not in meetings:
        raise InvalidInputError(
            "meeting_id", N_("Choose a meeting under which this was concluded.")
        )


def _decision(tx: Transaction, run: Run, command: RecordAllocation) -> AllocationDecision:
    decision = AllocationDecision(
        run_id=run.id,
        round=conclusions.round_of(tx.session, run).number,
        mode=command.mode,
        lead_sector=command.lead_sector,
        contributing=list(command.contributing),
        study_groups=list(command.study_groups),
        essential_requirements=command.essential_requirements.strip(),
        grounds=command.grounds.strip(),
        meeting_id=command.meeting_id,
        recorded_at=tx.now,
    )
    tx.session.add(decision)
    tx.session.flush()
    return decision


def _payload(decision: AllocationDecision, needed: tuple[Approval, ...]) -> dict[str, Any]:
    return {
        "decision": decision.id,
        "round": decision.round,
        "mode": decision.mode,
        "lead_sector": decision.lead_sector,
        "contributing": list(decision.contributing),
        "study_groups": list(decision.study_groups),
        "essential_requirements": decision.essential_requirements,
        "grounds": decision.grounds,
        "meeting": decision.meeting_id,
        "approvals": [{"sector": one.sector, "step": one.step} for one in needed],
    }


HANDLERS: Handlers = {RecordAllocation: record_allocation}
