"""An older text of an edition gets the marks that it lacks from today's, and nothing else."""

from __future__ import annotations

from dataclasses import replace

from states import recalling
from tests.states import trial
from tests.states.trial import SOUND

TODAY = trial.read(SOUND)
OLD = replace(
    TODAY,
    states=tuple(replace(one, in_register=False, opens_to_members=False) for one in TODAY.states),
    actions=tuple(
        replace(one, ends_screening=False, opens_allocation=False, by=one.by, needs=())
        for one in TODAY.actions
    ),
)


def test_marks_that_are_lacking_altogether_are_taken_by_name() -> None:
    found = recalling.completed(OLD, TODAY)
    assert found.states == TODAY.states
    assert [row.ends_screening for row in found.actions] == [
        row.ends_screening for row in TODAY.actions
    ]
    assert all(row.needs == () for row in found.actions)


def test_a_mark_that_the_old_text_sets_somewhere_stays_where_it_stands() -> None:
    elsewhere = replace(
        OLD, states=tuple(replace(one, in_register=one.name == "met") for one in OLD.states)
    )
    found = recalling.completed(elsewhere, TODAY)
    assert [one.name for one in found.states if one.in_register] == ["met"]


def test_without_a_text_of_today_it_stays_as_it_is() -> None:
    assert recalling.completed(OLD, None) == OLD
