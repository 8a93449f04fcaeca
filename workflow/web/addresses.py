"""What an address may hold: numbers that a database can compare, and no control character."""

from __future__ import annotations

from flask import Flask, abort, request
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**31 - 1
"""The largest number that the tables' keys can take."""


class Number(IntegerConverter):
    """A number within the tables' range; a larger one names nothing."""

    def __init__(self, map: Map, **given: int) -> None:  # noqa: A002 - Werkzeug's own name
        super().__init__(map, **{"max": LARGEST, **given})  # type: ignore[arg-type]


def prepare(app: Flask) -> None:
    """Call before the routes are added."""
    app.url_map.converters["int"] = Number
    app.before_request(_refuse_nul)


def _refuse_nul() -> None:
    if "\0" in request.path or any("\0" in text for pair in _asked() for text in pair):
        abort(400)


def _asked() -> list[tuple[str, str]]:
    return list(request.args.items(multi=True))
