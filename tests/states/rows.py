"""Tables of a procedure as tests write them, and what the engine makes of their rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from states.definition import ASKS, GuardValue, Procedure, Role
from tests.facts import REFUSED, free_for
from workflow.rules import engine
from workflow.rules.engine import Move
from workflow.rules.errors import ActionRefusedError

ACTION_MARKS = ("ends_screening", "opens_allocation", "refers")
STATE_MARKS = (
    "final", "display_only", "decided", "in_register", "out_of_register", "waits_for_meeting",
    "opens_to_members", "settled",
)  # fmt: skip
GIVEN = dict.fromkeys(ASKS, "given")


@dataclass(frozen=True)
class Row:
    """One row: from | action and its marks | who | to | needs | asks | paragraph.

    `own_command`: action*.
    """

    source: tuple[str, ...]
    action: str
    by: tuple[str, ...]
    target: str
    needs: tuple[str, ...]
    asks: tuple[str, ...]
    paragraph: str
    read: bool
    own_command: bool = False
    marks: tuple[str, ...] = ()


def cells(text: str) -> list[list[str]]:
    """The cells of a table written with bars."""
    lines = (line for line in text.strip().splitlines() if line.strip())
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def rows(text: str, paragraphs: Mapping[str, tuple[str, bool]]) -> list[Row]:
    """The rows of a table; its last column is a key of *paragraphs* (text, whether it was read)."""
    found = []
    for source, named, by, target, needs, asks, key in cells(text):
        paragraph, read = paragraphs[key]
        action, *marks = named.split()
        found.append(
            Row(
                tuple(source.split()), action.rstrip("*"), tuple(by.split()), target,
                tuple(needs.split()), tuple(asks.split()), paragraph, read, action.endswith("*"),
                tuple(marks),
            )
        )  # fmt: skip
    return found


def rows_of(procedure: Procedure) -> list[Row]:
    """The rows of an edition in the same form."""
    return [
        Row(
            one.source, one.name, tuple(role.value for role in one.by), one.target,
            tuple(need.guard for need in one.needs), one.asks, one.basis.text, one.basis.read,
            not one.offered, tuple(mark for mark in ACTION_MARKS if getattr(one, mark)),
        )
        for one in procedure.actions
    ]  # fmt: skip


def states_of(procedure: Procedure) -> list[list[str]]:
    """The states of an edition: name, whose turn it is, and what is said of it."""
    return [
        [
            one.name,
            one.waits_for or "",
            " ".join(
                [mark for mark in STATE_MARKS if getattr(one, mark)]
                + [f"as:{one.shown_as}" for _ in range(one.shown_as is not None)]
                + [one.concludes for _ in range(bool(one.concludes))]
                + [f"by:{one.confirmed_by}" for _ in range(one.confirmed_by != "convener")]
                + [f"case:{one.outcome}" for _ in range(bool(one.outcome))]
            ),
        ]
        for one in procedure.states
    ]


def moves(found: list[Row]) -> Iterator[tuple[Row, str, Role]]:
    """Each row once for every state it leads from and every role that may take it."""
    for row in found:
        for source in row.source:
            for role in row.by:
                yield row, source, Role(role)


def move(procedure: Procedure, row: Row, state: str, role: Role, refused: str = "") -> Move:
    """Take the row with everything that it needs and asks for, but for the guard *refused*."""
    free = [guard for guard in row.needs if guard != refused]
    facts = free_for(free, state=state, given=GIVEN, **REFUSED.get(refused, {}))
    return engine.move(procedure, facts, row.action, {role})


def leads_elsewhere(procedure: Procedure, row: Row, state: str, role: Role, guard: str) -> bool:
    """Whether the row is not taken when that guard refuses: refused, or another row applies."""
    try:
        taken = move(procedure, row, state, role, refused=guard).row
        return tuple(need.guard for need in taken.needs) != row.needs
    except ActionRefusedError as error:
        return guard in {one.guard for one in error.refusals}


def walk(procedure: Procedure, state: str, actions: str, towards: str) -> str:
    """The state that those actions lead to, taking at each fork the row that nears *towards*."""
    edge = {state}
    for name in actions.split():
        edge = {
            one.target for one in procedure.actions if one.name == name and edge & {*one.source}
        }
    return towards if towards in edge else " or ".join(sorted(edge))


def numbers_of(procedure: Procedure) -> list[tuple[str, str, dict[str, GuardValue]]]:
    """The numbers that actions give their guards: (action, guard, numbers)."""
    return [
        (action.name, need.guard, dict(need.params))
        for action in procedure.actions
        for need in action.needs
        if any(isinstance(value, int) for value in need.params.values())
    ]
