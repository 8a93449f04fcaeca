"""Options of an edition: which of its rows apply as the switches stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from states.definition import Action, ConsultationRule, Procedure, Route
from states.faults import Faults

Condition = tuple[str, bool]
"""The option that a row names, empty for none, and whether it is to be on."""
TABLES = ("action", "consultation", "route")
"""The tables whose rows may name an option."""
Conditions = Mapping[str, Sequence[Condition]]
"""By table, the condition of each of its rows."""


def check_names(whole: Procedure, conditions: Conditions, faults: Faults) -> None:
    """Note the options that no row names, and those that rows name and nobody knows."""
    known = [one.name for one in whole.options]
    for table, each in conditions.items():
        for number, (option, wanted) in enumerate(each):
            if option and option not in known:
                key = "option" if wanted else "without_option"
                faults.add(table, key, f"unknown option {option}", number)
    named = {option for each in conditions.values() for option, _ in each}
    for number, name in enumerate(known):
        if name not in named:
            faults.add("option", "name", f"{name} switches nothing", number)
        if known.index(name) != number:
            faults.add("option", "name", f"{name} stands twice", number)


def turned_each(whole: Procedure) -> Iterator[Procedure]:
    """The edition with one of its options turned, for each of them."""
    for other in whole.options:
        turned = (replace(one, on=one.on != (one is other)) for one in whole.options)
        yield replace(whole, options=tuple(turned))


def applying(
    whole: Procedure, conditions: Conditions
) -> tuple[Procedure, dict[str, tuple[int, ...]]]:
    """The edition with only the rows that apply, and the numbers of these in their tables."""
    on = {one.name: one.on for one in whole.options}
    kept = {
        table: tuple(
            number
            for number, (option, wanted) in enumerate(each)
            if not option or on.get(option) == wanted
        )
        for table, each in conditions.items()
    }
    applies = replace(
        whole,
        actions=tuple(whole.actions[number] for number in kept["action"]),
        consultations=tuple(whole.consultations[number] for number in kept["consultation"]),
        routes=tuple(whole.routes[number] for number in kept["route"]),
    )
    return replace(applies, dormant=frozenset(_names(whole) - _names(applies))), kept


def _names(one: Procedure) -> set[str]:
    rows: tuple[Action | ConsultationRule | Route, ...] = (
        *one.actions, *one.consultations, *one.routes,
    )  # fmt: skip
    return {row.name for row in rows}
