"""Two versions side by side: whatever the texts are, nothing of them is lost, and not for long."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.web import returned, strictly
from tests.world import World
from workflow.pages.comparing import AROUND, difference, folded
from workflow.store import editions

pytestmark = pytest.mark.one_database

LONGEST = 50_000
SENTENCE = st.text("ab .\n。的", max_size=12)


def joined(parts: tuple[tuple[str, str], ...], *kinds: str) -> str:
    return "".join(text for kind, text in parts if kind in kinds)


@given(st.lists(SENTENCE, max_size=8).map("".join), st.lists(SENTENCE, max_size=8).map("".join))
def test_both_texts_can_be_read_from_the_difference(before: str, after: str) -> None:
    parts = difference(before, after)
    assert joined(parts, "same", "gone") == before
    assert joined(parts, "same", "new") == after
    assert all(text for _kind, text in parts)


@pytest.mark.parametrize(
    ("before", "after", "parts"),
    [
        ("", "", ()),
        ("One. Two.", "One. Two.", (("same", "One. Two."),)),
        ("", "New.", (("new", "New."),)),
        (
            "Methods only. Near stations.",
            "Methods and limits. Near stations.",
            (
                ("same", "Methods "), ("gone", "only"), ("new", "and limits"),
                ("same", ". Near stations."),
            ),
        ),
        (
            "测量方法。电台附近。", "测量限值。电台附近。",
            (("same", "测量"), ("gone", "方法"), ("new", "限值"), ("same", "。电台附近。")),
        ),
        ("A. B. C.", "A. C.", (("same", "A. "), ("gone", "B. "), ("same", "C."))),
    ],
)  # fmt: skip
def test_what_changed_is_told_word_by_word(
    before: str, after: str, parts: tuple[tuple[str, str], ...]
) -> None:
    assert difference(before, after) == parts


def longest_texts() -> dict[str, tuple[str, str]]:
    """Pairs of texts as long as a field may be, chosen to be hard to compare."""
    chance = random.Random(1)  # noqa: S311 - no secret
    words = [f"w{number}" for number in range(2000)]
    text = " ".join(chance.choices(words, k=12_000))
    ideographs = [chr(0x4E00 + number) for number in range(500)]
    written = "".join(chance.choices(ideographs, k=LONGEST))
    return {
        "other words": (text, " ".join(chance.choices(words, k=12_000))),
        "every third word": (
            text,
            " ".join("x" if n % 3 else w for n, w in enumerate(text.split())),
        ),
        "ideographs": (written, "".join("变" if n % 5 else c for n, c in enumerate(written))),
        "one word": ("a " * 25_000, "a " * 24_000 + "b " * 1000),
        "full stops": (". " * 25_000, "。" * LONGEST),
        "short sentences": ("".join(f"{n}. " for n in range(900)) * 9, "a. b. " * 450),
        "lines": ("x\n" * 25_000, "y\nx\n" * 12_500),
    }


@pytest.mark.parametrize("name", longest_texts())
def test_the_longest_texts_are_compared_in_moments(name: str) -> None:
    before, after = (text[:LONGEST] for text in longest_texts()[name])
    started = time.process_time()
    parts = difference(before, after)
    assert time.process_time() - started < 3
    assert joined(parts, "same", "new") == after


def test_the_page_shows_both_versions(world: World) -> None:
    number = world.received(scope="Methods only.")
    browser = world.client("delegate")
    filled = returned.held(browser.get(f"/cases/{number}/revise/revise").text)
    filled = {**filled, "scope": "Methods and limits."}
    assert browser.post(f"/cases/{number}/revise/revise", filled).status_code == 302
    answer = world.client("neighbour").get(f"/cases/{number}/versions/1/2")
    tree = strictly.page(answer.text)
    gone, new = ([strictly.words(one) for one in tree.iter(tag)] for tag in ("del", "ins"))
    assert (["only" in one for one in gone], ["and limits" in one for one in new]) == (
        [True],
        [True],
    )


def revised(world: World, language: str = "en", **texts: tuple[str, str]) -> str:
    """A case whose second version says otherwise in those fields."""
    before = {name: one for name, (one, _) in texts.items()}
    number = world.received(language=language, **before)
    browser = world.client("delegate")
    filled = returned.held(browser.get(f"/cases/{number}/revise/revise").text)
    filled = {**filled, **{name: other for name, (_, other) in texts.items()}}
    assert browser.post(f"/cases/{number}/revise/revise", filled).status_code == 302
    return number


@given(
    st.lists(st.tuples(st.sampled_from(["same", "gone", "new"]), st.text("ab .的", min_size=1))),
    st.integers(1, 900),
)
def test_what_is_folded_is_not_lost(parts: list[tuple[str, str]], times: int) -> None:
    long = tuple((kind, text * times) for kind, text in parts)
    shown = folded(long)
    for kinds in (("same", "gone"), ("same", "new")):
        assert joined(shown, *kinds, "folded") == joined(long, *kinds)
    assert all(text for _kind, text in shown)


def test_what_is_the_same_at_length_is_folded_around_the_change() -> None:
    same = "Word after word. " * 100
    parts = folded(difference(f"{same}Methods only. {same}", f"{same}Methods and limits. {same}"))
    assert [kind for kind, _ in parts] == [
        "folded", "same", "gone", "new", "same", "folded",
    ]  # fmt: skip
    around = [text for kind, text in parts if kind == "same"]
    assert (around[0].split()[0] in same.split(), around[0].endswith("Methods ")) == (True, True)
    assert max(len(one) for one in around) <= 2 * AROUND


def test_a_short_text_is_not_folded() -> None:
    parts = difference("Methods only. Near stations.", "Methods and limits. Near stations.")
    assert folded(parts) == parts


def test_the_page_says_what_changed_and_folds_the_rest(world: World) -> None:
    number = revised(world, scope=("Methods only.", "Methods and limits."))
    page = strictly.page(world.client("neighbour").get(f"/cases/{number}/versions/1/2").text)
    (main,) = page.iter("main")
    headings = [strictly.words(one) for one in main.iter("h2")]
    label = editions.shipped()["question_r_2023"].labels["en"].fields["scope"]
    assert headings == [label, "Unchanged"]
    assert f"Changed: {label}." in strictly.words(main)
    folds = [strictly.words(one) for one in page.iter("details")]
    assert any("Administrations ask for it." in one for one in folds)


def test_what_was_chosen_is_compared_in_words(world: World) -> None:
    number = revised(world, answer_form=("report", "handbook"))
    page = strictly.page(world.client("neighbour").get(f"/cases/{number}/versions/1/2").text)
    (gone,), (new,) = ([strictly.words(one) for one in page.iter(tag)] for tag in ("del", "ins"))
    assert ("Report" in gone, "Handbook" in new) == (True, True)


def test_marks_for_the_ear_do_not_turn_the_direction_of_the_text(world: World) -> None:
    number = revised(world, "ar", scope=("طرائق القياس.", "حدود القياس."))
    page = strictly.page(world.client("neighbour").get(f"/cases/{number}/versions/1/2").text)
    for one in page.iter():
        if one.tag in ("del", "ins"):
            marks = [each.tag for each in one]
            assert marks == ["bdi", "bdi"]


def test_two_versions_alike_say_that_nothing_changed(world: World) -> None:
    number = revised(world, scope=("Methods only.", "Methods only."))
    page = world.client("neighbour").get(f"/cases/{number}/versions/1/2").text
    assert "Nothing has changed between these versions." in page
