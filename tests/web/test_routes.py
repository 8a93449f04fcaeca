"""The addresses of the site: none vanishes unsaid, each says who may, one that is silent opens to nobody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from config import Settings
from tests.scene import Opened, Scene, Scenes
from workflow.app import create_app
from workflow.web.access import who_may

WRITTEN = Path(__file__).parent.parent / "routes.txt"
WORDS = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*|v1|openapi\.json|healthz|robots\.txt|<[^>]+>")


@pytest.fixture(scope="module")
def app() -> Flask:
    return create_app(Settings(database_url="sqlite://"))


def addresses(app: Flask) -> list[str]:
    """Each address with the methods it takes, as the list writes them."""
    return sorted(
        f"{rule.rule} {','.join(sorted((rule.methods or set()) - {'HEAD', 'OPTIONS'}))}"
        for rule in app.url_map.iter_rules()
    )


def test_every_address_stands_in_the_list(app: Flask) -> None:
    assert addresses(app) == WRITTEN.read_text("utf-8").splitlines()


def test_every_route_says_who_may_open_it(app: Flask) -> None:
    assert [one for one in app.view_functions if who_may(app, one) is None] == []


def test_addresses_are_in_small_letters_with_hyphens(app: Flask) -> None:
    words = {word for rule in app.url_map.iter_rules() for word in rule.rule.split("/") if word}
    assert [word for word in sorted(words) if not WORDS.fullmatch(word)] == []


@pytest.mark.parametrize("who", [None, "administrator", "officer", "submitter"])
def test_a_route_that_says_nothing_opens_to_nobody(scenes: Scenes, who: str | None) -> None:
    with scenes.copy("sqlite", alone=True) as (_, world):
        world.app.add_url_rule(
            "/en/forgotten", "forgotten", lambda: "open", methods=["GET", "POST"]
        )
        client = world.client(who)
        opened = (client.get("/forgotten"), client.post("/forgotten", {}))
        assert [answer.status_code for answer in opened] == [403, 403]


def test_another_method_than_a_page_takes_is_named_with_those_it_does(
    prepared: tuple[Scene, Opened],
) -> None:
    client = prepared[1].client("officer")
    for path in ("/en/due-this-week", "/en/meetings", "/en/my-work"):
        answer = client.client.delete(path, headers={"Host": "localhost"})
        assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
