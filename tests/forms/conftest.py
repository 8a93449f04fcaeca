"""What a form needs of a request: words, and nothing else; no database and no token."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel


@pytest.fixture(scope="session")
def app() -> Flask:
    found = Flask("forms")
    found.config.update(SECRET_KEY="of the tests", WTF_CSRF_ENABLED=False)
    Babel(found)
    return found


@pytest.fixture(autouse=True)
def request_of_a_reader(app: Flask) -> Iterator[None]:
    with app.test_request_context("/en/", method="POST"):
        yield
