"""Signing in: one answer for whatever does not fit, tries counted in the database, no way out of the site."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest

from tests.scene import Opened
from tests.world import PASSWORD, Browser, World
from workflow.store import passwords
from workflow.store.models import Person
from workflow.web import throttle

ONCE = re.compile(r'name="(csrf_token|idempotency_key)" value="[^"]*"')
COSTS = (32768, 4)
WRONG = "not the password at all"


@pytest.fixture
def second(world: World) -> Iterator[Opened]:
    """Another process of the same installation."""
    other = Opened(world.settings.database_url)
    other.now = world.now
    yield other
    other.close()


def enter(browser: Browser, email: str, password: str = WRONG, **fields: str) -> tuple[int, str]:
    answer = browser.post("/sign-in", {"email": email, "password": password, **fields})
    return answer.status_code, ONCE.sub("", answer.text).replace(email, "")


def test_an_unknown_address_a_wrong_password_and_a_closed_account_answer_alike(
    world: World,
) -> None:
    with world.database.writing() as session:
        session.get_one(Person, world.reader("stranger").person_id).active = False
        session.get_one(Person, world.reader("drafter").person_id).password_hash = ""
    known = enter(world.client(), "delegate@example.org")
    assert known[0] == 422
    assert "Address and password do not fit." in known[1]
    assert enter(world.client(), "nobody@example.org") == known
    assert enter(world.client(), "stranger@example.org", PASSWORD) == known
    assert enter(world.client(), "drafter@example.org", PASSWORD) == known


def test_an_unknown_address_costs_as_much_work_as_a_wrong_password(database_url: str) -> None:
    """Measured at a cost beside which the rest of the request weighs little."""
    world = World(database_url, password_memory_kib=COSTS[0], password_time_cost=COSTS[1])
    with world.database.writing() as session:
        person = session.get_one(Person, world.reader("delegate").person_id)
        person.password_hash = passwords.hashed(PASSWORD, passwords.hasher(*COSTS))
    browser = world.client()
    enter(browser, "nobody@example.org")  # the hash that stands in for theirs is made once
    unknown, known = (
        min(work_of(browser, email) for _ in range(3))
        for email in ("nobody@example.org", "delegate@example.org")
    )
    world.close()
    assert known / 2 < unknown < known * 2


def work_of(browser: Browser, email: str) -> float:
    started = time.process_time()
    enter(browser, email)
    return time.process_time() - started


def test_tries_are_counted_across_processes(world: World, second: Opened) -> None:
    for one in range(throttle.PER_ACCOUNT):
        site = world if one % 2 else second
        assert enter(site.client(), "delegate@example.org")[0] == 422
    for site in (world, second):
        assert enter(site.client(), "delegate@example.org", PASSWORD)[0] == 429
    assert enter(second.client(), "neighbour@example.org", PASSWORD)[0] == 302


def test_a_paused_sign_in_says_for_how_long_and_ends_by_itself(world: World) -> None:
    for _ in range(throttle.PER_ACCOUNT):
        enter(world.client(language="fr"), "delegate@example.org")
    browser = world.client(language="fr")
    answer = browser.post("/sign-in", {"email": "delegate@example.org", "password": PASSWORD})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")
    assert "un quart d’heure" in answer.text or "un quart d'heure" in answer.text
    world.later(minutes=16)
    assert enter(browser, "delegate@example.org", PASSWORD)[0] == 302


def test_an_unknown_address_is_paused_just_as_a_known_one(world: World) -> None:
    for _ in range(throttle.PER_ACCOUNT):
        enter(world.client(), "nobody@example.org")
    assert enter(world.client(), "NOBODY@example.org ")[0] == 429


def test_one_network_address_cannot_try_account_after_account(world: World) -> None:
    for one in range(throttle.PER_ADDRESS):
        assert enter(world.client(), f"guess{one}@example.org")[0] == 422
    assert enter(world.client(), "delegate@example.org", PASSWORD)[0] == 429


def test_signing_in_forgets_the_failed_tries_of_that_account(world: World) -> None:
    for _ in range(throttle.PER_ACCOUNT - 1):
        enter(world.client(), "delegate@example.org")
    assert enter(world.client(), "delegate@example.org", PASSWORD)[0] == 302
    assert enter(world.client(), "delegate@example.org")[0] == 422


@pytest.mark.parametrize(
    ("email", "password", "sentence"),
    [
        ("", "", "This field is required."),
        ("a" * 300 + "@example.org", PASSWORD, "Please use at most 200 characters."),
        ("delegate@example.org", "x" * 201, "Please use at most 200 characters."),
        ("dele\0gate@example.org", PASSWORD, "a control character"),
    ],
)
def test_what_cannot_be_an_account_is_said_at_its_field(
    world: World, email: str, password: str, sentence: str
) -> None:
    status, text = enter(world.client(), email, password)
    assert (status, sentence in text) == (422, True)


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example",
        "/\t/evil.example", "/\n/evil.example", "javascript:alert(1)", "http:/en/cases",
        "en/cases", "///evil.example", " //evil.example",
    ],
)  # fmt: skip
def test_signing_in_leads_to_no_other_site(world: World, target: str) -> None:
    answer = world.client().post(
        "/sign-in", {"email": "delegate@example.org", "password": PASSWORD, "next": target}
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, "/en/my-work")


def test_signing_in_leads_back_to_where_one_was_going(world: World) -> None:
    sent = world.client().get("/cases?sector=R&sort=age")
    assert sent.headers["Location"] == "/en/sign-in?next=/en/cases?sector%3DR%26sort%3Dage"
    back = {"next": "/en/cases?sector=R&sort=age"}
    answer = world.client().post(
        "/sign-in", {"email": "delegate@example.org", "password": PASSWORD, **back}
    )
    assert answer.headers["Location"] == "/en/cases?sector=R&sort=age"


@pytest.mark.parametrize(
    ("who", "first"),
    [
        ("officer", "due-this-week"),
        ("stranger", "my-work"),
        ("rag_chair", "reviews"),
        ("sg_chair", "my-work"),
    ],
)
def test_each_begins_on_their_own_first_page(world: World, who: str, first: str) -> None:
    answer = world.client().post(
        "/sign-in", {"email": f" {who.upper()}@example.org", "password": PASSWORD}
    )
    assert answer.headers["Location"] == f"/en/{first}"
