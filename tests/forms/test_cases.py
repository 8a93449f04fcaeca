"""An action on a run: what it asks for goes into the command, and nothing else."""

from __future__ import annotations

import pytest

from forms.cases import ActionForm, SaveFilterForm
from tests.forms.filling import faults, filled, too_long
from workflow.rules.commands.cases import MoveRun, SaveFilter

TYPED = {
    "action": "refer_back", "seen_version": "4", "reasons": " Not\r\nyet. ", "meeting": "7",
    "reference": " Doc.  6/17 ",
}  # fmt: skip


@pytest.mark.parametrize(
    ("asks", "given"),
    [
        ((), {}),
        (("reasons",), {"reasons": "Not\nyet."}),
        (("meeting", "reference"), {"meeting": "7", "reference": "Doc. 6/17"}),
        (("groups", "reasons"), {"reasons": "Not\nyet."}),
    ],
)
def test_a_move_carries_what_its_action_asks_for(
    asks: tuple[str, ...], given: dict[str, str]
) -> None:
    form = filled(ActionForm, TYPED)
    assert faults(form) == {}
    assert form.to_command(run_id=2, asks=asks) == MoveRun(
        run_id=2, action="refer_back", seen_version=4, given=given
    )


def test_what_is_empty_is_not_given() -> None:
    form = filled(ActionForm, {**TYPED, "reasons": "  \n ", "meeting": ""})
    assert form.to_command(run_id=2, asks=("reasons", "meeting")).given == {}


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("reasons", "x" * 20_001, too_long(20_000)),
        ("reference", "x" * 201, too_long(200)),
        ("seen_version", "newest", "Not a valid integer value."),
    ],
)
def test_a_fault_of_an_action_is_named_with_its_field(field: str, typed: str, told: str) -> None:
    assert faults(filled(ActionForm, {**TYPED, field: typed})) == {field: [told]}


def test_an_action_that_has_vanished_reaches_the_rules_which_say_so() -> None:
    form = filled(ActionForm, {**TYPED, "action": "no_such_action", "meeting": "gone"})
    assert faults(form) == {}
    assert form.to_command(run_id=2, asks=()).action == "no_such_action"


def test_a_filter_is_kept_with_what_narrows_the_table() -> None:
    form = filled(SaveFilterForm, {"name": " Mine ", "text": "fields", "kind": "", "sort": "age"})
    assert faults(form) == {}
    assert form.to_command() == SaveFilter(name="Mine", asked={"text": "fields", "sort": "age"})


def test_a_filter_needs_a_name() -> None:
    assert list(faults(filled(SaveFilterForm, {"name": "  "}))) == ["name"]
    assert faults(filled(SaveFilterForm, {"name": "x" * 101})) == {"name": [too_long(100)]}
