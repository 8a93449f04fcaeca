"""The page of sentences has every one that a guard, a handler, a form or an error page may say."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from html import unescape

import pytest
from flask_babel import force_locale, gettext

from forms.reviews import ConclusionForm
from states.definition import LANGUAGES
from tests import source
from tests.facts import REFUSED, make_facts
from tests.world import World
from workflow.pages import sentences
from workflow.rules.engine import ASKED
from workflow.rules.guards import GUARDS, TAKES

pytestmark = pytest.mark.one_database

LISTED = {one.message for one in sentences.marked()}
HANDED_ON = {"error.message", "missing"}
"""A form hands on what a handler said, at another field; a handler what its caller marked."""


NAMED = {
    ast.unparse(node.targets[0]): node.value
    for tree in source.modules().values()
    for node in ast.walk(tree)
    if isinstance(node, ast.Assign) and source.called(node.value) == "N_"
}
"""Sentences that a module gives a name."""


def messages_of_errors() -> Iterator[tuple[str, ast.expr]]:
    """The second argument of every error that tells a field: where, and what is said."""
    for path, tree in source.modules().items():
        for node in ast.walk(tree):
            if source.called(node) == "InvalidInputError" and isinstance(node, ast.Call):
                yield f"{path}:{node.lineno}", node.args[1]


def test_every_guard_says_a_sentence_of_the_page() -> None:
    said = {}
    for name, guard in GUARDS.items():
        params = {one: "R:RA" if one == "body" else 4 for one in TAKES[name]}
        refusal = guard(make_facts(**REFUSED[name]), params)
        assert refusal is not None
        said[name] = refusal.message
    assert {name: one for name, one in said.items() if one not in LISTED} == {}


def test_every_marked_word_of_the_guards_and_of_what_an_action_asks_is_on_the_page() -> None:
    marks = {
        str(node.args[0].value)
        for path, tree in source.modules().items()
        if path.startswith("workflow/rules/guards/")
        for node in ast.walk(tree)
        if source.called(node) in {"N_", "NN_"} and isinstance(node, ast.Call)
        if isinstance(node.args[0], ast.Constant)
    }
    assert marks - LISTED == set()
    assert set(ASKED.values()) - LISTED == set()


def test_every_error_at_a_field_says_a_sentence_that_can_be_listed() -> None:
    unlisted = []
    for where, said in messages_of_errors():
        if ast.unparse(said) in HANDED_ON:
            continue
        marked = NAMED.get(ast.unparse(said), said)
        if not any(one in LISTED for one in source.words(marked)):
            unlisted.append((where, ast.unparse(said)))
    assert unlisted == []


def test_no_refusal_is_made_without_a_marked_sentence() -> None:
    bare = [
        (path, ast.unparse(node))
        for path, tree in source.modules().items()
        for node in ast.walk(tree)
        if source.called(node) == "Refusal" and isinstance(node, ast.Call)
        for given in node.keywords
        if given.arg == "message"
        if not (source.called(given.value) == "N_" or ast.unparse(given.value) in KNOWN)
    ]
    assert bare == []


KNOWN = {"message", "one", "ASKED[name]"}
"""Where the sentence was marked a line above: in a guard's call, or in the table of what is asked."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_each_in_six_languages(world: World, language: str) -> None:
    page = unescape(world.client("officer").get("/sentences").text)
    with world.app.test_request_context("/en/"), force_locale(language):
        for one in sentences.marked():
            if not one.plural and one.told_by != "wtforms" and "%(" not in one.message:
                assert gettext(one.message) in page


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_what_the_form_library_says_is_in_the_language_too(world: World, language: str) -> None:
    with world.app.test_request_context("/en/"):
        rows = [
            row
            for rows in sentences.sentences_page().values()
            for row in rows
            if row.told_by == "wtforms"
        ]
    assert len(rows) == len(sentences.OF_WTFORMS)
    assert [row for row in rows if row.texts[language] == row.texts["en"]] == []


def test_a_counted_sentence_stands_in_each_plural(world: World) -> None:
    page = unescape(world.client("officer").get("/sentences").text)
    for words in (
        "1 close text waits for a disposition.",
        "2 close texts wait for a disposition.",
        "نصان قريبان في انتظار التصرف فيهما.",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("language", "told"), [("ar", "اختيار غير صحيح."), ("es", "Opción inválida.")]
)
def test_an_unknown_choice_among_several_is_told_in_the_language(
    world: World, language: str, told: str
) -> None:
    sent = {"supporting": ["Q"]}
    with world.app.test_request_context(f"/{language}/", method="POST", data=sent):
        world.app.preprocess_request()
        form = ConclusionForm(meta={"csrf": False})
        for field in (form.meeting_id, form.kind, form.study_group, form.question):
            field.choices = []
        assert not form.validate()
        assert list(form.supporting.errors) == [told]
