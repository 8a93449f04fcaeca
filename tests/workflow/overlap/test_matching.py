"""Finding words in texts of six languages, and marking them."""

from __future__ import annotations

import pytest

from workflow.overlap.matching import Query, words_in


@pytest.mark.parametrize(
    ("typed", "title", "language"),
    [
        ("measurement", "Measurements near stations", "en"),
        ("mesures", "Mesure de l'exposition humaine", "fr"),
        ("medición", "Mediciones cerca de estaciones", "es"),
        ("измерения", "Измерение полей вблизи станций", "ru"),
        ("قياسات", "قياس المجالات قرب المحطات", "ar"),
        ("محطة ومجالات", "قياس المجالات قرب المحطات", "ar"),
        ("电磁场", "人体暴露于电磁场的评估", "zh"),
        ("场", "人体暴露于电磁场的评估", "zh"),
        ("EMF", "Human exposure to electromagnetic fields", "en"),
        ("electromagnetic fields", "Human exposure to EMF", "en"),
        ("expo", "Human exposure to EMF", "en"),
        ("Q3/5", "Q3/5 Human exposure", "en"),
        ("br-2026-0001", "BR-2026-0001 Exposure", "en"),
        ("МЕРЫ", "меры", "ru"),
        ("5G网络", "5G 移动网络", "zh"),
    ],
)
def test_a_word_is_found_in_its_other_forms(typed: str, title: str, language: str) -> None:
    query = Query(typed)
    assert query.score(title, "", language) > 0
    assert query.score("", title, language) > 0
    assert all(one.met_by(words_in(title, language)) for one in query.wanted())


@pytest.mark.parametrize(
    ("typed", "title", "language"),
    [
        ("exposure satellite", "Human exposure to EMF", "en"),
        ("场电", "人体暴露于电磁场的评估", "zh"),
        ("ex", "Human exposure", "en"),
        ("", "Human exposure", "en"),
        ("…", "Human exposure", "en"),
    ],
)
def test_a_text_that_lacks_a_word_is_not_found(typed: str, title: str, language: str) -> None:
    assert Query(typed).score(title, "", language) == 0


def test_words_that_say_nothing_need_not_be_there() -> None:
    assert Query("exposure of the human").score("Human exposure", "", "en") > 0
    assert Query("the").score("Of the same", "", "en") > 0  # unless there is nothing else


def test_a_title_counts_more_than_a_text_and_the_words_as_typed_more_still() -> None:
    query = Query("human exposure")
    as_typed = query.score("Human exposure to EMF", "", "en")
    apart = query.score("Exposure, human and other", "", "en")
    below = query.score("Something else", "human exposure", "en")
    assert as_typed > apart > below > 0


def test_the_words_found_are_marked_and_nothing_is_lost() -> None:
    query = Query("exposure near")
    text = "Human exposures, <near> stations"
    parts = query.marked(text, "en")
    assert "".join(part for part, _found in parts) == text
    assert [part for part, found in parts if found] == ["exposures", "near"]


def test_chinese_is_marked_by_the_characters_found() -> None:
    parts = Query("电磁场").marked("人体暴露于电磁场的评估", "zh")
    assert "".join(part for part, found in parts if found) == "电磁场"
    assert "".join(part for part, _found in parts) == "人体暴露于电磁场的评估"


def test_an_excerpt_stands_around_the_first_word_found() -> None:
    text = "Nothing here. " * 30 + "The antenna is adaptive." + " More to follow." * 30
    parts = Query("antennas").excerpt(text, "en")
    shown = "".join(part for part, _found in parts)
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 250
    assert ("antenna", True) in parts
    assert Query("satellite").excerpt(text, "en") == ()


def test_a_very_long_query_is_cut_and_answered() -> None:
    assert Query("word " * 10_000).score("word", "", "en") > 0
