"""The JSON interface under /api/v1: what the pages show, for programs, with its OpenAPI description."""

from __future__ import annotations

from typing import Any

import flask_smorest
from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError

from workflow.api import cases, events, refusing, registers, runs, session
from workflow.api.reading import anyone
from workflow.rules.errors import IntersectorError, StorageBusyError

PREFIX = "/api/v1"
DESCRIPTION = (
    "Cases, events and registers to read, and runs to act on. A reader sees here what the pages show the same reader: "
    "what may not be seen answers 404, and a result appears once it is announced. Sign in on the "
    "site; the session's cookie serves here too. A change carries the session's token, which "
    "`/session` tells, as the header `X-CSRFToken` (over https a `Referer` of this site as well), "
    "and an `Idempotency-Key` of the sender's own: sent again, it changes nothing. Words come in "
    "the language that `Accept-Language` asks for, among the six official ones; codes do not change with it."
)
AREAS = (cases, events, registers, runs, session)


class Api(flask_smorest.Api):  # type: ignore[misc]  # flask-smorest ships no types
    """Answers errors under /api/ with JSON and leaves those of pages to the pages' own handler."""

    def __init__(self, app: Flask) -> None:
        self._of_pages = app.error_handler_spec[None][None][HTTPException]
        super().__init__(app)

    def handle_http_exception(self, error: HTTPException) -> Any:  # noqa: ANN401 - pages' or ours
        """An error as this path's readers expect it; 405 keeps the methods that are allowed."""
        if not request.path.startswith("/api/"):
            return self._of_pages(error)
        body, status, headers = super().handle_http_exception(error)
        allowed = getattr(error, "valid_methods", None)
        if allowed:
            headers = {**headers, "Allow": ", ".join(allowed)}
        return body, status, headers


def register(app: Flask) -> None:
    """Register the areas and the description of them all."""
    app.config.update(
        API_TITLE="Intersector",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        API_SPEC_OPTIONS={"info": {"description": DESCRIPTION}},
    )
    api = Api(app)
    api.register_blueprint(_blueprint(api))

    @anyone
    def openapi() -> ResponseReturnValue:
        """The description of every route."""
        return jsonify(api.spec.to_dict())

    app.add_url_rule(f"{PREFIX}/openapi.json", "openapi", openapi)


def _blueprint(api: Api) -> Any:  # noqa: ANN401 - flask-smorest ships no types
    """All areas under the prefix, with the errors that rules and the database raise."""
    parent = flask_smorest.Blueprint("api", __name__, url_prefix=PREFIX)
    for area in AREAS:
        parent.register_blueprint(area.blueprint)
    parent.register_error_handler(IntersectorError, refusing.refused)
    parent.register_error_handler(CSRFError, refusing.without_token)
    parent.register_error_handler(
        OperationalError, lambda _error: refusing.refused(StorageBusyError())
    )
    parent.register_error_handler(InternalServerError, api.handle_http_exception)
    parent.after_request(_for_this_reader_only)
    return parent


def _for_this_reader_only(response: Any) -> Any:  # noqa: ANN401 - a response, decorated untyped
    """What is told depends on who asks, when, and in which language: nobody in between keeps it."""
    response.headers.setdefault("Cache-Control", "no-store")
    response.vary.update(("Accept-Language", "Cookie"))
    return response
