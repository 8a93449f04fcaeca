"""Every kind of fault an edition can have is named by file, table, key and the line of the table's header."""

from __future__ import annotations

import pytest

from states.loader import EditionError, Fault
from tests.states import trial
from tests.states.trial import FILE, SOUND, changed

DEADLINE = 'name = "asking"\nstate = "draft"\ndays = 10'
PERIOD = "give one of months, days, working_days, from 1 to 1000"
EVIDENCE = (
    "must be mandates, same_study_group, same_sector, other_sectors, resolutions, joint_groups "
    "or supporters"
)
WRITE_BASIS = 'write basis = {text = "…", read = true or false}'


def test_the_sound_edition_has_no_fault() -> None:
    assert trial.faults(SOUND) == ()
    assert trial.read(SOUND).key == "trial_2026"


HEAD = [
    # old, new, key, what
    ('source = "Rules of a trial"\n', "", "source", "missing"),
    ('sector = "R"', "sector = 3", "sector", "must be str"),
    ('sector = "R"', 'sector = "Q"', "sector", "must be R, T, D or X"),
    ('sector = "R"', 'sector = "R"\ncolour = "red"', "colour", "unknown key"),
    ("valid_from = 2026-01-01", 'valid_from = "2026"', "valid_from", "must be date"),
    ("valid_from = 2026-01-01", "valid_from = 2026-01-01T00:00:00", "valid_from", "must be date"),
    ("2026-01-01", "2026-01-01\nvalid_to = 2025-12-31", "valid_to", "is before valid_from"),
    ('initial = "draft"', 'initial = "nowhere"', "initial", "unknown state nowhere"),
    ('initial = "draft"', 'initial = "counted"', "initial", "counted is only ever shown"),
    ('sector = "R"', 'sector = "R"\ncolours = []', "colours", "unknown key"),
    ('edition = "2026"', 'edition = "2027"', "code", "the file must be called trial_2027.toml"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "key", "what"), HEAD)
def test_a_fault_of_the_head_stands_on_the_first_line(
    old: str, new: str, key: str, what: str
) -> None:
    assert trial.faults(changed(old, new)) == (
        Fault(file=FILE, table="", key=key, line=1, what=what),
    )


def test_a_name_with_a_space_is_no_code_and_no_edition() -> None:
    text = changed('code = "trial"\nedition = "2026"', 'code = "my trial"\nedition = "20 26"')
    assert [(one.key, one.what) for one in trial.faults(text, "no-file")] == [
        ("code", "must be letters, digits and _: 'my trial'"),
        ("edition", "must be letters, digits and _: '20 26'"),
    ]


