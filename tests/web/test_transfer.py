"""What travels when a delegate opens a page for the first time: never more than 150 kB."""

from __future__ import annotations

import re

import pytest

from states.definition import LANGUAGES
from tests.scene import LINK_TOKEN, Opened, Scene
from tests.world import Browser

MOST = 150_000
PATH = (
    "/", "/sign-in", "/my-country", "/my-work", "/drafts/new", "/drafts/{draft}",
    "/drafts/{draft}/soundings", "/drafts/{draft}/submit", "/questions-like",
    "/cases", "/cases/{received}", "/cases/{announced}", "/cases/{received}/findings",
    "/cases/{received}/revise/revise", "/cases/{received}/versions/1/1",
    "/consultations/{running_consultation}", "/meetings", "/registers",
    "/registers/member-states", "/procedures", "/my-account", f"/links/{LINK_TOKEN}",
)  # fmt: skip
"""The pages of a delegate's way, from the door to the result."""
LOADED = re.compile(r'<(?:link[^>]*?rel="(?:stylesheet|icon)"[^>]*?|script[^>]*?|img[^>]*?)>')
ADDRESS = re.compile(r'(?:href|src)="([^"]+)"')
INSIDE = re.compile(rb"url\(\s*[\"']?(/[^)\"']+|(?!data:)[^)\"']+)")


def fetched(browser: Browser, address: str) -> bytes:
    """The bytes that travel: compressed where the server has them so."""
    headers = {"Host": "localhost", "Accept-Encoding": "gzip"}
    with browser.client.get(address, headers=headers) as answer:
        assert answer.status_code == 200, address
        assert answer.headers.get("Content-Encoding") == "gzip" or not address.endswith(
            (".css", ".js")
        ), f"{address} is not served compressed"
        return answer.data


def transferred(browser: Browser, path: str) -> int:
    """The page with every file that it makes a browser load, each once."""
    page = fetched(browser, f"/{browser.language}{path}")
    files = {
        ADDRESS.search(one).group(1)  # type: ignore[union-attr]
        for one in LOADED.findall(page.decode())
        if ADDRESS.search(one)
    }
    assert {one for one in files if one.endswith(".css")}
    return len(page) + sum(len(fetched(browser, one)) for one in files)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_of_a_delegates_way_weighs_too_much(
    prepared: tuple[Scene, Opened], language: str
) -> None:
    scene, world = prepared
    browser = world.client("submitter", language)
    weights = {path: transferred(browser, scene.path(path)) for path in PATH}
    assert {path: weight for path, weight in weights.items() if weight > MOST} == {}


def test_the_style_sheets_load_nothing_further(prepared: tuple[Scene, Opened]) -> None:
    _scene, world = prepared
    browser = world.client("submitter")
    page = browser.get("/my-country").text
    for address in re.findall(r'<link rel="stylesheet" href="([^"]+)"', page):
        with browser.client.get(address, headers={"Host": "localhost"}) as answer:
            further = [one for one in INSIDE.findall(answer.data) if not one.startswith(b"#")]
            assert further == [], address
