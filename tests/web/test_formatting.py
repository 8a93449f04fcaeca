"""How a day, a moment, a range of days and a size read in each of the six languages."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
from flask import Flask
from flask_babel import force_locale

from tests.world import World
from workflow.pages import dates
from workflow.web import formatting

CHRISTMAS = dt.date(2026, 12, 24)
AFTERNOON = dt.datetime(2026, 11, 25, 12, 39, tzinfo=dt.UTC)


@pytest.fixture
def app(world: World) -> Flask:
    """The application, for the words of sizes."""
    found: Flask = world.app
    return found


def plain(words: str) -> str:
    """The words with every kind of space as a common one."""
    return unicodedata.normalize("NFKC", words)


@pytest.mark.parametrize(
    ("language", "day", "moment"),
    [
        ("ar", "24 ديسمبر 2026", "25 نوفمبر 2026، 13:39"),
        ("zh", "2026年12月24日", "2026年11月25日 13:39"),
        ("en", "24 December 2026", "25 November 2026, 13:39"),
        ("fr", "24 décembre 2026", "25 novembre 2026, 13:39"),
        ("ru", "24 декабря 2026", "25 ноября 2026, 13:39"),
        ("es", "24 de diciembre de 2026", "25 de noviembre de 2026, 13:39"),
    ],
)
def test_a_day_and_a_moment_read_as_the_language_has_them(
    language: str, day: str, moment: str
) -> None:
    assert (dates.day(CHRISTMAS, language), dates.moment(AFTERNOON, language)) == (day, moment)


@pytest.mark.parametrize(
    ("language", "in_a_month", "over_the_year"),
    [
        ("ar", "24–28 ديسمبر 2026", "24 ديسمبر 2026 – 2 يناير 2027"),
        ("zh", "2026年12月24日至28日", "2026年12月24日至2027年1月2日"),
        ("en", "24–28 December 2026", "24 December 2026 – 2 January 2027"),
        ("fr", "24–28 décembre 2026", "24 décembre 2026 – 2 janvier 2027"),
        ("ru", "24–28 декабря 2026", "24 декабря 2026 – 2 января 2027"),
        ("es", "24–28 de diciembre de 2026", "24 de diciembre de 2026 – 2 de enero de 2027"),
    ],
)
def test_a_range_of_days_writes_once_what_they_share(
    language: str, in_a_month: str, over_the_year: str
) -> None:
    spans = [
        plain(dates.span(CHRISTMAS, last, language))
        for last in (dt.date(2026, 12, 28), dt.date(2027, 1, 2))
    ]
    assert spans == [in_a_month, over_the_year]


def test_a_range_of_one_day_is_that_day() -> None:
    assert dates.span(CHRISTMAS, CHRISTMAS, "en") == "24 December 2026"


@pytest.mark.parametrize(
    ("language", "sizes"),
    [
        ("en", ["1 byte", "44 bytes", "1.5 kB", "2 MB"]),
        ("fr", ["1 octet", "44 octets", "1,5 ko", "2 Mo"]),
        ("ru", ["1 байт", "44 байта", "1,5 кБ", "2 МБ"]),
        ("zh", ["1 字节", "44 字节", "1.5 kB", "2 MB"]),
    ],
)
def test_a_size_reads_in_the_language_of_the_page(
    app: Flask, language: str, sizes: list[str]
) -> None:
    with app.test_request_context(f"/{language}/"), force_locale(language):
        app.preprocess_request()
        found = [plain(formatting.size(count)) for count in (1, 44, 1_500, 2_000_000)]
    assert found == sizes
