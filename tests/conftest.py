"""Fixtures for all tests: a copy of each database, and the world on it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pytest
from hypothesis import HealthCheck, settings

from tests.database import BINARIES, Templates, cluster, quick_folder
from tests.stories import Stories
from tests.world import World

settings.register_profile(
    "suite", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # how fast examples come depends on what else the machine does
settings.load_profile("suite")
KINDS = ("sqlite", "postgresql")
MARKS = {"web": "web", "journeys": "journey"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by folder, and those that touch a database by their fixtures."""
    for item in items:
        folder = item.path.parent.name
        if folder in MARKS:
            item.add_marker(MARKS[folder])
        if "world" in getattr(item, "fixturenames", ()):
            item.add_marker("db")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what asks for a database on each kind, or on SQLite alone where it says that suffices."""
    definition = metafunc.definition
    kinds = KINDS[:1] if definition.get_closest_marker("one_database") else KINDS
    chosen = [str(mark.args[0]) for mark in definition.iter_markers("parametrize")]
    for name in ("database_url", "kind"):
        if name in metafunc.fixturenames and not any(name in one for one in chosen):
            metafunc.parametrize(name, kinds, indirect=True)


def pytest_collection_finish() -> None:
    """Take what stays to the end out of the sight of the collector of garbage."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def templates() -> Iterator[Templates]:
    """A migrated database of each kind; one server for this process of the suite."""
    if not BINARIES:
        pytest.fail("The PostgreSQL server binaries are missing; see tests/needs.sh")
    with quick_folder("sqlite-") as folder, cluster() as server:
        found = Templates(folder, server)
        yield found
        found.close()


@pytest.fixture(scope="session")
def filled(templates: Templates) -> Iterator[Callable[[str], str]]:
    """The database of each kind in which an installation stands filled; nobody has it open."""
    with ExitStack() as kept:

        @cache
        def of(kind: str) -> str:
            url = kept.enter_context(templates.copy(kind))
            World(url).close()
            return url

        yield of


@pytest.fixture
def database_url(
    request: pytest.FixtureRequest, templates: Templates, filled: Callable[[str], str]
) -> Iterator[str]:
    """An installation's database before anybody acted."""
    with templates.copied(filled(request.param)) as url:
        yield url


@pytest.fixture(scope="session")
def stories(templates: Templates) -> Stories:
    """What the stories led to that tests begin with."""
    return Stories(templates)


@pytest.fixture
def world(request: pytest.FixtureRequest, database_url: str, stories: Stories) -> Iterator[World]:
    """A small installation of the test's own; where code is changed for the test, told all anew."""
    changed = "monkeypatch" in request.fixturenames
    one = World(database_url) if changed else World(database_url, stories=stories)
    yield one
    one.close()
