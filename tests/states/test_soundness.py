"""A well-formed edition is a procedure only if every name is known, every state reached and left, every word there."""

from __future__ import annotations

import pytest

from states.definition import LANGUAGES
from states.loader import Fault
from tests.states import trial
from tests.states.trial import FILE, SOUND, changed

STATE = '[[state]]\nname = "lost"\n'
ACTION = """
[[action]]
name = "wander"
from = ["lost"]
to = "lost"
by = ["proposer"]
basis = { text = "Rule 9", read = true }
"""


def with_rows(*rows: str, to: str = SOUND) -> str:
    """The edition with more rows before its labels, and words for what they name."""
    text = to.replace("[labels.en]", "\n".join([*rows, "[labels.en]"]), 1)
    for language in LANGUAGES:
        for part, name in (("states", "lost"), ("actions", "wander")):
            if any(f'name = "{name}"' in row for row in rows):
                header = f"[labels.{language}.{part}]"
                text = text.replace(header, f'{header}\n{name} = "{name}-{language}"')
    return text


def found(text: str) -> list[tuple[str, str, int, str]]:
    return [(one.table, one.key, one.line, one.what) for one in trial.faults(text)]


NAMES = [
    # old, new, header, key, what
    ('name = "asked"', 'name = "draft"', "[[state]] 2", "name", "draft stands twice"),
    ('shown_as = "counted"', 'shown_as = "hidden"', "[[state]] 4", "shown_as",
     "unknown state hidden"),
    ('shown_as = "counted"', 'shown_as = "met"', "[[state]] 4", "shown_as", "met is hidden itself"),
    ('from = ["met"]', 'from = ["meet"]', "[[action]] 4", "from", "unknown state meet"),
    ('from = ["met"]', 'from = ["met", "counted"]', "[[action]] 4", "from",
     "counted is only ever shown"),
    ('to = "met"', 'to = "meet"', "[[action]] 2", "to", "unknown state meet"),
    ('to = "met"', 'to = "counted"', "[[action]] 2", "to", "counted is only ever shown"),
    ('state = "draft"', 'state = "drift"', "[[deadline]]", "state", "unknown state drift"),
    ('state = "draft"', 'after = "drift"', "[[deadline]]", "after", "unknown drift"),
    ('state = "draft"', 'state = "counted"', "[[deadline]]", "state",
     "counted is only ever shown"),
    ('state = "asked"', 'state = "aksed"', "[[consultation]]", "state", "unknown state aksed"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "header", "key", "what"), NAMES)
def test_a_name_that_means_nothing_is_a_fault_of_the_row_that_names_it(
    old: str, new: str, header: str, key: str, what: str
) -> None:
    text = changed(old, new)
    row = (header.strip("[] 12345"), key, trial.header_line(text, header), what)
    assert row in found(text)


TWICE = [
    # the table, its text in the sound edition, the change, key, what
    ("deadline", "asking", "asking", "name", "asking stands twice"),
    ("consultation", "TRIAL", "TRIAL", "name", "TRIAL stands twice"),
    ("consultation", "TRIAL", "Trial", "name", "Trial and TRIAL differ only in case"),
    ("checklist", "D1", "D1", "code", "D1 stands twice"),
    ("checklist", "D1", "d1", "code", "d1 and D1 differ only in case"),
    ("field", "answer", "answer", "name", "answer stands twice"),
]


@pytest.mark.parametrize(("table", "old", "new", "key", "what"), TWICE)
def test_a_name_stands_once_whatever_its_capitals(
    table: str, old: str, new: str, key: str, what: str
) -> None:
    (row,) = (part for part in SOUND.split("\n\n") if part.startswith(f"[[{table}]]"))
    text = with_rows(row.replace(f'"{old}"', f'"{new}"') + "\n")
    line = trial.header_line(text, f"[[{table}]] 2")
    assert (table, key, line, what) in found(text)


@pytest.mark.parametrize("table", ["deadline", "consultation"])
def test_a_state_has_one_deadline_and_one_consultation(table: str) -> None:
    (row,) = (part for part in SOUND.split("\n\n") if part.startswith(f"[[{table}]]"))
    text = with_rows(row.replace('name = "', 'name = "other_') + "\n")
    state = "draft" if table == "deadline" else "asked"
    line = trial.header_line(text, f"[[{table}]] 2")
    assert (table, "state", line, f"{state} stands twice") in found(text)


def test_a_state_that_is_never_reached() -> None:
    text = with_rows(STATE, ACTION.replace('to = "lost"', 'to = "draft"'))
    line = trial.header_line(text, "[[state]] 6")
    assert found(text) == [("state", "name", line, "lost is never reached")]


