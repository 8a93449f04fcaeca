"""The gallery: no WCAG A/AA fault in any writing, width and colours; pages by keyboard alone."""

from __future__ import annotations

from itertools import product

import pytest

from tests.journeys.conftest import Site
from tests.journeys.looking import LANGUAGES, SCHEMES, look, ways

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FOCUS = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect(), look = getComputedStyle(one);
  return [one.tagName, one.id, look.outlineStyle !== 'none' || look.boxShadow !== 'none',
          box.width > 0 && box.height > 0];
}"""
MOST_STEPS = 250


@SQLITE
@pytest.mark.timeout(120)
def test_the_gallery_is_without_fault(site: Site) -> None:
    officer = site.person("officer")
    one_of = ways()
    for _ in product(LANGUAGES, SCHEMES):
        look(officer, "/gallery", next(one_of))


@SQLITE
@pytest.mark.timeout(120)
@pytest.mark.parametrize(("path", "language", "width"), [
    ("/gallery", "en", 1440), ("/meetings/new", "ar", 390),
])  # fmt: skip
def test_the_keyboard_reaches_everything_and_is_nowhere_caught(
    site: Site, path: str, language: str, width: int
) -> None:
    officer = site.person("officer", language, width)
    officer.open(path)
    page = officer.page
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    if path != "/gallery":  # there a refusal has taken the focus
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
    passed = []
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        tag, name, outlined, shown = page.evaluate(FOCUS)
        if tag == "BODY":
            break
        passed.append((tag, name, outlined, shown))
    assert page.evaluate("document.activeElement.tagName") == "BODY", "caught"
    assert len(passed) > 10
    assert [one for one in passed if not all(one[2:])] == []


@SQLITE
def test_the_meaning_of_a_word_opens_and_closes_by_keyboard_without_script(site: Site) -> None:
    officer = site.person("officer")
    officer.open("/gallery")
    page = officer.page
    button = page.locator("button.explained").first
    button.focus()
    page.keyboard.press("Enter")
    meaning = page.locator(".meaning:popover-open")
    assert "a case keeps the edition" in meaning.inner_text()
    officer.examine()
    page.keyboard.press("Escape")
    assert meaning.count() == 0
    assert button.evaluate("one => one === document.activeElement")


@SQLITE
def test_paper_has_no_means_to_act_and_says_what_is_provisional(site: Site) -> None:
    officer = site.person("officer", "ar")
    page = officer.page
    page.emulate_media(media="print", color_scheme="dark")
    for path, marked in (("/gallery", True), ("/words", False)):
        officer.open(path)
        assert page.locator(".watermark").is_visible() == marked
        assert not page.locator("nav.menu, .languages, .who, .foot-links >> visible=true").count()
        ground = "getComputedStyle(document.body).backgroundColor"
        assert page.evaluate(ground) == "rgb(255, 255, 255)"
    officer.open("/gallery")
    assert page.locator(".watermark").inner_text() == "مؤقت"
