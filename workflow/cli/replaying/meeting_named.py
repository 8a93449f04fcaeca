"""The meeting that a step means: found in the scenario's calendar, entered where it is not there yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from states.definition import Action, GuardValue, Period
from workflow.actions import OWN_COMMAND, On
from workflow.cli.replaying import names
from workflow.cli.replaying.scenario import Step
from workflow.cli.replaying.stage import Stage
from workflow.rules import deadlines, engine
from workflow.store import conclusions, facts
from workflow.store.models import Conclusion, Meeting

RECENT = dt.timedelta(days=30)
"""How long after it began a meeting is still the one that a step means."""
Bodies = Callable[[On, Mapping[str, GuardValue]], Sequence[str]]
MEETS: Mapping[str, Bodies] = {
    "meeting_is_of_the_study_group": lambda on, _: (on.run.study_group,),
    "meeting_is_of_the_assembly": lambda _, params: (str(params["body"]),),
    "meeting_is_of_the_advisory_group": lambda on, _: facts.place_of(on.run, on.case).groups,
    "meeting_joins_the_groups": lambda on, _: on.run.groups,
    "meeting_is_of_one_of": lambda _, params: _texts(params["bodies"])[:1],
}
"""Which bodies meet, by the guard that asks for it."""


def _texts(value: GuardValue) -> list[str]:
    return value if isinstance(value, list) else [str(value)]


def named(stage: Stage, step: Step, action: str, on: On, given: Mapping[str, Any]) -> str:
    """The id of the meeting, empty where the action takes none or the step says that none is given.

    `meeting` is a day, a body, or a table of both; without it the bodies concerned meet that day.
    """
    rows = engine.rows(on.procedure, on.run.state, action)
    way = OWN_COMMAND.get(action)
    asked = any(key.name == "meeting" for key in way.keys) if way else _asks(rows)
    said = given.get("meeting")
    if said in ("", False) or not (asked or said):
        return ""
    if action == "record_allocation" and said is None:
        return _concluded_under(on)
    table = said if isinstance(said, dict) else {}
    day = _day(table.get("starts_on", said))
    if isinstance(said, str) and day is None:
        table = {"body": said}
    bodies = _bodies(step, on, rows, action, given)
    if table.get("body"):
        others = [names.body(one, stage.scenario.sector) for one in table.get("joint_with", ())]
        bodies = [names.body(str(table["body"]), stage.scenario.sector), *others]
    return str(
        _found(stage, on, bodies, day, rows)
        or enter(stage, bodies, day or _first(stage, rows), table)
    )


def _asks(rows: Sequence[Action]) -> bool:
    return any("meeting" in row.asks for row in rows)


def _day(said: Any) -> dt.date | None:  # noqa: ANN401 - whatever the file holds
    if isinstance(said, dt.datetime):
        return said.date()
    if isinstance(said, dt.date):
        return said
    try:
        return dt.date.fromisoformat(str(said))
    except ValueError:
        return None


def _bodies(
    step: Step, on: On, rows: Sequence[Action], action: str, given: Mapping[str, Any]
) -> list[str]:
    """The bodies that meet, the one that convenes first."""
    body = names.body(str(given.get("body") or step.body or ""), on.case.sector)
    for row in rows:
        for need in row.needs:
            if need.guard in MEETS:
                if body in _texts(need.params.get("bodies", [])):
                    return [body]
                return list(MEETS[need.guard](on, need.params))
    if action in OWN_COMMAND and on.run.groups:
        together = conclusions.how(on.session, on.run) == conclusions.TOGETHER
        first = body if body in on.run.groups else on.run.groups[0]
        return [first, *(one for one in on.run.groups if together and one != first)]
    return [body if body[1:] != ":" else on.run.study_group]


def _found(
    stage: Stage, on: On, bodies: Sequence[str], day: dt.date | None, rows: Sequence[Action]
) -> int | None:
    """The meeting of that day; without one the meeting that runs, was lately, or comes next."""
    known = [
        one
        for one in on.session.scalars(select(Meeting).order_by(Meeting.starts_on))
        if set(bodies) <= {one.body, *one.joint_with}
    ]
    today = stage.today()
    if day is not None:
        return next((one.id for one in known if one.starts_on <= day <= one.ends_on), None)
    if _far(rows) or not _begun(rows):
        return next((one.id for one in known if one.starts_on >= today), None)
    entered = deadlines.local_date(on.run.entered_at)
    lately = [
        one for one in known
        if one.starts_on <= today < one.starts_on + RECENT and one.ends_on >= entered
    ]  # fmt: skip
    return lately[-1].id if lately else None


def _begun(rows: Sequence[Action]) -> bool:
    return not rows or any(need.guard == "meeting_has_begun" for row in rows for need in row.needs)


def _far(rows: Sequence[Action]) -> int:
    """How many months before the meeting the action is taken."""
    return max(
        (
            int(str(need.params["months"]))
            for row in rows
            for need in row.needs
            if need.guard == "meeting_is_far_enough"
        ),
        default=0,
    )


def _first(stage: Stage, rows: Sequence[Action]) -> dt.date:
    """The first day of a meeting made because none was there: today, or as far off as is needed."""
    far = _far(rows)
    if not far:
        return stage.today()
    ends = deadlines.ends_at(stage.today(), Period(months=far, days=1))
    return deadlines.local_date(ends)


def enter(stage: Stage, bodies: Sequence[str], day: dt.date, said: Mapping[str, Any]) -> int:
    """Enter a meeting that begins that day."""
    ends = _day(said.get("ends_on")) or day + dt.timedelta(days=4)
    papers = _day(said.get("papers_by")) or day - dt.timedelta(days=12)
    with stage.database.writing() as session:
        row = Meeting(
            body=bodies[0], joint_with=list(bodies[1:]), starts_on=day, ends_on=ends,
            papers_by=papers, place="Geneva",
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row.id


def _concluded_under(on: On) -> str:
    """A meeting under which the round's conclusion was released."""
    number = conclusions.round_of(on.session, on.run).number
    found = on.session.scalar(
        select(Conclusion.meeting_id)
        .where(Conclusion.run_id == on.run.id, Conclusion.round == number)
        .where(Conclusion.status == "released")
        .order_by(Conclusion.id)
    )
    return str(found or "")


def enter_said(stage: Stage, bodies: Sequence[Any], said: Mapping[str, Any]) -> int:
    """Enter the meeting that the scenario tells of."""
    codes = [names.body(str(one), stage.scenario.sector) for one in bodies]
    return enter(stage, codes, _day(said.get("starts_on")) or stage.today(), said)
