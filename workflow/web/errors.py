"""One table turns the errors of the rules into pages; nothing that was typed is lost."""

from __future__ import annotations

from flask import Flask, current_app, g, redirect, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, SecurityError
from werkzeug.wrappers import Response

from forms.base import plain
from workflow.pages.refusals import STATUS, sentences
from workflow.rules.errors import IntersectorError
from workflow.rules.permissions import NOBODY
from workflow.web import access, language, parked_forms

Answer = tuple[str, int, dict[str, str]]
TOO_LARGE = 413
WAIT_SECONDS = {429: 900, 503: 60}
"""After how long it makes sense to try again."""
PAGES = frozenset({400, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503})
LEFT_OUT = frozenset({"csrf_token", "current", "idempotency_key", "password", "seen_version"})


def prepare(app: Flask) -> None:
    """Answer every error with a page in the reader's language."""
    app.register_error_handler(IntersectorError, _refused)
    app.register_error_handler(OperationalError, _storage)
    app.register_error_handler(PoolTimeoutError, _storage)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(SecurityError, _not_our_name)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(500, _http)


def _page(status: int, error: Exception | None = None) -> Answer:
    g.refused_form = request.method != "GET"
    template = f"errors/{status if status in PAGES else 500}.html"
    missing = sentences(error) if isinstance(error, IntersectorError) else []
    body = render_template(
        template, error=error, sentences=missing, typed=_typed(status), status=status
    )
    headers = {}
    if status in WAIT_SECONDS:
        headers["Retry-After"] = str(WAIT_SECONDS[status])
    if isinstance(error, MethodNotAllowed):
        headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return body, status, headers


def _typed(status: int) -> dict[str, list[str]]:
    """What was typed, by field; nothing of a form that could not be read or holds a password."""
    try:
        form = request.form
    except HTTPException:
        return {}
    if status == TOO_LARGE or "password" in form:
        return {}
    return {
        plain(name): [plain(one) for one in form.getlist(name)]
        for name in form
        if name not in LEFT_OUT and any(form.getlist(name))
    }


def _refused(error: IntersectorError) -> Answer:
    return _page(STATUS.get(type(error), 500), error)


def _storage(error: Exception) -> Answer:
    return _page(503, error)


def _csrf(error: CSRFError) -> Response | Answer:
    """A form without its token: when the session had ended, what was typed waits for sign-in."""
    closed_door = access.who_may(current_app, request.endpoint or "static") is not access.Who.ANYONE
    if g.get("reader", NOBODY).person_id is None and closed_door:
        return redirect(parked_forms.sign_in_url())
    return _page(400, error)


def _not_our_name(_error: SecurityError) -> Response:
    """A host name that is not ours: no page, whose links would carry that name."""
    return Response(f"{gettext('There is no such page')}\n", 400, mimetype="text/plain")


def _http(error: HTTPException | Exception) -> Response | Answer:
    status = getattr(error, "code", None) or 500
    if status < 400:  # noqa: PLR2004 - a redirect raised by routing is an answer, not an error
        return error.get_response()  # type: ignore[union-attr]
    elsewhere = language.in_preferred() if isinstance(error, NotFound) else None
    return redirect(elsewhere) if elsewhere else _page(status, error)
