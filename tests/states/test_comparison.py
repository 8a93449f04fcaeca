"""What differs between two editions: each table that came, went or changed, and which of its values."""

from __future__ import annotations

import dataclasses

from states import comparison, definition
from states.comparison import compare
from states.definition import LANGUAGES
from tests.states import trial
from tests.states.trial import SOUND, changed
from workflow.pages import edition_changes


def told(text: str) -> list[tuple[str, str, str, tuple[str, ...]]]:
    found = compare(trial.read(SOUND), trial.read(text))
    return [
        (
            one.part,
            getattr(one.before, "name", "") if one.before else "",
            getattr(one.after, "name", "") if one.after else "",
            one.keys,
        )
        for one in found
    ]


def test_the_same_edition_differs_in_nothing() -> None:
    assert told(SOUND) == []


def test_periods_thresholds_guards_and_marks_are_told_by_their_keys() -> None:
    text = changed("days = 10", "working_days = 10")
    text = text.replace('value = "0.70"', 'value = "0.50"').replace("read = false", "read = true")
    text = text.replace('waits_for = "respondent"', 'waits_for = "director"')
    assert told(text) == [
        ("states", "asked", "asked", ("waits_for",)),
        ("actions", "announce", "announce", ("basis",)),
        ("deadlines", "asking", "asking", ("period",)),
        ("consultations", "TRIAL", "TRIAL", ("value",)),
    ]


def test_a_row_that_came_and_one_that_went() -> None:
    row = """
[[action]]
name = "announce"
from = ["asked"]
to = "approved"
by = ["director"]
basis = { text = "Rule 9", read = true }
"""
    more = SOUND.replace("[[deadline]]", f"{row}\n[[deadline]]", 1)
    assert told(more) == [("actions", "", "announce", ())]
    back = compare(trial.read(more), trial.read(SOUND))
    assert [(one.before.target, one.after) for one in back] == [("approved", None)]


def test_a_route_that_came_is_told() -> None:
    row = """
[[route]]
name = "way"
through = ["asked"]
approves = ["new"]
basis = { text = "Rule 9", read = true }
"""
    more = SOUND.replace("[[deadline]]", f"{row}\n[[deadline]]", 1)
    for language in LANGUAGES:
        words = f'[labels.{language}.routes]\nway = "way-{language}"\n\n'
        header = f"[labels.{language}.states]"
        more = more.replace(header, words + header)
    assert told(more) == [("routes", "", "way", ())]


def test_a_reminder_that_is_sent_on_another_day_is_told() -> None:
    row = """
[[reminder]]
before = ["asking"]
days = [14]
basis = { text = "Rule 9", read = true }
"""
    with_it = SOUND.replace("[[deadline]]", f"{row}\n[[deadline]]", 1)
    assert told(with_it) == [("reminders", "", "", ())]
    [change] = compare(trial.read(with_it), trial.read(with_it.replace("[14]", "[7]")))
    assert (change.before.days, change.after.days, change.keys) == ((14,), (7,), ("days",))
    tables = {
        one.name for one in dataclasses.fields(definition.Procedure) if "tuple[" in str(one.type)
    }
    assert tables == set(comparison.PARTS)  # nothing that an edition says is left out


def test_every_value_of_an_edition_has_a_name_for_those_who_read_what_changed() -> None:
    tables = (
        definition.State, definition.Action, definition.Deadline, definition.ConsultationRule,
        definition.ChecklistItem, definition.FormField, definition.Proposer, definition.Option,
        definition.Reminder,
    )  # fmt: skip
    named = {field.name for table in tables for field in dataclasses.fields(table)}
    assert named - {"name", "code"} <= edition_changes.KEYS.keys()
