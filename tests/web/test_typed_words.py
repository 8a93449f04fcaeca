"""Words typed to find something: in no address and no log, and there again when the page is opened again."""

from __future__ import annotations

import logging
import re
from html import unescape

import pytest

from tests.world import Browser, World
from workflow.pages import case_table, registers
from workflow.web.typed import MOST

TYPED = "exposure"
PLACES = ("/cases", "/registers/questions", "/questions-like", "/search")
LOST = "not kept here any more"
ROWS = re.compile(r'data-label="Case"><a href="[^"]*">(BR-[^<]+)</a>')


def addresses(page: str) -> list[str]:
    """Every address on the page."""
    return re.findall(r'(?:href|action|formaction|hx-\w+)="([^"]*)"', unescape(page))


def link(page: str, label: str) -> str:
    """Where the link with that label leads, without the language."""
    found = re.search(rf'<a (?:rel="\w+" )?href="/en([^"]*)"[^>]*>{label}</a>', page)
    return unescape(found.group(1)) if found else ""


def follow(browser: Browser, page: str, label: str) -> str:
    return browser.get(link(page, label)).text


def test_they_stand_in_no_address_and_no_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.received()
    caplog.set_level(logging.DEBUG)
    browser = world.client("delegate")
    for path in PLACES:
        sent = browser.post(path, {"text": TYPED})
        page = browser.find(path, TYPED)
        assert f'name="text" value="{TYPED}"' in page.text, path
        assert sent.headers.get("Location", "") == (
            "" if path == "/search" else page.request.full_path
        )
        assert [one for one in [*addresses(page.text), page.request.url] if TYPED in one] == []
    kept = browser.post("/case-filters", {"name": "Mine", "text": TYPED})
    signed_out = world.client().post("/cases", {"text": TYPED})
    for answer in (kept, signed_out):
        assert answer.status_code == 302
        assert TYPED not in answer.headers["Location"]
    assert [one for one in addresses(browser.get("/cases").text) if TYPED in one] == []
    assert TYPED not in caplog.text


@pytest.mark.parametrize("path", ["/cases", "/registers/questions", "/questions-like"])
def test_an_address_that_holds_words_is_not_asked_for_them(world: World, path: str) -> None:
    world.received()
    page = world.client("delegate").get(f"{path}?text=unheard").text
    assert 'name="text" value=""' in page
    assert 'class="empty"' not in page


def test_what_was_chosen_stands_in_the_address(world: World) -> None:
    browser = world.client("delegate")
    chosen = {"text": " ", "sector": "R", "kind": "", "state": "received"}
    assert browser.post("/cases", chosen).headers["Location"] == "/en/cases?sector=R&state=received"
    for path in PLACES[1:3]:
        sent = browser.post(path, {"text": ""}).headers["Location"]
        assert (sent.startswith(f"/en{path}"), "words" in sent) == (True, False)


def test_the_order_the_pages_and_the_language_keep_them(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = world.received()
    second = world.received(title="Another exposure")
    world.received(title="Another subject altogether")
    monkeypatch.setattr(case_table, "PAGE_SIZE", 1)
    browser = world.client("delegate")
    page = follow(browser, browser.find("/cases", TYPED, sector="R").text, "Title")
    assert 'aria-sort="ascending"' in page
    assert "2 cases" in page
    assert ROWS.findall(page) == [second]
    page = follow(browser, page, "Next")
    assert ROWS.findall(page) == [first]
    (french,) = re.findall(r'href="(/fr/cases\?[^"]*)"', page)
    answer = browser.client.get(unescape(french), headers={"Host": "localhost"})
    assert f'name="text" value="{TYPED}"' in answer.text
    assert first in answer.text
    assert '<option value="R" selected>' in answer.text


def test_the_pages_of_a_register_keep_them(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registers, "PAGE_SIZE", 2)
    browser = world.client(None)
    page = follow(browser, browser.find("/registers/questions", TYPED).text, "Next")
    assert "Page 2 of" in page
    assert f'name="text" value="{TYPED}"' in page


def test_two_windows_keep_their_own(world: World) -> None:
    world.received()
    browser = world.client("delegate")
    one = browser.find("/cases", TYPED).request.full_path
    other = browser.find("/cases", "unheard").request.full_path
    for path, text in ((one, TYPED), (other, "unheard"), (one, TYPED)):
        page = browser.client.get(path, headers={"Host": "localhost"}).text
        assert f'name="text" value="{text}"' in page


@pytest.mark.parametrize("who", ["delegate", "neighbour"])
def test_an_address_whose_words_are_not_kept_says_so(world: World, who: str) -> None:
    """On another browser, after signing in anew, or after many others: never as if nothing was asked."""
    world.received()
    first = world.client("delegate")
    path = first.find("/cases", TYPED, kind="new").request.full_path.removeprefix("/en")
    browser = world.client(who)
    page = browser.get(path).text
    assert LOST in page
    assert '<option value="new" selected>' in page
    assert (
        browser.get(path.replace("/cases", "/case-table/csv")).headers["Location"] == f"/en{path}"
    )
    for place in PLACES[1:3]:
        assert LOST in world.client("delegate").get(f"{place}?words=gone").text
    assert LOST not in first.get(path).text
    for one in range(MOST):
        first.find("/cases", f"word {one}")
    assert LOST in first.get(path).text


def test_the_longest_words_fit_into_the_cookie(world: World) -> None:
    browser = world.client("delegate")
    for begin in (0x4E00, 0x6E00, 0x1F300):
        text = "".join(chr(begin + 37 * one) for one in range(200))
        browser.find("/cases", text)
    cookie = browser.client.get_cookie("intersector")
    assert cookie is not None
    assert len(cookie.value) < 3500
    assert browser.get("/my-work").status_code == 200
