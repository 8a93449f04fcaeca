"""How a day, a moment, a range of days and a size read in each of the six languages."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

import pytest
from flask import Flask
from flask_babel import force_locale

from states.definition import LANGUAGES
from tests.facts import make_facts
from tests.world import World
from workflow.pages import dates, labels, refusals
from workflow.rules.guards import GUARDS
from workflow.store import editions
from workflow.web import formatting

pytestmark = pytest.mark.one_database

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


@pytest.mark.parametrize(
    ("language", "count", "sentence"),
    [
        ("en", 1, "The proposer has still to see 1 finding."),
        ("en", 2, "The proposer has still to see 2 findings."),
        ("ru", 1, "Автору осталось ознакомиться с 1 результатом."),
        ("ru", 5, "Автору осталось ознакомиться с 5 результатами."),
        ("ar", 2, "ما زال على مقدم المقترح الاطلاع على نتيجتين."),
        ("ar", 3, "ما زال على مقدم المقترح الاطلاع على 3 نتائج."),
    ],
)
def test_what_is_counted_stands_in_the_plural_of_the_language(
    app: Flask, language: str, count: int, sentence: str
) -> None:
    told = make_facts(unseen_findings=count)
    with app.test_request_context(f"/{language}/"), force_locale(language):
        refusal = GUARDS["proposer_has_seen_the_findings"](told, {})
        assert refusal is not None
        assert refusals.sentence(refusal.message, refusal.params, refusal.plural) == sentence


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Waits for the released conclusion of: RAG, TSAG."),
        ("fr", "En attente de la conclusion publiée de: GCR, GCNT."),
        ("ar", "في انتظار الاستنتاج المنشور من: \u2068RAG\u2069، \u2068TSAG\u2069."),
        ("zh", "等待以下各组发布结论：RAG、TSAG。"),
    ],
)
def test_a_list_in_a_sentence_has_the_comma_and_the_names_of_the_language(
    app: Flask, language: str, sentence: str
) -> None:
    with app.test_request_context(f"/{language}/"), force_locale(language):
        app.preprocess_request()
        refusal = GUARDS["every_group_has_released"](make_facts(groups=("R:RAG", "T:TSAG")), {})
        assert refusal is not None
        assert refusals.sentence(refusal.message, refusal.params) == sentence


def test_a_field_in_a_sentence_is_called_as_on_the_form(app: Flask) -> None:
    told = make_facts(missing_fields=("scope", "study_group"))
    refusal = GUARDS["template_is_complete"](told, {})
    with app.test_request_context("/en/"):
        assert refusal is not None
        shown = refusals.sentence(refusal.message, refusal.params)
    assert shown == "Still to be filled in: Precise scope, Study group."


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_field_that_several_forms_have_is_called_as_on_its_own(app: Flask, language: str) -> None:
    for sector, key in (
        ("R", "question_r_2023"), ("T", "question_t_2022"), ("D", "question_d_2022"),
    ):  # fmt: skip
        procedure = editions.shipped()[key]
        told = make_facts(procedure=procedure.code, missing_fields=("question_text", "title"))
        refusal = GUARDS["template_is_complete"](told, {})
        own = procedure.labels[language].fields
        with app.test_request_context(f"/{language}/"), force_locale(language):
            app.preprocess_request()
            assert refusal is not None
            shown = refusals.sentence(refusal.message, refusal.params)
        assert (own["question_text"] in shown, own["title"] in shown) == (True, True), sector


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "Practice of this installation: triage &amp; more"),
        ("fr", '<bdi lang="fr" dir="ltr">Pratique de cette installation</bdi>: triage &amp; more'),
        ("ar", '<bdi lang="ar" dir="rtl">ممارسة هذه المنصة</bdi>: triage &amp; more'),
    ],
)
def test_what_the_installation_adds_is_said_in_the_language_of_the_page(
    app: Flask, language: str, shown: str
) -> None:
    with app.test_request_context(f"/{language}/"), force_locale(language):
        app.preprocess_request()
        found = formatting.basis("Practice of this installation: triage & more")
    assert found == shown


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["ITU-R SG1", "RAG", "TSAG", "TDAG"]),
        ("zh", ["ITU-R SG1", "RAG", "TSAG", "TDAG"]),
        ("fr", ["UIT-R SG1", "GCR", "GCNT", "GCDT"]),
        ("es", ["UIT-R SG1", "GAR", "GANT", "GADT"]),
        ("ru", ["МСЭ-R SG1", "КГР", "КГСЭ", "КГРЭ"]),
    ],
)
def test_a_body_has_the_letters_of_the_language(
    app: Flask, language: str, names: list[str]
) -> None:
    bodies = ("R:SG1", "R:RAG", "T:TSAG", "D:TDAG")
    with app.test_request_context(f"/{language}/"), force_locale(language):
        assert [labels.body(one) for one in bodies] == names


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Please use at most 200 characters."),
        ("ru", "Введите не более 200 символов."),
        ("ar", "يرجى ألا يتجاوز النص 200 حرف."),
    ],
)
def test_a_text_too_long_is_refused_in_the_language_of_the_page(
    world: World, language: str, sentence: str
) -> None:
    client = world.client(language=language)
    answer = client.post("/sign-in", {"email": "a" * 300 + "@example.org", "password": "x"})
    assert (answer.status_code, sentence in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "<bdi>150 kHz</bdi>, <bdi>(BR)</bdi>, <bdi>&lt;R:239/1&gt;</bdi>"),
        ("zh", "<bdi>150 kHz</bdi>、<bdi>(BR)</bdi>、<bdi>&lt;R:239/1&gt;</bdi>"),
        ("ar", "<bdi>150 kHz</bdi>، <bdi>(BR)</bdi>، <bdi>&lt;R:239/1&gt;</bdi>"),
    ],
)
def test_each_part_of_a_list_keeps_its_own_direction(app: Flask, language: str, shown: str) -> None:
    with app.test_request_context(f"/{language}/"), force_locale(language):
        assert formatting.listed(["150 kHz", "(BR)", "<R:239/1>"]) == shown


@pytest.mark.parametrize(
    ("language", "words", "arrow"),
    [
        ("en", "TSAG, Geneva", "→"),
        ("zh", "TSAG、Geneva", "→"),
        ("ar", "\u2068TSAG\u2069، \u2068Geneva\u2069", "←"),
    ],
)
def test_where_no_markup_fits_a_list_is_isolated_by_marks(
    app: Flask, language: str, words: str, arrow: str
) -> None:
    with app.test_request_context(f"/{language}/"), force_locale(language):
        assert (labels.listed(["TSAG", "Geneva"]), labels.arrow()) == (words, arrow)


@pytest.mark.parametrize(
    ("path", "name", "direction"),
    [
        ("/drafts/new", "completion", None),
        ("/drafts/new", "title", "auto"),
        ("/drafts/new", "question_text", "auto"),
        ("/drafts/new", "question", "ltr"),
    ],
)
def test_only_free_text_finds_its_own_direction(
    world: World, path: str, name: str, direction: str | None
) -> None:
    page = world.client("delegate", "ar").get(path).text
    tag = re.search(rf'<(?:input|textarea)[^>]*name="{name}"[^>]*>', page)
    assert tag is not None
    found = re.search(r'dir="(\w+)"', tag[0])
    assert (found[1] if found else None) == direction
