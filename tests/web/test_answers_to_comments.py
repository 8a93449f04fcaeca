"""The delegation answers a comment; who made it reads the answer where it commented, and nobody else."""

from __future__ import annotations

import re

import pytest

from tests.tampering import events
from tests.web import returned, strictly
from tests.web.test_private_links import capital, make, rows
from tests.workflow.handlers.test_drafting import everything
from tests.world import World
from workflow.rules.commands.proposals import CommentDraft, ShareDraft, SubmitProposal
from workflow.rules.commands.soundings import AnswerComment
from workflow.rules.errors import InvalidInputError, NotFoundError
from workflow.store.models import DraftComment

ANSWER = "We say so in the scope."


@pytest.fixture
def draft(world: World) -> str:
    return world.draft()


def commented(world: World, draft: str, text: str = "Which antennas?") -> tuple[str, int]:
    """A link's address, and the comment that came through it."""
    address = make(world, draft, kind="comment")
    answer = capital(world).post(f"{address}/comment", {"name": "Ann", "text": text})
    assert answer.status_code == 302
    return address, rows(world, DraftComment)[-1].id


def answer(world: World, draft: str, comment: int, text: str, who: str = "delegate") -> int:
    path = f"/drafts/{draft}/comments/{comment}/answer"
    return world.client(who).post(path, {"text": text}).status_code


def test_the_answer_is_read_at_the_same_link_and_at_no_other(world: World, draft: str) -> None:
    address, comment = commented(world, draft)
    other = make(world, draft, kind="comment")
    assert answer(world, draft, comment, ANSWER, "drafter") == 302
    page = capital(world).get(address).text
    assert strictly.faults(page) == []
    assert (ANSWER in page, "Republic of Almaria" in page, "Drafter" in page) == (True, True, False)
    assert ANSWER not in capital(world).get(other).text
    assert answer(world, draft, comment, "Another answer.") == 302
    page = capital(world).get(address).text
    assert (ANSWER in page, "Another answer." in page) == (False, True)
    assert events(world) == []


def test_a_person_with_an_account_is_answered_too(world: World, draft: str) -> None:
    world.act("delegate", ShareDraft(draft_id=draft, email="stranger@example.org"))
    world.act("stranger", CommentDraft(draft_id=draft, text="Why now?"))
    assert answer(world, draft, rows(world, DraftComment)[0].id, ANSWER) == 302
    assert ANSWER in world.client("stranger").get(f"/drafts/{draft}/sounding").text


def test_an_empty_answer_takes_it_back_and_with_the_comment_it_is_gone(
    world: World, draft: str
) -> None:
    address, comment = commented(world, draft)
    answer(world, draft, comment, ANSWER)
    page = world.client("delegate").get(f"/drafts/{draft}/soundings").text
    assert strictly.faults(page) == []
    assert returned.held(page)["text"] == ANSWER
    assert answer(world, draft, comment, "") == 302
    assert (ANSWER in everything(world), ANSWER in capital(world).get(address).text) == (False,) * 2
    answer(world, draft, comment, ANSWER)
    world.client("delegate").post(f"/drafts/{draft}/comments/{comment}/delete", {})
    assert ANSWER not in everything(world)


@pytest.mark.parametrize("who", ["neighbour", "officer", "administrator"])
def test_nobody_but_the_delegation_answers(world: World, draft: str, who: str) -> None:
    _address, comment = commented(world, draft)
    with pytest.raises(NotFoundError):
        world.act(who, AnswerComment(draft_id=draft, comment_id=comment, text=ANSWER))
    with pytest.raises(NotFoundError):
        world.act(
            "delegate", AnswerComment(draft_id=world.draft(), comment_id=comment, text=ANSWER)
        )
    assert rows(world, DraftComment)[0].answer == ""


def test_where_nobody_would_read_it_no_answer_is_taken(world: World, draft: str) -> None:
    _address, comment = commented(world, draft)
    too_long = "x" * 10_001
    page = world.client("delegate").post(
        f"/drafts/{draft}/comments/{comment}/answer", {"text": too_long}
    )
    assert (page.status_code, list(returned.said(page.text))) == (422, [f"answer-{comment}-text"])
    assert returned.held(page.text)["text"] == too_long
    world.act("delegate", SubmitProposal(draft_id=draft, seen_version=1))
    with pytest.raises(InvalidInputError, match="open no more"):
        world.act("delegate", AnswerComment(draft_id=draft, comment_id=comment, text=ANSWER))
    page = world.client("delegate").get(f"/drafts/{draft}/soundings").text
    assert not re.search(r"comments/\d+/answer", page)


def test_from_the_case_the_delegation_alone_comes_to_clearances_and_soundings(world: World) -> None:
    draft = world.draft()
    path = f"/drafts/{draft}/soundings"
    world.client("delegate").post(
        f"/drafts/{draft}/clearances", {"office": "Ministry of Works", "cleared_on": "2026-03-01"}
    )
    case = world.act("delegate", SubmitProposal(draft_id=draft, seen_version=1))["case"]
    world.move("officer", str(case), "receive")
    seen = {
        who: (path in page, "Ministry of Works" in page)
        for who in ("delegate", "drafter", "focal", "neighbour", "officer", "director", "rag_chair")
        for page in [world.client(who).get(f"/cases/{case}").text]
    }
    assert seen == {
        **dict.fromkeys(seen, (False, False)),
        "delegate": (True, True),
        "drafter": (True, True),
    }
    assert "Ministry of Works" in world.client("drafter").get(path).text
