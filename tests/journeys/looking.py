"""Opening a page in one of twelve ways: three writings, two widths, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, product

from tests.journeys.conftest import Person

LANGUAGES, WIDTHS, SCHEMES = ("en", "ar", "zh"), (390, 1440), ("light", "dark")
WAYS = list(product(LANGUAGES, WIDTHS, SCHEMES))


def ways() -> Iterator[tuple[str, int, str]]:
    """Language, width and colours, so that neighbours differ in all three and all twelve come."""
    return cycle(WAYS[at * 5 % len(WAYS)] for at in range(len(WAYS)))


def look(person: Person, path: str, way: tuple[str, int, str]) -> None:
    """Open the page that way and examine it."""
    person.language, width, scheme = way
    person.page.set_viewport_size({"width": width, "height": 900})
    person.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    person.open(path)
    dark = "getComputedStyle(document.documentElement).colorScheme === 'dark'"
    assert person.page.evaluate(dark) == (scheme == "dark")
