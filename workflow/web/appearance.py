"""Light or dark pages: chosen without script and kept in a cookie of its own, which says nothing else."""

from __future__ import annotations

from flask import current_app, request
from werkzeug.wrappers import Response

from forms.public import APPEARANCES

COOKIE = "appearance"
YEAR_IN_SECONDS = 365 * 24 * 3600


def chosen() -> str:
    """What this browser's reader chose: light, dark, or as the device is set."""
    kept = request.cookies.get(COOKIE, "")
    return kept if kept in APPEARANCES else "device"


def keep(answer: Response, appearance: str) -> Response:
    """Have the browser keep the choice."""
    answer.set_cookie(
        COOKIE,
        appearance,
        max_age=YEAR_IN_SECONDS,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return answer
