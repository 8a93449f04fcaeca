"""Static files: served by the application itself, compressed beforehand, cached by their content."""

from __future__ import annotations

import gzip
import hashlib
import logging
import os
from collections.abc import MutableMapping
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise

FOLDER = Path(__file__).parent.parent / "static"
YEAR_IN_SECONDS = 365 * 24 * 3600
COMPRESSED = ".gz"

log = logging.getLogger(__name__)


def prepare(app: Flask, folder: Path = FOLDER) -> None:
    """Serve the files of *folder* and give templates `asset_url`."""
    server = WhiteNoise(
        app.wsgi_app, max_age=None, allow_all_origins=False, add_headers_function=_headers
    )
    addresses: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != COMPRESSED:
            name = path.relative_to(folder).as_posix()
            content = path.read_bytes()
            addresses[name] = f"/static/{hashlib.sha256(content).hexdigest()[:16]}/{name}"
            server.add_file_to_dictionary(addresses[name], str(path), _forms(path, content))

    def asset_url(name: str) -> str:
        """The address of a static file; it changes with the file, so it may be cached for a year."""
        if name not in addresses:
            log.warning("%s is missing; run: python -m workflow assets", folder / name)
        return addresses.get(name, f"/static/{name}")

    app.wsgi_app = server  # type: ignore[method-assign]
    app.jinja_env.globals["asset_url"] = asset_url


def _forms(path: Path, content: bytes) -> dict[str, os.stat_result]:
    """The file, and its compressed form unless that was made from an older file."""
    forms = {str(path): path.stat()}
    compressed = path.with_name(path.name + COMPRESSED)
    if compressed.is_file() and gzip.decompress(compressed.read_bytes()) == content:
        forms[str(compressed)] = compressed.stat()
    return forms


def _headers(headers: MutableMapping[str, str], path: str, url: str) -> None:
    del path, url
    headers["Cache-Control"] = f"public, max-age={YEAR_IN_SECONDS}, immutable"
    headers["X-Content-Type-Options"] = "nosniff"
