"""A form posted after the session ended: kept, and put back once its own person has signed in."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import func, select

from tests.scene import Opened, Scene
from tests.web import returned
from tests.world import PASSWORD, TEXT, Browser, World
from workflow.rules.commands.accounts import SetPassword
from workflow.store.models import Draft, ParkedForm
from workflow.web import parked_forms

DRAFT = {"member": "XFA", "kind": "new", "language": "ar", **TEXT, "title": "Typed in an hour"}
NEW_PASSWORD = "an altogether other phrase"


def end_session(world: World, name: str) -> None:
    """End every session of the person, as a new password does; the new one is the old again."""
    world.act("administrator", SetPassword(email=f"{name}@example.org", new=PASSWORD))


def send(browser: Browser, path: str, data: dict[str, str], **headers: str) -> str:
    """Post as a page opened before the session ended would; gives where it leads."""
    answer = browser.client.post(
        f"/en{path}",
        data={"csrf_token": "of before", "idempotency_key": "of before", **data},
        headers={"Host": "localhost", **headers},
    )
    assert answer.status_code == 302
    return answer.headers["Location"]


def sign_in(browser: Browser, name: str, led: str) -> str:
    """Sign in on the page that one was led to; gives where that leads."""
    asked = parse_qs(urlsplit(led).query)["next"][0]
    fields = {"email": f"{name}@example.org", "password": PASSWORD, "next": asked}
    return browser.post("/sign-in", fields).headers["Location"].removeprefix("/en")


def parked(world: World) -> list[ParkedForm]:
    with world.database.reading() as session:
        return list(session.scalars(select(ParkedForm)))


def test_a_new_draft_is_in_its_form_again(world: World) -> None:
    browser = world.client("delegate")
    end_session(world, "delegate")
    led = send(browser, "/drafts/new", {**DRAFT, "seen_version": "0"})
    path = sign_in(browser, "delegate", led)
    assert path == "/drafts/new"
    still = returned.held(browser.get(path).text)
    assert {name: still[name].strip() for name in DRAFT} == DRAFT
    assert browser.post(path, still).status_code == 302
    with world.database.reading() as session:
        assert session.scalars(select(Draft.title)).all() == ["Typed in an hour"]
    assert returned.held(browser.get("/drafts/new").text)["title"] == ""


def test_a_saved_draft_is_too_and_still_knows_which_version_it_was(world: World) -> None:
    draft = world.draft()
    browser = world.client("delegate")
    end_session(world, "delegate")
    led = send(browser, f"/drafts/{draft}", {**DRAFT, "seen_version": "1"})
    world.client("drafter").post(f"/drafts/{draft}", {**DRAFT, "title": "B", "seen_version": "1"})
    path = sign_in(browser, "delegate", led)
    still = returned.held(browser.get(path).text)
    assert (path, still["title"], still["seen_version"]) == (
        f"/drafts/{draft}", "Typed in an hour", "1",
    )  # fmt: skip
    assert browser.post(path, still).status_code == 409


@pytest.mark.parametrize(
    ("who", "path", "field", "value"),
    [
        ("officer", "/meetings/new", "place", "Geneva and remotely"),
        ("rag_chair", "/cases/{asked}/conclusions/R-RAG/edit", "reasons", "A second thought."),
        ("officer", "/cases/{agreed}/allocation", "grounds", "As the groups say."),
        ("respondent", "/consultations/{running_consultation}", "reasons", "Not in this band."),
        ("submitter", "/cases/{received}/revise/revise", "scope", "A narrower scope."),
    ],
)
def test_every_longer_form_is_put_back_on_its_own_page(
    prepared: tuple[Scene, Opened], who: str, path: str, field: str, value: str
) -> None:
    scene, world = prepared
    browser = world.client(who)
    end_session(world, who)
    led = send(browser, scene.path(path), {field: value})
    back = sign_in(browser, who, led)
    assert back == scene.path(path)
    assert returned.held(browser.get(back).text)[field].strip() == value


@pytest.mark.parametrize(
    ("who", "path", "sent", "field"),
    [
        (
            "officer", "/cases/{submitted}/runs/{submitted_run}",
            {"action": "refer_back", "seen_version": "{submitted_version}",
             "reasons": "It names no study group that exists."}, "reasons",
        ),
        (
            "officer", "/cases/{received}/findings/{candidate}",
            {"degree": "related", "office": "BR", "reason": "It measures the same fields."},
            "reason",
        ),
        (
            "sounded", "/drafts/{draft}/sounding", {"text": "We would say this otherwise."},
            "text",
        ),
    ],
)  # fmt: skip
def test_any_other_form_waits_on_a_page_that_sends_it_again(
    prepared: tuple[Scene, Opened], who: str, path: str, sent: dict[str, str], field: str
) -> None:
    scene, world = prepared
    browser = world.client(who)
    end_session(world, who)
    filled = {name: scene.path(value) for name, value in sent.items()}
    back = sign_in(browser, who, send(browser, scene.path(path), filled))
    assert back == "/kept"
    page = browser.get(back).text
    assert f'action="/en{scene.path(path)}"' in page
    again = returned.held(page)
    assert again[field].strip() == sent[field]
    assert browser.post(scene.path(path), again).status_code == 302


def test_another_person_in_the_same_browser_does_not_see_it(world: World) -> None:
    browser = world.client("delegate")
    end_session(world, "delegate")
    led = send(browser, "/drafts/new", DRAFT)
    path = sign_in(browser, "neighbour", led)
    assert returned.held(browser.get(path).text)["title"] == ""
    assert "Typed in an hour" not in browser.get("/kept").text


def test_nor_does_the_same_person_in_another_browser(world: World) -> None:
    browser = world.client("delegate")
    end_session(world, "delegate")
    send(browser, "/drafts/new", DRAFT)
    elsewhere = world.client("delegate")
    assert returned.held(elsewhere.get("/drafts/new").text)["title"] == ""


def test_a_browser_that_lost_its_session_keeps_what_was_typed(world: World) -> None:
    browser = world.client()
    path = sign_in(browser, "delegate", send(browser, "/drafts/new", DRAFT))
    assert returned.held(browser.get(path).text)["title"] == "Typed in an hour"


def test_after_signing_out_in_another_tab_it_is_kept(world: World) -> None:
    browser = world.client("delegate")
    browser.post("/sign-out", {})
    path = sign_in(browser, "delegate", send(browser, "/drafts/new", DRAFT))
    assert returned.held(browser.get(path).text)["title"] == "Typed in an hour"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"}, {"Origin": "null"},
        {"Referer": "https://evil.example/form"},
    ],
)  # fmt: skip
def test_a_form_of_another_site_is_not_kept(world: World, headers: dict[str, str]) -> None:
    browser = world.client()
    led = send(browser, "/drafts/new", DRAFT, **headers)
    assert led == "/en/sign-in?next=/en/drafts/new"
    assert parked(world) == []


def test_passwords_and_keys_are_never_kept(world: World) -> None:
    browser = world.client("delegate")
    end_session(world, "delegate")
    send(browser, "/my-account", {"current": PASSWORD, "password": NEW_PASSWORD})
    send(browser, "/drafts/new", {**DRAFT, "title": "a\0b\u202ec"})
    (row,) = parked(world)
    assert row.fields["title"] == ["abc"]
    assert {"csrf_token", "idempotency_key", "password", "current"} & set(row.fields) == set()


def test_what_is_kept_is_bounded_in_size_number_and_time(world: World) -> None:
    browser = world.client()
    send(browser, "/drafts/new", {"title": "x" * (parked_forms.LARGEST + 1)})
    assert parked(world) == []
    with world.database.writing() as session:
        session.add_all(
            ParkedForm(id=f"{n:04}", path="/", fields={}, at=world.now)
            for n in range(parked_forms.MOST + 5)
        )
    world.later(hours=1)
    send(browser, "/drafts/new", DRAFT)
    assert len(parked(world)) == parked_forms.MOST
    world.later(days=3)
    send(browser, "/drafts/new", {**DRAFT, "title": "Days later"})
    assert [row.fields["title"] for row in parked(world)] == [["Days later"]]
    with world.database.reading() as session:
        assert session.scalars(select(func.count()).select_from(Draft)).one() == 0
