"""Whether a well-formed edition is a procedure: every name known, reachable, no dead end, labels complete."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

from states.definition import (
    COMMANDED,
    LANGUAGES,
    Action,
    Labels,
    Outcome,
    Procedure,
    Role,
    Route,
)
from states.faults import Faults

OF_QUESTIONS = (
    ("state", "opens_to_members"), ("state", "in_register"), ("state", "out_of_register"),
    ("action", "opens_allocation"),
)  # fmt: skip
"""What a Question procedure must say of one of its states or actions, and an allocation cannot."""
OF_ALLOCATION = (("state", "concludes"), ("state", "settled"))
"""What an allocation must say, and a Question procedure cannot."""


def check(procedure: Procedure, faults: Faults) -> None:
    """Note what is unsound."""
    checker = _Checker(procedure, faults)
    checker.names_are_known()
    if not faults.found:
        checker.graph_is_sound()
        checker.every_row_can_apply()
        checker.marks_fit_the_procedure()
        checker.consultations_end()
        checker.labels_are_complete()


def told_by_case_alone(actions: Iterable[Action], faults: Faults) -> None:
    """Note the actions whose name differs from another's only in case."""
    names = [one.name for one in actions]
    for number, name in enumerate(names):
        small = name.casefold()
        if name != small and small in names:
            faults.add("action", "name", f"{name} and {small} differ only in case", number)


