"""What no linter knows of this house: one writer of states, one handler a command, one noun an area."""

from __future__ import annotations

import ast
import inspect
import re
import tomllib
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import IntegerConverter

from config import Settings
from states import loader
from tests import source
from workflow.app import create_app
from workflow.handlers import HANDLERS
from workflow.pages import timeline
from workflow.pages.refusals import STATUS
from workflow.rules import errors, events
from workflow.rules.commands import Command
from workflow.rules.guards import GUARDS
from workflow.store import editions, registers_csv

MODULES = source.modules()
AREAS = frozenset(
    {
        "accounts", "cases", "conferences", "consultations", "decisions", "documents", "meetings",
        "overlaps",
        "procedures", "proposals", "public", "registers", "reports", "reviews",
        "soundings",
    }
)  # fmt: skip
EMPTY_NAMES = frozenset({"utils", "helpers", "common", "manager", "service", "misc", "tools"})

UPDATE_RUNS = re.compile(r"\bupdate\s+runs\b", re.IGNORECASE)


def test_every_guard_is_named_by_a_procedure_and_every_name_is_a_guard() -> None:
    named = {
        need if isinstance(need, str) else need["guard"]
        for text in loader.shipped().values()
        for action in tomllib.loads(text)["action"]
        for need in action.get("needs", ())
    }
    assert named == set(GUARDS)


# -- no state is named in code --


