"""The editions that a scenario's case begins under: the one it names, and the newest of the others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from states import loader
from states.definition import Procedure
from workflow.store import editions

Options = tuple[tuple[str, bool], ...]
"""Switches of editions by name, and whether they are on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """An edition with its text, switched as the scenario says."""

    procedure: Procedure
    text: str


@cache
def used(key: str, options: Options) -> Mapping[str, Used]:
    """By the procedure's code, the edition of that key and of each other code the newest shipped."""
    shipped = editions.shipped()
    dated = sorted(shipped.values(), key=lambda one: one.valid_from)
    chosen = {**{one.code: one for one in dated}, shipped[key].code: shipped[key]}
    return {code: _switched(one, options) for code, one in chosen.items()}


def _switched(procedure: Procedure, options: Options) -> Used:
    text = shipped = loader.shipped()[procedure.key]
    for name, on in options:
        row = rf'(\[\[option\]\]\nname = "{re.escape(name)}"\non = )(?:true|false)'
        text = re.sub(row, rf"\g<1>{str(on).lower()}", text)
    return Used(procedure=procedure if text == shipped else editions.read(text), text=text)


@cache
def options() -> frozenset[str]:
    """The names of all switches."""
    named = r'\[\[option\]\]\nname = "(\w+)"'
    return frozenset(name for text in loader.shipped().values() for name in re.findall(named, text))
