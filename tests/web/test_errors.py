"""What breaks on our side is said, noted, and leaves nothing half stored; nothing sent breaks a page."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from sqlalchemy import func, select

from states.definition import LANGUAGES
from tests.scene import Opened, Scene
from tests.web import returned, strictly
from tests.web.access_table import ROLES, SENT
from tests.web.test_access import rows
from tests.world import TEXT, World
from workflow.handlers import HANDLERS
from workflow.rules.commands.proposals import SaveDraft
from workflow.store.models import CommandKey, Draft, EventRow
from workflow.store.transaction import Transaction

DRAFT = {"member": "XFA", "kind": "new", "language": "en", "seen_version": "0", **TEXT}
HEADINGS = {
    "ar": "حدث خلل", "en": "Something went wrong on our side", "es": "Algo", "fr": "Une erreur s&#39;est produite",
    "ru": "сторон", "zh": "出",
}  # fmt: skip


@pytest.fixture
def live(database_url: str) -> Iterator[World]:
    """An installation that answers errors as a running one does."""
    world = World(database_url, testing=False)
    yield world
    world.close()


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Saving a draft breaks after it has stored the draft."""
    save = HANDLERS[SaveDraft]

    def break_late(tx: Transaction, command: SaveDraft) -> None:
        save(tx, command)
        tx.session.flush()
        raise RuntimeError("the handler broke")

    monkeypatch.setitem(HANDLERS, SaveDraft, break_late)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.one_database
def test_a_broken_handler_is_said_noted_and_leaves_nothing(
    live: World, broken: None, language: str, caplog: pytest.LogCaptureFixture
) -> None:
    browser = live.client("delegate", language)
    with caplog.at_level(logging.ERROR):
        answer = browser.post("/drafts/new", {**DRAFT, "title": "Typed & kept"})
    assert answer.status_code == 500
    assert HEADINGS[language] in answer.text
    assert strictly.faults(answer.text) == []
    assert returned.held(answer.text)["title"] == "Typed & kept"
    assert "the handler broke" in caplog.text
    assert "the handler broke" not in answer.text
    assert "Typed & kept" not in caplog.text
    with live.database.reading() as session:
        assert [
            session.scalars(select(func.count()).select_from(table)).one()
            for table in (Draft, EventRow)
        ] == [0, 0]
        assert (
            session.scalars(select(CommandKey).where(CommandKey.command == "SaveDraft")).all() == []
        )


NASTY = (
    "\0", "x" * 60_000, "\u202e\u2066", "-1", "9" * 5000, "%s%n%(x)s{{7*7}}", "../../etc/passwd",
    "R:SG1:extra", "2026-13-45", "9999-12-31", "\ufffe", "٣",
)  # fmt: skip
FIELDS = sorted({name for sent in SENT.values() for name in sent} | {"idempotency_key", "next"})
FINE = {200, 302, 400, 403, 404, 409, 413, 422, 429}


@pytest.mark.parametrize("who", ["submitter", "officer", "rag_chair"])
def test_nothing_that_is_sent_breaks_a_form(prepared: tuple[Scene, Opened], who: str) -> None:
    scene, world = prepared
    at = ROLES.index(who)
    forms = [
        pattern
        for (method, pattern), written in rows().items()
        if method == "POST" and written[at] != "no" and pattern != "/en/sign-out"
    ]  # a door that is kept for others is shut before anything is read (`test_access.py`)
    assert len(forms) > 20
    for value in NASTY:
        browser = world.client(who)
        token = browser.token()
        for pattern in forms:
            valid = {
                name: scene.path(each) if isinstance(each, str) else each
                for name, each in SENT.get(pattern, {}).items()
            }
            for sent in (dict.fromkeys(FIELDS, value), _last_one_wrong(valid, value)):
                data = {**sent, "csrf_token": token}
                answer = browser.client.post(
                    scene.path(pattern), data=data, headers={"Host": "localhost"}
                )
                assert answer.status_code in FINE, (pattern, value[:20], sent.keys())


def _last_one_wrong(valid: dict[str, str], value: str) -> dict[str, str]:
    """What is valid but for the last of its fields."""
    return {**valid, list(valid)[-1]: value} if valid else {"idempotency_key": value}


@pytest.mark.parametrize(
    "path",
    [
        "/cases?page={}", "/cases?endpoint={}&_scheme={}", "/cases?sort={}&order={}", "/cases?sector={}&body={}",
        "/cases?state={}&kind={}", "/registers?page={}", "/questions/{}",
        "/registers/bodies?page={}", "/questions-like?sector={}", "/cases/{}", "/drafts/{}",
        "/consultations/{}", "/sponsorships/{}", "/documents/{}", "/procedures/{}",
        "/cases/BR-2026-0001/versions/{}/1", "/cases/{}/findings", "/sign-in?next={}",
    ],
)  # fmt: skip
def test_nothing_that_is_asked_breaks_a_page(world: World, path: str) -> None:
    browser = world.client("delegate")
    for value in NASTY:
        asked = path.replace("{}", quote(value[:2000], safe=""))
        assert browser.get(asked).status_code in FINE, (path, value[:20])


@pytest.mark.parametrize("path", ["/en/nothing", "/en/cases", "/en/drafts/new", "/api/v1/cases"])
@pytest.mark.parametrize("who", [None, "delegate"])
@pytest.mark.one_database
def test_more_than_is_ever_needed_is_not_even_read(
    world: World, path: str, who: str | None
) -> None:
    client = world.client(who).client
    much = b"title=" + b"x" * (world.settings.attachment_bytes + 2 * 1024 * 1024)
    form = "application/x-www-form-urlencoded"
    answer = client.post(path, data=much, content_type=form, headers={"Host": "localhost"})
    assert answer.status_code in (404, 405, 413)
    assert len(answer.data) < 20_000
