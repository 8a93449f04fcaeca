"""The command line as operators use it: exit 0 good, 1 faults, 2 usage, and a last line of JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select, text

from states import loader
from tests.command_line import run, start, told
from tests.database import Templates
from tests.rich_world import STORIES
from tests.world import World
from workflow.cli.commands import main
from workflow.cli.loading import DATA
from workflow.store.models import AppointmentRow, Base, Person

HEADER = "id,name,sectors,evidence,from_memory,source\n"
GOOD_ROW = "A90,Quiet zones,R;T,Seen in a text,0,https://example.org\n"
PASSWORD = {"INTERSECTOR_PASSWORD": "long enough words"}


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    """The URL of a database that does not exist yet."""
    return f"sqlite:///{tmp_path}/new.sqlite"


@pytest.mark.parametrize(
    "words",
    [
        ("no-such-command",),
        ("verify", "--no-such-option"),
        ("import", "areas"),
        ("import", "areas", "no-such-file.csv"),
        ("import", "areas", "README.md", "--dated", "yesterday"),
        ("procedures", "check", "no-such-file.toml"),
        ("user", "add"),
        ("user", "add", "a@example.org", "--name", "A", "--language", "xx"),
        ("user", "appoint", "a@example.org", "officer", "planet", "BR"),
        ("user", "appoint", "a@example.org", "emperor", "office", "BR"),
        ("serve", "--port", "many"),
    ],
)
def test_a_command_that_is_not_one_ends_with_2(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("INTERSECTOR_PASSWORD", "long enough words")
    assert main(list(words)) == 2
    assert "Error: " in capsys.readouterr().err


def test_the_process_ends_with_the_code(sqlite: str) -> None:
    done = start(sqlite, "no-such-command")
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)


def test_a_setting_that_is_none_is_named(sqlite: str) -> None:
    done = run(sqlite, "verify", PORT="many")
    assert (done.returncode, done.stderr) == (1, "PORT must be a whole number, not 'many'\n")


# -- the record -----------------------------------------------------------------------------------


def test_verify_counts_what_it_read(world: World, database_url: str) -> None:
    STORIES["announced"](world)
    with world.database.reading() as session:
        events = session.scalar(text("SELECT count(*) FROM events"))
    world.close()
    good = {"events": events, "cases": 1, "ok": True, "first_bad": None}
    assert told(run(database_url, "verify")) == (0, good)


def test_verify_names_the_first_event_that_does_not_fit(world: World, database_url: str) -> None:
    number = world.received()
    with world.database.writing() as session:
        session.execute(text("UPDATE event_payloads SET body = '{}' WHERE position = 3"))
        events = session.scalar(text("SELECT count(*) FROM events"))
    world.close()
    code, line = told(run(database_url, "verify"))
    bad = {"case": number, "reason": "event 3: the payload was altered"}
    assert (code, line) == (1, {"events": 3, "cases": 1, "ok": False, "first_bad": bad})
    assert (events or 0) > 3


def test_verify_says_when_a_stored_value_is_no_json(templates: Templates) -> None:
    """Only SQLite keeps such a value."""
    with templates.copy("sqlite") as url:
        world = World(url)
        world.received()
        with world.database.writing() as session:
            session.execute(text("UPDATE event_payloads SET body = 'x' WHERE position = 3"))
        world.close()
        code, line = told(run(url, "verify"))
    assert (code, line["ok"]) == (1, False)
    assert line["first_bad"]["reason"].startswith("a stored value cannot be read: ")


def test_a_database_that_was_never_made_is_a_fault_and_no_crash(sqlite: str) -> None:
    code, line = told(run(sqlite, "verify"))
    assert (code, line["events"], line["cases"], line["ok"]) == (1, 0, 0, False)
    assert "python -m workflow db upgrade" in line["first_bad"]["reason"]
    done = run(sqlite, "import", "areas", str(DATA / "areas.csv"))
    code, line = told(done)
    assert (code, line["read"], len(line["faults"])) == (1, 0, 1)
    assert "Traceback" not in done.stderr


def test_a_server_that_does_not_answer_is_a_fault_and_no_crash(tmp_path: Path) -> None:
    done = run(f"postgresql+psycopg://app@/none?host={tmp_path}", "verify")
    code, line = told(done)
    assert (code, line["ok"], "Traceback" in done.stderr) == (1, False, False)


# -- the database ---------------------------------------------------------------------------------


def test_upgrade_makes_a_whole_installation_of_nothing(sqlite: str) -> None:
    assert told(run(sqlite, "db", "upgrade")) == (0, {"ok": True})
    assert told(run(sqlite, "db", "upgrade")) == (0, {"ok": True})
    engine = create_engine(sqlite)
    with engine.connect() as connection:
        counts = [
            connection.scalar(select(func.count()).select_from(Base.metadata.tables[table]))
            for table in ("editions", "questions", "member_states", "register_editions", "persons")
        ]
    engine.dispose()
    lines = [len((DATA / f"{one}.csv").read_text("utf-8").splitlines()) - 1 for one in SHIPPED]
    registers = [one for one in DATA.glob("*.csv") if not one.name.startswith("fictional_")]
    assert counts == [len(loader.shipped()), *lines, len(registers), 0]
    good = {"events": 0, "cases": 0, "ok": True, "first_bad": None}
    assert told(run(sqlite, "verify")) == (0, good)


SHIPPED = ("questions", "member_states")


def test_the_migrations_fit_the_models(sqlite: str) -> None:
    assert told(run(sqlite, "db", "check")) == (0, {"ok": True})


# -- registers ------------------------------------------------------------------------------------


def test_import_loads_a_register_and_says_what_changed(
    world: World, database_url: str, tmp_path: Path
) -> None:
    world.close()
    file = tmp_path / "areas.csv"
    file.write_text(HEADER + GOOD_ROW, "utf-8")
    good = {"read": 1, "added": 1, "changed": 0, "faults": []}
    assert told(run(database_url, "import", "areas", str(file))) == (0, good)
    file.write_text(HEADER + GOOD_ROW.replace("Quiet", "Silent") + "A91,B,,,1,memory\n", "utf-8")
    good = {"read": 2, "added": 1, "changed": 1, "faults": []}
    assert told(run(database_url, "import", "areas", str(file))) == (0, good)


def test_a_bad_row_is_named_and_nothing_is_half_loaded(
    world: World, database_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "areas.csv"
    file.write_text(HEADER + GOOD_ROW + "A91,,,,2,\n" + GOOD_ROW, "utf-8")
    done = run(database_url, "import", "areas", str(file))
    code, line = told(done)
    assert (code, line["added"], line["changed"]) == (1, 0, 0)
    assert [(one["line"], one["column"]) for one in line["faults"]] == [
        (3, "name"), (3, "from_memory"), (3, "source"), (4, "id"),
    ]  # fmt: skip
    assert done.stderr.splitlines()[0] == f"{file}:3: name: must be filled"
    with world.database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM areas")) == 0
    world.close()


@pytest.mark.parametrize(
    ("register", "content", "line", "column"),
    [
        ("areas", b"\xff\xfe", 1, ""),
        ("areas", b"", 1, "id"),
        ("areas", b"id,name\n", 1, "sectors"),
        ("areas", HEADER.encode() + b'A1,"x\n', 2, ""),
        ("areas", HEADER.encode() + b"A1,x\n", 2, ""),
        ("areas", HEADER.encode() + "A1,x\u202ey,,,0,s\n".encode(), 2, "name"),
        ("areas", HEADER.encode() + b"A1," + b"x" * 5000 + b",,,0,s\n", 2, "name"),
        ("member-states", "XFA,member_state", 2, "code"),
        ("member-states", "PSE,palestine", 2, "may_vote"),
        ("member-states", "F,kingdom", 2, "kind"),
        ("member-categories", "ZZZ,ldc,,", 2, "member"),
        ("member-categories", "F,ldc,2020-01-01,2019-01-01", 2, "until_on"),
        ("member-categories", "F,ldc,01/02/2020,", 2, "from_on"),
        ("bodies", "RSG1,R,SG1,Name,", 2, "id"),
        ("questions", "R:1/1,Q,SG1,1/1,,T,,,,,,in force,,,", 2, "sector"),
        ("resolutions", "ITU-R 1,R,,2011", 2, "title"),
        ("treaties", b"id\n", 1, ""),
    ],
)
def test_each_register_names_what_is_wrong_in_it(
    sqlite_world: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    register: str,
    content: bytes | str,
    line: int,
    column: str,
) -> None:
    monkeypatch.setenv("DATABASE_URL", sqlite_world)
    file = tmp_path / "list.csv"
    file.write_bytes(content if isinstance(content, bytes) else whole(register, content))
    code = main(["import", register, str(file)])
    first = json.loads(capsys.readouterr().out.splitlines()[-1])["faults"][0]
    assert (code, first["line"], first["column"], bool(first["what"])) == (1, line, column, True)


def whole(register: str, row: str) -> bytes:
    """A file of that register with one row, its further columns filled in a plain way."""
    shipped = (DATA / f"{register.replace('-', '_')}.csv").read_text("utf-8")
    header = shipped.splitlines()[0].split(",")
    rest = {"may_vote": "1", "from_memory": "0", "region": "", "source": "s"}
    cells = row.split(",")
    cells += [rest.get(name, f"{name}-x") for name in header[len(cells) :]]
    return f"{','.join(header)}\n{','.join(cells)}\n".encode()


@pytest.fixture(scope="module")
def sqlite_world(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An installation for commands that change nothing."""
    url = f"sqlite:///{tmp_path_factory.mktemp('shared')}/shared.sqlite"
    assert run(url, "db", "upgrade").returncode == 0
    return url


