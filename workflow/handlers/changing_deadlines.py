"""Another end of a period: by a decision with its reasons, of those whom the edition names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from states.definition import ConsultationRule, Deadline
from workflow.handlers import moving
from workflow.rules import deadlines, permissions
from workflow.rules.commands.cases import ChangeDeadline
from workflow.rules.errors import ActionNotOfferedError, InvalidInputError, NotPermittedError
from workflow.rules.events import DeadlineChanged
from workflow.rules.language_marks import N_
from workflow.rules.permissions import Post
from workflow.store import changed_deadlines, editions, facts, people
from workflow.store.models import Case, Consultation, DeadlineChange, Elector, Run
from workflow.store.transaction import Handlers, Transaction

ACTION = "change_deadline"
LONGEST = 366
"""Days: a year after the edition's own end nobody waits any more."""


def change_deadline(tx: Transaction, command: ChangeDeadline) -> Mapping[str, Any]:
    """Set the last day of the period that runs; the edition's own period is never shortened.

    Raises ActionNotOfferedError where no period runs that may be changed.
    """
    run, case = moving.visible_run(tx, command.run_id)
    tx.require_version(run, command.seen_version)
    rule = editions.pinned(tx.session, run.edition_digest).period_named(run.due_rule)
    if rule is None or not rule.changed_by or run.due_at is None or tx.now >= run.due_at:
        raise ActionNotOfferedError(ACTION, run.state)
    place = facts.place_of(run, case)
    held = permissions.roles_on(tx.by, place)
    role = next((one for one in rule.changed_by if one in held), None)
    if role is None:
        raise NotPermittedError(tuple(one.value for one in rule.changed_by))
    before = changed_deadlines.of_run(tx.session, run)
    computed_at = before.computed_at if before else run.due_at
    _check(tx, command, run, deadlines.last_day(computed_at))
    until_at = deadlines.end_of_day(command.until)
    holder = permissions.acting_for(tx.by, role, place)
    tx.session.add(
        DeadlineChange(
            run_id=run.id,
            rule=rule.name,
            computed_at=computed_at,
            until_at=until_at,
            reasons=command.reasons.strip(),
            office=holder,
            at=tx.now,
        )
    )
    consultation = _consultation(tx, run, rule)
    run.due_at = until_at
    if consultation is not None:
        consultation.closes_at = until_at
    tx.record(
        DeadlineChanged(
            rule=rule.name,
            computed_at=computed_at,
            until_at=until_at,
            reasons=command.reasons.strip(),
            consultation=consultation.id if consultation else None,
        ),
        case=case,
        run=run,
        role=role.value,
        acting_for=holder,
        audience=case.audience,
        also=case.also,
        state=run.state,
    )
    if consultation is not None:
        _tell(tx, case, consultation)
    return {"case": case.number, "until": command.until.isoformat()}


def _check(tx: Transaction, command: ChangeDeadline, run: Run, computed_on: dt.date) -> None:
    if command.until < computed_on:
        raise InvalidInputError(
            "until",
            N_("The period of the edition is not shortened: choose %(day)s or a later day."),
            day=computed_on.isoformat(),
        )
    if run.due_at is not None and command.until == deadlines.last_day(run.due_at):
        raise InvalidInputError("until", N_("The period ends on this day already."))
    if command.until < deadlines.local_date(tx.now):
        raise InvalidInputError("until", N_("Choose a day that has not passed."))
    if (command.until - computed_on).days > LONGEST:
        raise InvalidInputError("until", N_("Choose a day within a year of the edition's own."))
    if not command.reasons.strip():
        raise InvalidInputError("reasons", N_("Give the reasons."))


def _consultation(
    tx: Transaction, run: Run, rule: Deadline | ConsultationRule
) -> Consultation | None:
    """The consultation that runs, where its period is the one."""
    if not isinstance(rule, ConsultationRule):
        return None
    return tx.session.scalars(
        select(Consultation).where(Consultation.run_id == run.id, Consultation.closed_at.is_(None))
    ).one()


def _tell(tx: Transaction, case: Case, consultation: Consultation) -> None:
    """Everybody who is asked is told until when replies are taken now."""
    asked = tx.session.scalars(
        select(Elector.member).where(Elector.consultation_id == consultation.id)
    ).all()
    day, until = deadlines.local_date(tx.now), consultation.closes_at.isoformat()
    for person in people.holders_among(tx.session, "member", asked, (Post.RESPONDENT,), day):
        params = {"case": case.number, "until": until}
        tx.notify(person.id, "deadline_changed", f"consultations/{consultation.id}", params)


HANDLERS: Handlers = {ChangeDeadline: change_deadline}
