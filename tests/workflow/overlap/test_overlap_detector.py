"""The overlap detector on texts alone: rights first, reasons given, the same answer every time."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.overlap import Corpus, Entry, Match

TITLES = {
    "emf-r": "Electromagnetic field measurements to assess human exposure",
    "emf-t": "Human exposure to EMFs from ICTs",
    "emf-d": "Strategies and policies concerning human exposure to electromagnetic fields",
    "fss-1": "Sharing between the fixed-satellite service and the fixed service at 17.7-19.7 GHz",
    "fss-2": "Sharing between the fixed-satellite service and the fixed service at 3.4-4.2 GHz",
    "tariffs": "Tariff principles for data services",
    "cables": "Cable television distribution over optical networks",
    "naming": "Numbering, naming and addressing plans",
    "rain": "Rain attenuation on slant paths",
    "maritime": "Maritime distress calls",
}
QUERY = Entry(key="query", title="Assessment of human exposure to electromagnetic fields")


def corpus(*more: Entry) -> Corpus:
    return Corpus([*(Entry(key=key, title=title) for key, title in TITLES.items()), *more])


def keys(matches: tuple[Match, ...]) -> list[str]:
    return [one.key for one in matches]


def test_the_nearest_come_first_and_strangers_not_at_all() -> None:
    found = corpus().find(QUERY)
    assert set(keys(found)[:3]) == {"emf-r", "emf-t", "emf-d"}
    assert [one.similarity for one in found] == sorted(
        (one.similarity for one in found), reverse=True
    )
    assert {"tariffs", "rain", "maritime"} & set(keys(found)) == set()


def test_each_match_gives_the_words_that_both_share() -> None:
    (first, *_) = [one for one in corpus().find(QUERY) if one.key == "emf-d"]
    assert {word.casefold() for word in first.shared_terms} >= {"human", "exposure"}


def test_an_acronym_is_compared_with_what_it_stands_for() -> None:
    found = corpus().find(Entry(key="q", title="Electromagnetic fields"))
    assert "emf-t" in keys(found)


def test_what_tells_texts_apart_is_named_and_costs_closeness() -> None:
    query = Entry(
        key="q",
        title="Sharing between the fixed-satellite service and the fixed service at 17.7-19.7 GHz",
    )
    same, other = corpus().find(query)[:2]
    assert (same.key, other.key) == ("fss-1", "fss-2")
    assert same.differing_identifiers == ()
    assert other.differing_identifiers == ("17.7-19.7 GHz", "3.4-4.2 GHz")
    assert other.similarity < same.similarity


def test_rights_are_asked_before_anything_is_ranked() -> None:
    secret = [Entry(key=f"secret-{number}", title=QUERY.title) for number in range(300)]
    wider = corpus().with_entries(secret)
    assert wider.find(QUERY, allowed=lambda key: not key.startswith("secret"), most=3) == (
        corpus().find(QUERY, most=3)
    )
    assert keys(wider.find(QUERY, most=1))[0].startswith("secret")


def test_no_more_than_asked_for_are_given() -> None:
    assert len(corpus().find(QUERY, most=2)) == 2
    assert corpus().find(QUERY, most=2) == corpus().find(QUERY)[:2]


def test_editions_of_one_text_are_not_compared_with_each_other() -> None:
    old = Entry(key="old", title=QUERY.title, lineage="239")
    query = Entry(key="query", title=QUERY.title, lineage="239")
    assert "old" in keys(corpus(old).find(QUERY))
    assert "old" not in keys(corpus(old).find(query))


@pytest.mark.parametrize(
    "title", ["", " ", "of the and", "…", "\u202e", "a" * 100_000, "电", "ا", "0"]
)
def test_a_text_that_says_nothing_is_close_to_nothing(title: str) -> None:
    assert corpus().find(Entry(key="q", title=title)) == ()


@pytest.mark.parametrize(
    ("language", "title", "near"),
    [
        ("fr", "Exposition humaine aux champs électromagnétiques", "fr"),
        ("es", "Exposición humana a los campos electromagnéticos", "es"),
        ("ru", "Воздействие электромагнитных полей на человека", "ru"),
        ("ar", "التعرض البشري للمجالات الكهرمغنطيسية", "ar"),
        ("zh", "人体暴露于电磁场", "zh"),
    ],
)
def test_texts_of_one_language_are_compared_in_it(language: str, title: str, near: str) -> None:
    more = corpus().with_entries([Entry(key=near, title=title, language=language)])
    found = more.find(Entry(key="q", title=title.casefold(), language=language))
    assert keys(found)[0] == near
    assert found[0].similarity > 0.9


def test_the_order_in_which_texts_were_read_changes_nothing() -> None:
    entries = [Entry(key=key, title=title) for key, title in TITLES.items()]
    answers = set()
    for seed in range(5):
        shuffled = entries.copy()
        random.Random(seed).shuffle(shuffled)  # noqa: S311 - no secret
        answers.add(Corpus(shuffled).find(QUERY))
    assert len(answers) == 1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(sorted(TITLES)), unique=True), st.text(max_size=80))
def test_it_answers_any_text_within_its_bounds(some: list[str], title: str) -> None:
    texts = Corpus(Entry(key=key, title=TITLES[key]) for key in some)
    found = texts.find(Entry(key="q", title=title))
    assert set(keys(found)) <= set(some)
    assert [one for one in found if not 0 <= one.similarity <= 1] == []
    assert all(a.similarity >= b.similarity for a, b in itertools.pairwise(found))
