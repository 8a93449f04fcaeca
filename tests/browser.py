"""A test client that goes about the site as a browser does."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


class Browser:
    """A test client that carries the language and the CSRF token."""

    def __init__(self, client: FlaskClient, language: str) -> None:
        self.client = client
        self.language = language

    def get(self, path: str, **values: Any) -> TestResponse:
        """Open a page."""
        return self.client.get(f"/{self.language}{path}", headers={"Host": "localhost"}, **values)

    def token(self) -> str:
        """The CSRF token of this session."""
        page = self.client.get(f"/{self.language}/sign-in", headers={"Host": "localhost"})
        found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        assert found is not None, page.text[:400]
        return found.group(1)

    def find(self, path: str, text: str, **chosen: str) -> TestResponse:
        """Send words to a page that finds things by them, and open what it leads to."""
        return self.post(path, {"text": text, **chosen}, follow_redirects=True)

    def post(self, path: str, data: Mapping[str, Any], **values: Any) -> TestResponse:
        """Send a form as a page of this session would."""
        return self.client.post(
            f"/{self.language}{path}",
            data={"csrf_token": self.token(), "idempotency_key": secrets.token_hex(8), **data},
            headers={"Host": "localhost"},
            **values,
        )
