"""What an older text of an edition does not say yet: filled in from the text that is shipped today."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from states.definition import COMMANDED, Action, Procedure, State
from states.soundness import OF_ALLOCATION, OF_QUESTIONS

MARKS = (*OF_QUESTIONS, *OF_ALLOCATION, ("action", "ends_screening"))
"""What the program once knew by the name of a state or an action, and an edition says itself today."""


def completed(old: Procedure, today: Procedure | None) -> Procedure:
    """The *old* text with the marks that it lacks altogether, as *today's* text of that edition sets them.

    No row, guard, period or threshold is touched. An action that has a form of its own today is no
    bare button any more.
    """
    states = old.states
    actions = tuple(replace(one, offered=one.name not in COMMANDED) for one in old.actions)
    if today is not None:
        for table, mark in MARKS:
            if table == "state" and not any(getattr(one, mark) for one in states):
                states = tuple(_marked_state(one, mark, today) for one in states)
            if table == "action" and not any(getattr(one, mark) for one in actions):
                actions = tuple(_marked_action(one, mark, today) for one in actions)
    return replace(old, states=states, actions=actions)


def _marked_state(one: State, mark: str, today: Procedure) -> State:
    like = next((state for state in today.states if state.name == one.name), None)
    found: dict[str, Any] = {mark: getattr(like, mark)} if like else {}
    return replace(one, **found)


def _marked_action(one: Action, mark: str, today: Procedure) -> Action:
    found: dict[str, Any] = {
        mark: any(
            getattr(row, mark) and row.name == one.name and bool({*row.source} & {*one.source})
            for row in today.actions
        )
    }
    return replace(one, **found)
