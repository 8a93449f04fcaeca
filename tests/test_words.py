"""One table of words: nothing that people read says what the table says not to."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from html import unescape
from typing import Any

import polib
import pytest

from states.definition import LANGUAGES
from tests.source import ROOT
from tests.world import World
from workflow.pages import glossary
from workflow.pages import help as guidance
from workflow.pages.words import terms

WITHOUT_SPACES = frozenset({"ar", "zh"})
"""Languages whose words are found anywhere: one joins its articles, the other writes no spaces."""


def not_said(language: str) -> Iterator[re.Pattern[str]]:
    for term in terms():
        for word in term.not_said[language]:
            edge = "" if language in WITHOUT_SPACES else r"\b"
            yield re.compile(edge + re.escape(word), re.IGNORECASE)


def faults(language: str, said: Iterator[str]) -> list[tuple[str, str]]:
    patterns = list(not_said(language))
    return [(one.pattern, text) for text in said for one in patterns if one.search(text)]


def strings(value: Any) -> Iterator[str]:
    """Every string in what a TOML file holds."""
    if isinstance(value, str):
        yield value
    for one in (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    ):
        yield from strings(one)


def catalogue(language: str) -> Iterator[str]:
    """The messages in that language; English ones are the identifiers themselves."""
    held = polib.pofile(
        str(ROOT / "workflow/translations" / ("fr" if language == "en" else language))
        + "/LC_MESSAGES/messages.po"
    )
    for entry in held:
        if language == "en":
            yield from (entry.msgid, entry.msgid_plural)
        else:
            yield from (entry.msgstr, *entry.msgstr_plural.values())


def labels(language: str) -> Iterator[str]:
    """The words of every edition in that language."""
    for file in sorted((ROOT / "states/procedures").glob("*.toml")):
        yield from strings(tomllib.loads(file.read_text("utf-8"))["labels"].get(language, {}))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_and_no_label_of_an_edition_says_a_word_that_is_not_said(language: str) -> None:
    assert faults(language, catalogue(language)) == []
    assert faults(language, labels(language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_keeps_to_itself(language: str) -> None:
    assert faults(language, (term.say[language] for term in terms())) == []


def test_a_word_that_is_not_said_would_be_found() -> None:
    assert faults("en", iter(["The proposal is Blocked.", "An unblocked way"])) == [
        (r"\bblocked", "The proposal is Blocked.")
    ]
    assert faults("zh", iter(["该提案被拒绝。"])) == [("拒绝", "该提案被拒绝。")]


def test_every_term_stands_in_six_languages() -> None:
    for term in terms():
        assert set(term.say) == set(term.not_said) == set(LANGUAGES), term.key
        assert all(term.say.values()), term.key
        assert all(term.not_said.values()), term.key


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_a_message_that_is_a_term_is_translated_as_the_table_has_it(language: str) -> None:
    path = ROOT / "workflow/translations" / language / "LC_MESSAGES/messages.po"
    held = {entry.msgid: entry.msgstr for entry in polib.pofile(str(path))}
    said = {term.say["en"]: term.say[language] for term in terms() if term.say["en"] in held}
    assert said
    assert {message: held[message] for message in said} == said


def test_the_page_shows_the_table(world: World) -> None:
    page = world.client(None, "ar").get("/agreed-words").text
    for term in terms():
        for language in LANGUAGES:
            assert term.say[language].replace("'", "&#39;") in page


def test_the_readme_has_the_glossary_word_for_word() -> None:
    text = (ROOT / "README.md").read_text("utf-8").partition("## Words")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", text, re.MULTILINE)[2:]
    held = [(one.term, one.meaning) for one in glossary.words("en").values()]
    assert sorted(rows) == sorted(held)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_help_keep_to_the_words_that_are_said(language: str) -> None:
    held = guidance.guides(language).values()
    said = [text for one in held for text in (one.title, one.lead, one.shows, *one.steps)]
    assert all(said)
    assert faults(language, iter(said)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_glossary_keeps_to_the_words_that_are_said(language: str) -> None:
    held = glossary.words(language).values()
    assert all(one.term and one.meaning for one in held)
    assert faults(language, (f"{one.term} {one.meaning}" for one in held)) == []


def test_a_word_tells_its_meaning_where_it_stands(world: World) -> None:
    number = world.submitted()
    page = world.client("delegate", "es").get(f"/cases/{number}").text
    word = glossary.words("es")["lead_office"]
    (opened,) = re.findall(r'popovertarget="([\w-]+)">Oficina responsable</button>', page)
    assert re.search(rf'id="{opened}" popover[^>]*>.*?{re.escape(word.meaning)}', page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_words_has_every_one(world: World, language: str) -> None:
    page = unescape(world.client(None, language).get("/words").text)
    for word in glossary.words(language).values():
        assert f'id="{word.key}"' in page
        assert word.meaning in page
