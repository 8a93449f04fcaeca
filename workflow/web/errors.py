"""One table turns the errors of the rules into pages; nothing that was typed is lost."""

from __future__ import annotations

from flask import Flask, g, redirect, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from workflow.rules.errors import (
    ActionNotOfferedError,
    ActionRefusedError,
    IntersectorError,
    InvalidInputError,
    NotFoundError,
    NotPermittedError,
    StaleError,
    StorageBusyError,
)
from workflow.rules.permissions import NOBODY
from workflow.web import parked_forms

STATUS: dict[type[IntersectorError], int] = {
    ActionNotOfferedError: 409,
    ActionRefusedError: 409,
    InvalidInputError: 422,
    NotFoundError: 404,
    NotPermittedError: 403,
    StaleError: 409,
    StorageBusyError: 503,
}
PAGES = frozenset({400, 403, 404, 405, 409, 413, 422, 429, 500, 503})
HIDDEN = frozenset({"csrf_token", "current", "idempotency_key", "password", "seen_version"})


def prepare(app: Flask) -> None:
    """Answer every error with a page in the reader's language."""
    app.register_error_handler(IntersectorError, _refused)
    app.register_error_handler(OperationalError, _storage)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(500, _http)


def sentences(error: IntersectorError) -> list[str]:
    """What is missing, in the reader's language."""
    if isinstance(error, ActionRefusedError):
        return [gettext(one.message, **one.params) for one in error.refusals]
    if isinstance(error, StaleError):
        return [gettext("Somebody acted on this case meanwhile.")]
    if isinstance(error, InvalidInputError):
        return [gettext(error.message, **error.params)]
    return []


def _page(status: int, error: Exception | None = None) -> tuple[str, int]:
    template = f"errors/{status if status in PAGES else 500}.html"
    missing = sentences(error) if isinstance(error, IntersectorError) else []
    typed = {
        name: request.form.getlist(name)
        for name in (request.form if status not in (400, 413) else ())
        if name not in HIDDEN and any(request.form.getlist(name))
    }
    body = render_template(template, error=error, sentences=missing, typed=typed, status=status)
    return body, status


def _refused(error: IntersectorError) -> tuple[str, int]:
    return _page(STATUS.get(type(error), 500), error)


def _storage(error: OperationalError) -> tuple[str, int]:
    return _page(503, error)


def _csrf(error: CSRFError) -> Response | tuple[str, int]:
    """A form without its token: when the session had ended, what was typed waits for sign-in."""
    if g.get("reader", NOBODY).person_id is None and request.endpoint != "accounts.sign_in":
        return redirect(parked_forms.sign_in_url())
    return _page(400, error)


def _http(error: HTTPException | Exception) -> Response | tuple[str, int]:
    status = getattr(error, "code", None) or 500
    if status < 400:  # noqa: PLR2004 - a redirect raised by routing is an answer, not an error
        return error.get_response()  # type: ignore[union-attr]
    return _page(status, error)
