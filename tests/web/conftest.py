"""Fixtures of the pages' tests: the prepared installation, copied for whoever asks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.database import Templates
from tests.scene import Opened, Scene, Scenes


@pytest.fixture(scope="session")
def scenes(templates: Templates) -> Iterator[Scenes]:
    """The prepared installation on each kind of database, told once."""
    found = Scenes(templates)
    yield found
    found.close()


@pytest.fixture
def kind(request: pytest.FixtureRequest) -> str:
    """The kind of database that the test runs on."""
    return str(request.param)


@pytest.fixture
def prepared(scenes: Scenes, kind: str) -> Iterator[tuple[Scene, Opened]]:
    """A copy of its own of the prepared installation."""
    with scenes.copy(kind) as found:
        yield found
