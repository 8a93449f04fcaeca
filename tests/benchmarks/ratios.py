"""What the house costs, as ratios measured in one run: a line of JSON for each figure.

Run as `python -m tests.benchmarks.ratios [RUNS]`. Milliseconds are medians of this machine and this
hour; only a ratio can be compared with another day's.
"""

from __future__ import annotations

import csv
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import delete

from tests.database import prepare
from tests.world import World
from workflow.cli.loading import DATA
from workflow.overlap import Corpus, Entry
from workflow.pages.search import search_page
from workflow.rules.commands.cases import MoveRun
from workflow.rules.permissions import NOBODY
from workflow.store import verification
from workflow.store.db import PRAGMAS
from workflow.store.models import IndexedText, Question

RUNS = 40
FEW_TEXTS = 600
RARE = "zirconium"
QUERY = Entry(key="query", title="Assessment of human exposure to electromagnetic fields")


def main(runs: int = RUNS) -> None:
    """Measure and print every figure."""
    for figure in figures(runs):
        print(json.dumps(figure), flush=True)  # noqa: T201 - this is what it is for


def figures(runs: int) -> Iterator[dict[str, Any]]:
    """Each figure, measured *runs* times."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bench.sqlite"
        prepare(f"sqlite:///{file}")
        world = World(f"sqlite:///{file}")
        yield from _transition(world, file, runs)
        yield _record(world, runs)
        yield from _find(world, runs)
        world.close()
    yield from _search(runs)


def _timed(calls: list[Callable[[], object]]) -> float:
    """The median of those calls in milliseconds."""
    taken = []
    for call in calls:
        start = time.perf_counter()
        call()
        taken.append((time.perf_counter() - start) * 1000)
    return median(taken)


def _figure(name: str, measured: float, by: float, **more: object) -> dict[str, Any]:
    ratio = round(measured / by, 2)
    return {
        "figure": name,
        "ratio": ratio,
        "ms": round(measured, 3),
        "base_ms": round(by, 3),
        **more,
    }


def _transition(world: World, file: Path, runs: int) -> Iterator[dict[str, Any]]:
    """A judged and recorded move, and its repetition, against its rows written by the bare driver."""
    moves = []
    for _ in range(runs):
        run = world.run(world.submitted())
        given = {"reasons": "The programme is too short."}
        command = MoveRun(run_id=run.id, action="refer_back", seen_version=run.version, given=given)
        moves.append(command)
    by = world.reader("officer")

    def perform(number: int, command: MoveRun) -> Callable[[], object]:
        return lambda: world.bus.perform(command, by=by, key=f"bench-{number}")

    calls = [perform(number, command) for number, command in enumerate(moves)]
    moved, repeated = _timed(calls), _timed(calls)
    with _bare_moves(file, runs) as calls:
        bare = _timed(calls)
    yield _figure("transition_over_bare_rows", moved, bare, runs=runs)
    yield _figure("repeated_key_over_transition", repeated, moved, runs=runs)


@contextmanager
def _bare_moves(file: Path, runs: int) -> Iterator[list[Callable[[], object]]]:
    """The rows of a move, copied from one that happened, in a transaction of the same safety."""
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(f"pragma {pragma}")
    (last,) = connection.execute("SELECT max(position) FROM events").fetchone()
    rows = {
        table: connection.execute(f"SELECT * FROM {table} WHERE position = ?", (last,)).fetchone()
        for table in ("events", "event_payloads", "event_persons")
    }
    unique = [row[1] for row in connection.execute("PRAGMA table_info(events)")]
    changed = [unique.index("token"), unique.index("link")]
    key = connection.execute("SELECT * FROM command_keys LIMIT 1").fetchone()

    def move(number: int) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE runs SET state = state, version = version WHERE id = 1")
        connection.execute("SELECT * FROM ledger_head").fetchone()
        for table, row in rows.items():
            values = [last + number, *row[1:]]
            if table == "events":
                for index in changed:
                    values[index] = f"bare-{number}"
            marks = ", ".join("?" * len(values))
            connection.execute(f"INSERT INTO {table} VALUES ({marks})", values)
        connection.execute("UPDATE ledger_head SET position = position, link = link")
        marks = ", ".join("?" * len(key))
        connection.execute(
            f"INSERT INTO command_keys VALUES ({marks})", (f"bare-{number}", *key[1:])
        )
        connection.execute("COMMIT")

    yield [partial(move, number) for number in range(1, runs + 1)]
    connection.execute("DROP TRIGGER events_refuse_delete")
    for table in reversed(rows):
        connection.execute(f"DELETE FROM {table} WHERE position > ?", (last,))
    connection.close()


def _record(world: World, runs: int) -> dict[str, Any]:
    """Verifying the record once it has grown by half, against before."""
    times, counts = [], []
    for more in (0, runs):
        for _ in range(more):
            world.submitted()
        with world.database.reading() as session:
            report = verification.verify(session)
            assert report.first_bad is None
            counts.append(report.events)
            times.append(_timed([lambda: verification.verify(session)] * 3))
    growth = round(counts[1] / counts[0], 2)
    return _figure("verify_as_the_record_grows", times[1], times[0], events=counts, growth=growth)


def _search(runs: int) -> Iterator[dict[str, Any]]:
    """A search in the register's titles against one in an eighth of them."""
    with (DATA / "questions.csv").open(encoding="utf-8") as file:
        titles = [row["title_en"] for row in csv.DictReader(file) if row["title_en"]]
    sizes = [len(titles) // part for part in (8, 4, 2, 1)]
    times = []
    for size in sizes:
        corpus = Corpus(Entry(key=str(n), title=title) for n, title in enumerate(titles[:size]))
        corpus.find(QUERY)
        times.append(_timed([lambda: corpus.find(QUERY)] * runs))  # noqa: B023 - called at once
    for size, taken in zip(sizes[1:], times[1:], strict=True):
        growth = round(size / sizes[0], 2)
        yield _figure("search_as_the_register_grows", taken, times[0], texts=size, growth=growth)


def _find(world: World, runs: int) -> Iterator[dict[str, Any]]:
    """Searching everything for a rare word, as the registers grow; and with their words not stored."""
    with (DATA / "questions.csv").open(encoding="utf-8") as file:
        titles = [row["title_en"] for row in csv.DictReader(file) if row["title_en"]]
    times: list[float] = []
    held = 0
    for size in (FEW_TEXTS, FEW_TEXTS * 8):
        _enter(world, [titles[one % len(titles)] for one in range(held, size)], held)
        held = size
        times.append(_timed([lambda: _found(world)] * runs))
    yield _figure("find_as_the_registers_grow", times[1], times[0], texts=held, growth=8.0)
    with world.database.writing() as session:
        session.execute(delete(IndexedText))
    whole = _timed([lambda: _found(world)] * 3)
    yield _figure("find_over_reading_every_text", times[1], whole, texts=held)


def _found(world: World) -> None:
    with world.app.test_request_context("/en/search"), world.database.reading() as session:
        assert search_page(session, RARE, "", NOBODY, world.now, "en").total == 1


def _enter(world: World, titles: list[str], first: int) -> None:
    with world.database.writing() as session:
        session.add_all(
            Question(
                id=f"T:B{number}/1@bench", sector="T", study_group="SG1", number=f"B{number}/1",
                title_en=f"{title} {RARE}" if number == 0 else title, status="in force",
                from_memory=False, source="bench",
            )
            for number, title in enumerate(titles, first)
        )  # fmt: skip


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:]))
