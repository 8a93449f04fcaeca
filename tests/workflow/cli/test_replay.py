"""`replay`: what scenario files say happens, and what is wrong in one is said with key and line."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from states.definition import COMMANDED
from tests.database import Templates
from workflow.actions import OWN_COMMAND
from workflow.cli.commands import main
from workflow.cli.replaying import acts, names, replay
from workflow.cli.replaying.lines import FaultyError
from workflow.cli.replaying.scenario import read
from workflow.store import editions

ROOT = Path(__file__).parents[3]
SCENARIOS = sorted((ROOT / "tests/scenarios").rglob("*.toml"))
DOCUMENTED = (ROOT / "states/README.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```toml\n(.*?)^```", DOCUMENTED, re.DOTALL | re.MULTILINE)
HEAD = 'edition = "question_r_2023"\n[case]\ntitle = "Rain"\n'
STEP = "[[step]]\nat = 2026-03-02T09:00:00Z\n"


def unmet(text: str, url: str) -> list[tuple[int, str]]:
    return [(told.step.number, one) for told in replay.play(read(text), url) for one in told.unmet]


def told(text: str, url: str) -> list[dict[str, Any]]:
    return [one.as_json() for one in replay.play(read(text), url)]


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda one: one.stem)
def test_every_scenario_goes_as_it_says(path: Path, templates: Templates) -> None:
    with templates.copy("sqlite") as url:
        assert unmet(path.read_text("utf-8"), url) == []


@pytest.mark.parametrize("text", EXAMPLES)
def test_the_documented_examples_go_as_they_say(text: str, database_url: str) -> None:
    assert unmet(text, database_url) == []


def test_there_are_two_documented_examples_and_the_table_of_actions() -> None:
    assert len(EXAMPLES) == 2
    assert acts.described() in DOCUMENTED


def test_every_name_of_the_tables_is_one_that_editions_or_commands_have() -> None:
    known = acts.known()
    assert {one for row in names.ACTIONS.values() for one in row} <= known
    assert set(COMMANDED) <= {*OWN_COMMAND, *acts.OWN}
    states = {state.name for one in editions.shipped().values() for state in one.states}
    assert set(names.STATES.values()) <= states


def test_real_states_stand_in_scenarios_only_with_their_source() -> None:
    for path in SCENARIOS:
        assert read(path.read_text("utf-8")).without_source == (), path
    told = read(HEAD + 'member = "FRA"\n' + STEP).without_source
    assert told == ("FRA",)
    assert read('source = "A paper"\n' + HEAD + 'member = "FRA"\n' + STEP).without_source == ()


# -- the command ----------------------------------------------------------------------------------


def run(file: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[Any], str]:
    code = main(["replay", str(file)])
    said = capsys.readouterr()
    return code, [json.loads(line) for line in said.out.splitlines()], said.err


def test_it_prints_a_line_for_each_step_and_ends_with_the_sum(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "one.toml"
    file.write_text(
        HEAD + STEP + 'action = "submit"\nstate = "submitted"\n[[step]]\naction = "receive"\n'
        'role = "director"\nrefused_by = "not_permitted"\n[[step]]\naction = "receive"\n'
        'deadline = { name = "screening", at = 2026-03-16T23:59:00+01:00 }\n'
    )  # fmt: skip
    code, lines, said = run(file, capsys)
    assert (code, said) == (0, "")
    nothing = {"ok": True, "refused_by": None, "deadlines": [], "result": None}
    assert lines == [
        {**nothing, "step": 1, "state": "submitted"},
        {**nothing, "step": 2, "state": "submitted", "refused_by": "not_permitted"},
        {
            **nothing,
            "step": 3,
            "state": "received",
            "deadlines": [{"name": "screening", "at": "2026-03-16T23:00:00Z"}],
        },
        {"steps": 3, "failed": 0},
    ]


def test_an_expectation_that_fails_is_told_and_ends_with_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "one.toml"
    file.write_text(
        HEAD + STEP + 'action = "submit"\nstate = "received"\nrefused_by = "template_is_complete"\n'
        '[[step]]\naction = "announce"\ndeadline = { name = "screening" }\n'
        "result = { approved = true }\n"
    )  # fmt: skip
    code, lines, said = run(file, capsys)
    assert code == 1
    assert [line.get("ok") for line in lines] == [False, False, None]
    assert lines[-1] == {"steps": 2, "failed": 2}
    assert said.count("step 1:") == 2
    assert "action_not_offered, and no refusal was expected" in said
    assert "deadline: screening" in said
    assert "result: no consultation of the run is closed" in said


@pytest.mark.parametrize(
    ("text", "line", "key", "what"),
    [
        ("x =", 1, "", "not TOML"),
        ('edition = "question_x"\n[case]\n' + STEP, 1, "edition", "question_"),
        ("[case]\n" + STEP, 1, "edition", "missing"),
        ('edition = "question_r_2023"\n' + STEP, 1, "case", "[case]"),
        ("options = { approval = true }\n" + HEAD + STEP, 1, "approval", "unknown option"),
        (HEAD, 1, "step", "[[step]]"),
        (HEAD + 'categry = "S1"\n' + STEP, 4, "categry", "do you mean category?"),
        (HEAD + 'sector = "T"\n' + STEP, 4, "sector", "ITU-R"),
        (HEAD + STEP + "\nstat = 1\n", 7, "stat", "do you mean state?"),
        (HEAD + STEP + 'action = "recieve"\n', 6, "action", "do you mean receive?"),
        (HEAD + STEP + 'role = "directer"\n', 6, "role", "do you mean director?"),
        (HEAD + STEP + 'body = "TSGA"\n', 6, "body", "unknown body"),
        (HEAD + STEP + 'state = "recieved"\n', 6, "state", "do you mean received?"),
        (HEAD + STEP + 'action = "oppose"\nwith = { reason = "x" }', 7, "reason", "reasons?"),
        (HEAD + STEP + 'action = "oppose"\n[step.with]\nreason = "x"', 8, "reason", "reasons?"),
        (HEAD + STEP + "result = { aproved = true }\n", 6, "aproved", "do you mean approved?"),
        (HEAD + STEP + 'deadline = { nam = "x" }\n', 6, "nam", "do you mean name?"),
        (HEAD + '[[step]]\nat = "soon"\n', 5, "at", "an instant"),
        (HEAD + '[[step]]\naction = "submit"\n', 4, "at", "missing"),
        (HEAD + STEP + "[[step]]\nat = 2026-03-01\n", 7, "at", "before"),
        (HEAD + STEP + 'with = "x"\n', 6, "with", "a table"),
        (HEAD + "[[meeting]]\nstarts_on = 2026-05-04\n" + STEP, 4, "body", "missing"),
        (HEAD + '[[meeting]]\nbody = "SG1"\n' + STEP, 4, "starts_on", "date"),
    ],
)  # fmt: skip
def test_a_faulty_file_ends_with_two_and_names_key_and_line(
    text: str, line: int, key: str, what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "faulty.toml"
    file.write_text(text)
    code, lines, said = run(file, capsys)
    assert code == 2
    [fault] = lines[-1]["faults"]
    assert (fault["line"], fault["key"]) == (line, key)
    assert what in fault["what"]
    assert f"{file}:{line}: [" in said


# -- what it is generous with ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "instant"),
    [
        ("2026-03-02T09:00:00Z", "09:00"),
        ('"2026-03-02T10:00:00+01:00"', "09:00"),
        ("2026-03-02T10:00:00", "09:00"),
        ('"2026-03-02 10:00"', "09:00"),
        ("2026-03-02", "08:00"),
    ],
)
def test_an_instant_without_a_zone_is_geneva_s(at: str, instant: str) -> None:
    [step] = read(f"{HEAD}[[step]]\nat = {at}\n").steps
    assert step.at.isoformat() == f"2026-03-02T{instant}:00+00:00"


def test_a_field_left_out_is_filled_in_and_an_empty_one_is_empty(templates: Templates) -> None:
    with templates.copy("sqlite") as url:
        [one] = told(HEAD + 'scope = ""\n' + STEP + 'action = "submit"\n', url)
    assert one["refused_by"] == "template_is_complete"


def test_ten_abstentions_stay_in_the_base(templates: Templates) -> None:
    """Twelve replies of which six agree and three abstain: six is not more than half of twelve."""
    text = (ROOT / "tests/scenarios/route_b_nine_replies.toml").read_text("utf-8")
    changed = text.replace("agree = 9 }", "agree = 6, object = 3, abstain = 3 }")
    changed = changed.replace("replies = 9, agreeing = 9", "replies = 12, agreeing = 6, base = 12")
    with templates.copy("sqlite") as url:
        assert unmet(changed, url) == []


def test_a_member_without_the_right_to_vote_does_not_count(templates: Templates) -> None:
    text = (ROOT / "tests/scenarios/route_b_nine_replies.toml").read_text("utf-8")
    changed = text.replace("[case]", '[[member]]\ncode = "XFZ"\nvote = false\n\n[case]')
    changed = changed.replace("with = { agree = 9 }", 'with = { agree = 9, object = ["XFZ"] }')
    changed = changed.replace("replies = 9,", "replies = 9, objecting = 0, not_counted = 1,")
    with templates.copy("sqlite") as url:
        assert unmet(changed, url) == []


def test_a_switch_of_the_edition_is_turned(templates: Templates) -> None:
    """Without objection instead of seventy per cent: three of ten object, and it does not pass."""
    text = (ROOT / "tests/scenarios/recall_of_a_decision.toml").read_text("utf-8")
    text = text.partition('[[step]]\naction = "announce"')[0]
    changed = "options = { approval_without_objection = true }\n" + text
    changed = changed.replace("{ approved = true, agreeing", "{ approved = false, agreeing")
    with templates.copy("sqlite") as url:
        assert unmet(changed, url) == []


def test_a_fault_is_no_scenario() -> None:
    with pytest.raises(FaultyError):
        read("")
