"""Pages of proposals: what cannot be undone is asked first, and what happened is said."""

from __future__ import annotations

from tests.world import World


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
