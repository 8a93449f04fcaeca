"""The tracks of a case: each run's way so far, where it stands and what it waits for."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from states.definition import Outcome, Procedure, Role
from workflow.pages import labels, meetings
from workflow.pages import waiting as waits
from workflow.pages.waiting import Waiting
from workflow.rules import deadlines, engine, permissions, routes
from workflow.rules.engine import Offer
from workflow.rules.errors import Refusal
from workflow.rules.facts import Facts
from workflow.rules.permissions import Reader
from workflow.store import editions, facts
from workflow.store.models import Case, EventRow, Run
from workflow.store.visibility import visible

REVISIONS = ("revise", "submit_revision")
"""Actions that fix a new text version, on a page of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A state the run was in, is in, or is to come to."""

    label: str
    state: str
    position: str
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionOffer:
    """An action the reader could take, with its label, what it asks for and what is missing.

    `meetings` are those in which it can be decided, where it asks for one: identifier and name.
    """

    action: str
    label: str
    asks: tuple[str, ...]
    refusals: tuple[Refusal, ...]
    basis: str
    basis_read: bool
    leads_to: str
    withdraws: bool
    meetings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferredBack:
    """That the text must be revised before the proposal is received: who said so, when and why."""

    at: dt.datetime
    office: str
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One run as the reader sees it; `asks` says what an allocation decision opened it for.

    `update` is the label of the editorial update, where the reader may make one; `acts` says whether
    the reader's roles are offered any action, with a form of its own or not, in a state that the
    reader is shown.
    """

    run_id: int
    version: int
    procedure: str
    title: str
    edition: str
    body: str
    asks: str
    state: str
    state_label: str
    tone: str
    steps: tuple[Step, ...]
    waiting: Waiting | None
    offers: tuple[ActionOffer, ...]
    revisions: tuple[tuple[str, str], ...]
    referred_back: ReferredBack | None
    confirmed_default: bool
    may_change_deadline: bool
    update: str = ""
    acts: bool = False
    referrals: int = 0
    """How often an allocation was referred from body to body."""


def tracks(
    session: Session, case: Case, reader: Reader, now: dt.datetime, language: str
) -> tuple[Track, ...]:
    """Every run of the case, the allocation among the Sectors first."""
    runs = session.scalars(select(Run).where(Run.case_id == case.id).order_by(Run.id)).all()
    known = facts.of_runs(session, runs, now)
    waiting = waits.of_runs(session, [(run, case) for run in runs], reader, now, language)
    return tuple(
        _track(session, run, reader, known[run.id], waiting.get(run.id), now, language)
        for run in runs
    )


def _track(
    session: Session,
    run: Run,
    reader: Reader,
    known: Facts,
    waiting: Waiting | None,
    now: dt.datetime,
    language: str,
) -> Track:
    procedure = editions.pinned(session, run.edition_digest)
    words = procedure.labels[language]
    state = labels.state_shown(procedure, run, reader)
    roles = permissions.roles_on(reader, known.place) - {Role.CLOCK}
    offers = engine.offers(procedure, known, roles)
    fitting = _fitting_meetings(session, procedure, known, roles, offers, language)
    return Track(
        run_id=run.id,
        version=run.version,
        procedure=run.procedure,
        title=words.title,
        edition=procedure.edition,
        body=labels.body(run.study_group) if run.procedure != "allocation" else "",
        asks=labels.KINDS[run.kind] if run.kind else "",
        state=state.name,
        state_label=words.states[state.name],
        tone=labels.tone(state),
        steps=_steps(session, run, procedure, reader, now, language)
        + _ahead(run, known.kind, procedure, reader, language),
        waiting=waiting,
        offers=tuple(
            _offer(one, procedure, language, fitting.get(one.action, ()))
            for one in offers
            if _is_for_this(one)
        ),
        revisions=tuple(
            (offer.action, words.actions[offer.action])
            for offer in offers
            if offer.action in REVISIONS and not run.kind
        ),
        referred_back=_referred_back(session, run, procedure, reader, now),
        acts=bool(offers) and state.name == run.state,
        referrals=known.referrals,
        confirmed_default=all(row.basis.read for row in procedure.actions),
        may_change_deadline=may_change_deadline(run, procedure, roles, now),
        update=next(
            (
                words.actions[offer.action]
                for offer in offers
                if offer.action == "editorial_update" and not offer.offered and not run.kind
            ),
            "",
        ),
    )