TABLES = [
    # old, new, header, key, what
    ('name = "draft"\nwaits', "waits", "[[state]] 1", "name", "missing"),
    ('name = "draft"\nwaits', 'name = "Draft"\nwaits', "[[state]] 1", "name",
     "must be written in small letters, digits and _: 'Draft'"),
    ('waits_for = "proposer"', 'waits_for = "king"', "[[state]] 1", "waits_for",
     "unknown role king"),
    ('waits_for = "proposer"', "waits_for = 1", "[[state]] 1", "waits_for", "must be str"),
    ('waits_for = "respondent"', 'colour = "red"', "[[state]] 2", "colour", "unknown key"),
    ("final = true", 'final = true\nconcludes = "by_lot"', "[[state]] 5", "concludes",
     "must be separately or together"),
    ('approve_if = "ratio_ge"', 'approve_if = "ratio_ge"\napproves = ["all"]', "[[consultation]]",
     "approves", "unknown kind all"),
    ("final = true", "final = 1", "[[state]] 5", "final", "must be bool"),
    ('outcome = "approved"', 'outcome = "won"', "[[state]] 5", "outcome", "unknown outcome won"),
    ('name = "close"\nfrom = ["asked"]\nto = "met"', 'name = "CLOSE"\nfrom = ["asked"]\nto = "met"',
     "[[action]] 2", "name", ("must be written in small letters, digits and _: 'CLOSE'",
                              "CLOSE and close differ only in case")),
    ('from = ["draft"]\n', "", "[[action]] 1", "from", "missing"),
    ('from = ["draft"]', "from = []", "[[action]] 1", "from", "name a state"),
    ('from = ["draft"]', "from = [1]", "[[action]] 1", "from",
     "must be a list of names"),
    ('from = ["draft"]', 'from = ["draft", "draft"]', "[[action]] 1", "from",
     "draft stands twice"),
    ('to = "asked"\n', "", "[[action]] 1", "to", "missing"),
    ('by = ["director"]', 'by = ["emperor"]', "[[action]] 4", "by", "unknown role emperor"),
    ('by = ["director"]', "by = []", "[[action]] 4", "by", "name who may"),
    ('by = ["director"]', 'by = "director"', "[[action]] 4", "by",
     "must be list"),
    ('needs = ["text_is_final"]', 'needs = ["all_is_well"]', "[[action]] 1", "needs",
     "unknown guard all_is_well"),
    ('needs = ["text_is_final"]', "needs = [{ at_least = 4 }]", "[[action]] 1", "needs",
     "unknown guard None"),
    ('needs = ["text_is_final"]', "needs = [4]", "[[action]] 1", "needs", "unknown guard 4"),
    ('needs = ["text_is_final"]', 'needs = [["text_is_final"]]', "[[action]] 1", "needs",
     "unknown guard ['text_is_final']"),
    ('body = "R:RA"', "body = 4.5", "[[action]] 4", "needs",
     "body of meeting_is_of_the_assembly must be a word, a number or names"),
    ('body = "R:RA"', 'body = ["R:RA", 2]', "[[action]] 4", "needs",
     "body of meeting_is_of_the_assembly must be a word, a number or names"),
    (', body = "R:RA"', "", "[[action]] 4", "needs", "meeting_is_of_the_assembly needs body"),
    ('body = "R:RA"', 'body = "R:RA", least = 4', "[[action]] 4", "needs",
     "meeting_is_of_the_assembly takes no least"),
    ('["text_is_final"]', '[{ guard = "text_is_final", least = 4 }]', "[[action]] 1", "needs",
     "text_is_final takes no least"),
    ('["text_is_final"]', '[{ guard = "supporters_are_recorded", at_least = "four" }]',
     "[[action]] 1", "needs", "at_least of supporters_are_recorded must be a number from 1 to 1000"),
    ('["text_is_final"]', '[{ guard = "meeting_is_far_enough", months = 0 }]',
     "[[action]] 1", "needs", "months of meeting_is_far_enough must be a number from 1 to 1000"),
    ('asks = ["reference"]', 'asks = ["gift"]', "[[action]] 4", "asks",
     "unknown thing to ask for gift"),
    ('basis = { text = "Rule 2", read = true }\n', "", "[[action]] 2", "basis", "missing"),
    ('basis = { text = "Rule 2", read = true }', 'basis = "Rule 2"', "[[action]] 2", "basis",
     WRITE_BASIS),
    ('{ text = "Rule 5", read = true }', '{ text = " ", read = true }', "[[deadline]]", "basis",
     WRITE_BASIS),
    ('{ text = "Rule 6", read = true }', '{ text = "Rule 6" }', "[[consultation]]", "basis",
     WRITE_BASIS),
    ('{ text = "Rule 7", read = true }', '{ text = "Rule 7", read = "yes" }', "[[checklist]]",
     "basis", WRITE_BASIS),
    ('{ text = "Rule 8", read = true }', '{ text = "Rule 8", read = true, by = "me" }',
     "[[field]]", "basis", WRITE_BASIS),
    ("days = 10", "days = 10\nmonths = 1", "[[deadline]]", "months", PERIOD),
    ("days = 10", "days = -1", "[[deadline]]", "days", PERIOD),
    ("days = 10", "days = 0", "[[deadline]]", "days", PERIOD),
    ("days = 10", "working_days = 1001", "[[deadline]]", "working_days", PERIOD),
    ("days = 10\n", "", "[[deadline]]", "months", PERIOD),
    (DEADLINE, f"{DEADLINE[:-2]}true", "[[deadline]]", "days", "must be int"),
    ("months = 2", "months = 2.5", "[[consultation]]", "months", "must be int"),
    ('approve_if = "ratio_ge"', 'approve_if = "by_lot"', "[[consultation]]", "approve_if",
     "unknown rule by_lot"),
    ('approve_if = "ratio_ge"\nvalue = "0.70"\n', "", "[[consultation]]", "approve_if",
     "missing"),
    ('value = "0.70"', 'value = "70 %"', "[[consultation]]", "value",
     'must be a decimal in quotes, such as "0.70"'),
    ('value = "0.70"', 'value = "0.00"', "[[consultation]]", "value",
     'must be a decimal in quotes, such as "0.70"'),
    ('value = "0.70"', 'value = "1.1"', "[[consultation]]", "value",
     'must be a decimal in quotes, such as "0.70"'),
    ('"ratio_ge"', '"no_objection"', "[[consultation]]", "value", "only ratio_ge takes one"),
    ('zero_replies = "fail"', 'zero_replies = "toss"', "[[consultation]]", "zero_replies",
     "must be approve, fail or manual"),
    ('zero_replies = "fail"\n', "", "[[consultation]]", "zero_replies", "missing"),
    ('zero_replies = "fail"', 'zero_replies = "fail"\nmin_replies = -1', "[[consultation]]",
     "min_replies", "must not be negative"),
    ('zero_replies = "fail"', 'zero_replies = "fail"\nmin_replies = true', "[[consultation]]",
     "min_replies", "must be int"),
    ('name = "TRIAL"', 'name = "THE TRIAL"', "[[consultation]]", "name",
     "must be written in letters, digits and _: 'THE TRIAL'"),
    ('whose = "proposer"', 'whose = "XYZ"', "[[checklist]]", "whose",
     "must be proposer, lead_office, BR, TSB, BDT or GS"),
    ('whose = "proposer"', 'whose = "GS"\nevidence = "rumour"', "[[checklist]]", "evidence",
     EVIDENCE),
    ('whose = "proposer"', 'whose = "GS"\nissue_if = ["perhaps"]', "[[checklist]]", "issue_if",
     "unknown answer perhaps"),
    ('kind = "choice"', 'kind = "number"', "[[field]]", "kind",
     ("must be line, text, date or choice", "a field of kind choice has choices, no other has")),
    ('choices = ["report", "handbook"]\n', "", "[[field]]", "choices",
     "a field of kind choice has choices, no other has"),
    ('required_for = ["new"]', 'required_for = ["old"]', "[[field]]", "required_for",
     "unknown kind old"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "header", "key", "what"), TABLES)