class _Checker:
    def __init__(self, procedure: Procedure, faults: Faults) -> None:
        self.procedure, self.fault = procedure, faults.add
        self.names = {state.name for state in procedure.states}
        self.only_shown = {state.name for state in procedure.states if state.display_only}

    def _reminders_end(self) -> None:
        """Each is before a period, a consultation, or the papers of a meeting that is waited for."""
        one = self.procedure
        periods = {rule.name for rule in one.deadlines} | {rule.name for rule in one.consultations}
        meetings = {state.name for state in one.states if state.waits_for_meeting}
        known = periods | meetings | one.dormant
        for number, reminder in enumerate(one.reminders):
            for name in reminder.before:
                if name not in known:
                    self.fault("reminder", "before", f"{name} is no period and no meeting", number)

    def names_are_known(self) -> None:
        """Each name means one thing, and nothing is named that there is not."""
        one = self.procedure
        self._each_once("state", "name", [state.name for state in one.states])
        self._each_once("deadline", "name", [rule.name for rule in one.deadlines])
        self._each_once("deadline", "state", [rule.after or rule.state for rule in one.deadlines])
        self._each_once("consultation", "name", [rule.name for rule in one.consultations])
        self._each_once("consultation", "state", [rule.state for rule in one.consultations])
        self._each_once("route", "name", [route.name for route in one.routes])
        self._each_once("checklist", "code", [item.code for item in one.checklist])
        self._each_once("field", "name", [field.name for field in one.fields])
        self._stands("", "initial", one.initial)
        for number, action in enumerate(one.actions):
            for name in action.source:
                self._stands("action", "from", name, number)
            self._stands("action", "to", action.target, number)
        for number, deadline in enumerate(one.deadlines):
            if not deadline.after:
                self._stands("deadline", "state", deadline.state, number)
        for number, rule in enumerate(one.consultations):
            self._stands("consultation", "state", rule.state, number)
        for number, route in enumerate(one.routes):
            for name in route.through:
                self._stands("route", "through", name, number)
        self._what_is_shown_is_shown()

    def _each_once(self, table: str, key: str, names: Iterable[str]) -> None:
        seen: dict[str, str] = {}
        for number, name in enumerate(names):
            first = seen.setdefault(name.casefold(), name)
            if number >= len(seen):
                what = "stands twice" if first == name else f"and {first} differ only in case"
                self.fault(table, key, f"{name} {what}", number)

    def _stands(self, table: str, key: str, name: str, number: int = 0) -> None:
        """A run can stand in the state of that name."""
        if name not in self.names:
            self.fault(table, key, f"unknown state {name}", number)
        elif name in self.only_shown:
            self.fault(table, key, f"{name} is only ever shown", number)

    def _what_is_shown_is_shown(self) -> None:
        hidden = {state.name for state in self.procedure.states if state.shown_as}
        shown = {state.shown_as for state in self.procedure.states}
        for number, state in enumerate(self.procedure.states):
            if state.shown_as is not None and state.shown_as not in self.names:
                self.fault("state", "shown_as", f"unknown state {state.shown_as}", number)
            elif state.shown_as in hidden:
                self.fault("state", "shown_as", f"{state.shown_as} is hidden itself", number)
            if state.display_only and state.name not in shown:
                self.fault("state", "display_only", f"nothing is shown as {state.name}", number)

    def graph_is_sound(self) -> None:
        """Every state is reached from the first, and from every state an end is reached."""
        rows = self.procedure.actions
        ways = [(source, row.target) for row in rows for source in row.source]
        reached = _closure({self.procedure.initial}, ways)
        ends = {state.name for state in self.procedure.states if state.final}
        ending = _closure(ends, [(target, source) for source, target in ways])
        left = {source for source, _ in ways}
        for number, route in enumerate(self.procedure.routes):
            self._leads_on(route, number, ways)
        for number, state in enumerate(self.procedure.states):
            if state.display_only:
                continue
            if state.name not in reached:
                self.fault("state", "name", f"{state.name} is never reached", number)
            if not state.final and state.name not in left:
                self.fault("state", "name", f"{state.name} is a dead end", number)
            elif state.name not in ending:
                self.fault("state", "name", f"no end is reached from {state.name}", number)
            if state.final and state.name in left:
                self.fault("state", "final", f"{state.name} is final but left", number)

    def _leads_on(self, route: Route, number: int, ways: list[tuple[str, str]]) -> None:
        """From each state that the route names the next is reached, and from the last an approval."""
        if not (route.through and route.approves):
            self.fault("route", "through", "name its states and what it approves", number)
        for before, after in pairwise((self.procedure.initial, *route.through)):
            if after not in _closure({before}, ways):
                self.fault("route", "through", f"{after} is not reached from {before}", number)
        approved = {one.name for one in self.procedure.states if one.outcome is Outcome.APPROVED}
        if route.through and not approved & _closure({route.through[-1]}, ways):
            what = f"no approval is reached from {route.through[-1]}"
            self.fault("route", "through", what, number)

    def every_row_can_apply(self) -> None:
        """No row stands in the shadow of an earlier one, and the clock gives nothing."""
        rows = self.procedure.actions
        for number, row in enumerate(rows):
            if Role.CLOCK in row.by and row.asks:
                self.fault("action", "asks", "the clock cannot give anything", number)
            for before in rows[:number]:
                if before.name == row.name and _covers(before, row):
                    what = f"an earlier row of {row.name} always applies instead"
                    self.fault("action", "needs", what, number)

    def marks_fit_the_procedure(self) -> None:
        """What the program asks of a state or an action is said by one, and by none it does not fit."""
        one = self.procedure
        self._commands_are_theirs()
        self._reminders_end()
        self._screening_ends()
        for table, mark in OF_QUESTIONS:
            self._is_marked(table, mark, fits=one.sector != "X")
        for table, mark in OF_ALLOCATION:
            self._is_marked(table, mark, fits=one.sector == "X")
        for number, state in enumerate(one.states):
            joint = state.concludes == "together"
            if (state.confirmed_by != "convener" or state.quorum) and not joint:
                self.fault(
                    "state", "confirmed_by", f"no joint meeting concludes in {state.name}", number
                )
            if state.quorum and state.confirmed_by != "every_chair":
                self.fault("state", "quorum", "counts the chairs of every group that sits", number)

    def _commands_are_theirs(self) -> None:
        """An action is a button, or is made with a command that the program knows."""
        for number, action in enumerate(self.procedure.actions):
            if action.offered == (action.name in COMMANDED):
                what = "has a form of its own" if action.offered else "has no form of its own"
                self.fault("action", "offered", f"{action.name} {what}", number)

    def _screening_ends(self) -> None:
        """No proposal waits in its screening without a day."""
        marked = [one for one in enumerate(self.procedure.actions) if one[1].ends_screening]
        if not marked:
            self.fault("", "ends_screening", "no action is marked")
        for number, action in marked:
            for name in action.source:
                if self.procedure.deadline_in(name) is None:
                    what = f"no deadline ends the screening in {name}"
                    self.fault("action", "ends_screening", what, number)

    def _is_marked(self, table: str, mark: str, *, fits: bool) -> None:
        rows: tuple[object, ...] = self.procedure.states
        if table == "action":
            rows = self.procedure.actions
        marked = [number for number, row in enumerate(rows) if getattr(row, mark)]
        if fits and not marked:
            self.fault("", mark, f"no {table} is marked")
        for number in marked if not fits else ():
            what = f"has no meaning in sector {self.procedure.sector}"
            self.fault(table, mark, what, number)

    def consultations_end(self) -> None:
        """The clock leads out of each consultation, whatever the count."""
        for number, rule in enumerate(self.procedure.consultations):
            closes = [
                action
                for action in self.procedure.actions
                if rule.state in action.source and Role.CLOCK in action.by
            ]
            guards = {need.guard for action in closes for need in action.needs}
            wanted = {"consultation_passed", "consultation_failed"}
            if rule.zero_replies == "manual":
                wanted.add("consultation_is_undecided")
            if rule.second_round:
                wanted.add("consultation_is_to_be_repeated")
            for guard in sorted(wanted - guards):
                self.fault(
                    "consultation", "state", f"no way out of {rule.state} by {guard}", number
                )

    def labels_are_complete(self) -> None:
        """Every word stands in each of the languages, and none of them is still English."""
        one = self.procedure
        expected = named(one)
        for language, labels in one.labels.items():
            for part, names in expected.items():
                words: Mapping[str, str] = getattr(labels, part)
                table = f"labels.{language}.{part}"
                for name in sorted(names - words.keys()):
                    self.fault(table, name, "missing")
                for name in sorted(words.keys() - names - one.dormant):
                    self.fault(table, name, "names nothing")
                if language != "en":
                    english: Mapping[str, str] = getattr(one.labels["en"], part)
                    self._is_translated(table, words, english)
            if language != "en":
                title = {"title": labels.title}
                self._is_translated(f"labels.{language}", title, {"title": one.labels["en"].title})

    def _is_translated(
        self, table: str, words: Mapping[str, str], english: Mapping[str, str]
    ) -> None:
        for name, word in words.items():
            if word == english.get(name) and " " in word:
                self.fault(table, name, "is still English")


