"""The style sheets: one set of tokens, both colour sets readable, nothing left or right, kept small."""

from __future__ import annotations

import gzip
import re

import pytest

from tests.world import World
from workflow.web.assets import FOLDER

SHEETS = ("site.css", "components.css", "dark.css", "print.css")
TOKEN = re.compile(r"--([\w-]+): (#[0-9a-f]{6})")
TEXT_ON = [
    ("ink", "paper"), ("ink", "wash"), ("ink-soft", "paper"), ("ink-soft", "wash"),
    ("ink-soft", "closed-wash"), ("accent", "paper"), ("accent", "wash"), ("accent", "accent-wash"),
    ("accent-dark", "accent-wash"), ("on-accent", "accent"), ("on-accent", "accent-dark"),
    ("on-band", "band"), ("band-soft", "band"), ("band", "on-band"), ("proposed", "paper"),
    ("waiting", "paper"), ("waiting", "waiting-wash"), ("ink", "waiting-wash"),
    ("provisional", "paper"), ("provisional", "provisional-wash"), ("ink", "provisional-wash"),
    ("on-decided", "decided"), ("ink", "decided-wash"), ("closed", "closed-wash"),
    ("care", "paper"), ("care", "care-wash"), ("ink", "care-wash"),
    ("on-demonstration", "demonstration"), ("on-demonstration", "demonstration-stripe"),
]  # fmt: skip
"""What is written on what."""
LINES_ON = [("line-strong", "paper"), ("focus", "paper"), ("focus", "wash"), ("accent", "wash")]
"""The edges that tell a control or the focus."""


def sheet(name: str) -> str:
    """The sheet without its comments and pictures."""
    text = (FOLDER / name).read_text("utf-8")
    return re.sub(r"/\*.*?\*/|url\(\"[^\"]*\"\)", "", text, flags=re.DOTALL)


def colours(scheme: str) -> dict[str, str]:
    """The tokens of the light or the dark set."""
    light = dict(TOKEN.findall(sheet("site.css")))
    return light | (dict(TOKEN.findall(sheet("dark.css"))) if scheme == "dark" else {})


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio of two colours."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_written_stands_out_from_what_it_is_written_on(scheme: str) -> None:
    held = colours(scheme)
    assert [pair for pair in TEXT_ON if contrast(held[pair[0]], held[pair[1]]) < 4.5] == []
    assert [pair for pair in LINES_ON if contrast(held[pair[0]], held[pair[1]]) < 3] == []


def test_a_colour_or_a_size_of_type_stands_among_the_tokens_alone() -> None:
    for name in ("site.css", "components.css"):
        rules = re.sub(r":root \{.*?\n\}", "", sheet(name), flags=re.DOTALL)
        assert re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(", rules) == [], name
        assert re.findall(r"font-size: [\d.]+rem", rules) in ([], ["font-size: 1.0625rem"]), name


@pytest.mark.parametrize("name", SHEETS)
def test_nothing_is_left_or_right_spaced_out_or_slanted(name: str) -> None:
    rules = sheet(name)
    physical = r"(?:margin|padding|border)-(?:left|right)|(?<![-\w])(?:left|right|float): |text-align: (?:left|right)"
    assert re.findall(physical, rules) in ([], ["float: "]), name  # a legend floats in Bootstrap
    assert re.findall(r"letter-spacing|font-style: italic|text-transform", rules) == [], name


def test_the_sheets_of_a_page_stay_small() -> None:
    weight = sum(len(gzip.compress((FOLDER / name).read_bytes())) for name in SHEETS)
    assert weight < 14_000


def test_a_status_differs_in_more_than_colour() -> None:
    frames = re.findall(r"\.status-(\w+) \{([^}]*)\}", sheet("components.css"))
    told = {tone: re.findall(r"--icon-\w+|border-style: \w+|border-radius: \w+", rule)
            for tone, rule in frames}  # fmt: skip
    assert set(told) == {"proposed", "waiting", "provisional", "decided", "closed"}
    assert len({tuple(one) for one in told.values()}) == len(told)
    icons = re.findall(r"--icon: var\((--icon-\w+)\)", " ".join(rule for _, rule in frames))
    assert len(set(icons)) == len(told)


def test_a_reader_chooses_light_or_dark_without_script(world: World) -> None:
    browser = world.client(None)
    before = browser.get("/").text
    assert 'media="screen and (prefers-color-scheme: dark)"' in before
    assert browser.post("/appearance", {"appearance": "dark"}).status_code == 302
    assert 'media="screen"' in browser.get("/").text
    browser.post("/appearance", {"appearance": "light"})
    assert "dark.css" not in browser.get("/").text


def test_an_appearance_that_does_not_exist_is_asked_again(world: World) -> None:
    browser = world.client(None)
    answer = browser.post("/appearance", {"appearance": "sepia"})
    assert answer.status_code == 422
    assert 'id="appearance"' in answer.text
    browser.client.set_cookie("appearance", '"><b>', domain="localhost")
    assert 'media="screen and (prefers-color-scheme: dark)"' in browser.get("/").text
