"""Every page that any role reaches, in any language: strict HTML, strict headers, no dead link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from werkzeug.test import TestResponse

from states.definition import LANGUAGES
from tests.scene import Scenes
from tests.web import strictly
from tests.web.access_table import ROLES
from tests.web.test_access import rows
from tests.world import Browser, World

POLICY = {
    "default-src 'none'", "style-src 'self'", "script-src 'self'", "img-src 'self' data:",
    "font-src 'self'", "connect-src 'self'", "form-action 'self'", "frame-ancestors 'none'",
    "base-uri 'none'",
}  # fmt: skip
LANGUAGE_OF = {role: LANGUAGES[index % 6] for index, role in enumerate(ROLES)}


def read(browser: Browser, begin: set[str]) -> Iterator[tuple[str, TestResponse]]:
    """Every page that links of the same language lead to."""
    known, waiting = set(begin), sorted(begin)
    own = re.compile(rf'href="(/{browser.language}/[^"#]*)')
    while waiting:
        path = waiting.pop()
        answer = browser.client.get(path, headers={"Host": "localhost"})
        yield path, answer
        if answer.headers.get("Content-Disposition"):
            continue  # a file, which leads nowhere
        for link in own.findall(unescape(answer.text)):
            if link not in known:
                known.add(link)
                waiting.append(link)


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_every_role_is_strict(scenes: Scenes, role: str) -> None:
    language = LANGUAGE_OF[role]
    with scenes.copy("sqlite") as (scene, world):
        browser = world.client(None if role == "anonymous" else role, language)
        begin = {
            scene.path(pattern).replace("/en/", f"/{language}/", 1)
            for method, pattern in rows()
            if method == "GET" and pattern.startswith("/en/")
        }
        wrong = {
            path: faults_of(answer, followed=path not in begin)
            for path, answer in read(browser, begin)
        }
    assert {path: found for path, found in wrong.items() if found} == {}


def faults_of(answer: TestResponse, *, followed: bool) -> list[str]:
    """What is wrong with an answer; a link that was followed must lead somewhere."""
    found = [f"dead link: {answer.status_code}"] if followed and answer.status_code > 399 else []
    if answer.mimetype == "text/html" and answer.status_code != 302:
        found += strictly.faults(answer.text)
        if set(answer.headers["Content-Security-Policy"].split("; ")) != POLICY:
            found.append("policy")
        if answer.headers["Cache-Control"] != "no-store":
            found.append("may be kept by a cache")
    for name, value in (
        ("X-Content-Type-Options", "nosniff"),
        (
            "Referrer-Policy",
            "no-referrer" if answer.request.path[3:].startswith("/links/") else "same-origin",
        ),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ):
        found += [] if answer.headers.get(name) == value else [name]
    return found


@pytest.mark.parametrize("role", ["submitter", "neighbour", "officer", "rag_chair", "focal"])
@pytest.mark.parametrize("sent", [{}, {"reasons": "a\0b", "reason": "a\0b", "title": "\u202eab"}])
def test_a_form_that_comes_back_is_strict_and_leads_on(
    scenes: Scenes, role: str, sent: dict[str, str]
) -> None:
    with scenes.copy("sqlite") as (scene, world):
        browser = world.client(role)
        wrong = {}
        for method, pattern in rows():
            if method == "POST" and pattern not in (
                "/en/sign-out",
                "/en/drafts/{to_delete}/delete",
            ):
                answer = browser.post(scene.path(pattern).removeprefix("/en"), sent)
                wrong[pattern] = faults_of(answer, followed=False) + dead_links(browser, answer)
    assert {pattern: found for pattern, found in wrong.items() if found} == {}


def dead_links(browser: Browser, answer: TestResponse) -> list[str]:
    """Links of the page, those to the other languages among them, that lead nowhere."""
    links = set(re.findall(r'href="(/[a-z]{2}/[^"#]*)', unescape(answer.text)))
    opened = {
        link: browser.client.get(link, headers={"Host": "localhost"}).status_code
        for link in links
        if answer.status_code in (409, 413, 422, 503)
    }
    return [f"{link}: {status}" for link, status in sorted(opened.items()) if status > 399]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_that_says_what_went_wrong_is_strict(world: World, language: str) -> None:
    browser = world.client("delegate", language)
    told = {
        400: browser.client.get(f"/{language}/cases?state=%00", headers={"Host": "localhost"}),
        403: browser.get("/due-this-week"),
        404: browser.get("/nothing"),
        405: browser.client.delete(f"/{language}/meetings", headers={"Host": "localhost"}),
        409: browser.get(f"/cases/{world.submitted()}/revise/submit_revision"),
        413: browser.post("/drafts/new", {"title": "x" * 12_000_000}),
        422: browser.post("/my-account", {}),
    }
    for status, answer in told.items():
        assert (answer.status_code, faults_of(answer, followed=False)) == (status, [])
        assert f'<html lang="{language}"' in answer.text
    assert told[405].headers["Allow"] == "GET, HEAD, OPTIONS"
