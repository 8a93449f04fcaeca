"""The gallery and the main pages: no WCAG A/AA fault in any writing, width and colours; by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, product

import pytest

from tests.journeys.conftest import Person, Site

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LANGUAGES, WIDTHS, SCHEMES = ("en", "ar", "zh"), (390, 1440), ("light", "dark")
PAGES = {
    None: ("/", "/sign-in", "/help", "/words", "/agreed-words", "/procedures/question_r_2023",
           "/registers/questions", "/meetings", "/no-such-page"),
    "delegate": ("/my-work", "/drafts/new", "/help/delegate", "/cases/{case}",
                 "/cases/{case}/findings", "/consultations/{consultation}"),
    "officer": ("/due-this-week", "/cases", "/cases/{case}", "/meetings/new", "/sentences"),
    "rag_chair": ("/reviews", "/cases/{case}"),
    "administrator": ("/appointments", "/my-account"),
}  # fmt: skip
"""Whose pages are looked at; a case has its number, a consultation its own."""
FOCUS = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect(), look = getComputedStyle(one);
  return [one.tagName, one.id, look.outlineStyle !== 'none' || look.boxShadow !== 'none',
          box.width > 0 && box.height > 0];
}"""
MOST_STEPS = 250


def ways() -> Iterator[tuple[str, int, str]]:
    """Language, width and colours, so that neighbours differ in all three and all twelve come."""
    found = list(product(LANGUAGES, WIDTHS, SCHEMES))
    return cycle(found[at * 5 % 12] for at in range(12))


def look(person: Person, path: str, way: tuple[str, int, str]) -> None:
    """Open the page that way and examine it."""
    person.language, width, scheme = way
    person.page.set_viewport_size({"width": width, "height": 900})
    person.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    person.open(path)
    dark = "getComputedStyle(document.documentElement).colorScheme === 'dark'"
    assert person.page.evaluate(dark) == (scheme == "dark")


@SQLITE
@pytest.mark.timeout(120)
def test_the_gallery_is_without_fault(site: Site) -> None:
    officer = site.person("officer")
    one_of = ways()
    for _ in product(LANGUAGES, SCHEMES):
        look(officer, "/gallery", next(one_of))


@SQLITE
@pytest.mark.timeout(180)
def test_the_main_pages_are_without_fault(site: Site) -> None:
    case = site.world.consulted()
    consultation = site.world.consultation(case).id
    one_of = ways()
    for who, paths in PAGES.items():
        person = site.person(who)
        for path in paths:
            for _ in range(2):
                look(person, path.format(case=case, consultation=consultation), next(one_of))


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
