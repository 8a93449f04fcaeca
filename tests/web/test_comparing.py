"""Two versions side by side: whatever the texts are, nothing of them is lost, and not for long."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.web import returned, strictly
from tests.world import World
from workflow.pages.comparing import difference

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
