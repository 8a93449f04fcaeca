"""The runs that wait for a role the reader has, as tasks."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.definition import Outcome, Procedure, Role
from workflow.pages.tasks import Task
from workflow.rules import engine, permissions
from workflow.rules.engine import Offer
from workflow.rules.facts import Facts
from workflow.rules.permissions import SUBMIT_FOR, Post, Reader
from workflow.store import conclusions, editions, facts
from workflow.store.models import Case, Run
from workflow.store.visibility import visible

OF_OFFICES = frozenset({Role.SECRETARIAT, Role.DIRECTOR})


def to_move(session: Session, reader: Reader, now: dt.datetime, language: str) -> tuple[Task, ...]:
    """The runs that wait for a role the reader has."""
    runs: Sequence[Run] = session.scalars(
        select(Run).join(Case).where(visible(Case, reader)).order_by(Run.entered_at)
    ).all()
    candidates = [run for run in runs if _waits_for_reader(session, run, reader)]
    cases = {
        case.id: case
        for case in session.scalars(
            select(Case).where(Case.id.in_({run.case_id for run in candidates}))
        )
    }
    known = facts.of_runs(session, candidates, now)
    found = []
    for run in candidates:
        procedure = editions.pinned(session, run.edition_digest)
        roles = permissions.roles_on(reader, known[run.id].place)
        waits_for = procedure.state(run.state).waits_for
        concludes = waits_for in roles and _concludes(procedure, reader, known[run.id])
        turn = _turn(procedure, known[run.id], roles)
        if not (concludes or turn):
            continue
        now_possible = possible(procedure, turn, language)
        first, *others = now_possible or _wanted(procedure, turn, run, language)
        case = cases[run.case_id]
        found.append(
            Task(
                kind="conclusion" if concludes else "move",
                label=first,
                others=tuple(others),
                missing=not (concludes or now_possible),
                case=case.number,
                title=case.title,
                language=case.language,
                until=run.due_at,
                endpoint="cases.show",
                target=case.number,
            )
        )
    return tuple(found)


def _turn(procedure: Procedure, known: Facts, roles: frozenset[Role]) -> tuple[Offer, ...]:
    """What it is the turn of the *roles* to do, or what an office may do now that it waited for."""
    waits_for = procedure.state(known.state).waits_for
    if waits_for in roles and waits_for not in (Role.DELEGATION, Role.RESPONDENT):
        return engine.offers(procedure, known, {waits_for})
    conditional = {
        row.name
        for row in procedure.actions
        if known.state in row.source and row.target != known.state and row.needs
    }
    offers = engine.offers(procedure, known, roles & OF_OFFICES)
    return tuple(one for one in offers if one.action in conditional and not one.refusals)


def possible(procedure: Procedure, offers: Iterable[Offer], language: str) -> tuple[str, ...]:
    """The labels of what may be done now, in the edition's order; withdrawing is nobody's turn.

    An action with a form of its own counts: its form asks for what is missing.
    """
    words = procedure.labels[language].actions
    return tuple(
        words[one.action]
        for one in offers
        if (not one.refusals or not one.offered)
        and procedure.state(one.target).outcome is not Outcome.WITHDRAWN
    )


def _wanted(
    procedure: Procedure, offers: Iterable[Offer], run: Run, language: str
) -> tuple[str, ...]:
    """What is to be done once nothing is missing any more; the state where that is unknown."""
    ready = (dataclasses.replace(one, refusals=()) for one in offers)
    words = procedure.labels[language]
    return possible(procedure, ready, language)[:1] or (words.states[run.state],)


def of_study_groups(
    session: Session, runs: Sequence[Run], reader: Reader, now: dt.datetime, language: str
) -> dict[int, tuple[str, ...]]:
    """What the reader may do now, as chair of the study group, on each of the runs before one."""
    own = [run for run in runs if run.procedure != "allocation"]
    known = facts.of_runs(session, own, now)
    found = {}
    for run in own:
        procedure = editions.pinned(session, run.edition_digest)
        roles = permissions.roles_on(reader, known[run.id].place) & {Role.STUDY_GROUP_CHAIR}
        offers = engine.offers(procedure, known[run.id], roles)
        found[run.id] = possible(procedure, offers, language)
    return found


def _concludes(procedure: Procedure, reader: Reader, known: Facts) -> bool:
    """Whether a group the reader chairs has still to release its conclusion."""
    how = procedure.state(known.state).concludes
    if not how:
        return False
    joint = how == conclusions.TOGETHER
    released = {
        one.body for one in known.conclusions if one.status == "released" and one.joint == joint
    }
    waiting = [] if joint and released else [one for one in known.groups if one not in released]
    return any(reader.holds("body", one, Post.CHAIR, Post.VICE_CHAIR) for one in waiting)


def _waits_for_reader(session: Session, run: Run, reader: Reader) -> bool:
    state = editions.pinned(session, run.edition_digest).state(run.state)
    if state.waits_for is None or state.final:
        return False
    return bool(
        reader.proposers(SUBMIT_FOR) or reader.holds("office", run.office) or reader.codes("body")
    )
