"""Private links: they open one draft to whoever has them, for a time, and give away nothing else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.scene import Opened
from tests.tampering import events
from tests.web import strictly
from tests.web.test_csrf import counted
from tests.workflow.handlers.test_drafting import everything
from tests.world import TEXT, Browser, World
from workflow.rules.commands.proposals import SaveDraft, SubmitProposal
from workflow.rules.commands.soundings import DeleteSoundings
from workflow.store import links
from workflow.store.models import Clearance, CommandKey, DraftComment, DraftLink, EventPayload

LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
CLEARED = {
    "office": "Ministry of Communications", "cleared_on": "2026-03-02", "reference": "MC/14",
    "seen_version": "1",
}  # fmt: skip


def make(world: World, draft: str, **said: str) -> str:
    """Make a link as a person does; gives its address below the language."""
    asked = {"recipient": "Ministry", "kind": "clearance", "days": "7", **said}
    page = world.client("delegate").post(f"/drafts/{draft}/links", asked)
    assert page.status_code == 200
    found = re.search(r"http://127\.0\.0\.1:8000/en(/links/[\w-]{43})<", page.text)
    assert found is not None
    return found.group(1)


def capital(world: World, language: str = "en") -> Browser:
    """Somebody without an account."""
    return world.client(None, language)


def rows(world: World, table: Any) -> list[Any]:
    with world.database.reading() as session:
        return list(session.scalars(select(table).order_by(table.id)))


@pytest.fixture
def draft(world: World) -> str:
    return world.draft()


def test_a_reader_without_an_account_reads_the_draft_as_often_as_needed(
    world: World, draft: str
) -> None:
    address = make(world, draft)
    for _ in range(2):
        page = capital(world).get(address)
        assert page.status_code == 200
        assert strictly.faults(page.text) == []
        assert TEXT["title"] in page.text
        assert TEXT["question_text"] in page.text
        assert "Republic of Almaria" in page.text
    assert "Open until 23:59 on 9 March 2026" in (
        world.client("delegate").get(f"/drafts/{draft}/soundings").text
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.one_database
def test_it_reads_in_every_language(world: World, draft: str, language: str) -> None:
    page = capital(world, language).get(make(world, draft))
    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.text
    assert strictly.faults(page.text) == []


def test_the_token_is_stored_nowhere_and_shown_once(world: World, draft: str) -> None:
    token = make(world, draft).rpartition("/")[2]
    assert token not in everything(world)
    assert token not in world.client("delegate").get(f"/drafts/{draft}/soundings").text
    (link,) = rows(world, DraftLink)
    assert link.digest == links.digest(token)
    assert len({links.new_token() for _ in range(100)}) == 100


def test_a_form_sent_twice_makes_one_link_and_says_what_to_do(world: World, draft: str) -> None:
    delegate = world.client("delegate")
    asked = {"recipient": "Ministry", "kind": "comment", "days": "7", "idempotency_key": "k"}
    first, second = (delegate.post(f"/drafts/{draft}/links", asked) for _ in range(2))
    assert len(rows(world, DraftLink)) == 1
    assert ("/links/" in first.text, "Its address was shown once" in second.text) == (True, True)


def test_no_crawler_cache_or_other_site_learns_the_address(world: World, draft: str) -> None:
    address = make(world, draft)
    token = address.rpartition("/")[2]
    page = capital(world).get(address)
    closed = _closed(world, draft, address)
    for answer in (page, closed, capital(world).get("/links/unknown")):
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
    assert '<meta name="robots" content="noindex, nofollow, noarchive">' in page.text
    assert '<meta name="referrer" content="no-referrer">' in page.text
    elsewhere = [one for one in re.findall(r'href="([^"]+)"', page.text) if token in one]
    assert {one.partition("/links/")[0] for one in elsewhere} == {f"/{one}" for one in LANGUAGES}
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page.text) == []


def _closed(world: World, draft: str, address: str) -> TestResponse:
    (link,) = rows(world, DraftLink)
    world.client("delegate").post(f"/drafts/{draft}/links/{link.id}/close", {})
    return capital(world).get(address)


def test_robots_are_asked_to_leave_links_alone(world: World) -> None:
    text = capital(world).client.get("/robots.txt", headers={"Host": "localhost"}).text
    assert "User-agent: *" in text
    for language in LANGUAGES:
        assert f"Disallow: /{language}/links/" in text


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_opening_creates_nothing(world: World, draft: str, method: str) -> None:
    address = make(world, draft)
    before = everything(world)
    for agent in ("Mozilla/5.0", "Googlebot/2.1", "Slackbot-LinkExpanding 1.0"):
        for below in ("", "/comment", "/clearance"):
            answer = capital(world).client.open(
                f"/en{address}{below}?office=Ministry&cleared_on=2026-03-02",
                method=method,
                headers={"Host": "localhost", "User-Agent": agent},
            )
            assert answer.status_code == (405 if below else 200)
    assert everything(world) == before


def test_clearance_is_given_once(world: World, draft: str) -> None:
    address = make(world, draft)
    browser = capital(world)
    first = browser.post(f"{address}/clearance", CLEARED)
    assert first.status_code == 302
    (row,) = rows(world, Clearance)
    assert (row.office, row.reference, row.version) == ("Ministry of Communications", "MC/14", 1)
    again = capital(world).post(f"{address}/clearance", {**CLEARED, "office": "Another office"})
    assert again.status_code == 409
    assert "Clearance is already given through this link." in again.text
    assert [one.office for one in rows(world, Clearance)] == ["Ministry of Communications"]
    page = capital(world).get(address).text
    assert "Clearance was given through this link:" in page
    assert "Give clearance" not in page


def test_a_double_click_gives_one_clearance(world: World, draft: str) -> None:
    address = make(world, draft)
    browser = capital(world)
    sent = {**CLEARED, "idempotency_key": "k", "csrf_token": browser.token()}
    codes = [browser.post(f"{address}/clearance", sent).status_code for _ in range(2)]
    assert (codes, len(rows(world, Clearance))) == ([302, 302], 1)


def test_a_text_saved_meanwhile_is_not_cleared_unread(world: World, draft: str) -> None:
    address = make(world, draft)
    newer = {**TEXT, "question_text": "Which other methods apply?"}
    world.act(
        "delegate",
        SaveDraft(
            draft_id=draft, seen_version=1, member="XFA", sector="R", kind="new", language="en",
            fields=newer,
        ),
    )  # fmt: skip
    answer = capital(world).post(f"{address}/clearance", CLEARED)
    assert answer.status_code == 409
    assert "Which other methods apply?" in answer.text
    assert 'value="MC/14"' in answer.text
    assert rows(world, Clearance) == []
    assert (
        capital(world).post(f"{address}/clearance", {**CLEARED, "seen_version": "2"}).status_code
        == 302
    )


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"office": " "}, "This field is required."),
        ({"cleared_on": ""}, "This field is required."),
        ({"cleared_on": "2026-03-03"}, "This day lies in the future."),
        ({"cleared_on": "0202-03-02"}, "This day lies too far back."),
        ({"reference": "r" * 201}, "Please use at most 200 characters."),
    ],
)
def test_a_faulty_clearance_comes_back_with_what_was_typed(
    world: World, draft: str, said: dict[str, str], told: str
) -> None:
    address = make(world, draft)
    answer = capital(world).post(
        f"{address}/clearance", {**CLEARED, "office": "The <Office>", **said}
    )
    assert answer.status_code == 422
    assert told in answer.text
    assert ("The &lt;Office&gt;" in answer.text) == ("office" not in said)
    assert rows(world, Clearance) == []


def test_a_link_for_comments_takes_no_clearance(world: World, draft: str) -> None:
    address = make(world, draft, kind="comment")
    assert "Give clearance" not in capital(world).get(address).text
    assert capital(world).post(f"{address}/clearance", CLEARED).status_code == 409
    assert rows(world, Clearance) == []


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_form_needs_its_token_and_no_referrer(world: World, draft: str, scheme: str) -> None:
    address = make(world, draft)
    through = {"wsgi.url_scheme": scheme}
    for below, sent in (("comment", {"text": "Well put."}), ("clearance", CLEARED)):
        browser = capital(world)
        before = counted(world)
        for token in ("", "wrong", capital(world).token()):
            refused = browser.post(
                f"{address}/{below}", {**sent, "csrf_token": token}, environ_overrides=through
            )
            assert refused.status_code == 400
            assert "/sign-in?" not in refused.headers.get("Location", "")
        assert counted(world) == before
        assert "parked" not in browser.client.get_cookie("intersector").value  # type: ignore[union-attr]
        answer = browser.post(f"{address}/{below}", sent, environ_overrides=through)
        assert answer.status_code == 302, answer.text


@pytest.mark.parametrize("how", ["closed", "ended", "submitted"])
def test_a_link_that_is_open_no_more_reveals_nothing(world: World, draft: str, how: str) -> None:
    address = make(world, draft)
    if how == "closed":
        _closed(world, draft, address)
    elif how == "ended":
        world.later(days=8)
    else:
        world.act("delegate", SubmitProposal(draft_id=draft, seen_version=1))
    page = capital(world).get(address)
    assert page.status_code == 410
    assert "This link is no longer open" in page.text
    assert "Its time has ended, or whoever sent it has closed it." in page.text
    for secret in (TEXT["title"], "Almaria", "Ministry", "XFA"):
        assert secret not in page.text
    for below, sent in (("comment", {"text": "Well put."}), ("clearance", CLEARED)):
        answer = capital(world).post(f"{address}/{below}", sent)
        assert answer.status_code == 410
        assert sent.get("text", "MC/14") in answer.text  # what was typed is not lost
    assert (rows(world, Clearance), rows(world, DraftComment)) == ([], [])


def test_a_link_ends_at_the_end_of_its_last_day(world: World, draft: str) -> None:
    address = make(world, draft)
    world.now = rows(world, DraftLink)[0].expires_at
    assert capital(world).get(address).status_code == 410
    world.later(microseconds=-1)
    assert capital(world).get(address).status_code == 200


def test_an_unknown_or_deleted_link_is_no_page(world: World, draft: str) -> None:
    address = make(world, draft)
    (link,) = rows(world, DraftLink)
    capital(world).post(f"{address}/comment", {"text": "Well put."})
    capital(world).post(f"{address}/clearance", CLEARED)
    world.client("delegate").post(f"/drafts/{draft}/links/{link.id}/delete", {})
    for one in (address, "/links/x", f"/links/{link.id}", f"/links/{link.digest}", "/links/é"):
        assert capital(world).get(one).status_code == 404, one
    for table in (DraftLink, DraftComment, Clearance):
        assert rows(world, table) == []


def test_a_comment_reaches_the_delegation_and_nobody_else(world: World, draft: str) -> None:
    address, other = make(world, draft), make(world, draft, recipient="Operator")
    world.client("delegate").post(f"/drafts/{draft}/soundings", {"email": "stranger@example.org"})
    browser = capital(world)
    sent = {"name": "Desk officer", "text": "The scope is <b>too</b> wide."}
    assert browser.post(f"{address}/comment", sent).status_code == 302
    shown = "The scope is &lt;b&gt;too&lt;/b&gt; wide."
    assert shown in browser.get(address).text
    for who in ("delegate", "drafter"):
        page = world.client(who).get(f"/drafts/{draft}/soundings").text
        assert shown in page
        assert "Desk officer" in page
    assert shown not in capital(world).get(other).text
    assert shown not in world.client("stranger").get(f"/drafts/{draft}/sounding").text
    assert events(world) == []


def test_what_comes_through_one_link_is_limited(world: World, draft: str) -> None:
    address = make(world, draft)
    with world.database.writing() as session:
        session.add_all(
            DraftComment(draft_id=draft, link_id=1, text=f"No. {n}", at=world.now)
            for n in range(50)
        )
    answer = capital(world).post(f"{address}/comment", {"text": "One more, and it is kept here."})
    assert answer.status_code == 422
    assert "Through one link come at most 50 comments." in answer.text
    assert "One more, and it is kept here." in answer.text


def test_the_link_opens_nothing_else(world: World, draft: str) -> None:
    address = make(world, draft)
    other = world.draft(title="Another subject altogether")
    browser = capital(world)
    assert browser.get(address).status_code == 200
    token = address.rpartition("/")[2]
    for path in (
        "/my-work", f"/drafts/{draft}", f"/drafts/{draft}/soundings", f"/drafts/{draft}/submit",
        f"/drafts/{draft}/sounding", f"/drafts/{other}", "/cases",
    ):  # fmt: skip
        answer = browser.get(f"{path}?token={token}")
        assert answer.status_code == 302, path
        assert "/sign-in" in answer.headers["Location"]
    assert "Another subject altogether" not in browser.get(address).text


@pytest.mark.parametrize("who", ["officer", "director", "administrator", "neighbour", "focal"])
def test_clearances_stay_inside_the_delegation(world: World, draft: str, who: str) -> None:
    capital(world).post(f"{make(world, draft)}/clearance", CLEARED)
    number = world.act("delegate", SubmitProposal(draft_id=draft, seen_version=1))["case"]
    world.move("officer", str(number), "receive")
    browser = world.client(who)
    for path in (f"/cases/{number}", f"/cases/{number}/findings", "/my-work"):
        page = browser.get(path)
        assert page.status_code == 200
        assert "Ministry of Communications" not in page.text
    assert browser.get(f"/drafts/{draft}/soundings").status_code in (403, 404)
    with world.database.reading() as session:
        told = [str(one.body) for one in session.scalars(select(EventPayload))]
    assert (len(told) > 1, "Ministry" in str(told)) == (True, False)


def test_who_may_submit_sees_the_clearances_before_submitting(world: World, draft: str) -> None:
    submit = f"/drafts/{draft}/submit"
    assert "None is recorded." in world.client("delegate").get(submit).text
    manual = {"office": "Regulator", "cleared_on": "2026-03-01"}
    assert world.client("drafter").post(f"/drafts/{draft}/clearances", manual).status_code == 302
    capital(world).post(f"{make(world, draft)}/clearance", CLEARED)
    page = world.client("delegate").get(submit).text
    assert strictly.faults(page) == []
    for words in ("Regulator", "Ministry of Communications", "2 March 2026", "MC/14"):
        assert words in page
    assert "saved again after this clearance" not in page
    world.client("delegate").post(
        f"/drafts/{draft}",
        {
            "member": "XFA",
            "kind": "new",
            "language": "en",
            "seen_version": "1",
            **TEXT,
            "scope": "Methods and limits.",
        },
    )
    assert "saved again after this clearance" in world.client("delegate").get(submit).text
    (first, _) = rows(world, Clearance)
    world.client("drafter").post(f"/drafts/{draft}/clearances/{first.id}/delete", {})
    assert "Regulator" not in world.client("delegate").get(submit).text


def test_everything_asked_and_said_can_be_deleted(world: World, draft: str) -> None:
    before = counted(world)
    address = make(world, draft)
    capital(world).post(f"{address}/comment", {"text": "Well put."})
    capital(world).post(f"{address}/clearance", CLEARED)
    world.client("delegate").post(f"/drafts/{draft}/soundings", {"email": "stranger@example.org"})
    world.client("stranger").post(f"/drafts/{draft}/sounding", {"text": "Why?"})
    world.act("delegate", DeleteSoundings(draft_id=draft))
    after = counted(world)
    assert {name: number for name, number in after.items() if number != before[name]} == {
        "command_keys": after["command_keys"]
    }
    assert capital(world).get(address).status_code == 404
    assert world.client("stranger").get(f"/drafts/{draft}/sounding").status_code == 404
    assert world.client("delegate").get(f"/drafts/{draft}").status_code == 200
    with world.database.reading() as session:
        kept = str([one.outcome for one in session.scalars(select(CommandKey))])
    assert "Ministry" not in kept


def test_a_link_is_refused_where_it_makes_no_sense(world: World, draft: str) -> None:
    delegate = world.client("delegate")
    good = {"recipient": "Ministry", "kind": "clearance", "days": "7"}
    for bad in ({"recipient": "  "}, {"kind": "all"}, {"days": "400"}, {"days": "-1"}):
        answer = delegate.post(f"/drafts/{draft}/links", {**good, **bad})
        assert answer.status_code == 422, bad
        assert strictly.faults(answer.text) == []
    assert rows(world, DraftLink) == []


def test_how_long_a_link_is_open_is_a_setting(database_url: str) -> None:
    world = World(database_url, link_days=21)
    page = world.client("delegate").get(f"/drafts/{world.draft()}/soundings").text
    assert '<option selected value="21">21 days</option>' in page
    world.close()


def test_a_link_outlives_the_process_that_made_it(world: World, draft: str) -> None:
    address = make(world, draft)
    other = Opened(world.settings.database_url)
    other.now = world.now
    assert capital(other).get(address).status_code == 200
    other.close()
