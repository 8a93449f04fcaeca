"""Reading an edition: from TOML text to a Procedure, every fault named by file, table, key and line."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from states import options, soundness, wording
from states.definition import (
    AFTER,
    ANSWERERS,
    ANSWERS,
    ASKS,
    EVIDENCE,
    KINDS,
    PROPOSERS,
    Action,
    ChecklistItem,
    ConsultationRule,
    Deadline,
    FormField,
    Option,
    Outcome,
    Procedure,
    Proposer,
    Reminder,
    Role,
    Route,
    State,
)
from states.faults import EditionError, Fault, Faults
from states.tables import CODE, NAME, Table

__all__ = ["EditionError", "Fault", "check", "read", "shipped"]

FOLDER = Path(__file__).parent / "procedures"
HEAD: dict[str, type] = {
    "code": str, "edition": str, "sector": str, "source": str, "initial": str,
    "valid_from": dt.date, "valid_to": dt.date,
}  # fmt: skip
TABLES = (
    "state", "action", "deadline", "consultation", "checklist", "field", "proposer", "option",
    "route", "reminder", "labels",
)  # fmt: skip
CONFIRMED_BY = ("convener", "every_chair")
EDITION = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
RATIO = re.compile(r"0?\.[0-9]*[1-9][0-9]*|1(\.0+)?")
OF_A_PART = ("ratio_ge", "simple_majority")
"""The rules that compare a part with a whole."""
LINE = re.compile(r"\(at line (\d+), column \d+\)$")
T = TypeVar("T")


@lru_cache(maxsize=1)
def shipped() -> dict[str, str]:
    """The text of each edition that comes with the program, by key."""
    return {path.stem: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.toml"))}


def read(
    text: str,
    *,
    guards: Mapping[str, Collection[str]],
    roles: Collection[str],
    rules: Collection[str],
    file: str = "",
) -> Procedure:
    """The edition written in *text*. Raises EditionError with every fault.

    *guards* are the known ones, each with the numbers it takes from an edition.
    """
    reader = _Reader(text, file, guards, roles, rules)
    procedure = reader.procedure()
    if reader.faults.found or procedure is None:
        raise EditionError(tuple(reader.faults.found))
    return procedure


def recall(
    text: str,
    *,
    guards: Mapping[str, Collection[str]],
    roles: Collection[str],
    rules: Collection[str],
) -> Procedure:
    """The edition of a text that was sound when it was stored, though more is asked of one today.

    What it does not say is as if it said no; a guard that is known no more stays among the needs.
    Raises EditionError where the head, the states or the actions cannot be made out.
    """
    reader = _Reader(text, "", guards, roles, rules, recalls=True)
    procedure = reader.procedure()
    if procedure is None:
        raise EditionError(tuple(reader.faults.found))
    return procedure


def check(
    text: str,
    *,
    file: str,
    guards: Mapping[str, Collection[str]],
    roles: Collection[str],
    rules: Collection[str],
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
        guards: Mapping[str, Collection[str]],
        roles: Collection[str],
        rules: Collection[str],
        *,
        recalls: bool = False,
    ) -> None:
        self.text = text
        self.recalls = recalls
        self.file = file
        self.guards, self.roles, self.rules = guards, roles, rules
        self.faults = Faults(text, file)
        self.conditions: dict[str, list[options.Condition]] = {
            table: [] for table in options.TABLES
        }

    def procedure(self) -> Procedure | None:
        """The procedure, None when the text is not even TOML or something is not well formed."""
        try:
            written = self.text.encode()
            data = tomllib.loads(self.text)
        except UnicodeEncodeError as error:
            line = self.text.count("\n", 0, error.start) + 1
            self.faults.add_at(line, "", "", "not UTF-8")
            return None
        except (ValueError, RecursionError) as error:
            self.faults.add_at(self._where(error), "", "", f"not TOML: {error}")
            return None
        switches = self._tables(data, "option", self._option)
        routes = self._tables(data, "route", self._route)
        states = self._tables(data, "state", self._state)
        actions = self._tables(data, "action", self._action)
        soundness.told_by_case_alone(actions, self.faults)
        deadlines = self._tables(data, "deadline", self._deadline)
        consultations = self._tables(data, "consultation", self._consultation)
        checklist = self._tables(data, "checklist", self._item)
        form = self._tables(data, "field", self._field)
        proposers = self._tables(data, "proposer", self._proposer)
        labels = wording.labels(data, self.faults)
        reminders = self._tables(data, "reminder", self._reminder)
        head = self._head(data)
        if self.faults.found and not (self.recalls and head.keys() == HEAD.keys() and labels):
            return None
        whole = Procedure(
            **head,
            states=states,
            actions=actions,
            deadlines=deadlines,
            consultations=consultations,
            checklist=checklist,
            fields=form,
            proposers=proposers,
            options=switches,
            reminders=reminders,
            routes=routes,
            labels=labels,
            digest=hashlib.sha256(written).hexdigest(),
        )
        if self.recalls:
            recalled, _kept = options.applying(whole, self.conditions)
            return replace(recalled, labels=soundness.filled(recalled))
        options.check_names(whole, self.conditions, self.faults)
        if not self.faults.found:
            for turned in options.turned_each(whole):  # each switch must be safe to turn
                self._checked(turned)
        return None if self.faults.found else self._checked(whole)

    def _checked(self, whole: Procedure) -> Procedure:
        """What of the *whole* applies as its options stand, proven sound."""
        procedure, self.faults.kept = options.applying(whole, self.conditions)
        if not self.faults.found:
            soundness.check(procedure, self.faults)
        self.faults.kept = {}
        return procedure

    def _where(self, error: Exception) -> int:
        """The line that the parser names; the last when it missed something at the end."""
        found = LINE.search(str(error))
        if found:
            return int(found.group(1))
        at_the_end = str(error).endswith("(at end of document)")
        return self.text.rstrip("\n").count("\n") + 1 if at_the_end else 1

    def _head(self, data: dict[str, Any]) -> dict[str, Any]:
        for key, value in data.items():
            if key not in HEAD and key not in TABLES:
                self._unknown(key, value)
        head: dict[str, Any] = {"valid_to": None}
        for key, kind in HEAD.items():
            if key not in data:
                if key != "valid_to":
                    self.faults.add("", key, "missing")
            elif type(data[key]) is not kind:
                self.faults.add("", key, f"must be {kind.__name__}")
            else:
                head[key] = data[key]
        self._head_is_sound(head)
        return head

    def _unknown(self, key: str, value: object) -> None:
        rows = value if isinstance(value, list) else [value]
        if rows and all(isinstance(row, dict) for row in rows):
            self.faults.add(key, "", "unknown table")
        else:
            self.faults.add("", key, "unknown key")

    def _head_is_sound(self, head: dict[str, Any]) -> None:
        for key, shape in (("code", NAME), ("edition", EDITION)):
            if key in head and not shape.fullmatch(head[key]):
                self.faults.add("", key, f"must be letters, digits and _: {head[key]!r}")
        if head.get("sector", "R") not in ("R", "T", "D", "X"):
            self.faults.add("", "sector", "must be R, T, D or X")
        if "valid_from" in head and head["valid_to"] and head["valid_to"] < head["valid_from"]:
            self.faults.add("", "valid_to", "is before valid_from")
        name = f"{head.get('code')}_{head.get('edition')}.toml"
        if self.file.endswith(".toml") and Path(self.file).name != name:
            self.faults.add("", "code", f"the file must be called {name}")

    def _tables(
        self, data: dict[str, Any], table: str, build: Callable[[Table], T]
    ) -> tuple[T, ...]:
        rows = data.get(table, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.faults.add(table, "", f"write [[{table}]], once for each")
            return ()
        built = []
        for number, row in enumerate(rows):
            one = Table(self.faults, table, number, row, guards=self.guards, roles=self.roles)
            built.append(build(one))
            one.end()
        return tuple(built)

    def _option(self, row: Table) -> Option:
        return Option(name=row.name("name"), on=row.take("on", bool), basis=row.basis())

    def _reminder(self, row: Table) -> Reminder:
        return Reminder(before=row.names("before"), days=row.days(), basis=row.basis())

    def _route(self, row: Table) -> Route:
        self._condition(row)
        return Route(
            name=row.name("name"),
            through=row.names("through"),
            approves=row.names("approves", among=KINDS, what="kind"),
            basis=row.basis(),
        )

    def _condition(self, row: Table) -> None:
        """Take note of the option under which the row applies."""
        option = row.take("option", str, default="")
        without = row.take("without_option", str, default="")
        if option and without:
            row.fault("without_option", "give option or without_option, not both")
        self.conditions[row.table].append((option or without, bool(option)))

    def _state(self, row: Table) -> State:
        if row.row.keys() & {"quorum", "representatives"}:
            row.basis()
        return State(
            name=row.name("name"),
            waits_for=row.role("waits_for"),
            final=row.take("final", bool, default=False),
            shown_as=row.take("shown_as", str, default=None),
            display_only=row.take("display_only", bool, default=False),
            outcome=row.choice("outcome", Outcome, Outcome.NONE),
            decided=row.take("decided", bool, default=False),
            in_register=row.take("in_register", bool, default=False),
            out_of_register=row.take("out_of_register", bool, default=False),
            waits_for_meeting=row.take("waits_for_meeting", bool, default=False),
            opens_to_members=row.take("opens_to_members", bool, default=False),
            concludes=row.one_of("concludes", ("separately", "together"), default=""),
            settled=row.take("settled", bool, default=False),
            confirmed_by=row.one_of("confirmed_by", CONFIRMED_BY, default="convener"),
            quorum=row.number_from_zero("quorum"),
            representatives=row.number_from_zero("representatives"),
        )

    def _action(self, row: Table) -> Action:
        self._condition(row)
        by = row.names("by", among=self.roles, what="role")
        if not by:
            row.fault("by", "name who may")
        source = row.names("from")
        if not source:
            row.fault("from", "name a state")
        return Action(
            name=row.name("name"),
            source=source,
            target=row.take("to", str),
            by=tuple(Role(name) for name in by if name in set(Role)),
            basis=row.basis(),
            needs=row.needs(),
            asks=row.names("asks", default=(), among=ASKS, what="thing to ask for"),
            offered=row.take("offered", bool, default=True),
            en_bloc=row.take("en_bloc", bool, default=False),
            ends_screening=row.take("ends_screening", bool, default=False),
            opens_allocation=row.take("opens_allocation", bool, default=False),
            refers=row.take("refers", bool, default=False),
        )

    def _deadline(self, row: Table) -> Deadline:
        after = row.take("after", str, default="")
        if after and after not in AFTER:
            row.fault("after", f"unknown {after}")
        return Deadline(
            name=row.name("name"),
            state="" if after else row.take("state", str),
            after=after,
            period=row.period(),
            basis=row.basis(),
            changed_by=row.roles_of("changed_by"),
        )

    def _consultation(self, row: Table) -> ConsultationRule:
        self._condition(row)
        rule = row.take("approve_if", str)
        if rule not in self.rules:
            row.fault("approve_if", f"unknown rule {rule}")
        value = row.take("value", str, default="")
        if rule == "ratio_ge" and not RATIO.fullmatch(value):
            row.fault("value", 'must be a decimal in quotes, such as "0.70"')
        if rule in self.rules and rule != "ratio_ge" and value:
            row.fault("value", "only ratio_ge takes one")
        base = row.one_of("count_base", ("replies", "electorate"), default="replies")
        abstain_counts = row.take("abstain_counts", bool, default=True)
        if base == "electorate" and rule not in OF_A_PART:
            row.fault("count_base", f"only {' and '.join(OF_A_PART)} take a part")
        if base == "electorate" and not abstain_counts:
            row.fault("abstain_counts", "who abstains stays in the electorate")
        return ConsultationRule(
            name=row.name("name", CODE),
            state=row.take("state", str),
            period=row.period(),
            approve_if=rule,
            value=value,
            min_replies=row.number_from_zero("min_replies"),
            zero_replies=row.one_of("zero_replies", ("approve", "fail", "manual")),
            abstain_counts=abstain_counts,
            count_base=base,
            second_round=row.take("second_round", bool, default=False),
            changed_by=row.roles_of("changed_by"),
            names_published=row.take("names_published", bool, default=False),
            basis=row.basis(),
            approves=row.names("approves", default=(), among=KINDS, what="kind"),
        )

    def _item(self, row: Table) -> ChecklistItem:
        return ChecklistItem(
            code=row.name("code", CODE),
            group=row.name("group"),
            whose=row.one_of("whose", ANSWERERS),
            basis=row.basis(),
            evidence=row.one_of("evidence", EVIDENCE, default=""),
            holds_until_due=row.take("holds_until_due", bool, default=False),
            issue_if=row.names("issue_if", default=(), among=ANSWERS, what="answer"),
            asked_now=row.take("asked_now", bool, default=True),
        )

    def _field(self, row: Table) -> FormField:
        kind = row.one_of("kind", ("line", "text", "date", "choice"), default="text")
        choices = row.names("choices", default=())
        if (kind == "choice") != bool(choices):
            row.fault("choices", "a field of kind choice has choices, no other has")
        return FormField(
            name=row.name("name"),
            kind=kind,
            required_for=row.names("required_for", default=(), among=KINDS, what="kind"),
            basis=row.basis(),
            choices=choices,
        )

    def _proposer(self, row: Table) -> Proposer:
        return Proposer(kind=row.one_of("kind", PROPOSERS), basis=row.basis())
