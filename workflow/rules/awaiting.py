"""In whose meeting a run can go on, by what the rows that lead out of its state ask for."""

from __future__ import annotations

from collections.abc import Iterable

from states.definition import Need, Procedure
from workflow.rules.permissions import Place


def bodies(procedure: Procedure, state: str, place: Place) -> tuple[str, ...]:
    """The bodies of which one has to meet; the study group where the rows name none."""
    turn = procedure.state(state).waits_for
    found = dict.fromkeys(
        body
        for row in procedure.actions
        if state in row.source and turn in row.by
        for need in row.needs
        for body in named(need, place)
    )
    return tuple(found) or (place.study_group,)


def named(need: Need, place: Place) -> Iterable[str]:
    """The bodies of one of which the meeting named with an action must be, by what its row needs."""
    if need.guard == "meeting_is_of_the_study_group":
        return (place.study_group,)
    if need.guard == "meeting_is_of_the_advisory_group":
        return place.groups
    if need.guard == "meeting_is_of_the_assembly":
        return (str(need.params["body"]),)
    if need.guard == "meeting_is_of_one_of" and isinstance(need.params["bodies"], list):
        return need.params["bodies"]
    return ()
