"""Running a scenario: step by step, each compared with what it expects, each told in one line of JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.cli.replaying import names
from workflow.cli.replaying.meeting_named import enter_said
from workflow.cli.replaying.performing import Play
from workflow.cli.replaying.scenario import Expected, Scenario, Step
from workflow.cli.replaying.stage import Stage
from workflow.rules import deadlines
from workflow.rules.errors import (
    ActionNotOfferedError,
    ActionRefusedError,
    IntersectorError,
    InvalidInputError,
    NotFoundError,
    NotPermittedError,
    StaleError,
)
from workflow.store import conclusions
from workflow.store.models import Conclusion, Consultation, ReplyRow, Run

REFUSED: Mapping[type[IntersectorError], str] = {
    ActionNotOfferedError: "action_not_offered",
    NotFoundError: "not_found",
    NotPermittedError: "not_permitted",
    StaleError: "stale",
}
"""What a refusal is called that no guard gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a step led to: the run's state, why it was refused, what runs, what was counted."""

    state: str
    refused_by: tuple[str, ...]
    deadlines: tuple[Mapping[str, Any], ...]
    result: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A step with what was seen, and each expectation that was not met in a sentence."""

    step: Step
    seen: Seen
    unmet: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The line of the step."""
        refused = self.seen.refused_by
        expected = [one for one in self.step.expected.refused_by if one in refused]
        return {
            "step": self.step.number,
            "ok": not self.unmet,
            "state": self.seen.state,
            "refused_by": next(iter((*expected, *refused)), None),
            "deadlines": [{**one, "at": _z(one["at"])} for one in self.seen.deadlines],
            "result": self.seen.result,
        }


def play(scenario: Scenario, url: str) -> Iterator[Told]:
    """Run the scenario on the migrated, empty database at *url*."""
    stage = Stage(url, scenario)
    try:
        for meeting in scenario.meetings:
            enter_said(stage, (meeting["body"], *meeting["joint_with"]), meeting)
        playing = Play(stage)
        for step in scenario.steps:
            seen = _step(stage, playing, step)
            yield Told(step=step, seen=seen, unmet=tuple(_unmet(step.expected, seen)))
    finally:
        stage.close()


def _step(stage: Stage, playing: Play, step: Step) -> Seen:
    playing.begin_step()
    stage.until(step.at)
    action, run_id = playing.meant(step)
    refused: tuple[str, ...] = ()
    try:
        playing.take(step, action, run_id)
    except IntersectorError as error:
        refused = _called(error, step.given)
        if isinstance(error, ActionRefusedError) and run_id is not None:
            refused += playing.refused_besides(action, run_id, refused)
    if run_id is None:
        run_id = playing.meant(step)[1]
    with stage.database.reading() as session:
        return _look(session, run_id, refused)


