"""An administrator opens an account, and what cannot be opened is said at its field."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from states.definition import LANGUAGES
from tests.web import returned, strictly
from tests.world import PASSWORD, World
from workflow.store.models import Person

TYPED = {"name": "Ann Other", "email": "ann@example.org", "language": "fr", "password": PASSWORD}


def opened(world: World) -> list[tuple[str, str]]:
    with world.database.reading() as session:
        people = session.scalars(select(Person).where(Person.email == TYPED["email"]))
        return [(one.name, one.language) for one in people]


def test_who_was_given_an_account_signs_in_and_may_do_nothing(world: World) -> None:
    administrator = world.client("administrator")
    assert 'href="/en/accounts/new"' in administrator.get("/appointments").text
    answer = administrator.post("/accounts/new", TYPED)
    assert answer.headers["Location"].endswith("/appointments#appoint")
    assert opened(world) == [("Ann Other", "fr")]
    page = world.client("ann").get("/my-account").text
    assert "no appointment" in page
    assert 'href="/en/accounts/new"' not in world.client("focal").get("/appointments").text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"email": "delegate@example.org"}, "email"),
        ({"email": "nobody"}, "email"),
        ({"name": " "}, "name"),
        ({"password": "short"}, "password"),
        ({"language": "de"}, "language"),
    ],
)
def test_a_fault_is_said_at_its_field(world: World, typed: dict[str, str], field: str) -> None:
    answer = world.client("administrator").post("/accounts/new", {**TYPED, **typed})
    assert answer.status_code == 422
    assert list(returned.said(answer.text)) == [field]
    assert PASSWORD not in answer.text
    assert opened(world) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.one_database
def test_the_page_is_strict_in_every_language(world: World, language: str) -> None:
    page = world.client("administrator", language).get("/accounts/new")
    assert (page.status_code, strictly.faults(page.text)) == (200, [])
    assert f'<option selected value="{language}">' in page.text
