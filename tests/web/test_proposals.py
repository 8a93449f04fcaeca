"""Pages of proposals: what cannot be undone is asked first, and what happened is said."""

from __future__ import annotations

import pytest

from tests.world import TEXT, World


def test_withdrawing_is_the_last_thing_offered_and_asked_first(world: World) -> None:
    number = world.submitted()
    world.move("officer", number, "refer_back", reasons="Name the study group.")
    page = world.client("delegate").get(f"/cases/{number}").text
    asking = page.index(f"Withdraw {number}? It cannot be undone.")
    fold = page.rindex("<details", 0, asking)
    button = page.index("<button", asking)
    assert page.index('class="btn btn-secondary"', button) < page.index(">", button)
    assert "</details>" not in page[fold:asking]
    assert page.rindex(f"/cases/{number}/revise/submit_revision") < fold


def test_a_draft_is_not_deleted_by_one_click(world: World) -> None:
    draft = world.draft()
    page = world.client("delegate").get(f"/drafts/{draft}").text
    asking = page.index("Delete this draft? It cannot be undone.")
    form = page.rindex(f"/drafts/{draft}/delete", 0, asking)
    assert "<summary>Delete this draft</summary>" in page[page.rindex("<details", 0, form) : form]


def test_a_case_referred_back_says_by_whom_and_why_at_its_top(world: World) -> None:
    number = world.submitted()
    world.move("officer", number, "refer_back", reasons="Name the study group.")
    page = world.client("delegate").get(f"/cases/{number}").text
    top = page[: page.index('class="facts"')]
    assert "Referred back on 2 March 2026 by " in top
    assert "<bdi>Name the study group.</bdi>" in top
    assert f"/cases/{number}/revise/submit_revision" in top
    bureau = world.client("officer").get(f"/cases/{number}").text
    assert "Name the study group." in bureau[: bureau.index('class="facts"')]
    assert f"/cases/{number}/revise/submit_revision" not in bureau


def test_a_case_that_was_not_referred_back_has_no_such_notice(world: World) -> None:
    page = world.client("delegate").get(f"/cases/{world.received()}").text
    assert "Referred back on" not in page


def flashed(page: str) -> str:
    """What a page says at its top of what was just done."""
    begin = page.index('<div class="flash" role="status">')
    return page[begin : page.index("</div>", begin)]


@pytest.mark.parametrize(
    ("language", "saved"), [("en", "Saved."), ("fr", "Enregistré."), ("ru", "Сохранено.")]
)
def test_saving_is_said_once_in_the_readers_language(
    world: World, language: str, saved: str
) -> None:
    client = world.client("delegate", language)
    draft = {"member": "XFA", "kind": "new", "language": "en", **TEXT}
    answer = client.post("/drafts/new", draft)
    path = answer.location.removeprefix(f"/{language}")
    assert saved in flashed(client.get(path).text)
    assert saved not in flashed(client.get(path).text)


def test_submitting_says_the_number_and_who_is_next(world: World) -> None:
    client = world.client("delegate")
    draft = world.draft()
    answer = client.post(f"/drafts/{draft}/submit", {"seen_version": "1"})
    page = flashed(client.get(answer.location.removeprefix("/en")).text)
    assert "Submitted as BR-2026-0001. BR acknowledges receipt next." in page


def test_an_action_on_a_case_is_said_to_be_recorded(world: World) -> None:
    number = world.submitted()
    run = world.run(number)
    client = world.client("officer")
    url = f"/cases/{number}/runs/{run.id}"
    client.post(url, {"action": "receive", "seen_version": str(run.version)})
    assert "Recorded." in flashed(client.get(f"/cases/{number}").text)


def test_what_was_refused_is_not_said_to_be_recorded(world: World) -> None:
    client = world.client("officer")
    number = world.submitted()
    url = f"/cases/{number}/runs/{world.run(number).id}"
    answer = client.post(url, {"action": "screen", "seen_version": "1"})
    assert answer.status_code == 409
    assert "Recorded." not in flashed(answer.text)
    assert "Recorded." not in flashed(client.get(f"/cases/{number}").text)
