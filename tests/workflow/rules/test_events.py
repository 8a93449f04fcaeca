"""Events are past tense, frozen, and written as plain JSON that can be read for ever."""

from __future__ import annotations

import dataclasses
import datetime as dt
import inspect
import json

import pytest

from workflow.rules import errors, events, ledger
from workflow.rules.errors import IntersectorError, InvalidInputError, Refusal, StaleError
from workflow.rules.events import ConsultationOpened, Event, GroupsAsked, RunMoved

KINDS = [
    one
    for _, one in inspect.getmembers(events, inspect.isclass)
    if issubclass(one, Event) and one is not Event
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda one: one.__name__)
def test_an_event_says_what_happened_and_has_a_schema(kind: type[Event]) -> None:
    assert kind.__name__.endswith(("ed", "Done", "Withdrawn"))
    assert kind.schema >= 1
    assert kind.__doc__
    assert dataclasses.is_dataclass(kind)
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]


def test_a_payload_is_plain_json() -> None:
    event = ConsultationOpened(
        consultation=1,
        rule="R-APPROVE",
        closes_at=dt.datetime(2026, 7, 5, 22, tzinfo=dt.UTC),
        electorate=193,
        text_version=2,
    )
    assert event.kind == "ConsultationOpened"
    assert event.payload() == {
        "consultation": 1,
        "rule": "R-APPROVE",
        "closes_at": "2026-07-05T22:00:00+00:00",
        "electorate": 193,
        "text_version": 2,
    }


def test_tuples_sets_and_days_inside_a_payload_are_plain_too() -> None:
    asked = GroupsAsked(groups=("T:TSAG", "R:RAG"), informed=())
    assert asked.payload() == {"groups": ["T:TSAG", "R:RAG"], "informed": []}
    moved = RunMoved(
        action="ask", source="a", target="b", basis="Rule 1",
        given={"on": dt.date(2026, 3, 2), "sectors": frozenset({"T", "D"}), "more": {"n": (1, 2)}},
    )  # fmt: skip
    payload = dict(moved.payload())
    assert payload["given"] == {"on": "2026-03-02", "sectors": ["D", "T"], "more": {"n": [1, 2]}}
    assert json.loads(ledger.canonical(payload)) == payload


def test_an_error_of_the_rules_says_in_its_log_line_what_it_carries() -> None:
    said = {
        "kept for director": errors.NotPermittedError(("director",)),
        "kept for others": errors.NotPermittedError(),
        "announce is not offered from draft": errors.ActionNotOfferedError("announce", "draft"),
        "text_is_final": errors.ActionRefusedError(
            (Refusal(guard="text_is_final", message="The final text is not fixed yet."),)
        ),
        "title: At most 200 letters.": InvalidInputError(
            "title", "At most %(most)s letters.", most=200
        ),
        "title: 100 % is no title.": InvalidInputError("title", "100 % is no title."),
        "seen version 1, current version 3": StaleError(seen=1, current=3, happened="RunMoved"),
    }
    assert {str(error) for error in said.values()} == said.keys()
    assert all(isinstance(error, IntersectorError) for error in said.values())
