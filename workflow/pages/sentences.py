"""Every sentence that says what is missing or why something was not done, read from the source itself.

So none can be left out: what a guard, a handler, a form or an error page may say stands in the code
marked for translation, and this page lists the marks.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask_babel import force_locale, gettext, ngettext
from wtforms.i18n import get_translations

from states.definition import LANGUAGES
from workflow.rules.language_marks import N_

ROOT = Path(__file__).parent.parent.parent
TELLING = frozenset(
    {"Refusal", "refusal", "counted", "InvalidInputError", "Said", "ValidationError"}
)
"""What carries a sentence to a reader; so do the errors put at a field, and what an action asks for."""
HOLDING = frozenset({"ASKED", "errors"})
MARKS = frozenset({"N_", "NN_", "gettext", "ngettext"})
OF_A_PAGE = re.compile(r'_\("((?:[^"\\]|\\.)+)"\)')
OF_WTFORMS = (
    "Not a valid choice.",
    "Not a valid date value.",
    "Not a valid integer value.",
)
"""What the form library itself says of the kinds of field used here, in its own translations."""
COUNTS = (1, 2, 3, 11, 100)
"""One number for each plural form that one of the six languages has."""
PLACES = {
    "rules": N_("Before an action"),
    "handlers": N_("At a field or after sending"),
    "pages": N_("On a page that tells of an error"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A sentence as the source has it; `told_by` is the guard, the handler or the page."""

    place: str
    told_by: str
    message: str
    plural: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence in six languages; counted ones have each plural form of the language."""

    told_by: str
    texts: Mapping[str, tuple[str, ...]]


@cache
def marked() -> tuple[Marked, ...]:
    """Every sentence of the source, each once a place and teller."""
    found = [*_in_code("workflow/rules"), *_in_code("workflow"), *_in_code("forms"), *_in_pages()]
    library = [Marked(place="handlers", told_by="wtforms", message=one) for one in OF_WTFORMS]
    once = {(one.message, one.told_by): one for one in (*reversed(found), *library)}
    return tuple(
        sorted(once.values(), key=lambda one: (list(PLACES).index(one.place), one.told_by))
    )


def sentences_page() -> Mapping[str, tuple[Sentence, ...]]:
    """The sentences by the place where they are read, as `PLACES` names it."""
    held: dict[str, list[Sentence]] = {}
    for one in marked():
        texts = {language: _in_language(one, language) for language in LANGUAGES}
        held.setdefault(PLACES[one.place], []).append(Sentence(told_by=one.told_by, texts=texts))
    return {place: tuple(rows) for place, rows in held.items()}


def _in_language(one: Marked, language: str) -> tuple[str, ...]:
    if one.told_by == "wtforms":
        kept = get_translations([language]) if language != "en" else None
        return (kept.gettext(one.message) if kept else one.message,)
    with force_locale(language):
        if one.plural:
            return tuple(dict.fromkeys(ngettext(one.message, one.plural, at) for at in COUNTS))
        return (gettext(one.message),)


def _in_code(folder: str) -> Iterator[Marked]:
    for file in sorted((ROOT / folder).rglob("*.py")):
        if "migrations" in file.parts:
            continue
        of_rules = file.parent.name in ("rules", "guards") and file.stem != "agreement"
        place = "rules" if of_rules else "handlers"
        if file.match("workflow/web/errors.py") or file.match("workflow/pages/refusals.py"):
            place = "pages"
        for top in ast.parse(file.read_text("utf-8")).body:
            told_by = str(getattr(top, "name", file.stem)).strip("_")
            everything = place == "pages" or _decides(file, top)
            for message, plural in _told(top, everything=everything):
                yield Marked(place=place, told_by=told_by, message=message, plural=plural)


def _decides(file: Path, top: ast.stmt) -> bool:
    """Whether all that is marked there is said of what was sent: in a handler's functions."""
    return "handlers" in file.parts and isinstance(top, ast.FunctionDef)


def _told(top: ast.AST, *, everything: bool) -> Iterator[tuple[str, str]]:
    """The marked sentences inside whatever carries them to a reader."""
    for node in ast.walk(top):
        if everything or _carries(node):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Call) and _name(inner.func) in MARKS:
                    words = [
                        str(one.value)
                        for one in inner.args[:2]
                        if isinstance(one, ast.Constant) and isinstance(one.value, str)
                    ]
                    if words:
                        yield words[0], words[1] if len(words) > 1 else ""


def _carries(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return _name(node.func) in TELLING
    if not isinstance(node, ast.Assign):
        return False
    named_here = isinstance(node.value, ast.Call) and _name(node.value.func) == "N_"
    return named_here or any(_name(one) in HOLDING for one in node.targets)


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _in_pages() -> Iterator[Marked]:
    for file in sorted((ROOT / "templates/errors").glob("*.html")):
        for message in OF_A_PAGE.findall(file.read_text("utf-8")):
            yield Marked(place="pages", told_by=file.stem.strip("_"), message=message)
