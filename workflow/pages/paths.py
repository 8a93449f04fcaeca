"""The whole path of a case through the allocation: each hop, in which body and meeting, with what result."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from states.definition import Procedure
from workflow.pages import concluding, decisions, labels, meetings, reviews, timeline
from workflow.pages.concluding import CaseHead
from workflow.pages.decisions import DecisionView
from workflow.pages.meetings import MeetingView
from workflow.pages.reviews import ConclusionView
from workflow.rules import awaiting, deadlines
from workflow.rules.language_marks import N_
from workflow.rules.permissions import Reader
from workflow.store import conclusions, editions, facts
from workflow.store.models import Case, EventRow, Meeting, Run
from workflow.store.visibility import visible

POSITIONS = {"consents": N_("Consents"), "does_not_consent": N_("Does not consent")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One move: where it led, before whom, on what paragraph, and what was concluded there.

    `referral` counts the referrals, 0 where the move is none; `representatives` is the composition
    of the group it came before, how many of each advisory group; `event` marks its line in the
    timeline of the case.
    """

    at: dt.datetime
    event: str
    action: str
    state: str
    bodies: tuple[str, ...]
    representatives: int
    meeting: MeetingView | None
    office: str
    holder: str
    role: str
    reasons: str
    position: str
    positions: tuple[tuple[str, str], ...]
    referral: int
    basis: str
    concluded: tuple[ConclusionView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PathPage:
    """Every hop that the reader may see, the first first, and the decisions they led to."""

    case: CaseHead
    title: str
    hops: tuple[Hop, ...]
    referrals: int
    decisions: tuple[DecisionView, ...]


def path_page(
    session: Session, number: str, reader: Reader, now: dt.datetime, language: str
) -> PathPage:
    """The path of the case. Raises NotFoundError unless the reader may see it."""
    case, run = concluding.allocation(session, number, reader)
    procedure = editions.pinned(session, run.edition_digest)
    today = deadlines.local_date(now)
    rows = session.scalars(
        select(EventRow)
        .where(EventRow.run_id == run.id, visible(EventRow, reader, now))
        .where(EventRow.kind.in_(("RunMoved", "ConclusionReleased")))
        .order_by(EventRow.position)
        .options(joinedload(EventRow.payload))
    ).all()
    given = {row.position: _given(row) for row in rows}
    held = _meetings(session, given.values(), language, today)
    names = labels.members(session, {row.acting_for for row in rows}, language)
    pairs = conclusions.of_runs(session, [run], reader)[run.id]
    views = {one.id: one for one in reviews.views_of(session, pairs, reader, language, today)}
    hops: list[Hop] = []
    referrals = 0
    for row in rows:
        body = row.payload.body if row.payload else {}
        if row.kind == "ConclusionReleased":
            view = views.get(body.get("conclusion", {}).get("conclusion", 0))
            if view is not None and hops:
                hops[-1] = dataclasses.replace(hops[-1], concluded=(*hops[-1].concluded, view))
            continue
        then = editions.of_event(session, run, row.edition)
        hop = _hop(then, run, case, row, body, given[row.position], held, names, language)
        if any(one.refers and one.name == body.get("action") for one in then.actions):
            referrals += 1
            hop = dataclasses.replace(hop, referral=referrals)
        hops.append(hop)
    panel = decisions.decision_panel(session, case, run, reader, now, language)
    return PathPage(
        case=concluding.head(session, case, language),
        title=procedure.labels[language].title,
        hops=tuple(hops),
        referrals=referrals,
        decisions=(*((panel.decision,) if panel.decision else ()), *panel.earlier),
    )


def _given(row: EventRow) -> Mapping[str, str]:
    given = row.payload.body.get("given", {}) if row.payload else {}
    return {str(name): str(value) for name, value in given.items()}


def _meetings(
    session: Session, given: Iterable[Mapping[str, str]], language: str, today: dt.date
) -> dict[str, MeetingView]:
    """The meetings that moves name, by the id they were given with."""
    named = {int(one["meeting"]) for one in given if one.get("meeting", "").isdecimal()}
    rows = session.scalars(select(Meeting).where(Meeting.id.in_(named)))
    return {str(row.id): meetings.view(row, language, today) for row in rows}


def _hop(
    procedure: Procedure,
    run: Run,
    case: Case,
    row: EventRow,
    body: Mapping[str, Any],
    given: Mapping[str, str],
    held: Mapping[str, MeetingView],
    names: Mapping[str, str],
    language: str,
) -> Hop:
    words = procedure.labels[language]
    state = procedure.state(str(body["target"])) if body else procedure.state(run.state)
    before: Sequence[str] = ()
    if state.concludes:
        before = run.groups
    elif state.waits_for_meeting:
        before = awaiting.bodies(procedure, state.name, facts.place_of(run, case))
    return Hop(
        at=row.at,
        event=row.token,
        action=words.actions.get(str(body.get("action")), ""),
        state=words.states[state.name],
        bodies=tuple(labels.body(one) for one in before),
        representatives=state.representatives,
        meeting=held.get(given.get("meeting", "")),
        office=labels.OFFICES.get(row.acting_for, ""),
        holder=timeline.holder(row.acting_for, names),
        role=labels.ROLES.get(row.role, row.role),
        reasons=given.get("reasons", ""),
        position=POSITIONS.get(given.get("position", ""), ""),
        positions=tuple((labels.body(one), given[one]) for one in run.groups if given.get(one)),
        referral=0,
        basis=str(body.get("basis", "")),
    )