def may_change_deadline(
    run: Run, procedure: Procedure, roles: Collection[Role], now: dt.datetime
) -> bool:
    """Whether one of the roles may set another end of the period that runs."""
    rule = procedure.period_named(run.due_rule)
    runs = run.due_at is not None and now < run.due_at
    return rule is not None and runs and any(role in roles for role in rule.changed_by)


def _is_for_this(offer: Offer) -> bool:
    """Whether it is a button at all, and not kept for proposals of another kind."""
    kinds = set(routes.OF_THE_OTHER_KIND.values())
    return offer.offered and not any(one.guard in kinds for one in offer.refusals)


def _fitting_meetings(
    session: Session,
    procedure: Procedure,
    known: Facts,
    roles: Collection[Role],
    offers: Iterable[Offer],
    language: str,
) -> dict[str, tuple[tuple[str, str], ...]]:
    """By action, the meetings that can be named with it: those that leave nothing more missing."""
    missing = {
        offer.action: {one.guard for one in offer.refusals}
        for offer in offers
        if "meeting" in offer.asks
    }
    found: dict[str, list[tuple[str, str]]] = {}
    if not missing:
        return {}
    today = deadlines.local_date(known.now)
    for row in meetings.recent(session, today):
        named = dataclasses.replace(known, meeting=facts.meeting_fact(row, today))
        for offer in engine.offers(procedure, named, roles):
            if {one.guard for one in offer.refusals} <= missing.get(offer.action, set()):
                found.setdefault(offer.action, []).append(meetings.choice(row, language, today))
    return {action: tuple(found.get(action, ())) for action in missing}


def _offer(
    offer: Offer,
    procedure: Procedure,
    language: str,
    fitting: tuple[tuple[str, str], ...],
) -> ActionOffer:
    words = procedure.labels[language]
    return ActionOffer(
        action=offer.action,
        label=words.actions[offer.action],
        asks=offer.asks,
        refusals=offer.refusals,
        basis=offer.basis,
        basis_read=offer.basis_read,
        leads_to=words.states[offer.target],
        withdraws=procedure.state(offer.target).outcome is Outcome.WITHDRAWN,
        meetings=fitting,
    )


def _referred_back(
    session: Session, run: Run, procedure: Procedure, reader: Reader, now: dt.datetime
) -> ReferredBack | None:
    """The last move into a state that only a revised text leads out of."""
    if not any(
        row.name == "submit_revision" and run.state in row.source for row in procedure.actions
    ):
        return None
    row = session.scalars(
        select(EventRow)
        .where(EventRow.run_id == run.id, visible(EventRow, reader, now))
        .where(EventRow.kind == "RunMoved")
        .order_by(EventRow.position.desc())
        .options(joinedload(EventRow.payload))
    ).first()
    if row is None or row.payload is None or row.payload.body.get("target") != run.state:
        return None
    return ReferredBack(
        at=row.at,
        office=labels.OFFICES.get(row.acting_for, ""),
        reasons=str(row.payload.body.get("given", {}).get("reasons", "")),
    )


def _ahead(
    run: Run, kind: str, procedure: Procedure, reader: Reader, language: str
) -> tuple[Step, ...]:
    """What is still to come on the usual way; nothing while a result waits to be announced."""
    if labels.state_shown(procedure, run, reader).name != run.state:
        return ()
    words = procedure.labels[language].states
    way = (procedure.state(name) for name in routes.usual_way(procedure, run.state, kind))
    shown = dict.fromkeys(state.shown_as or state.name for state in way)
    return tuple(Step(label=words[name], state=name, position="next") for name in shown)


def _steps(
    session: Session,
    run: Run,
    procedure: Procedure,
    reader: Reader,
    now: dt.datetime,
    language: str,
) -> tuple[Step, ...]:
    words = procedure.labels[language].states
    rows = session.scalars(
        select(EventRow)
        .where(EventRow.run_id == run.id, visible(EventRow, reader, now))
        .where(EventRow.kind.in_(("RunOpened", "RunMoved")))
        .order_by(EventRow.position)
        .options(joinedload(EventRow.payload))
    ).all()
    steps: list[Step] = []
    for row in rows:
        body = row.payload.body if row.payload else {}
        name = str(body.get("target") or body.get("state"))
        if steps and steps[-1].state == name:
            continue
        then = editions.of_event(session, run, row.edition).labels[language].states
        steps.append(Step(label=then.get(name, name), state=name, position="passed", at=row.at))
    shown = labels.state_shown(procedure, run, reader)
    if not steps or steps[-1].state != shown.name:
        steps.append(Step(label=words[shown.name], state=shown.name, position="passed"))
    last = steps.pop()
    return (*steps, Step(label=last.label, state=last.state, position="current", at=last.at))
