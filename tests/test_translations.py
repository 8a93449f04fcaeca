"""Every word people read stands in all six languages: extracted anew, present, and really translated."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).parent.parent
TRANSLATED = ("ar", "es", "fr", "ru", "zh")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
LATIN = re.compile(r"[A-Za-z]{4,}")
SAME_IN_FRENCH_OR_SPANISH = frozenset(
    {
        "Action", "Conclusion", "Consultation on %(number)s", "Date", "Director", "Document",
        "Documents", "Menu", "Pages", "Question", "Questions", "Sector", "Source", "no",
        "delegation", "participant", "provisional", "Administration", "Destination", "Mode",
        "%(number)s, version %(version)s", "Version %(number)s",
        "Version %(number)s, %(when)s", "%(num)d case",
    }
)  # fmt: skip
"""Words that Spanish or French spell as English does."""


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> polib.POFile:
    target = tmp_path_factory.mktemp("words") / "messages.pot"
    subprocess.run(
        [
            sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "babel.cfg",
            "-k", "N_", "-k", "NN_:1,2", "-k", "_l", "-k", "lazy_gettext", "-o", str(target), ".",
        ],
        cwd=ROOT,
        check=True,
    )  # fmt: skip
    return polib.pofile(str(target))


Key = tuple[str, str]


def key(entry: polib.POEntry) -> Key:
    """What finds an entry: the words, and which of their meanings where there are several."""
    return entry.msgctxt or "", entry.msgid


def catalogue(language: str) -> dict[Key, polib.POEntry]:
    path = ROOT / "workflow/translations" / language / "LC_MESSAGES/messages.po"
    return {key(entry): entry for entry in polib.pofile(str(path))}


def words(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_word_has_a_translation(language: str, extracted: polib.POFile) -> None:
    held = catalogue(language)
    missing = [
        key(entry)
        for entry in extracted
        if key(entry) not in held or not all(words(held[key(entry)]))
    ]
    assert missing == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_left_over_or_fuzzy(language: str, extracted: polib.POFile) -> None:
    known = {key(entry) for entry in extracted}
    held = catalogue(language)
    assert [one for one, entry in held.items() if one not in known or entry.fuzzy] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_keeps_every_value(language: str) -> None:
    for (_meaning, msgid), entry in catalogue(language).items():
        wanted = set(PLACEHOLDER.findall(msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural))
        for word in words(entry)[-1:]:
            assert set(PLACEHOLDER.findall(word)) == wanted, (language, msgid)


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_still_english(language: str) -> None:
    left = [
        msgid
        for (_meaning, msgid), entry in catalogue(language).items()
        if LATIN.search(PLACEHOLDER.sub("", msgid))
        and words(entry)[0] == msgid
        and not (language in ("es", "fr") and msgid in SAME_IN_FRENCH_OR_SPANISH)
    ]
    assert left == []


@pytest.mark.parametrize("language", ["ar", "ru", "zh"])
def test_another_script_is_really_written(language: str) -> None:
    scripts = {"ar": "[\u0600-\u06ff]", "ru": "[\u0400-\u04ff]", "zh": "[\u4e00-\u9fff]"}
    script = re.compile(scripts[language])
    bare = [
        msgid
        for (_meaning, msgid), entry in catalogue(language).items()
        if LATIN.search(PLACEHOLDER.sub("", msgid)) and not script.search(words(entry)[0])
    ]
    assert bare == []


@pytest.mark.parametrize(
    ("language", "forms"), [("ar", 6), ("es", 2), ("fr", 2), ("ru", 3), ("zh", 1)]
)
def test_plurals_have_the_forms_of_the_language(language: str, forms: int) -> None:
    for entry in catalogue(language).values():
        if entry.msgid_plural:
            assert len(entry.msgstr_plural) == forms
