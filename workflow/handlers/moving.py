"""How a run moves: judged by the engine, recorded, and what entering a state sets going."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from states.definition import Outcome, Procedure, Role, State
from workflow.handlers import (
    announcing,
    asking_members,
    entering_register,
    screening,
    telling_groups,
)
from workflow.rules import deadlines, engine, permissions
from workflow.rules.errors import NotFoundError
from workflow.rules.events import RunMoved, RunOpened
from workflow.rules.permissions import CLOCK, Level, Place
from workflow.store import editions, facts, holidays
from workflow.store.models import Case, Run
from workflow.store.transaction import Transaction
from workflow.store.visibility import visible


def visible_run(tx: Transaction, run_id: int) -> tuple[Run, Case]:
    """The run and its case, locked. Raises NotFoundError unless the actor may see the case."""
    case_id = tx.session.scalar(select(Run.case_id).where(Run.id == run_id))
    if case_id is None:
        raise NotFoundError(f"run {run_id}")
    case = visible_case(tx, case_id)
    return tx.session.get_one(Run, run_id, populate_existing=True), case


def visible_case(tx: Transaction, case_id: int) -> Case:
    """The case, locked: who acts on one case, on any of its runs, does so one after the other.

    The case is locked before anything that belongs to it, so that nobody waits in a circle.
    Raises NotFoundError unless the actor may see it.
    """
    query = select(Case).where(Case.id == case_id, visible(Case, tx.by)).with_for_update()
    case = tx.session.scalar(query.execution_options(populate_existing=True))
    if case is None:
        raise NotFoundError(f"case {case_id}")
    return case


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """What an allocation decision opens: under which of its runs, and what it asks."""

    parent: int
    kind: str
    study_group: str
    question: str | None = None


def open_run(
    tx: Transaction,
    case: Case,
    procedure: Procedure,
    *,
    office: str,
    role: Role,
    acting_for: str = "",
    child: Child | None = None,
) -> Run:
    """Begin a procedure for the case under the edition in force; the run pins it.

    *acting_for* names in whose name it begins, where that is not told by the role.

    What an allocation decision opens (*child*) has been screened: it begins after that.
    """
    run = Run(
        case_id=case.id,
        procedure=procedure.code,
        edition_key=procedure.key,
        edition_digest=procedure.digest,
        sector=procedure.sector,
        office=office,
        study_group=child.study_group if child else case.study_group,
        groups=[],
        state=procedure.screened if child else procedure.initial,
        entered_at=tx.now,
        parent_id=child.parent if child else None,
        kind=child.kind if child else "",
        question_id=child.question if child else None,
    )
    tx.session.add(run)
    tx.session.flush()
    opened = RunOpened(
        procedure=procedure.code,
        edition_digest=procedure.digest,
        state=run.state,
        parent_run=run.parent_id,
        question_kind=run.kind,
        question=run.question_id,
    )
    holder = acting_for or permissions.acting_for(tx.by, role, facts.place_of(run, case))
    tx.record(
        opened,
        case=case,
        run=run,
        role=role.value,
        acting_for=holder,
        audience=case.audience,
        also=case.also,
    )
    start_deadline(tx, run, procedure)
    return run


def move(
    tx: Transaction, run: Run, case: Case, action: str, given: Mapping[str, str] | None = None
) -> engine.Move:
    """Judge *action* for the acting person and make the move; raises what `engine.move` raises."""
    procedure = editions.pinned(tx.session, run.edition_digest)
    known = facts.of_run(tx.session, run, tx.now, given)
    roles = permissions.roles_on(tx.by, known.place)
    judged = engine.move(procedure, known, action, roles)
    _make(tx, run, case, procedure, judged, given or {}, known.place)
    settle(tx, case)
    return judged


def settle(tx: Transaction, case: Case) -> None:
    """Take every move of the case that is the clock's and for which nothing is missing."""
    for _ in range(10):
        moved = False
        for run in tx.session.scalars(select(Run).where(Run.case_id == case.id).order_by(Run.id)):
            procedure = editions.pinned(tx.session, run.edition_digest)
            known = facts.of_run(tx.session, run, tx.now)
            for offer in engine.offers(procedure, known, {Role.CLOCK}):
                if not offer.refusals:
                    judged = engine.move(procedure, known, offer.action, {Role.CLOCK})
                    _make(tx, run, case, procedure, judged, {}, known.place)
                    moved = True
                    break
        if not moved:
            return


