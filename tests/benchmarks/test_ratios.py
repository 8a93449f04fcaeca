"""The benchmarks run and say what they measured; what they measure is judged by people."""

from __future__ import annotations

from collections import Counter

from tests.benchmarks import ratios


def test_each_figure_is_measured_against_its_base() -> None:
    found = list(ratios.figures(3))
    assert Counter(one["figure"] for one in found) == {
        "transition_over_bare_rows": 1,
        "repeated_key_over_transition": 1,
        "verify_as_the_record_grows": 1,
        "find_as_the_registers_grow": 1,
        "find_over_reading_every_text": 1,
        "search_as_the_register_grows": 3,
    }
    assert [one for one in found if one["ms"] <= 0 or one["base_ms"] <= 0] == []
