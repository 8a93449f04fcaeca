"""The chain rule: one byte form of each value, and a link that a change, a gap or a swap breaks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.rules import ledger

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
HEADERS = st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=8), VALUES, min_size=1)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({}, "{}"),
        ({"b": 1, "a": None}, '{"a":null,"b":1}'),
        ({"title": "Кодирование 编码 ترميز"}, '{"title":"Кодирование 编码 ترميز"}'),
        ({"list": [1, {"z": True, "y": "a b"}]}, '{"list":[1,{"y":"a b","z":true}]}'),
    ],
)
def test_a_value_has_one_byte_form(value: dict[str, Any], written: str) -> None:
    assert ledger.canonical(value) == written.encode()


@given(HEADERS)
def test_the_form_is_json_and_does_not_depend_on_the_order_of_keys(value: dict[str, Any]) -> None:
    again = json.loads(ledger.canonical(value))
    assert again == value
    turned = dict(reversed(list(value.items())))
    assert ledger.canonical(turned) == ledger.canonical(value)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_what_is_no_number_in_json_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        ledger.canonical({"value": number})


def test_a_digest_depends_on_its_salt_so_that_a_value_cannot_be_guessed() -> None:
    reply = {"position": "agree"}
    assert ledger.salted_digest("a", reply) != ledger.salted_digest("b", reply)
    assert ledger.salted_digest("a", reply) != ledger.salted_digest("a", {"position": "object"})
    assert ledger.salted_digest("a", reply) == ledger.salted_digest("a", dict(reply))


def chain(headers: Sequence[dict[str, Any]]) -> list[str]:
    """The links of those events, one after the other."""
    links = [ledger.GENESIS]
    for header in headers:
        links.append(ledger.link(links[-1], header))
    return links[1:]


EVENTS = [
    {"position": position, "kind": kind, "payload": str(position) * 8}
    for position, kind in enumerate(("CaseSubmitted", "RunOpened", "RunMoved"), start=1)
]


def test_the_first_link_follows_the_genesis_link() -> None:
    assert ledger.GENESIS == "0" * 64
    assert chain(EVENTS)[0] == ledger.link("0" * 64, EVENTS[0])
    assert len(set(chain(EVENTS))) == len(EVENTS)


@pytest.mark.parametrize(
    ("changed", "first_wrong"),
    [
        ([EVENTS[0], {**EVENTS[1], "kind": "RunMoved"}, EVENTS[2]], 1),  # altered
        ([{**EVENTS[0], "payload": "x"}, EVENTS[1], EVENTS[2]], 0),
        ([EVENTS[0], EVENTS[2]], 1),  # one is missing
        ([EVENTS[1], EVENTS[0], EVENTS[2]], 0),  # two changed places
        ([EVENTS[0], EVENTS[0], EVENTS[1], EVENTS[2]], 1),  # one stands twice
        ([EVENTS[0], {**EVENTS[1], "extra": None}, EVENTS[2]], 1),
    ],
)
def test_a_record_that_was_touched_has_other_links_from_there_on(
    changed: list[dict[str, Any]], first_wrong: int
) -> None:
    kept, found = chain(EVENTS), chain(changed)
    assert found[:first_wrong] == kept[:first_wrong]
    assert not set(found[first_wrong:]) & set(kept)


@settings(max_examples=40)
@given(st.lists(HEADERS, min_size=2, max_size=5), st.data())
def test_any_change_of_any_header_changes_every_link_after_it(
    headers: list[dict[str, Any]], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(headers) - 1))
    other = data.draw(HEADERS.filter(lambda one: one != headers[at]))
    changed = [*headers[:at], other, *headers[at + 1 :]]
    kept, found = chain(headers), chain(changed)
    assert found[:at] == kept[:at]
    assert all(one != two for one, two in zip(found[at:], kept[at:], strict=True))
