"""Reading an edition: from TOML text to a Procedure, every fault named by file, table, key and line."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from states.definition import (
    LANGUAGES,
    Action,
    Basis,
    ChecklistItem,
    ConsultationRule,
    Deadline,
    FormField,
    Labels,
    Need,
    Outcome,
    Period,
    Procedure,
    Role,
    State,
)

FOLDER = Path(__file__).parent / "procedures"
HEADER = re.compile(r"^\s*(\[\[?)\s*([\w.\-]+)\s*\]\]?")
PERIOD_UNITS = ("months", "days", "working_days")
REQUIRED = object()
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong in an edition; `line` is that of the table's header, 1 for the file itself."""

    file: str
    table: str
    key: str
    line: int
    what: str


class EditionError(Exception):
    """The text is not a sound edition; carries every fault found."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(
            "; ".join(
                f"{one.file}:{one.line} [{one.table}] {one.key}: {one.what}" for one in faults
            )
        )
        self.faults = faults


@lru_cache(maxsize=1)
def shipped() -> dict[str, str]:
    """The text of each edition that comes with the program, by key."""
    return {path.stem: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.toml"))}


def read(
    text: str,
    *,
    guards: Collection[str],
    roles: Collection[str],
    rules: Collection[str],
    file: str = "",
) -> Procedure:
    """The edition written in *text*. Raises EditionError with every fault."""
    reader = _Reader(text, file, guards, roles, rules)
    procedure = reader.procedure()
    if reader.faults or procedure is None:
        raise EditionError(tuple(reader.faults))
    return procedure


def check(
    text: str, *, file: str, guards: Collection[str], roles: Collection[str], rules: Collection[str]
) -> tuple[Fault, ...]:
    """Every fault of *text*, none when it is sound."""
    try:
        read(text, guards=guards, roles=roles, rules=rules, file=file)
    except EditionError as error:
        return error.faults
    return ()


class _Reader:
    """Reads one text and collects what is wrong with it."""

    def __init__(
        self,
        text: str,
        file: str,
        guards: Collection[str],
        roles: Collection[str],
        rules: Collection[str],
    ) -> None:
        self.text = text
        self.file = file
        self.guards, self.roles, self.rules = guards, roles, rules
        self.faults: list[Fault] = []
        self.lines = _header_lines(text)

    def fault(self, table: str, key: str, what: str, number: int = 0) -> None:
        """Note a fault in the *number*-th table of that name."""
        lines = self.lines.get(table, [1])
        line = lines[min(number, len(lines) - 1)]
        self.faults.append(Fault(file=self.file, table=table, key=key, line=line, what=what))

    def procedure(self) -> Procedure | None:
        """The procedure, None when the text is not even TOML or lacks its head."""
        try:
            data = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"line (\d+)", str(error))
            line = int(found.group(1)) if found else 1
            self.faults.append(
                Fault(file=self.file, table="", key="", line=line, what=f"not TOML: {error}")
            )
            return None
        states = self._tables(data, "state", self._state)
        actions = self._tables(data, "action", self._action)
        deadlines = self._tables(data, "deadline", self._deadline)
        consultations = self._tables(data, "consultation", self._consultation)
        checklist = self._tables(data, "checklist", self._item)
        form = self._tables(data, "field", self._field)
        labels = self._labels(data)
        head = self._head(data)
        if self.faults:
            return None
        procedure = Procedure(
            **head,
            states=states,
            actions=actions,
            deadlines=deadlines,
            consultations=consultations,
            checklist=checklist,
            fields=form,
            labels=labels,
            digest=hashlib.sha256(self.text.encode()).hexdigest(),
        )
        self._sound(procedure)
        return procedure

    def _head(self, data: dict[str, Any]) -> dict[str, Any]:
        known = {
            "code": str, "edition": str, "sector": str, "source": str, "initial": str,
            "valid_from": dt.date, "valid_to": dt.date,
        }  # fmt: skip
        tables = {
            "state", "action", "deadline", "consultation", "checklist", "field", "labels",
        }  # fmt: skip
        for key in data.keys() - known.keys() - tables:
            self.fault("", key, "unknown key")
        head: dict[str, Any] = {"valid_to": None}
        for key, kind in known.items():
            if key not in data:
                if key != "valid_to":
                    self.fault("", key, "missing")
            elif not isinstance(data[key], kind):
                self.fault("", key, f"must be {kind.__name__}")
            else:
                head[key] = data[key]
        if head.get("sector", "R") not in ("R", "T", "D", "X"):
            self.fault("", "sector", "must be R, T, D or X")
        name = f"{head.get('code')}_{head.get('edition')}.toml"
        if self.file.endswith(".toml") and Path(self.file).name != name:
            self.fault("", "code", f"the file must be called {name}")
        return head

    def _tables(
        self, data: dict[str, Any], table: str, build: Callable[[_Table], T]
    ) -> tuple[T, ...]:
        rows = data.get(table, [])
        if not isinstance(rows, list):
            self.fault(table, "", f"write [[{table}]], once for each")
            return ()
        built = []
        for number, row in enumerate(rows):
            one = _Table(self, table, number, dict(row))
            built.append(build(one))
            one.end()
        return tuple(built)

    def _state(self, row: _Table) -> State:
        return State(
            name=row.take("name", str),
            waits_for=row.role("waits_for"),
            final=row.take("final", bool, default=False),
            shown_as=row.take("shown_as", str, default=None),
            display_only=row.take("display_only", bool, default=False),
            outcome=row.choice("outcome", Outcome, Outcome.NONE),
            decided=row.take("decided", bool, default=False),
            in_register=row.take("in_register", bool, default=False),
            waits_for_meeting=row.take("waits_for_meeting", bool, default=False),
        )

    def _action(self, row: _Table) -> Action:
        by = row.names("by")
        for name in by:
            if name not in self.roles:
                row.fault("by", f"unknown role {name}")
        if not by:
            row.fault("by", "name who may")
        return Action(
            name=row.take("name", str),
            source=row.names("from"),
            target=row.take("to", str),
            by=tuple(Role(name) for name in by if name in set(Role)),
            basis=row.basis(),
            needs=row.needs(),
            asks=row.names("asks", default=()),
            offered=row.take("offered", bool, default=True),
        )

    def _deadline(self, row: _Table) -> Deadline:
        return Deadline(
            name=row.take("name", str),
            state=row.take("state", str),
            period=row.period(),
            basis=row.basis(),
        )

    def _consultation(self, row: _Table) -> ConsultationRule:
        rule = row.take("approve_if", str, default="")
        if rule not in self.rules:
            row.fault("approve_if", f"unknown rule {rule or '(missing)'}")
        zero = row.take("zero_replies", str, default="")
        if zero not in ("approve", "fail", "manual"):
            row.fault("zero_replies", "must be approve, fail or manual")
        value = row.take("value", str, default="")
        if rule == "ratio_ge" and not re.fullmatch(r"0?\.\d+|1(\.0+)?", value):
            row.fault("value", 'must be a decimal in quotes, such as "0.70"')
        return ConsultationRule(
            name=row.take("name", str),
            state=row.take("state", str),
            period=row.period(),
            approve_if=rule,
            value=value,
            min_replies=row.take("min_replies", int, default=0),
            zero_replies=zero,
            abstain_counts=row.take("abstain_counts", bool, default=True),
            basis=row.basis(),
        )

    def _item(self, row: _Table) -> ChecklistItem:
        return ChecklistItem(
            code=row.take("code", str),
            group=row.take("group", str),
            whose=row.take("whose", str),
            basis=row.basis(),
            evidence=row.take("evidence", str, default=""),
            holds_until_due=row.take("holds_until_due", bool, default=False),
            asked_now=row.take("asked_now", bool, default=True),
        )

    def _field(self, row: _Table) -> FormField:
        kind = row.take("kind", str, default="text")
        if kind not in ("line", "text", "date", "choice"):
            row.fault("kind", "must be line, text, date or choice")
        return FormField(
            name=row.take("name", str),
            kind=kind,
            required_for=row.names("required_for", default=()),
            basis=row.basis(),
            choices=row.names("choices", default=()),
        )

    def _labels(self, data: dict[str, Any]) -> dict[str, Labels]:
        written = data.get("labels", {})
        allowed = {one.name for one in fields(Labels)}
        found: dict[str, Labels] = {}
        for language in LANGUAGES:
            table = f"labels.{language}"
            words = written.get(language)
            if not isinstance(words, dict) or not isinstance(words.get("title"), str):
                self.fault(table, "title", "missing")
                continue
            for key in words.keys() - allowed:
                self.fault(table, key, "unknown key")
            parts = {name: words.get(name, {}) for name in allowed if name != "title"}
            if not all(isinstance(part, dict) for part in parts.values()):
                self.fault(table, "", "each kind of label is a table of its own")
                continue
            found[language] = Labels(title=words["title"], **parts)
        for language in written.keys() - set(LANGUAGES):
            self.fault(f"labels.{language}", "", "unknown language")
        return found

    def _sound(self, procedure: Procedure) -> None:
        _Soundness(self, procedure).check()


class _Table:
    """One table while it is read: takes keys out, and says which were wrong or left over."""

    def __init__(self, reader: _Reader, table: str, number: int, row: dict[str, Any]) -> None:
        self.reader, self.table, self.number, self.row = reader, table, number, row

    def fault(self, key: str, what: str) -> None:
        """Note a fault of this table."""
        self.reader.fault(self.table, key, what, self.number)

    def take(self, key: str, kind: type, default: Any = REQUIRED) -> Any:  # noqa: ANN401 - any TOML value
        """The value of *key*, of that kind; the default when it may be missing."""
        if key not in self.row:
            if default is REQUIRED:
                self.fault(key, "missing")
                return kind()
            return default
        value = self.row.pop(key)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.fault(key, f"must be {kind.__name__}")
            return kind()
        return value

    def names(self, key: str, default: Any = REQUIRED) -> tuple[str, ...]:  # noqa: ANN401 - see take
        """A list of names."""
        value = self.take(key, list, default)
        if not all(isinstance(one, str) for one in value):
            self.fault(key, "must be a list of names")
            return ()
        return tuple(value)

    def role(self, key: str) -> Role | None:
        """A role, or nothing."""
        name = self.take(key, str, default=None)
        if name is None:
            return None
        if name not in self.reader.roles:
            self.fault(key, f"unknown role {name}")
            return None
        return Role(name)

    def choice(self, key: str, kind: type[Outcome], default: Outcome) -> Outcome:
        """One of the values of an enumeration."""
        name = self.take(key, str, default=default.value)
        try:
            return kind(name)
        except ValueError:
            self.fault(key, f"unknown outcome {name}")
            return default

    def basis(self) -> Basis:
        """Where the rule stands, and whether that was read."""
        value = self.take("basis", dict)
        text, was_read = value.get("text"), value.get("read")
        if not isinstance(text, str) or not text or not isinstance(was_read, bool):
            self.fault("basis", 'write basis = {text = "…", read = true or false}')
            return Basis(text="", read=False)
        return Basis(text=text, read=was_read)

    def needs(self) -> tuple[Need, ...]:
        """The guards, by name or as {guard = …, with its numbers}."""
        found = []
        for one in self.take("needs", list, default=[]):
            written: Mapping[str, Any] = {"guard": one} if isinstance(one, str) else one
            name = written.get("guard", "")
            if name not in self.reader.guards:
                self.fault("needs", f"unknown guard {name}")
            params = {key: value for key, value in written.items() if key != "guard"}
            found.append(Need(guard=name, params=params))
        return tuple(found)

    def period(self) -> Period:
        """A length in exactly one unit."""
        given = {unit: self.take(unit, int, default=0) for unit in PERIOD_UNITS}
        if sum(value > 0 for value in given.values()) != 1:
            self.fault("months", "give one of months, days, working_days")
        return Period(**given)

    def end(self) -> None:
        """Name the keys that nobody knows."""
        for key in self.row:
            self.fault(key, "unknown key")


class _Soundness:
    """Whether a well-formed edition is a procedure: reachable, no dead end, labels complete."""

    def __init__(self, reader: _Reader, procedure: Procedure) -> None:
        self.reader, self.procedure = reader, procedure
        self.names = [state.name for state in procedure.states]

    def check(self) -> None:
        """Collect what is unsound."""
        self._names_are_known()
        if not self.reader.faults:
            self._graph_is_sound()
            self._consultations_end()
            self._labels_are_complete()

    def _names_are_known(self) -> None:
        fault = self.reader.fault
        if self.procedure.initial not in self.names:
            fault("", "initial", f"unknown state {self.procedure.initial}")
        for number, state in enumerate(self.procedure.states):
            if self.names.index(state.name) != number:
                fault("state", "name", f"{state.name} stands twice", number)
            if state.shown_as and state.shown_as not in self.names:
                fault("state", "shown_as", f"unknown state {state.shown_as}", number)
        self._actions_lead_somewhere()
        for table, states in (
            ("deadline", [one.state for one in self.procedure.deadlines]),
            ("consultation", [one.state for one in self.procedure.consultations]),
        ):
            for number, name in enumerate(states):
                if name not in self.names:
                    fault(table, "state", f"unknown state {name}", number)

    def _actions_lead_somewhere(self) -> None:
        for number, action in enumerate(self.procedure.actions):
            for name in (*action.source, action.target):
                if name not in self.names:
                    key = "to" if name == action.target else "from"
                    self.reader.fault("action", key, f"unknown state {name}", number)

    def _graph_is_sound(self) -> None:
        reached, edge = {self.procedure.initial}, {self.procedure.initial}
        while edge:
            edge = {
                action.target for action in self.procedure.actions if edge & set(action.source)
            } - reached
            reached |= edge
        left = {name for action in self.procedure.actions for name in action.source}
        for number, state in enumerate(self.procedure.states):
            if state.display_only:
                continue
            if state.name not in reached:
                self.reader.fault("state", "name", f"{state.name} is never reached", number)
            if not state.final and state.name not in left:
                self.reader.fault("state", "name", f"{state.name} is a dead end", number)
            if state.final and state.name in left:
                self.reader.fault("state", "final", f"{state.name} is final but left", number)

    def _consultations_end(self) -> None:
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
            for guard in sorted(wanted - guards):
                self.reader.fault(
                    "consultation", "state", f"no way out of {rule.state} by {guard}", number
                )

    def _labels_are_complete(self) -> None:
        one = self.procedure
        expected: dict[str, set[str]] = {
            "states": set(self.names),
            "actions": {action.name for action in one.actions},
            "deadlines": {deadline.name for deadline in one.deadlines},
            "consultations": {rule.name for rule in one.consultations},
            "checklist": {item.code for item in one.checklist},
            "checklist_groups": {item.group for item in one.checklist},
            "fields": {field.name for field in one.fields},
            "help": {field.name for field in one.fields},
            "choices": {choice for field in one.fields for choice in field.choices},
        }
        for language, labels in one.labels.items():
            for part, names in expected.items():
                words: Mapping[str, str] = getattr(labels, part)
                for name in sorted(names - words.keys()):
                    self.reader.fault(f"labels.{language}", f"{part}.{name}", "missing")
                for name in sorted(words.keys() - names):
                    self.reader.fault(f"labels.{language}", f"{part}.{name}", "names nothing")
                if language != "en":
                    self._translated(language, part, words)

    def _translated(self, language: str, part: str, words: Mapping[str, str]) -> None:
        english: Mapping[str, str] = getattr(self.procedure.labels["en"], part)
        for name, word in words.items():
            same = word == english.get(name) and " " in word
            if same:
                self.reader.fault(f"labels.{language}", f"{part}.{name}", "is still English")


def _header_lines(text: str) -> dict[str, list[int]]:
    """The lines on which each table's headers stand."""
    lines: dict[str, list[int]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        found = HEADER.match(line)
        if found:
            lines.setdefault(found.group(2), []).append(number)
            if found.group(2).startswith("labels."):
                top = ".".join(found.group(2).split(".")[:2])
                lines.setdefault(top, []).append(number)
    return lines
