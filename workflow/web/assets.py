"""Static files: served by the application itself, compressed beforehand, cached by their hash."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise

FOLDER = Path(__file__).parent.parent / "static"
YEAR_IN_SECONDS = 365 * 24 * 3600


def prepare(app: Flask) -> None:
    """Serve `workflow/static` under /static/ and give templates `asset_url`."""
    FOLDER.mkdir(exist_ok=True)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(FOLDER),
        prefix="static/",
        max_age=YEAR_IN_SECONDS,
        add_headers_function=_headers,
    )
    app.jinja_env.globals["asset_url"] = asset_url


@lru_cache(maxsize=64)
def asset_url(name: str) -> str:
    """The address of a static file; it changes with the file, so that it may be cached for a year."""
    content = (FOLDER / name).read_bytes() if (FOLDER / name).exists() else b""
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:16]}"


def _headers(headers: dict[str, str], path: str, url: str) -> None:
    del path, url
    headers["X-Content-Type-Options"] = "nosniff"