def _make(
    tx: Transaction,
    run: Run,
    case: Case,
    procedure: Procedure,
    judged: engine.Move,
    given: Mapping[str, str],
    place: Place,
) -> None:
    target = procedure.state(judged.target)
    if target.opens_to_members:
        case.received_at = case.received_at or tx.now
        case.audience, case.also = permissions.MEMBERS, None
    audience, also = _audience(case, run, target)
    actor = CLOCK if judged.role is Role.CLOCK else tx.by
    tx.record(
        RunMoved(
            action=judged.action,
            source=judged.source,
            target=judged.target,
            given=dict(given),
            basis=judged.basis,
        ),
        case=case,
        run=run,
        role=judged.role.value,
        acting_for=permissions.acting_for(actor, judged.role, place),
        audience=audience,
        also=also,
        state=judged.target,
    )
    stays = judged.source == judged.target and judged.role is not Role.CLOCK
    if not (stays and procedure.consultation_in(judged.target)):  # it runs on
        start_deadline(tx, run, procedure)
        _enter(tx, run, case, procedure, judged, given)


def _audience(case: Case, run: Run, target: State) -> tuple[str, str | None]:
    """A move into a state that others do not see yet is the Bureau's; any other is the case's."""
    if target.shown_as:
        return permissions.audience(Level.OFFICERS, run.office), None
    return case.audience, case.also


def start_deadline(tx: Transaction, run: Run, procedure: Procedure) -> None:
    """Set the instant by which the state just entered waits, if the edition gives one."""
    rule = procedure.deadline_in(run.state)
    run.due_rule = rule.name if rule else ""
    run.due_at = None
    if rule is not None:
        today, free = deadlines.local_date(tx.now), holidays.known(tx.session)
        run.due_at = deadlines.ends_at(today, rule.period, holidays=free)


def _enter(
    tx: Transaction,
    run: Run,
    case: Case,
    procedure: Procedure,
    judged: engine.Move,
    given: Mapping[str, str],
) -> None:
    """What entering the state sets going, by what the edition says of it."""
    source, target = procedure.state(judged.source), procedure.state(judged.target)
    rule = procedure.consultation_in(target.name)
    if rule is not None:
        asking_members.open_consultation(tx, run, case, rule, judged.role)
    if source.shown_as and not target.shown_as and judged.role is Role.DIRECTOR:
        announcing.announce(tx, run, case, judged.role, given.get("reference", ""))
    if target.in_register or target.out_of_register:
        number = given.get("register_number", "")
        entering_register.enter(tx, run, case, suppressed=target.out_of_register, number=number)
    if judged.row.ends_screening:
        actor = CLOCK if judged.role is Role.CLOCK else tx.by
        holder = permissions.acting_for(actor, judged.role, facts.place_of(run, case))
        screening.close_screening(tx, case, judged.role, holder)
    if procedure.sector == "X" and source.decided and target is not source:
        telling_groups.tell_of_allocation(tx, run, case)
    if target.outcome is Outcome.WITHDRAWN:
        asking_members.end_unfinished(tx, run)
        if case.withdrawn_at is None:
            case.withdrawn_at = tx.now
            _withdraw_the_others(tx, run, case, judged.role)


def _withdraw_the_others(tx: Transaction, run: Run, case: Case, role: Role) -> None:
    """With the proposal every other procedure of it that is not yet decided is withdrawn."""
    others = select(Run).where(Run.case_id == case.id, Run.id != run.id).order_by(Run.id)
    for other in tx.session.scalars(others).all():
        procedure = editions.pinned(tx.session, other.edition_digest)
        known = facts.of_run(tx.session, other, tx.now)
        for offer in engine.offers(procedure, known, {role}):
            withdraws = procedure.state(offer.target).outcome is Outcome.WITHDRAWN
            if withdraws and not offer.refusals:
                judged = engine.move(procedure, known, offer.action, {role})
                _make(tx, other, case, procedure, judged, {}, known.place)
                break
