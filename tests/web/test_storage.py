"""A locked, full or missing database: a clear page, what was typed on it, and nothing half stored."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event, func, make_url, select, text

from states.definition import LANGUAGES
from tests.web import returned, strictly
from tests.world import PASSWORD, TEXT, World
from workflow.rules.commands.proposals import AttachFile
from workflow.rules.errors import StorageBusyError
from workflow.store.models import Attachment, AttachmentChunk, Base, CommandKey, Draft

DRAFT = {"member": "XFA", "kind": "new", "language": "en", "seen_version": "0", **TEXT}
HEADINGS = {
    "ar": "لا يقبل", "en": "The storage does not take changes just now", "es": "almacenamiento",
    "fr": "stockage", "ru": "Хранилище", "zh": "存储",
}  # fmt: skip


@contextmanager
def locked(world: World) -> Iterator[None]:
    """Another connection holds the lock that every change needs; requests wait but shortly."""
    url = world.settings.database_url
    if url.startswith("sqlite"):
        event.listen(world.database.engine, "connect", _wait_shortly)
        world.database.dispose()
        other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("begin immediate")
        yield
        other.close()
        return
    engine = create_engine(url)
    event.listen(world.database.engine, "do_connect", _give_up_soon)
    world.database.dispose()
    with engine.begin() as connection:
        connection.execute(
            text("lock table drafts, sign_in_attempts, command_keys in exclusive mode")
        )
        yield
    engine.dispose()


def _wait_shortly(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("pragma busy_timeout=20")


def _give_up_soon(_dialect: object, _record: object, _args: object, params: dict[str, str]) -> None:
    params["options"] = f"{params['options']} -c lock_timeout=20ms"


@contextmanager
def full(world: World) -> Iterator[None]:
    """The disk holds what it holds now, and not a page more."""
    path = world.settings.database_url.removeprefix("sqlite:///")
    with sqlite3.connect(path) as other:
        (pages,) = other.execute("pragma page_count").fetchone()
    other.close()

    def fill(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"pragma max_page_count={pages}")

    event.listen(world.database.engine, "connect", fill)
    world.database.dispose()
    yield
    event.remove(world.database.engine, "connect", fill)
    world.database.dispose()


def rows(world: World) -> dict[str, int]:
    with world.database.reading() as session:
        return {
            name: session.scalars(select(func.count()).select_from(table)).one()
            for name, table in Base.metadata.tables.items()
            if name != "sign_in_attempts"
        }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_locked_database_is_said_and_what_was_typed_can_be_sent_again(
    world: World, language: str
) -> None:
    browser = world.client("delegate", language)
    token, before = browser.token(), rows(world)
    sent = {"csrf_token": token, "idempotency_key": "once", **DRAFT, "title": "Typed & kept"}
    headers = {"Host": "localhost"}
    with locked(world):
        answer = browser.client.post(f"/{language}/drafts/new", data=sent, headers=headers)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert HEADINGS[language] in answer.text
    assert strictly.faults(answer.text) == []
    assert rows(world) == before
    again = returned.held(answer.text)
    kept = {name: value for name, value in sent.items() if name in again}
    assert {name: again[name].strip() for name in kept} == kept
    assert 'name="idempotency_key" value="once"' in answer.text
    assert browser.post("/drafts/new", {**again, "idempotency_key": "once"}).status_code == 302
    with world.database.reading() as session:
        assert session.scalars(select(Draft.title)).all() == ["Typed & kept"]


def test_reading_goes_on_while_the_database_takes_no_change(world: World) -> None:
    number = world.received()
    browser = world.client("officer")
    with locked(world):
        opened = [browser.get(path).status_code for path in (f"/cases/{number}", "/cases", "/")]
    assert opened == [200, 200, 200]


def test_nobody_is_half_signed_in_by_a_locked_database(world: World) -> None:
    browser = world.client()
    data = {"email": "delegate@example.org", "password": PASSWORD}
    token = browser.token()
    with locked(world):
        answer = browser.client.post(
            "/en/sign-in", data={"csrf_token": token, **data}, headers={"Host": "localhost"}
        )
    assert answer.status_code == 503
    assert PASSWORD not in answer.text
    assert browser.get("/my-work").status_code == 302
    assert browser.post("/sign-in", data).headers["Location"] == "/en/my-work"


@pytest.fixture
def on_sqlite(templates) -> Iterator[World]:
    with templates.copy("sqlite") as url:
        world = World(url)
        yield world
        world.close()


def test_a_full_disk_is_said_and_what_was_typed_is_kept(on_sqlite: World) -> None:
    browser = on_sqlite.client("delegate", "fr")
    typed = {**DRAFT, **{name: f"{name} " * 4000 for name in ("scope", "reason", "programme")}}
    before = rows(on_sqlite)
    with full(on_sqlite):
        answer = browser.post("/drafts/new", typed)
    assert answer.status_code == 503
    assert HEADINGS["fr"] in answer.text
    again = returned.held(answer.text)
    assert again["scope"].strip() == typed["scope"].strip()
    assert rows(on_sqlite) == before
    assert browser.post("/drafts/new", again).status_code == 302


def test_a_document_that_does_not_fit_leaves_no_piece_behind(on_sqlite: World) -> None:
    draft = on_sqlite.draft()
    command = AttachFile(draft_id=draft, name="a.pdf", content=b"%PDF-" + b"x" * 3_000_000)
    with full(on_sqlite), pytest.raises(StorageBusyError):
        on_sqlite.act("delegate", command, key="once")
    with on_sqlite.database.reading() as session:
        counts = [
            session.scalars(select(func.count()).select_from(table)).one()
            for table in (Attachment, AttachmentChunk)
        ]
        assert (counts, session.get(CommandKey, "1:once")) == ([0, 0], None)
    assert on_sqlite.act("delegate", command, key="once")["attachment"]


@pytest.mark.parametrize("path", ["/en/cases", "/ar/registers", "/zh/my-work", "/healthz"])
def test_a_database_that_is_gone_is_said_on_every_page(world: World, path: str) -> None:
    browser = world.client("officer")
    world.later(minutes=5)  # so that the keys of sessions are to be read anew
    with gone(world):
        answer = browser.client.get(path, headers={"Host": "localhost"})
    assert answer.status_code == 503
    assert strictly.faults(answer.text) == []
    assert browser.client.get("/en/cases", headers={"Host": "localhost"}).status_code == 200


@contextmanager
def gone(world: World) -> Iterator[None]:
    """The database answers nobody for a while."""
    url = world.settings.database_url
    if url.startswith("sqlite"):
        world.database.dispose()
        path = Path(url.removeprefix("sqlite:///"))
        aside = path.rename(path.with_suffix(".aside"))
        path.mkdir()
        yield
        path.rmdir()
        aside.rename(path)
        return
    address = make_url(url)
    name = address.database
    server = create_engine(address.set(database="postgres"), isolation_level="AUTOCOMMIT")
    world.database.dispose()
    with server.connect() as connection:
        connection.execute(text(f"alter database {name} allow_connections false"))
        yield
        connection.execute(text(f"alter database {name} allow_connections true"))
    server.dispose()
