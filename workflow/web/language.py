"""The language of a page stands in its path; a path without one leads to the reader's."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, g, redirect, request, url_for
from flask_babel import Babel
from werkzeug.wrappers import Response

from states.definition import LANGUAGES
from workflow.pages.labels import RIGHT_TO_LEFT

ENDONYMS = {
    "ar": "العربية",
    "zh": "中文",
    "en": "English",
    "fr": "Français",
    "ru": "Русский",
    "es": "Español",
}
PREFIX = f"/<any({','.join(LANGUAGES)}):language>"


def prepare(app: Flask) -> None:
    """Take the language from each path and put it into each address built."""
    app.url_value_preprocessor(_take)
    app.url_defaults(_put)
    Babel(
        app,
        locale_selector=current,
        timezone_selector=lambda: "Europe/Zurich",
        default_translation_directories="translations",
    )


def current() -> str:
    """The code of the page's language."""
    language: str = g.get("language", "en")
    return language


def direction(code: str | None = None) -> str:
    """The writing direction of a language, the page's if none."""
    return "rtl" if (code or current()) in RIGHT_TO_LEFT else "ltr"


def preferred() -> str:
    """The first of the six that the browser asks for, English otherwise."""
    return request.accept_languages.best_match(LANGUAGES) or "en"


def links() -> list[tuple[str, str, str]]:
    """This page in each of the six languages: code, endonym, address.

    Where a form was refused its own page may not open either, and the page above is meant.
    """
    endpoint, values = request.endpoint, dict(request.view_args or {})
    rule = request.url_rule
    if endpoint is None or rule is None or "language" not in rule.arguments:
        endpoint, values = "public.home", {}
    elif g.get("refused_form") or not _opens(request.path):
        endpoint, values = _page_above()
    return [
        (code, ENDONYMS[code], url_for(endpoint, **{**values, "language": code}) + _query())
        for code in ENDONYMS
    ]


def _query() -> str:
    """What follows the path, as it came: a name in it may mean something to those who build addresses."""
    query = request.query_string.decode("ascii", "ignore") if request.method == "GET" else ""
    return f"?{query}" if query else ""


def _opens(path: str) -> bool:
    """Whether a page can be opened at the path, which may be one that forms alone are sent to."""
    return current_app.url_map.bind(request.host).test(path, "GET")


def _page_above() -> tuple[str, dict[str, Any]]:
    """The nearest page above a form's address: of a case for a step on it, else the first one."""
    parts = request.path.split("/")
    adapter = current_app.url_map.bind(request.host)
    while len(parts) > 3:  # noqa: PLR2004 - the root, the language and one word
        parts.pop()
        if _opens("/".join(parts)):
            endpoint, values = adapter.match("/".join(parts), "GET")
            return endpoint, {name: one for name, one in values.items() if name != "language"}
    return "public.home", {}


def to_preferred() -> Response:
    """Lead a path without a language to the home page in the reader's."""
    return redirect(url_for("public.home", language=preferred()))


def in_preferred() -> str | None:
    """This path in the reader's language, when it lacks nothing but the language."""
    path = f"/{preferred()}{request.path}"
    if request.method != "GET" or not _opens(path):
        return None
    return path + _query()


def _take(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values is not None and "language" in values:
        g.language = values.pop("language")
    else:
        first = request.path.split("/")[1] if "/" in request.path else ""
        g.language = first if first in LANGUAGES else preferred()


def _put(endpoint: str, values: dict[str, Any]) -> None:
    if "language" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "language"):
        values["language"] = g.get("language", "en")
