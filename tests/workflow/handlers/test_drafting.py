"""Drafts and soundings: their owners' alone, outside the ledger, and gone when they are deleted."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from tests.tampering import events
from tests.world import World
from workflow.rules.commands.overlaps import ScreenCase
from workflow.rules.commands.proposals import (
    AttachFile,
    CommentDraft,
    DeleteDraft,
    EndSharing,
    NameSponsor,
    SaveDraft,
    ShareDraft,
    SubmitProposal,
)
from workflow.rules.errors import ActionNotOfferedError, NotFoundError
from workflow.store.models import Base, Candidate, CommandKey, DraftShare

SECRET = "Zeppelin relays over the archipelago"


def everything(world: World) -> str:
    """All that is stored, in words; only the guards of SQLite's own tables are left out."""
    with world.database.reading() as session:
        return "\n".join(
            repr(tuple(row))
            for table in Base.metadata.sorted_tables
            for row in session.execute(select(table))
        )


def furnished(world: World) -> str:
    """A draft with all that can belong to one."""
    draft = world.draft(title=SECRET)
    world.act("delegate", AttachFile(draft_id=draft, name=f"{SECRET}.txt", content=b"Notes."))
    world.act("delegate", NameSponsor(draft_id=draft, member="XFB", kind="sponsor"))
    world.act("delegate", ShareDraft(draft_id=draft, email="stranger@example.org"))
    world.act("stranger", CommentDraft(draft_id=draft, text=f"{SECRET}: why?"))
    return draft


def test_a_deleted_draft_leaves_no_trace(world: World) -> None:
    before = everything(world)
    draft = furnished(world)
    assert (SECRET in everything(world), draft in everything(world)) == (True, True)
    world.act("delegate", DeleteDraft(draft_id=draft))
    after = everything(world)
    assert (SECRET in after, draft in after, "sponsorships/" in after) == (False, False, False)
    with world.database.writing() as session:
        kept = session.scalars(select(CommandKey.command).order_by(CommandKey.at)).all()
        for row in session.scalars(select(CommandKey).where(CommandKey.command == "DeleteDraft")):
            session.delete(row)
    assert kept.count("DeleteDraft") == 1
    assert everything(world) == before


def test_a_draft_deleted_twice_by_one_click_is_deleted(world: World) -> None:
    command = DeleteDraft(draft_id=world.draft())
    assert world.act("delegate", command, key="k") == world.act("delegate", command, key="k") == {}


def test_a_submitted_draft_is_deleted_no_more(world: World) -> None:
    draft = world.draft()
    world.act("delegate", SubmitProposal(draft_id=draft, seen_version=1))
    with pytest.raises(ActionNotOfferedError):
        world.act("delegate", DeleteDraft(draft_id=draft))


def test_nothing_of_a_draft_or_sounding_is_in_the_ledger(world: World) -> None:
    draft = furnished(world)
    with world.database.reading() as session:
        share = session.scalars(select(DraftShare.id)).one()
    world.act("delegate", EndSharing(draft_id=draft, share_id=share))
    assert events(world) == []


def test_a_sounding_taken_back_is_gone_with_its_comments_and_its_notice(world: World) -> None:
    draft = furnished(world)
    with world.database.reading() as session:
        share = session.scalars(select(DraftShare.id)).one()
    world.act("delegate", EndSharing(draft_id=draft, share_id=share))
    assert (f"{SECRET}: why?" in everything(world), "/sounding" in everything(world)) == (
        False,
        False,
    )


@pytest.mark.parametrize(
    "who", ["neighbour", "officer", "director", "administrator", "rag_chair", "stranger"]
)
def test_nobody_else_reaches_a_draft(world: World, who: str) -> None:
    draft = world.draft()
    commands = (
        DeleteDraft(draft_id=draft),
        ShareDraft(draft_id=draft, email=f"{who}@example.org"),
        CommentDraft(draft_id=draft, text="Hello"),
        NameSponsor(draft_id=draft, member="XFB", kind="sponsor"),
        AttachFile(draft_id=draft, name="a.txt", content=b"a"),
        SubmitProposal(draft_id=draft, seen_version=1),
    )
    for command in commands:
        with pytest.raises(NotFoundError):
            world.act(who, command)


def test_a_draft_changes_no_score_and_no_count_that_others_see(world: World) -> None:
    number = world.received(title=f"{SECRET}, revisited")
    before = scores(world, number)
    for _ in range(3):
        world.draft(title=SECRET)
    assert world.act("officer", ScreenCase(case_id=world.case(number).id)) == {"found": 0}
    assert scores(world, number) == before


def scores(world: World, number: str) -> list[tuple[str, int]]:
    with world.database.reading() as session:
        rows = session.scalars(
            select(Candidate).where(Candidate.case_id == world.case(number).id)
        ).all()
    return sorted((row.key, row.similarity) for row in rows)


def test_what_is_typed_to_find_close_texts_is_in_no_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    browser = world.client("delegate")
    stored = everything(world)
    with caplog.at_level(logging.DEBUG):
        answer = browser.post("/close-texts", {"title": SECRET, "question_text": SECRET})
    assert answer.status_code == 200
    assert (SECRET in caplog.text, SECRET in everything(world)) == (False, False)
    assert everything(world) == stored


def test_an_error_of_the_database_tells_no_log_what_was_typed(world: World) -> None:
    values = {"title": SECRET, "id": world.draft()}
    with pytest.raises(DBAPIError) as failed, world.database.writing() as session:
        session.execute(text("UPDATE drafts SET title = :title, kind = 'x' WHERE id = :id"), values)
    assert SECRET not in str(failed.value)


def test_a_draft_is_saved_with_a_sector_a_title_and_a_paragraph(world: World) -> None:
    command = SaveDraft(
        draft_id=None,
        seen_version=0,
        member="XFA",
        sector="R",
        kind="new",
        language="ar",
        fields={"title": "هوائيات", "question_text": "ما هي الطرائق؟"},
    )
    assert world.act("drafter", command)["version"] == 1
