"""A process killed between two commits, or in the middle of one: nothing is half-done."""

from __future__ import annotations

import subprocess
import sys

import pytest
from sqlalchemy import func, select

from tests.world import World
from workflow.store import verification
from workflow.store.models import (
    Case,
    CommandKey,
    Draft,
    EventRow,
    LedgerHead,
    Notice,
    Run,
    TextVersion,
)

MOMENTS = (("half", 2), ("committed", 2), ("half", 3), ("half", 5))
"""The word at whose n-th hearing the process is killed; it commits a draft, a case, a receipt."""


def killed_at(url: str, word: str, times: int) -> int:
    """Let a process write, kill it in that moment; gives how often it had committed."""
    command = [sys.executable, "-m", "tests.killed_writer", url]
    heard: list[str] = []
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        while heard.count(word) < times:
            heard.append(process.stdout.readline().strip())
            assert heard[-1], "the process ended by itself"
            if heard.count(word) < times:
                process.stdin.write("\n")
        process.kill()
    return heard.count("committed")


def counted(world: World) -> dict[str, int]:
    """How much there is of what those commands write."""
    tables = (Draft, Case, TextVersion, Run, CommandKey, EventRow, Notice)
    with world.database.reading() as session:
        found = {
            table.__tablename__: session.scalars(select(func.count()).select_from(table)).one()
            for table in tables
        }
        return {**found, "head": session.scalars(select(LedgerHead.position)).one()}


@pytest.mark.slow
def test_killed_at_any_moment_the_chain_verifies_and_nothing_is_half_done(
    world: World, database_url: str
) -> None:
    for word, times in MOMENTS:
        before = counted(world)
        rounds, more = divmod(killed_at(database_url, word, times), 3)
        after = counted(world)
        written = {name: after[name] - before[name] for name in after}
        assert (written["drafts"], written["cases"], written["text_versions"]) == (
            rounds + (more > 0),
            rounds + (more > 1),
            rounds + (more > 1),
        )
        assert written["runs"] == written["cases"] + rounds
        assert written["notices"] == 2 * written["cases"]
        assert written["command_keys"] == 3 * rounds + more
        assert after["head"] == after["events"]
        with world.database.reading() as session:
            assert verification.verify(session).first_bad is None
    world.submitted()
    with world.database.reading() as session:
        numbers = session.scalars(select(Case.number).order_by(Case.id)).all()
    assert numbers == [f"BR-2026-{one:04d}" for one in range(1, len(numbers) + 1)]
