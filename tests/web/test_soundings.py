"""Somebody sounded finds the draft, knows who asks, and reads it in words."""

from __future__ import annotations

import pytest

from tests.world import TEXT, World
from workflow.rules.commands.proposals import EndSharing, ShareDraft, SubmitProposal


@pytest.fixture
def draft(world: World) -> str:
    """A draft of XFA on which somebody without a post is sounded."""
    shared = world.draft(answer_form="recommendation", category="S1")
    world.act("delegate", ShareDraft(draft_id=shared, email="stranger@example.org"))
    return shared


def test_the_person_sounded_finds_the_draft_among_the_work(world: World, draft: str) -> None:
    work = world.client("stranger").get("/my-work").text
    section = work[work.index("Shared with you") :]
    assert f'href="/en/drafts/{draft}/sounding"' in section
    assert TEXT["title"] in section
    assert "Republic of Almaria" in section


def test_nobody_else_finds_it_and_after_submission_nobody_does(world: World, draft: str) -> None:
    assert "Shared with you" not in world.client("neighbour").get("/my-work").text
    world.act("delegate", SubmitProposal(draft_id=draft, seen_version=1))
    assert "Shared with you" not in world.client("stranger").get("/my-work").text


def test_a_sounding_taken_back_is_gone(world: World, draft: str) -> None:
    world.act("delegate", EndSharing(draft_id=draft, share_id=1))
    assert "Shared with you" not in world.client("stranger").get("/my-work").text


def test_the_sounding_says_who_asks_and_shows_words_for_codes(world: World, draft: str) -> None:
    page = world.client("stranger").get(f"/drafts/{draft}/sounding").text
    assert "Republic of Almaria asks what you think of this draft. It is private" in page
    assert ">S1: urgent, within two years</div>" in page
    assert ">recommendation</div>" not in page
    assert TEXT["question_text"] in page
