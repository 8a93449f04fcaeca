"""What a run has still to go through on a route, as stages that the calendar can be laid on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from states.definition import Action, Period, Procedure
from workflow.rules import awaiting, routes
from workflow.rules.permissions import ASSEMBLIES, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One thing that takes its time, by `kind`.

    "meeting": one of the `bodies` meets. "opening", "consultation": the period runs. "notice": the
    next meeting of one of the `bodies` begins no earlier than the period from then. "last_meeting":
    the first of the `bodies` has had its last meeting before the second one's next.
    """

    kind: str
    bodies: tuple[str, ...] = ()
    period: Period | None = None


def stages(
    procedure: Procedure, states: tuple[str, ...], kind: str, place: Place
) -> tuple[Stage, ...]:
    """The stages on the way through the *states*, of which the run is in the first."""
    return tuple(
        stage
        for row, source, target in routes.steps(procedure, states, kind)
        for stage in (
            *_of_row(procedure, row, place),
            *_of_consultation(procedure, source, target),
        )
    )


def _of_row(procedure: Procedure, row: Action, place: Place) -> Iterator[Stage]:
    guards = {need.guard: need.params for need in row.needs}
    bodies = tuple(body for need in row.needs for body in awaiting.named(need, place))
    assembly = tuple(one for one in ASSEMBLIES if one[0] == procedure.sector)
    if "no_meeting_before_the_assembly" in guards:
        yield Stage(kind="last_meeting", bodies=(place.study_group, *assembly))
    if "meeting_is_far_enough" in guards:
        months = int(str(guards["meeting_is_far_enough"]["months"]))
        yield Stage(kind="notice", bodies=bodies, period=Period(months=months))
    if bodies and "meeting_has_begun" in guards:
        yield Stage(kind="meeting", bodies=bodies)
    if "assembly_is_far_enough" in guards:
        months = int(str(guards["assembly_is_far_enough"]["months"]))
        yield Stage(kind="notice", bodies=assembly, period=Period(months=months))


def _of_consultation(procedure: Procedure, source: str, target: str) -> Iterator[Stage]:
    rule = procedure.consultation_in(target)
    if rule is None:
        return
    opening = procedure.deadline_in(source)
    if opening is not None:
        yield Stage(kind="opening", period=opening.period)
    yield Stage(kind="consultation", period=rule.period)
