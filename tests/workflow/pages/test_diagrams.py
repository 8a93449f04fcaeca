"""The diagram of an edition: every state and every row on it, nothing on top of anything, mirrored for Arabic."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from states.definition import LANGUAGES, Procedure
from workflow.pages import diagrams, layout
from workflow.pages.layout import Box
from workflow.store import editions

KEYS = sorted(editions.shipped())


@pytest.fixture(autouse=True)
def words() -> Iterator[None]:
    app = Flask("diagrams")
    Babel(app)
    with app.test_request_context():
        yield


def corners(outline: str) -> tuple[float, float, float, float]:
    numbers = re.findall(r"([MLHVQ ])(-?\d+\.\d)(?: (-?\d+\.\d))?", outline)
    xs, ys = [], []
    for letter, first, second in numbers:
        if letter == "H":
            xs.append(float(first))
        elif letter == "V":
            ys.append(float(first))
        elif second:
            xs.append(float(first))
            ys.append(float(second))
    return min(xs), min(ys), max(xs), max(ys)


def drawn(one: Procedure, language: str = "en", current: str = "") -> diagrams.Diagram:
    with force_locale(language):
        return diagrams.diagram(one, language, current=current)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_state_lies_on_another_and_all_lie_within_the_drawing(key: str, language: str) -> None:
    one = drawn(editions.shipped()[key], language)
    places = [corners(node.outline) for node in one.nodes]
    for number, (left, top, right, foot) in enumerate(places):
        assert 0 <= left < right <= one.width
        assert 0 <= top < foot <= one.height
        for other in places[:number]:
            assert left >= other[2] or right <= other[0] or top >= other[3] or foot <= other[1]


@pytest.mark.parametrize("key", KEYS)
def test_every_row_is_a_line_or_leads_to_an_end_with_a_letter(key: str) -> None:
    procedure = editions.shipped()[key]
    one = drawn(procedure)
    on_lines = {int(number) for edge in one.edges for number in edge.rows.words.split(", ")}
    ends = {node.name for node in one.nodes if node.mark.words}
    for number, row in enumerate(procedure.actions, start=1):
        stays = set(row.source) == {row.target}
        assert number in on_lines or row.target in ends or stays, row
    lettered = {node.name for node in one.nodes if node.exits}
    leading = {name for row in procedure.actions if row.target in ends for name in row.source}
    assert lettered == leading


def test_it_is_mirrored_for_those_who_read_from_the_right() -> None:
    procedure = editions.shipped()["allocation_2022"]
    from_left, from_right = drawn(procedure), drawn(procedure, "ar")
    places = {node.name: node.lines[0].x for node in from_left.nodes}
    assert from_right.width == from_left.width
    assert {node.name: round(from_right.width - node.lines[0].x) for node in from_right.nodes} == {
        name: pytest.approx(x, abs=1) for name, x in places.items()
    }


def test_the_words_of_each_language_are_broken_where_they_may_be() -> None:
    assert diagrams.wrapped("Waits for the consultation of Member States", 140, 12.5) == (
        "Waits for the", "consultation of", "Member States",
    )  # fmt: skip
    assert diagrams.wrapped("已提交，等待成员国的磋商结果公布", 100, 12.5) == (
        "已提交，等待成员", "国的磋商结果公布",
    )  # fmt: skip


def test_a_state_is_told_by_its_form_and_the_present_one_by_its_mark() -> None:
    one = drawn(editions.shipped()["question_r_2023"], current="approved")
    tones = {
        node.tone: re.sub(r"[-\d. ]", "", node.outline) + bool(node.inner) * "+"
        for node in one.nodes
    }
    assert len(set(tones.values())) == len(tones) - 1  # provisional differs by its broken line
    assert [node.name for node in one.nodes if node.position == "current"] == ["approved"]


def test_a_line_that_leads_back_is_told_apart() -> None:
    boxes = [Box(name=name, width=10, height=10) for name in "abc"]
    laid = layout.lay(boxes, [("a", "b"), ("b", "c"), ("c", "a")], "abc", gap=20)
    assert laid.backwards == {("c", "a")}
    heights = [laid.boxes[name][1] for name in "abc"]
    assert heights == sorted(heights)
    assert laid.lines["c", "a"][0][1] > laid.lines["c", "a"][-1][1]
