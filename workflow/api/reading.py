"""What every route of the interface works with: its reader and instant, its door, and its cursors."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, NoReturn, Protocol, TypeVar, cast

from flask import current_app, g
from flask_babel import gettext
from flask_smorest import abort
from marshmallow import Schema, fields, validate

from workflow.bus import Bus
from workflow.pages import dates
from workflow.pages.waiting import Changed
from workflow.rules.permissions import NOBODY, Reader
from workflow.store.db import Database

View = TypeVar("View", bound=Callable[..., Any])
PAGE_SIZE = 50
LARGEST = 200


class Parts(Protocol):
    """What the interface needs of the application's parts."""

    @property
    def database(self) -> Database:
        """Where everything is read."""

    @property
    def bus(self) -> Bus:
        """The one door for changes."""

    @property
    def clock(self) -> Callable[[], dt.datetime]:
        """The instant, injected."""


def parts() -> Parts:
    """The parts of this application."""
    return cast("Parts", current_app.extensions["intersector"])


def reader() -> Reader:
    """Who reads; nobody when not signed in."""
    found: Reader = g.get("reader", NOBODY)
    return found


def now() -> dt.datetime:
    """The instant of this request: one for the whole request."""
    if "now" not in g:
        g.now = parts().clock()
    instant: dt.datetime = g.now
    return instant


def language() -> str:
    """The language the words are given in."""
    found: str = g.get("language", "en")
    return found


def anyone(view: View) -> View:
    """Open the route's door to anyone: what stands behind it is filtered by the reader's rights."""
    view.who = "anyone"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Open the route's door to those who are signed in; what they may do, the rules say."""
    view.who = "signed_in"  # type: ignore[attr-defined]
    return view


def reads(
    blueprint: Any,  # noqa: ANN401 - flask-smorest ships no types
    path: str,
    answer: type[Schema],
    asked: type[Schema] | None = None,
    *,
    parameters: list[dict[str, Any]] | None = None,
    hidden: bool = False,
) -> Callable[[View], View]:
    """A GET route with its description; `hidden` when what it names may not be there to see."""

    def decorate(view: View) -> View:
        made = blueprint.response(200, answer)(view)
        if hidden:
            told = "There is no such thing, or the reader may not know that there is."
            made = blueprint.alt_response(404, description=told)(made)
        if asked is not None:
            made = blueprint.arguments(asked, location="query", as_kwargs=True)(made)
        made = blueprint.doc(operationId=f"{blueprint.name}_{view.__name__}")(made)
        route = blueprint.route(path, parameters=parameters, tags=[blueprint.name])
        return cast("View", route(made))

    return decorate


def writes(
    blueprint: Any,  # noqa: ANN401 - flask-smorest ships no types
    path: str,
    answer: type[Schema],
    sent: type[Schema],
    problem: type[Schema],
    *,
    parameters: list[dict[str, Any]],
) -> Callable[[View], View]:
    """A POST route with its description: what is sent is JSON, what is refused is told as such."""

    def decorate(view: View) -> View:
        made = blueprint.response(200, answer)(view)
        for status, told in REFUSED.items():
            made = blueprint.alt_response(status, schema=problem, description=told)(made)
        made = blueprint.arguments(sent, location="json", as_kwargs=True)(made)
        name = f"{blueprint.name}_{view.__name__}"
        made = blueprint.doc(operationId=name, parameters=parameters)(made)
        route = blueprint.route(path, methods=["POST"], tags=[blueprint.name])
        return cast("View", route(made))

    return decorate


REFUSED: Mapping[int, str] = {
    400: "The session's token is missing or another's.",
    401: "Nobody is signed in.",
    403: "The reader does not hold the role that the action is kept for.",
    404: "There is no such thing, or the reader may not know that there is.",
    409: "The run's state does not know the action, something is missing, or somebody acted since.",
    422: "What was sent cannot be taken; each key is named.",
}
"""What a change may be answered with instead."""


# -- cursors ------------------------------------------------------------------------------------


class Paging(Schema):
    """Where a list goes on."""

    cursor = fields.String(
        load_default="",
        metadata={"description": "The `cursor` of the answer after which this list goes on."},
    )
    limit = fields.Integer(
        load_default=PAGE_SIZE,
        validate=validate.Range(min=1, max=LARGEST),
        metadata={"description": "How many items at most."},
    )


def cursor_of(kind: str, name: str) -> str:
    """An opaque cursor of the thing that its kind knows by that name."""
    return base64.urlsafe_b64encode(f"{kind}\0{name}".encode()).decode().rstrip("=")


def named_by(kind: str, cursor: str) -> str:
    """The name that a cursor of that kind holds. Answers 422 for any other text."""
    padded = cursor + "=" * (-len(cursor) % 4)
    try:
        found, _, name = base64.b64decode(padded, b"-_", validate=True).decode().partition("\0")
    except (binascii.Error, ValueError):
        unknown_cursor()
    if found != kind:
        unknown_cursor()
    return name


def unknown_cursor() -> NoReturn:
    """Answer 422: the cursor was not given by this list to this reader."""
    abort(422, errors={"query": {"cursor": ["This list does not know the cursor."]}})
    raise AssertionError


# -- instants -----------------------------------------------------------------------------------


class Deadline(Schema):
    """An instant by which something is due."""

    at = fields.DateTime(
        required=True, metadata={"description": "The first instant after the period, UTC."}
    )
    shown = fields.String(
        required=True, metadata={"description": "As people read it, in Geneva time."}
    )
    changed = fields.Nested(
        "ChangedDeadline",
        required=True,
        allow_none=True,
        metadata={"description": "The decision that set it, if it is not the edition's own."},
    )


class ChangedDeadline(Schema):
    """A decision that set another end of a period."""

    computed_at = fields.DateTime(
        required=True, metadata={"description": "The end by the edition, UTC."}
    )
    decided_at = fields.DateTime(required=True)
    reasons = fields.String(required=True)


def deadline(instant: dt.datetime | None, change: Changed | None = None) -> dict[str, Any] | None:
    """The instant itself, the words that pages show for it, and the decision that set it."""
    if instant is None:
        return None
    time, day = dates.last_minute(instant, language())
    words = gettext("%(time)s on %(day)s (Geneva)", time=time, day=day)
    changed = change and {
        "computed_at": change.computed_at,
        "decided_at": change.at,
        "reasons": change.reasons,
    }
    return {"at": instant, "shown": words, "changed": changed}
