"""`procedures check` names every fault, ends in a line of JSON, and its exit code says what it found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from states import loader
from workflow.cli.commands import main


def last_line(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    return dict(json.loads(capsys.readouterr().out.splitlines()[-1]))


def test_the_shipped_editions_are_good(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["procedures", "check"]) == 0
    assert last_line(capsys) == {"editions": len(loader.shipped()), "faults": []}


def test_a_fault_is_named_and_the_exit_code_is_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = loader.shipped()["question_r_2023"]
    file = tmp_path / "question_r_2023.toml"
    file.write_text(text.replace('by = ["director"]', 'by = ["emperor"]', 1), "utf-8")
    header = text[: text.index('name = "open_consultation"')].count("\n")

    assert main(["procedures", "check", str(file)]) == 1
    assert last_line(capsys) == {
        "editions": 1,
        "faults": [
            {
                "file": "question_r_2023.toml",
                "table": "action",
                "key": "by",
                "line": header,
                "what": "unknown role emperor",
            }
        ],
    }


def test_a_file_that_is_no_text_is_a_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "picture.toml"
    file.write_bytes(b'code = "x"\n\xff\xfe')
    assert main(["procedures", "check", str(file)]) == 1
    (fault,) = last_line(capsys)["faults"]  # type: ignore[misc]
    assert (fault["line"], fault["what"]) == (2, "not UTF-8")


@pytest.mark.parametrize(
    "arguments", [["procedures", "check", "no-such-file"], ["procedures", "chekc"], ["--nonsense"]]
)
def test_wrong_usage_has_an_exit_code_of_its_own(arguments: list[str]) -> None:
    assert main(arguments) == 2
