"""Every page that the table of routes names, opened by somebody who may, in two of twelve ways."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.database import Templates
from tests.journeys.conftest import Person, Site
from tests.journeys.looking import look, ways
from tests.scene import Scene, Scenes
from tests.web.access_table import ROLES
from tests.web.test_access import rows
from tests.world import World


def pages() -> list[tuple[str, str]]:
    """Each address with a role that may open it; the roles that may take turns."""
    found = []
    for number, ((method, pattern), written) in enumerate(rows().items()):
        may = [role for role, answer in zip(ROLES, written, strict=True) if answer == "ok"]
        if method == "GET" and may and pattern.startswith("/en/"):
            found.append((may[number % len(may)], pattern))
    return found


def is_page(world: World, scene: Scene, role: str, pattern: str) -> bool:
    """Whether the address answers with a page and not with a file."""
    browser = world.client(None if role == "anonymous" else role)
    answer = browser.client.get(scene.path(pattern), headers={"Host": "localhost"})
    return answer.mimetype == "text/html"


@pytest.mark.timeout(300)
@pytest.mark.parametrize("part", range(2))
def test_every_page_is_without_fault(templates: Templates, chromium: Browser, part: int) -> None:
    scenes = Scenes(templates)
    one_of = ways()
    opened = 0
    with scenes.copy("sqlite", alone=True) as (scene, world):
        site = Site(world, chromium)
        people: dict[str, Person] = {}
        for role, pattern in pages()[part::2]:
            if not is_page(world, scene, role, pattern):
                continue
            name = None if role == "anonymous" else role
            person = people.setdefault(role, people.get(role) or site.person(name))
            for _ in range(2):
                look(person, scene.path(pattern).removeprefix("/en"), next(one_of))
                opened += 1
        site.close()
    scenes.close()
    assert opened > 50