def states_named(tree: ast.Module, names: frozenset[str]) -> Iterator[str]:
    """Every comparison of a state with a name, and every name of several words that is no key."""
    keys = {
        id(key) for node in ast.walk(tree) if isinstance(node, ast.Dict) for key in node.keys if key
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            asked = any(ast.unparse(one).endswith(("state", "state.name")) for one in sides)
            written = {
                one.value
                for side in sides
                for one in ast.walk(side)
                if isinstance(one, ast.Constant) and isinstance(one.value, str)
            }
            if asked and written & names:
                yield ast.unparse(node)
        if isinstance(node, ast.Constant) and node.value in names and id(node) not in keys:
            yield from (str(one) for one in [node.value] if "_" in str(one))


STATES = frozenset(
    state.name for edition in editions.shipped().values() for state in edition.states
)


def test_no_state_of_a_procedure_is_named_in_code() -> None:
    found = {
        path: named
        for path, tree in MODULES.items()
        if path.startswith(("workflow/", "forms/"))
        if (named := list(states_named(tree, STATES)))
    }
    assert found == {}


@pytest.mark.parametrize(
    "code",
    [
        'run.state == "received"', 'run.state in ("received", "registered")',
        'target.state.name != "closed"', 'SETTLED = frozenset({"member_state_approval"})',
    ],
)  # fmt: skip
def test_every_way_to_name_a_state_is_seen(code: str) -> None:
    assert list(states_named(ast.parse(code), STATES))


# -- one line writes a state ----------------------------------------------------------------------


def state_writers(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Where code could write the state of a row: (function, how)."""
    for node, function in source.with_function(tree):
        if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.For, ast.NamedExpr)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in (one for each in targets for one in ast.walk(each)):
                if isinstance(target, ast.Attribute) and target.attr == "state":
                    yield function, f"{ast.unparse(target)} = …"
        name = source.called(node)
        if name == "setattr" and isinstance(node, ast.Call) and _may_be_state(node.args[1]):
            yield function, "setattr"
        if name in {"values", "Run"} and isinstance(node, ast.Call):
            names = {keyword.arg for keyword in node.keywords}
            yield from [(function, f"{name}(state=…)")] * bool(names & {"state", None})
        if isinstance(node, ast.Constant) and UPDATE_RUNS.search(str(node.value)):
            yield function, "SQL"


def _may_be_state(name: ast.expr) -> bool:
    """Whether that attribute name could come out as `state`."""
    if isinstance(name, ast.JoinedStr) and isinstance(name.values[0], ast.Constant):
        return "state".startswith(str(name.values[0].value))
    return not isinstance(name, ast.Constant) or name.value == "state"


def test_one_line_writes_the_state_of_a_run() -> None:
    found = {
        (path, function, how)
        for path, tree in MODULES.items()
        for function, how in state_writers(tree)
    }
    assert found == {
        ("workflow/store/transaction.py", "record", "run.state = …"),
        # a run begins in the first state of its procedure, as its first event says
        ("workflow/handlers/moving.py", "open_run", "Run(state=…)"),
        # an error remembers the name of a state; no row
        ("workflow/rules/errors.py", "__init__", "self.state = …"),
        # a register's row takes the columns of its file; none is called state
        ("workflow/handlers/registers.py", "import_register", "setattr"),
        # a notice, not a run, is marked as sent or waiting
        ("workflow/reactions/mail.py", "_mark", "values(state=…)"),
    }
    assert not any("state" in columns for columns in registers_csv.REGISTERS.values())


@pytest.mark.parametrize(
    "code",
    [
        "run.state = 'x'",
        "run.state, other = 'x', 1",
        "run.state += 'x'",
        "self.case.run.state: str = 'x'",
        "for run.state in names: pass",
        "setattr(run, 'state', 'x')",
        "setattr(run, name, 'x')",
        "setattr(run, f'st{rest}', 'x')",
        "session.execute(update(Run).values(state='x'))",
        "session.execute(update(Run).values(**changes))",
        "Run(state='x')",
        "session.execute(text('UPDATE runs SET version = 2'))",
    ],
)
def test_every_way_to_write_a_state_is_seen(code: str) -> None:
    assert len(list(state_writers(ast.parse(code)))) == 1


# -- commands, events, errors ---------------------------------------------------------------------


def subclasses(base: type) -> set[type]:
    return {one for each in base.__subclasses__() for one in (each, *subclasses(each))}


def verb(command: type) -> str:
    """`RecordReply` → record_reply."""
    return re.sub(r"(?<!^)([A-Z])", r"_\1", command.__name__).lower()


def test_every_command_has_a_handler_of_its_own_name() -> None:
    written = {
        node.name
        for path, tree in MODULES.items()
        if path.startswith("workflow/rules/commands/")
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and node.name != "Command"
    }
    assert {one.__name__ for one in HANDLERS} == written
    assert all(issubclass(one, Command) for one in HANDLERS)
    assert {one: verb(one) for one in HANDLERS} == {
        one: handler.__name__ for one, handler in HANDLERS.items()
    }


def test_every_event_has_words_on_the_timeline() -> None:
    kinds = {one.__name__ for one in subclasses(events.Event)}
    assert kinds == {*timeline.HAPPENED, "RunMoved"}  # a move shows its action's own label


def test_every_error_of_the_rules_has_a_status() -> None:
    assert set(STATUS) == subclasses(errors.IntersectorError)


# -- modules, areas, addresses --------------------------------------------------------------------


def test_every_module_opens_with_a_sentence() -> None:
    bare = [path for path, tree in MODULES.items() if not (ast.get_docstring(tree) or "").strip()]
    assert bare == []
    tests = (source.ROOT / "tests").rglob("*.py")
    assert [
        str(one) for one in tests if one.stat().st_size and not ast.get_docstring(
            ast.parse(one.read_text("utf-8"))
        )
    ] == []  # fmt: skip


def test_no_module_is_named_after_nothing() -> None:
    names = {part for path in MODULES for part in path.removesuffix(".py").split("/")}
    assert names & EMPTY_NAMES == set()


def test_the_environment_is_read_in_one_place() -> None:
    reads = {
        path
        for path, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv", "environb"}
    }
    assert reads == {"config.py"}


def test_an_area_has_one_noun_in_every_folder() -> None:
    def nouns(folder: str, *others: str) -> set[str]:
        found = {path.removeprefix(f"{folder}/") for path in MODULES if path.startswith(folder)}
        return {one.removesuffix(".py") for one in found if "/" not in one} - {"__init__", *others}

    assert nouns("forms", "base", "choices", "validators") <= AREAS
    assert nouns("workflow/rules/commands", "base") <= AREAS
    assert nouns("workflow/store/models", "base", "ledger", "search_index") <= AREAS
    assert {folder.name for folder in (source.ROOT / "templates").iterdir() if folder.is_dir()} <= (
        AREAS | {"components", "errors", "mail"}
    )


@pytest.fixture(scope="module")
def app() -> Flask:
    return create_app(Settings(database_url="sqlite://"))


def test_every_blueprint_is_an_area_and_its_module(app: Flask) -> None:
    pages = {name for name, one in app.blueprints.items() if "workflow.web" in one.import_name}
    assert pages
    assert pages <= AREAS
    assert {app.blueprints[name].import_name for name in pages} == {
        f"workflow.web.{name}" for name in pages
    }


def test_what_a_view_takes_as_a_number_is_a_number_in_its_address(app: Flask) -> None:
    untyped = [
        (rule.rule, name)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.split(".")[0] in AREAS
        for name, one in inspect.signature(app.view_functions[rule.endpoint]).parameters.items()
        if name in rule.arguments
        and (one.annotation == "int") != isinstance(rule._converters.get(name), IntegerConverter)
    ]
    assert untyped == []