def test_a_dead_end() -> None:
    text = with_rows(STATE, ACTION.replace('from = ["lost"]', 'from = ["draft"]'))
    line = trial.header_line(text, "[[state]] 6")
    assert found(text) == [("state", "name", line, "lost is a dead end")]


def test_a_round_without_a_way_out_is_a_dead_end_too() -> None:
    text = with_rows(STATE, ACTION.replace('["lost"]', '["draft", "lost"]'))
    line = trial.header_line(text, "[[state]] 6")
    assert found(text) == [("state", "name", line, "no end is reached from lost")]


def test_a_final_state_is_not_left() -> None:
    text = changed('from = ["asked"]', 'from = ["asked", "approved"]')
    line = trial.header_line(text, "[[state]] 5")
    assert found(text) == [("state", "final", line, "approved is final but left")]


ROUTE = """
[[route]]
name = "way"
through = ["asked"]
approves = ["new"]
basis = { text = "Rule 9", read = true }
"""


@pytest.mark.parametrize(
    ("through", "what"),
    [
        ("[]", "name its states and what it approves"),
        ('["met", "asked"]', "asked is not reached from met"),
        ('["drift"]', "unknown state drift"),
        ('["counted"]', "counted is only ever shown"),
        ('["lost"]', "no approval is reached from lost"),
    ],
)
def test_a_route_leads_through_its_states_to_an_approval(through: str, what: str) -> None:
    lost = (
        STATE.replace('"lost"\n', '"lost"\nfinal = true\n'),
        ACTION.replace('["lost"]', '["draft"]'),
    )
    rows = [*(lost if "lost" in through else ()), ROUTE.replace('["asked"]', through)]
    text = with_rows(*rows)
    for language in LANGUAGES:
        text = text.replace(
            f"[labels.{language}.states]",
            f'[labels.{language}.routes]\nway = "way-{language}"\n\n[labels.{language}.states]',
        )
    line = trial.header_line(text, "[[route]]")
    assert found(text) == [("route", "through", line, what)]


def test_a_state_for_display_is_shown_for_another() -> None:
    text = changed('shown_as = "counted"\n', "")
    line = trial.header_line(text, "[[state]] 3")
    assert found(text) == [("state", "display_only", line, "nothing is shown as counted")]


@pytest.mark.parametrize(
    ("old", "new", "guard"),
    [
        ('"consultation_passed"', '"text_is_final"', "consultation_passed"),
        ('"consultation_failed"', '"text_is_final"', "consultation_failed"),
        ('zero_replies = "fail"', 'zero_replies = "manual"', "consultation_is_undecided"),
        (
            'zero_replies = "fail"',
            'zero_replies = "fail"\nsecond_round = true',
            "consultation_is_to_be_repeated",
        ),
    ],
)
def test_the_clock_leads_out_of_a_consultation_whatever_the_count(
    old: str, new: str, guard: str
) -> None:
    text = changed(old, new)
    line = trial.header_line(text, "[[consultation]]")
    assert found(text) == [("consultation", "state", line, f"no way out of asked by {guard}")]


MARKS = [
    # old, new, header, table, key, what
    ("opens_to_members = true\n", "", "", "", "opens_to_members", "no state is marked"),
    ("in_register = true\n", "", "", "", "in_register", "no state is marked"),
    ("out_of_register = true\n", "", "", "", "out_of_register", "no state is marked"),
    ("opens_allocation = true\n", "", "", "", "opens_allocation", "no action is marked"),
    ("ends_screening = true\n", "", "", "", "ends_screening", "no action is marked"),
    ("in_register = true", "in_register = true\nsettled = true", "[[state]] 5", "state", "settled",
     "has no meaning in sector R"),
    ("in_register = true", 'in_register = true\nconcludes = "together"', "[[state]] 5", "state",
     "concludes", "has no meaning in sector R"),
    ('name = "announce"', 'name = "announce"\noffered = false', "[[action]] 4", "action", "offered",
     "announce has no form of its own"),
    ('from = ["met"]', 'ends_screening = true\nfrom = ["met"]', "[[action]] 4", "action",
     "ends_screening", "no deadline ends the screening in met"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "header", "table", "key", "what"), MARKS)
def test_what_the_program_asks_of_an_edition_is_said_by_it(
    old: str, new: str, header: str, table: str, key: str, what: str
) -> None:
    text = changed(old, new)
    line = trial.header_line(text, header) if header else 1
    assert found(text) == [(table, key, line, what)]


def test_an_action_with_a_form_of_its_own_is_no_button() -> None:
    text = SOUND.replace('name = "ask"', 'name = "submit"').replace("ask = ", "submit = ")
    line = trial.header_line(text, "[[action]] 1")
    assert found(text) == [("action", "offered", line, "submit has a form of its own")]