# -- procedures -----------------------------------------------------------------------------------


def test_the_shipped_editions_are_sound(sqlite: str) -> None:
    count = len(loader.shipped())
    assert told(run(sqlite, "procedures", "check")) == (0, {"editions": count, "faults": []})


def test_a_fault_in_an_edition_is_named_by_file_table_key_and_line(
    sqlite: str, tmp_path: Path
) -> None:
    good = loader.shipped()["question_r_2023"]
    number = next(n for n, row in enumerate(good.splitlines(), 1) if row == "[[action]]")
    file = tmp_path / "question_r_2023.toml"
    file.write_text(good.replace('to = "submitted"', 'to = "nowhere"', 1), "utf-8")
    done = run(sqlite, "procedures", "check", str(file))
    code, line = told(done)
    assert (code, line["editions"]) == (1, 1)
    assert line["faults"][0] | {"what": ""} == {
        "file": file.name, "table": "action", "key": "to", "line": number, "what": "",
    }  # fmt: skip
    assert done.stderr.startswith(f"{file.name}:{number}: [")


@pytest.mark.parametrize("content", [b"\xff", b"[[action", b""])
def test_a_file_that_is_no_edition_is_a_fault(sqlite: str, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "mine.toml"
    file.write_bytes(content)
    done = run(sqlite, "procedures", "check", str(file))
    code, line = told(done)
    assert (code, line["editions"], "Traceback" in done.stderr) == (1, 1, False)
    assert {one["file"] for one in line["faults"]} == {"mine.toml"}
    assert set(line["faults"][0]) == {"file", "table", "key", "line", "what"}


# -- people ---------------------------------------------------------------------------------------


def test_the_first_administrator_is_made_by_a_command_on_a_fresh_machine(sqlite: str) -> None:
    words = ("user", "add", "First@Example.org", "--name", "First", "--administrator")
    assert told(run(sqlite, *words, **PASSWORD)) == (0, {"person": 1})
    engine = create_engine(sqlite)
    with engine.connect() as connection:
        person = connection.execute(select(Person.email, Person.name, Person.language)).one()
        held = connection.execute(
            select(AppointmentRow.post, AppointmentRow.place, AppointmentRow.code)
        ).all()
    engine.dispose()
    assert tuple(person) == ("first@example.org", "First", "en")
    assert [tuple(one) for one in held] == [("administrator", "office", "GS")]


def test_the_password_is_read_from_the_environment_and_never_printed(sqlite: str) -> None:
    done = run(sqlite, "user", "add", "a@example.org", "--name", "A", **PASSWORD)
    assert PASSWORD["INTERSECTOR_PASSWORD"] not in done.stdout + done.stderr
    short = run(sqlite, "user", "add", "b@example.org", "--name", "B", INTERSECTOR_PASSWORD="x")
    assert (short.returncode, "between 12 and 200" in short.stderr) == (1, True)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("nobody@example.org", "officer", "office", "BR"), "nobody@example.org"),
        (("stranger@example.org", "officer", "office", "XX"), "'XX'"),
        (("stranger@example.org", "chair", "body", "R:SG99"), "'R:SG99'"),
        (("stranger@example.org", "drafter", "member", "ZZZ"), "'ZZZ'"),
    ],
)
def test_what_an_appointment_names_wrongly_is_named(
    world: World, database_url: str, words: tuple[str, ...], named: str
) -> None:
    world.close()
    done = run(database_url, "user", "appoint", *words)
    assert (done.returncode, named in done.stderr) == (1, True)


def test_an_account_is_appointed_until_a_day(world: World, database_url: str) -> None:
    words = ("stranger@example.org", "officer", "office", "BDT", "--until", "2090-12-31")
    code, line = told(run(database_url, "user", "appoint", *words))
    with world.database.reading() as session:
        row = session.get_one(AppointmentRow, line["appointment"])
        held = (row.post, row.code, row.until_on.isoformat() if row.until_on else "")
    assert (code, held) == (0, ("officer", "BDT", "2090-12-31"))


# -- the worker -----------------------------------------------------------------------------------


def test_the_worker_does_what_is_due_and_stops(world: World, database_url: str) -> None:
    number = world.received()
    world.close()
    code, line = told(start(database_url, "worker", "--once"))
    assert (code, line) == (0, {"closed": [], "due": [number], "sent": 0})