def _called(error: IntersectorError, given: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of what refused: the guards', or that of another refusal."""
    if isinstance(error, ActionRefusedError):
        return tuple(one.guard for one in error.refusals)
    if isinstance(error, InvalidInputError):
        name = error.field_name.removesuffix("_id")
        return (f"{name}_is_valid" if given.get(name) else f"{name}_given",)
    return (REFUSED[type(error)],)


def _look(session: Session, run_id: int | None, refused: tuple[str, ...]) -> Seen:
    if run_id is None:
        return Seen(state="draft", refused_by=refused, deadlines=(), result=None)
    run = session.get_one(Run, run_id)
    return Seen(
        state=run.state,
        refused_by=refused,
        deadlines=tuple(_deadlines(session, run)),
        result=_result(session, run),
    )


def _deadlines(session: Session, run: Run) -> Iterator[Mapping[str, Any]]:
    """What runs: the period of the state, and the time for corrections of each conclusion."""
    if run.due_at is not None:
        yield {"name": run.due_rule, "at": run.due_at}
    number = conclusions.round_of(session, run).number
    rows = select(Conclusion.corrections_until).where(
        Conclusion.run_id == run.id, Conclusion.round == number, Conclusion.status == "confirmed"
    )
    for until in session.scalars(rows.order_by(Conclusion.id)):
        if until is not None:
            yield {"name": "corrections", "at": until}


def _result(session: Session, run: Run) -> Mapping[str, Any] | None:
    """The result of the run's newest consultation, once it is closed."""
    last = session.scalars(
        select(Consultation).where(Consultation.run_id == run.id).order_by(Consultation.id.desc())
    ).first()
    if last is None or not last.result:
        return None
    return {
        "rule": last.rule,
        "outcome": last.outcome,
        "approved": {"passed": True, "failed": False}.get(last.outcome or ""),
        **last.result["counts"],
        "not_counted": _not_counted(session, last),
    }


def _not_counted(session: Session, consultation: Consultation) -> int:
    """How many replies stand that do not count: on a site each sender's alone to know."""
    query = select(func.count()).where(
        ReplyRow.consultation_id == consultation.id, ReplyRow.current, ReplyRow.counts.is_(False)
    )
    return session.scalars(query).one()


# -- expectations ---------------------------------------------------------------------------------


def _unmet(expected: Expected, seen: Seen) -> Iterator[str]:
    for check in CHECKS:
        yield from check(expected, seen)


def _check_refusal(expected: Expected, seen: Seen) -> Iterator[str]:
    if expected.refused_by:
        missing = [one for one in expected.refused_by if not _refused(one, seen)]
        if missing:
            found = ", ".join(seen.refused_by) or "nothing"
            yield f"refused_by: {', '.join(missing)} expected, {found} refused"
    elif seen.refused_by:
        yield f"refused_by: {', '.join(seen.refused_by)}, and no refusal was expected"


def _refused(name: str, seen: Seen) -> bool:
    """Whether it was refused so; a field's own name stands for whatever is wrong with it."""
    return any(one in (name, f"{name}_given", f"{name}_is_valid") for one in seen.refused_by)


def _check_state(expected: Expected, seen: Seen) -> Iterator[str]:
    if expected.state and expected.state != seen.state:
        yield f"state: {expected.state} expected, the run is in {seen.state}"


def _check_deadlines(expected: Expected, seen: Seen) -> Iterator[str]:
    for one in expected.deadlines:
        if not any(_is_due(one, each) for each in seen.deadlines):
            found = ", ".join(f"{each['name']} at {_z(each['at'])}" for each in seen.deadlines)
            at = one.get("at", "")
            yield f"deadline: {one.get('name', '')} at {at} expected, there is {found or 'none'}"


def _is_due(expected: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """By name and instant: the end itself, the minute that pages show, or the last day."""
    name, at = expected.get("name"), expected.get("at")
    if name and names.plain(str(name)) != names.plain(found["name"]):
        return False
    if at is None:
        return True
    if isinstance(at, dt.datetime):
        at = at if at.tzinfo else at.replace(tzinfo=deadlines.GENEVA)
        return at in (found["at"], deadlines.shown_at(found["at"]), *_last_seconds(found["at"]))
    return bool(at == deadlines.last_day(found["at"]))


def _last_seconds(instant: dt.datetime) -> tuple[dt.datetime, ...]:
    return (instant - dt.timedelta(seconds=1), instant - dt.timedelta(microseconds=1))


def _check_result(expected: Expected, seen: Seen) -> Iterator[str]:
    if expected.result is None:
        return
    if seen.result is None:
        yield "result: no consultation of the run is closed"
        return
    for key, value in expected.result.items():
        found = seen.result.get(key)
        meant = OUTCOMES.get(str(value), value) if key == "outcome" else value
        if found != meant and names.plain(str(found)) != names.plain(str(meant)):
            yield f"result: {key} {value} expected, it is {found}"


OUTCOMES = {"approved": "passed", "not_approved": "failed", "manual": "undecided"}
CHECKS: tuple[Callable[[Expected, Seen], Iterator[str]], ...] = (
    _check_refusal,
    _check_state,
    _check_deadlines,
    _check_result,
)


def _z(instant: dt.datetime) -> str:
    return instant.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
