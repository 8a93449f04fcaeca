"""A live site and real browsers: each person of the world in a browser of their own."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from tests.world import PASSWORD, World

AXE = Path(__file__).parent.parent.parent / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SHOWN = """() => {
  const page = document.documentElement.cloneNode(true);
  page.querySelectorAll('input[type=hidden]').forEach(one => one.remove());
  const ways = ['(prefers-color-scheme: dark)', 'print'].map(one => matchMedia(one).matches);
  return JSON.stringify([innerWidth, innerHeight, ways, page.outerHTML]);
}"""
"""All that axe judges by; hidden fields, which differ each time, are nothing it sees."""
EXAMINED: set[str] = set()
"""What was found without fault: a page that comes again, such as the sign-in, is not examined again."""
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic",
    "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip


@cache
def _axe() -> str:
    return AXE.read_text("utf-8")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class Person:
    """One person at a browser: opens pages, and every page opened is examined."""

    def __init__(self, page: Page, base: str, language: str) -> None:
        self.page = page
        self.base = base
        self.language = language
        self.console: list[str] = []
        self.transferred = 0
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.console.append(str(error)))
        page.on("requestfinished", self._weigh)

    def _hear(self, message: Any) -> None:
        expected = "the server responded with a status of 4" in message.text
        if message.type in ("error", "warning") and not expected:
            self.console.append(message.text)

    def _weigh(self, request: Any) -> None:
        sizes = request.sizes()
        self.transferred += sizes["responseBodySize"] + sizes["responseHeadersSize"]

    def open(self, path: str) -> None:
        """Open a page and examine it."""
        self.page.goto(f"{self.base}/{self.language}{path}")
        self.examine()

    def sign_in(self, name: str) -> None:
        """Sign in by the form."""
        self.open("/sign-in")
        self.page.fill("#email", f"{name}@example.org")
        self.page.fill("#password", PASSWORD)
        self.press("main button[type=submit]")

    def press(self, selector: str) -> None:
        """Press a button that leads to another page, and examine that page."""
        with self.page.expect_navigation():
            self.page.click(selector)
        self.examine()

    def press_button(self, name: str) -> None:
        """Press the first button of that name in the page's body."""
        button = self.page.locator("main").get_by_role("button", name=name, exact=True).first
        with self.page.expect_navigation():
            button.click()
        self.examine()

    def follow(self, name: str) -> None:
        """Follow the first link of that name in the page's body."""
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("link", name=name).first.click()
        self.examine()

    def examine(self) -> None:
        """No WCAG A/AA violation, nothing wider than the screen, no error in the console."""
        assert self.console == [], (self.page.url, self.console)
        overflow = "() => document.documentElement.scrollWidth - window.innerWidth"
        assert self.page.evaluate(overflow) <= 1, self.page.url
        shown = self.page.evaluate(SHOWN)
        if shown in EXAMINED:
            return
        self.page.evaluate(_axe())
        found = self.page.evaluate(
            "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", RULES
        )
        faults = [
            (one["id"], [node["html"][:200] for node in one["nodes"]])
            for one in found["violations"]
        ]
        assert faults == [], self.page.url
        EXAMINED.add(shown)

    def text(self) -> str:
        """What the page says."""
        return self.page.inner_text("main")


class Site:
    """The world's site on a free port, with its browsers."""

    def __init__(self, world: World, chromium: Browser) -> None:
        self.world = world
        self.chromium = chromium
        self.server = make_server("127.0.0.1", 0, world.app, threaded=True)
        self.base = f"http://127.0.0.1:{self.server.port}"
        self.contexts: list[Any] = []
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def person(
        self,
        name: str | None,
        language: str = "en",
        width: int = 1280,
        *,
        script: bool = True,
    ) -> Person:
        """A browser of that person, signed in."""
        context = self.chromium.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=script
        )
        self.contexts.append(context)
        person = Person(context.new_page(), self.base, language)
        if name is not None and script:
            person.sign_in(name)
        return person

    def close(self) -> None:
        """Close the browsers and the server."""
        for context in self.contexts:
            context.close()
        self.server.shutdown()


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """A small installation whose application is its own: a browser may still ask when a test ends."""
    one = World(database_url, alone=True)
    yield one
    one.close()


@pytest.fixture
def site(world: World, chromium: Browser) -> Iterator[Site]:
    """A live site on a fresh database."""
    one = Site(world, chromium)
    yield one
    one.close()
