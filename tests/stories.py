"""Stories that many tests begin with: told once, and what they led to copied for whoever asks again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from tests.applications import choice
from tests.database import Templates

Told = ParamSpec("Told")
Story = Callable[Concatenate[Any, Told], str]


class Stories:
    """The end of each story: the database it left, the instant, and what it told."""

    def __init__(self, templates: Templates) -> None:
        self._templates = templates
        self._ends: dict[object, tuple[str, dt.datetime, str]] = {}

    def tell(self, world: Any, story: Story[...], words: dict[str, Any]) -> str:
        """Let the world, in which nothing has happened, stand where the story ends."""
        url = world.settings.database_url
        key = (choice(world.settings), type(world), story.__name__, tuple(sorted(words.items())))
        if key not in self._ends:
            told = story(world, **words)
            world.database.dispose()
            self._ends[key] = (self._templates.kept(url), world.now, told)
            return told
        end, world.now, told = self._ends[key]
        world.database.dispose()
        self._templates.replace(url, end)
        world.database.changes += 1
        return told


def told_once(story: Story[Told]) -> Story[Told]:
    """A story whose end is copied into a world in which nothing has happened yet."""

    @wraps(story)
    def tell(world: Any, *args: Told.args, **words: Told.kwargs) -> str:
        if args or world.stories is None or world.database.changes:
            return story(world, *args, **words)
        return world.stories.tell(world, story, words)

    return tell
