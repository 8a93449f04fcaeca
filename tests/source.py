"""The source of the project as syntax trees, for tests that read it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDERS = ("states", "forms", "workflow")


@lru_cache(maxsize=1)
def modules() -> dict[str, ast.Module]:
    """Every module of the program by its path, migrations apart."""
    files = [ROOT / "config.py", *(one for top in FOLDERS for one in (ROOT / top).rglob("*.py"))]
    return {
        str(file.relative_to(ROOT)): ast.parse(file.read_text("utf-8"))
        for file in sorted(files)
        if "migrations" not in file.parts
    }


def with_function(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """Every node with the name of the innermost function or class body that it stands in."""
    todo: list[tuple[ast.AST, str]] = [(tree, "")]
    while todo:
        node, name = todo.pop()
        yield node, name
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            name = node.name
        todo += [(child, name) for child in ast.iter_child_nodes(node)]


def words(tree: ast.AST) -> Iterator[str]:
    """Every string written in the code, also inside f-strings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def called(node: ast.AST) -> str:
    """The last name of what a call calls: `tx.record(…)` calls record."""
    if not isinstance(node, ast.Call):
        return ""
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