def test_an_allocation_says_where_the_groups_conclude_and_when_their_part_is_over() -> None:
    text = changed('sector = "R"', 'sector = "X"')
    assert {
        ("", "concludes", 1, "no state is marked"),
        ("", "settled", 1, "no state is marked"),
    } < {*found(text)}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", sorted(trial.WORDS))
def test_a_word_that_is_missing_in_a_language(language: str, part: str) -> None:
    name = trial.WORDS[part][-1]
    header = f"[labels.{language}.{part}]"
    text = changed(f'{name} = "{part} {name}, {language}"\n', "")
    line = trial.header_line(text, header)
    assert found(text) == [(f"labels.{language}.{part}", name, line, "missing")]


def test_a_kind_of_words_that_is_missing_stands_where_its_language_begins() -> None:
    text = changed('[labels.fr.deadlines]\nasking = "deadlines asking, fr"\n', "")
    line = trial.header_line(text, "[labels.fr]")
    assert found(text) == [("labels.fr.deadlines", "asking", line, "missing")]


SHADOWED = """
[[action]]
name = "close"
from = ["asked"]
to = "draft"
by = ["clock"]
needs = ["consultation_passed", "consultation_is_over", "text_is_final"]
basis = { text = "Rule 9", read = true }
"""


def test_a_row_that_an_earlier_one_always_replaces_is_named() -> None:
    text = with_rows(SHADOWED)
    line = trial.header_line(text, "[[action]] 5")
    what = "an earlier row of close always applies instead"
    assert found(text) == [("action", "needs", line, what)]


def test_the_clock_is_asked_for_nothing() -> None:
    text = changed('by = ["clock"]', 'by = ["clock"]\nasks = ["reasons"]')
    (fault,) = found(text)
    assert (fault[0], fault[1], fault[3]) == ("action", "asks", "the clock cannot give anything")


LABELS = [
    # old, new, table, key, what
    ('title = "A trial, ar"\n', "", "labels.ar", "title", "missing"),
    ('title = "A trial, ar"', 'title = " "', "labels.ar", "title", "missing"),
    ('title = "A trial, ar"', 'title = "A trial, en"', "labels.ar", "title", "is still English"),
    ('title = "A trial, ar"', 'title = "A trial, ar"\nmotto = "x"', "labels.ar", "motto",
     "unknown key"),
    ('"states draft, es"', '"states draft, en"', "labels.es.states", "draft", "is still English"),
    ('"states draft, es"', '" "', "labels.es.states", "draft", "must be words"),
    ('"states draft, es"', "7", "labels.es.states", "draft", "must be words"),
    ('asking = "deadlines asking, zh"', 'asking = "zh"\nwaiting = "x"', "labels.zh.deadlines",
     "waiting", "names nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "table", "key", "what"), LABELS)
def test_a_fault_of_the_words_stands_where_they_begin(
    old: str, new: str, table: str, key: str, what: str
) -> None:
    text = changed(old, new)
    assert found(text) == [(table, key, trial.header_line(text, f"[{table}]"), what)]


def test_one_word_may_be_spelt_as_in_english() -> None:
    text = SOUND
    for language in LANGUAGES:
        text = text.replace(f'"deadlines asking, {language}"', '"Menu"')
    assert found(text) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_that_is_missing(language: str) -> None:
    start = SOUND.index(f"[labels.{language}]")
    end = SOUND.find("[labels.", SOUND.index(f"[labels.{language}.choices]") + 5)
    text = SOUND[:start] + (SOUND[end:] if end > 0 else "")
    assert trial.faults(text) == (
        Fault(file=FILE, table=f"labels.{language}", key="title", line=1, what="missing"),
    )


def test_a_seventh_language_is_unknown() -> None:
    text = SOUND + '\n[labels.de]\ntitle = "Ein Versuch"\n'
    line = trial.header_line(text, "[labels.de]")
    assert found(text) == [("labels.de", "", line, "unknown language")]


@pytest.mark.parametrize(
    ("labels", "table", "key", "what"),
    [
        ("labels = 3", "labels", "", "write [labels.en] and so on, once for each language"),
        ('[labels.en]\ntitle = "T"\nstates = 3', "labels.en", "states",
         "each kind of label is a table of its own"),
    ],
)  # fmt: skip
def test_labels_written_as_something_else(labels: str, table: str, key: str, what: str) -> None:
    text = f"{labels}\n{trial.BODY}" if "=" in labels[:8] else f"{trial.BODY}\n{labels}\n"
    assert (table, key, what) in [(one[0], one[1], one[3]) for one in found(text)]
