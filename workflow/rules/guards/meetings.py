"""The guards on the meeting named with an action, and on those in the calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from states.definition import Period
from workflow.rules import deadlines
from workflow.rules.errors import Refusal
from workflow.rules.facts import Facts
from workflow.rules.guards.base import Params, guard, refusal, takes
from workflow.rules.language_marks import N_


def _meets(facts: Facts, name: str, bodies: Iterable[str]) -> Refusal | None:
    if facts.meeting is None:
        return None  # the row asks for one, and says so itself
    if not set(bodies) <= facts.meeting.bodies:
        return refusal(name, N_("Choose a meeting of: %(bodies)s."), bodies=tuple(bodies))
    return None


@guard
def meeting_is_of_the_study_group(facts: Facts, params: Params) -> Refusal | None:
    """The meeting named is one of the study group before which the run is."""
    return _meets(facts, "meeting_is_of_the_study_group", (facts.place.study_group,))


@guard
@takes("body")
def meeting_is_of_the_assembly(facts: Facts, params: Params) -> Refusal | None:
    """The meeting named is one of the assembly that the edition names."""
    return _meets(facts, "meeting_is_of_the_assembly", (str(params["body"]),))


@guard
def meeting_is_of_the_advisory_group(facts: Facts, params: Params) -> Refusal | None:
    """The meeting named is one of the advisory group of the run's Sector."""
    return _meets(facts, "meeting_is_of_the_advisory_group", facts.place.groups)


@guard
def meeting_joins_the_groups(facts: Facts, params: Params) -> Refusal | None:
    """In the meeting named all advisory groups that were asked meet together."""
    return _meets(facts, "meeting_joins_the_groups", facts.groups)


@guard
@takes("at_least")
def enough_are_present(facts: Facts, params: Params) -> Refusal | None:
    """So many representatives were present as the edition asks for."""
    given = facts.given.get("present", "")
    needed = int(str(params["at_least"]))
    if given and not (given.isdecimal() and int(given[:4]) >= needed):
        return refusal(
            "enough_are_present",
            N_("At least %(needed)s representatives have to be present."),
            needed=needed,
        )
    return None  # the row asks for the number, and says so itself


@guard
@takes("bodies")
def meeting_is_of_one_of(facts: Facts, params: Params) -> Refusal | None:
    """The meeting named is one of a body that the edition names."""
    named = params["bodies"]
    bodies = tuple(named) if isinstance(named, list) else (str(named),)
    if facts.meeting is not None and not facts.meeting.bodies & set(bodies):
        return refusal(
            "meeting_is_of_one_of", N_("Choose a meeting of one of: %(bodies)s."), bodies=bodies
        )
    return None


@guard
def meeting_has_begun(facts: Facts, params: Params) -> Refusal | None:
    """What a meeting decided is recorded once it meets."""
    if facts.meeting is not None and not facts.meeting.begun:
        return refusal(
            "meeting_has_begun",
            N_("The meeting begins on %(day)s; what it decides is recorded then."),
            day=facts.meeting.starts_on.isoformat(),
        )
    return None


@guard
@takes("months")
def meeting_is_far_enough(facts: Facts, params: Params) -> Refusal | None:
    """The texts are with the members so many months before the meeting named begins."""
    if facts.meeting is None:
        return None  # the row asks for one, and says so itself
    sentence = N_("Choose a later meeting: for this one the texts were to be sent out by %(day)s.")
    return _in_time(facts, facts.meeting.starts_on, params, "meeting_is_far_enough", sentence)


@guard
@takes("months")
def assembly_is_far_enough(facts: Facts, params: Params) -> Refusal | None:
    """The next assembly of the Sector begins so many months from now, or later."""
    if facts.assembly_on is None:
        return refusal(
            "assembly_is_far_enough", N_("No assembly of the Sector stands in the calendar.")
        )
    sentence = N_("For the next assembly this was possible until %(day)s.")
    return _in_time(facts, facts.assembly_on, params, "assembly_is_far_enough", sentence)


def _in_time(
    facts: Facts, opening: dt.date, params: Params, name: str, message: str
) -> Refusal | None:
    last = deadlines.before(opening, Period(months=int(str(params["months"]))))
    over = deadlines.local_date(facts.now) > last
    return refusal(name, message, day=last.isoformat()) if over else None


@guard
def study_group_meets_before_the_assembly(facts: Facts, params: Params) -> Refusal | None:
    """The study group meets again before the assembly, as far as the calendar knows one."""
    if facts.assembly_on is not None and not facts.study_group_meets_before_assembly:
        return refusal(
            "study_group_meets_before_the_assembly",
            N_("The study group does not meet again before the assembly."),
        )
    return None


@guard
def no_meeting_before_the_assembly(facts: Facts, params: Params) -> Refusal | None:
    """The study group does not meet again before the assembly."""
    if facts.study_group_meets_before_assembly:
        return refusal(
            "no_meeting_before_the_assembly",
            N_("The study group meets again before the assembly."),
        )
    return None
