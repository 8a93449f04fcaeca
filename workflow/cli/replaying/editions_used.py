"""The editions that a scenario's case begins under: the one it names, and the newest of the others."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from states.definition import FormField, Procedure
from workflow.store import editions


@cache
def used(key: str) -> Mapping[str, Procedure]:
    """By the procedure's code, the edition of that key and of each other code the newest shipped."""
    shipped = editions.shipped()
    dated = sorted(shipped.values(), key=lambda one: one.valid_from)
    named = shipped[key]
    return {**{one.code: one for one in dated}, named.code: named}


def form(key: str, sector: str) -> tuple[FormField, ...]:
    """The fields of the Sector's form."""
    return used(key)[editions.OF_SECTOR[sector]].fields


def allocation(key: str) -> Procedure:
    """The edition of the allocation among the Sectors."""
    return used(key)[editions.ALLOCATION]