def _covers(before: Action, row: Action) -> bool:
    """Whether *before* applies, and to all alike, wherever *row* does."""
    wider = {*before.source} >= {*row.source} and {*before.by} >= {*row.by}
    return wider and all(need in row.needs for need in before.needs)


def named(one: Procedure) -> dict[str, set[str]]:
    """The names that need a word, by the part of the labels in which it stands."""
    return {
        "states": {state.name for state in one.states},
        "actions": {action.name for action in one.actions},
        "routes": {route.name for route in one.routes},
        "options": {option.name for option in one.options},
        "deadlines": {deadline.name for deadline in one.deadlines},
        "consultations": {rule.name for rule in one.consultations},
        "checklist": {item.code for item in one.checklist},
        "checklist_groups": {item.group for item in one.checklist},
        "fields": {field.name for field in one.fields},
        "help": {field.name for field in one.fields},
        "choices": {choice for field in one.fields for choice in field.choices},
    }


def filled(procedure: Procedure) -> Mapping[str, Labels]:
    """The words, with English or the bare name where an old text has none."""
    english = procedure.labels.get("en") or next(iter(procedure.labels.values()))
    found = {}
    for language in LANGUAGES:
        own = procedure.labels.get(language, english)
        parts = {
            part: {
                name: getattr(own, part).get(name) or getattr(english, part).get(name, name)
                for name in {*names, *getattr(own, part)}
            }
            for part, names in named(procedure).items()
        }
        found[language] = Labels(title=own.title, **parts)
    return found


def _closure(start: set[str], ways: Iterable[tuple[str, str]]) -> set[str]:
    """Every place that the *ways* lead to from *start*."""
    steps = list(ways)
    reached, edge = set(start), set(start)
    while edge:
        edge = {target for source, target in steps if source in edge} - reached
        reached |= edge
    return reached
