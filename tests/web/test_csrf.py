"""A form without its token changes nothing, on whichever route it is posted."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from tests.scene import Opened, Scene
from tests.web.access_table import SENT
from tests.web.test_access import rows
from tests.world import World
from workflow.store.models import Base

pytestmark = pytest.mark.one_database

POSTS = [pattern for method, pattern in rows() if method == "POST"]
WHO = ("submitter", "officer", "rag_chair", "administrator")
WRITTEN_BY_READING = {"sign_in_attempts", "parked_forms", "ended_sessions", "signing_keys"}


def counted(world: World) -> dict[str, int]:
    """How many rows each table holds."""
    tables = [one for name, one in Base.metadata.tables.items() if name not in WRITTEN_BY_READING]
    with world.database.reading() as session:
        return {
            one.name: session.scalars(select(func.count()).select_from(one)).one() for one in tables
        }


@pytest.mark.parametrize("token", [None, "", "wrong", "another session's"])
def test_no_route_takes_a_form_without_its_own_token(
    prepared: tuple[Scene, Opened], token: str | None
) -> None:
    scene, world = prepared
    before = counted(world)
    another = world.client("neighbour").token()
    for who in WHO:
        client = world.client(who).client
        for pattern in POSTS:
            sent = {
                name: scene.path(value) if isinstance(value, str) else value
                for name, value in SENT.get(pattern, {}).items()
            }
            if token is not None:
                sent["csrf_token"] = another if token == "another session's" else token
            answer = client.post(scene.path(pattern), data=sent, headers={"Host": "localhost"})
            assert answer.status_code in (400, 403), (who, pattern)
        assert client.get("/en/my-account", headers={"Host": "localhost"}).status_code == 200
    assert counted(world) == before


def test_what_was_typed_is_shown_again_when_the_token_was_missing(
    prepared: tuple[Scene, Opened],
) -> None:
    scene, world = prepared
    client = world.client("submitter", "es").client
    typed = {"title": "Mediciones cerca de estaciones", "csrf_token": "old"}
    answer = client.post(f"/es/drafts/{scene['draft']}", data=typed, headers={"Host": "localhost"})
    assert answer.status_code == 400
    assert "Mediciones cerca de estaciones" in answer.text
    assert '<html lang="es"' in answer.text
    assert "old" not in answer.text.partition("<h1>")[2]


def test_signing_in_needs_the_token_too(world: World) -> None:
    client = world.client().client
    data = {"email": "delegate@example.org", "password": "correct horse battery"}
    answer = client.post("/en/sign-in", data=data, headers={"Host": "localhost"})
    assert answer.status_code == 400
    assert client.get("/en/my-work", headers={"Host": "localhost"}).status_code == 302
    assert "correct horse battery" not in answer.text
