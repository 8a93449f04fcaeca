"""What a scenario's actions take: those of the one table, and the few that only a scenario knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from states.definition import ASKS, Role
from workflow.actions import OWN_COMMAND, Key, Way
from workflow.actions.way import SEEN
from workflow.cli.replaying import names
from workflow.store import editions

SUPPORTERS = "supporters"
"""With any action: members that confirm their support just before, by number or by code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """An action that is the scenario's own."""

    what: str
    by: Role
    keys: tuple[Key, ...] = ()
    takes_fields: bool = False


OWN: Mapping[str, Act] = {
    "submit": Act(
        what="The proposer submits; the form's fields may stand here as well as in [case]. By the "
        "secretariat: registered from a letter for its author.",
        by=Role.PROPOSER,
        takes_fields=True,
    ),
    "support": Act(
        what="Members confirm the support for which they were named on the draft.",
        by=Role.DELEGATION,
        keys=(Key(name="members", kind="texts", what="who confirms; the step's member unless given"),
              Key(name="commitment", what="to what they commit themselves")),
    ),
    "withdraw_support": Act(
        what="Members take their support back.",
        by=Role.DELEGATION,
        keys=(Key(name="members", kind="texts", what="who; the step's member unless given"),),
    ),
    "complete_screening": Act(
        what="The lead office disposes of every close text and answers what waits; the proposer has seen it.",
        by=Role.SECRETARIAT,
        keys=(Key(name="degree", what="of the close texts; related unless given"),
              Key(name="answer", what="to the items that wait; unless given, what shows no matter between Sectors"),
              Key(name="reply", what="the proposer's")),
    ),
    "conclude": Act(
        what="A group's conclusion is drafted and confirmed at once; keys as of draft_conclusion. "
        "Unless given: kind keep, the lead with the case's Sector, and a sentence as reasons.",
        by=Role.ADVISORY_GROUP_CHAIR,
        keys=OWN_COMMAND["draft_conclusion"].keys,
    ),
    "reply": Act(
        what="Of one member: as described above. Of several: so many of the electorate that have "
        "not replied yet, or those named, each by its respondent.",
        by=Role.RESPONDENT,
        keys=(*OWN_COMMAND["reply"].keys,
              *(Key(name=one, kind="texts", what="how many, or which members")
                for one in ("agree", "object", "abstain"))),
    ),
    "enter_meeting": Act(
        what="A meeting is entered in the calendar.",
        by=Role.SECRETARIAT,
        keys=tuple(Key(name=one) for one in ("body", "starts_on", "ends_on", "papers_by", "joint_with")),
    ),
    "pass_time": Act(what="Nobody acts: what the clock brought about is looked at.", by=Role.CLOCK),
}  # fmt: skip
"""Actions that only a scenario knows, or that take more there."""


@cache
def known() -> frozenset[str]:
    """Every name of an action: of any edition, of the table, of a scenario."""
    moves = {row.name for one in editions.shipped().values() for row in one.actions}
    return frozenset({*moves, *OWN_COMMAND, *OWN})


def meant_by(name: str) -> tuple[str, ...]:
    """The actions that a scenario's name may mean, its own first."""
    own = (name,) if name in known() else ()
    return tuple(dict.fromkeys((*own, *names.ACTIONS.get(name, ()))))


def keys_of(action: str) -> frozenset[str]:
    """The keys that `with` may have."""
    taken = OWN.get(action) or OWN_COMMAND.get(action)
    if taken is None:
        return frozenset({*ASKS, SEEN, SUPPORTERS})
    fields = {field.name for one in editions.shipped().values() for field in one.fields}
    fields = fields | {"study_group", "question"} if action == "submit" else fields
    return frozenset(
        {
            *(one.name for one in taken.keys),
            SEEN,
            SUPPORTERS,
            *(fields if taken.takes_fields else ()),
        }
    )


# -- as documentation has it ----------------------------------------------------------------------


def described() -> str:
    """The table of the actions with their keys, as `states/README.md` shows it."""
    rows = ["| action | as a rule by | `with` | what it is |", "| --- | --- | --- | --- |"]
    moves = "any action of an edition"
    told: dict[str, Act | Way] = {
        moves: Act(
            what="A move of the run; what it asks for stands in its row.",
            by=Role.SECRETARIAT,
            keys=tuple(Key(name=one) for one in ASKS),
        ),
        **OWN_COMMAND,
        **OWN,
    }
    for name, one in told.items():
        keys = [f"`{key.name}` {key.what}".strip() for key in one.keys]
        if one.takes_fields:
            keys.append("every field of the Sector's form")
        by = "whom the row names" if name == moves else one.by.value
        shown = name if name == moves else f"`{name}`"
        rows.append(f"| {shown} | {by} | {'; '.join(keys)} | {one.what} |")
    return "\n".join(rows)