def test_a_fault_of_a_table_stands_on_the_line_of_its_header(
    old: str, new: str, header: str, key: str, what: str | tuple[str, ...]
) -> None:
    text = changed(old, new)
    found = trial.faults(text)
    expected = (what,) if isinstance(what, str) else what
    assert tuple(one.what for one in found) == expected
    assert found[0].key == key
    assert {(one.file, one.table, one.line) for one in found} == {
        (FILE, header.strip("[] 12345"), trial.header_line(text, header))
    }


@pytest.mark.parametrize("table", ["state", "action", "deadline", "consultation", "checklist"])
@pytest.mark.parametrize("value", ['"once"', "[1]", '{ name = "x" }'])
def test_a_table_written_as_something_else_is_named(table: str, value: str) -> None:
    rows = [part for part in SOUND.split("\n\n") if not part.startswith(f"[[{table}]]")]
    text = f"{table} = {value}\n" + "\n\n".join(rows)
    assert trial.faults(text)[0] == Fault(
        file=FILE, table=table, key="", line=1, what=f"write [[{table}]], once for each"
    )


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("code = \n", 1, "not TOML: Invalid value (at line 1, column 8)"),
        ('code = "a"\n\ncode = "b"\n', 3,
         "not TOML: Cannot overwrite a value (at line 3, column 11)"),
        ('code = "a"\nnote = """\nunfinished\n', 3,
         "not TOML: Unterminated string (at end of document)"),
        ('code = "a"\nnote = "\udcff"\n', 2, "not UTF-8"),
    ],
)  # fmt: skip
def test_what_is_not_toml_is_named_where_reading_stopped(text: str, line: int, what: str) -> None:
    assert trial.faults(text) == (Fault(file=FILE, table="", key="", line=line, what=what),)


@pytest.mark.parametrize("text", ["a = " + "[" * 100_000, "a = " + "9" * 10_000])
def test_what_no_parser_can_hold_is_a_fault_too(text: str) -> None:
    (fault,) = trial.faults(text)
    assert fault.what.startswith("not TOML: ")


def test_headers_inside_strings_and_comments_are_none() -> None:
    text = changed('source = "Rules of a trial"', "source = '''\n[[action]]\n'''  # [[action]]")
    text = text.replace('by = ["director"]', 'by = ["emperor"]')
    (fault,) = trial.faults(text)
    assert fault.line == trial.header_line(text, "[[action]] 5")


def test_reading_raises_with_every_fault_at_once() -> None:
    text = changed('by = ["director"]', 'by = ["emperor"]').replace("days = 10", "days = 0")
    with pytest.raises(EditionError) as found:
        trial.read(text)
    assert [(one.table, one.key) for one in found.value.faults] == [
        ("action", "by"),
        ("deadline", "days"),
    ]
    assert "[action] by: unknown role emperor" in str(found.value)


@pytest.mark.parametrize("header", ["[[stat]]", "[stat]", '[["stat"]]', "[[ 'stat' ]]", "[ stat ]"])
def test_a_table_that_nobody_knows_stands_where_it_begins(header: str) -> None:
    text = f'{SOUND}\n{header}\nname = "x"\n'
    line = SOUND.count("\n") + 2
    assert trial.faults(text) == (
        Fault(file=FILE, table="stat", key="", line=line, what="unknown table"),
    )


def test_a_header_may_be_written_in_quotes_and_with_spaces() -> None:
    text = changed('title = "A trial, ar"', "title = 3")
    line = trial.header_line(text, "[labels.ar]")
    (fault,) = trial.faults(text.replace("[labels.ar]", '[labels . "ar"]'))
    assert (fault.table, fault.line) == ("labels.ar", line)
