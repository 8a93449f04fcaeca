"""A scenario as a file says it, read without touching a database; every fault with its line."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from states.definition import KINDS, LANGUAGES, Procedure, Role
from workflow.cli.replaying import acts, editions_used, names
from workflow.cli.replaying.lines import FaultyError, Lines
from workflow.rules.deadlines import GENEVA
from workflow.store import editions

TABLES = ("case", "step", "meeting", "question", "member", "body")
HEAD = ("edition", "title", "source", "note")
CASE = ("kind", "sector", "member", "title", "language", "study_group", "question",
        "supporters", "electorate", "source", "note", "fields")  # fmt: skip
STEP = ("at", "role", "body", "member", "run", "action", "with", "state", "refused_by",
        "deadline", "result", "source", "note")  # fmt: skip
RESULT: Mapping[str, str] = {
    **{one: one for one in ("approved", "outcome", "rule", "replies", "agreeing", "objecting",
       "abstaining", "not_counted", "base", "electorate")},
    "agree": "agreeing", "object": "objecting", "objections": "objecting", "abstain": "abstaining",
}  # fmt: skip
LINE = re.compile(r"\(at line (\d+), column \d+\)$")
MORNING = dt.time(9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a step expects; None and empty where it says nothing."""

    state: str = ""
    refused_by: tuple[str, ...] = ()
    deadlines: tuple[Mapping[str, Any], ...] = ()
    result: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: when, who, on which run, what, with what, and what is expected then."""

    number: int
    at: dt.datetime
    role: Role | None = None
    body: str = ""
    member: str = ""
    run: str = ""
    action: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)
    expected: Expected = field(default_factory=Expected)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A whole scenario. `fields` are those of the Sector's form; None for what it does not say."""

    procedure: Procedure
    kind: str
    sector: str
    member: str
    language: str
    fields: Mapping[str, str]
    supporters: int | tuple[str, ...] = 0
    electorate: int | tuple[str, ...] = 0
    steps: tuple[Step, ...] = ()
    meetings: tuple[Mapping[str, Any], ...] = ()
    questions: tuple[Mapping[str, Any], ...] = ()
    members: tuple[Mapping[str, Any], ...] = ()
    bodies: tuple[Mapping[str, Any], ...] = ()


def read(text: str) -> Scenario:
    """The scenario written in *text*. Raises FaultyError with every fault."""
    lines = Lines(text)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = LINE.search(str(error))
        at = int(found.group(1)) if found else text.rstrip("\n").count("\n") + 1
        raise FaultyError([lines.at(at, f"not TOML: {error}")]) from error
    scenario = _Reader(lines, data).scenario()
    if scenario is None or lines.faults:
        raise FaultyError(lines.faults)
    return scenario


def near(name: str, known: Iterable[str]) -> str:
    """What is said of an unknown name: the nearest known, or all of them when none is near."""
    options = sorted(set(known))
    found = get_close_matches(name, options, n=1)
    return f"do you mean {found[0]}?" if found else f"there are {', '.join(options)}"


class _Table:
    """One table of the file: its keys are taken one by one, what is wrong is noted at its line."""

    def __init__(self, lines: Lines, name: str, number: int, data: Mapping[str, Any]) -> None:
        self.lines, self.name, self.number, self.data = lines, name, number, data

    def fault(self, key: str, what: str) -> None:
        self.lines.fault(self.name, self.number, key, what)

    def only(self, known: Iterable[str]) -> None:
        for key in self.data:
            if key not in set(known):
                self.fault(key, f"unknown key; {near(key, known)}")

    def text(self, key: str, default: str = "") -> str:
        value = self.data.get(key, default)
        if not isinstance(value, str | int) or isinstance(value, bool):
            self.fault(key, "must be a text in quotes")
            return default
        return str(value)

    def one_of(self, key: str, known: Iterable[str], default: str = "", **also: str) -> str:
        value = names.plain(self.text(key, default))
        value = also.get(value, value)
        by_plain = {names.plain(one): one for one in known}
        if value and value not in by_plain:
            self.fault(key, f"unknown {self.text(key)!r}; {near(value, by_plain)}")
            return default
        return by_plain.get(value, "")

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.data.get(key, [])
        value = [value] if isinstance(value, str) else value
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.fault(key, "must be a text or a list of texts")
            return ()
        return tuple(value)

    def many(self, key: str) -> int | tuple[str, ...]:
        value = self.data.get(key, 0)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        return self.texts(key)

    def day(self, key: str) -> dt.date | None:
        value = self.data.get(key)
        try:
            found = dt.date.fromisoformat(value) if isinstance(value, str) else value
        except ValueError:
            found = None
        if isinstance(found, dt.datetime):
            return found.date()
        if not isinstance(found, dt.date):
            self.fault(key, "must be a date: 2026-05-04")
            return None
        return found

    def instant(self, key: str) -> dt.datetime | None:
        value = self.data[key]
        try:
            found = instant(value)
        except ValueError:
            found = None
        if found is None:
            self.fault(key, f"must be an instant such as 2026-05-04T09:00:00Z, not {value!r}")
        return found


def instant(value: Any) -> dt.datetime | None:  # noqa: ANN401 - whatever the file holds
    """The instant meant: without a zone Geneva's time, a bare day nine in the morning there."""
    if isinstance(value, str):
        text = value.strip()
        value = dt.date.fromisoformat(text) if len(text) == len("2026-05-04") else (
            dt.datetime.fromisoformat(text)
        )  # fmt: skip
    if isinstance(value, dt.datetime):
        return (value if value.tzinfo else value.replace(tzinfo=GENEVA)).astimezone(dt.UTC)
    if isinstance(value, dt.date):
        return dt.datetime.combine(value, MORNING, tzinfo=GENEVA).astimezone(dt.UTC)
    return None


class _Reader:
    """Reads the tables of one file."""

    def __init__(self, lines: Lines, data: Mapping[str, Any]) -> None:
        self.lines, self.data = lines, data
        self.head = _Table(lines, "", 0, data)
        self.procedure: Procedure | None = None

    def scenario(self) -> Scenario | None:
        self.head.only((*HEAD, *TABLES))
        self._edition()
        return self._case()

    def _edition(self) -> None:
        known = editions.shipped()
        key = self.head.text("edition").removesuffix(".toml")
        if "edition" not in self.data:
            self.head.fault("edition", f"missing; {near('', known)}")
        elif key not in known:
            self.head.fault("edition", f"unknown edition {key!r}; {near(key, known)}")
        self.procedure = known.get(key)

    def _case(self) -> Scenario | None:
        data = self.data.get("case")
        if not isinstance(data, dict):
            self.head.fault("case", "write a table [case]")
            return None
        if self.procedure is None:
            return None
        case = _Table(self.lines, "case", 0, data)
        own = self.procedure.sector
        given = names.plain(case.text("sector", "R" if own == "X" else own)).upper()
        sector = given.removeprefix("ITU_")
        if sector not in editions.SECTORS:
            case.fault("sector", f"unknown Sector {case.text('sector')!r}; there are R, T, D")
            return None
        if own not in ("X", sector):
            case.fault("sector", f"{self.procedure.key} is an edition of ITU-{own}")
            return None
        form = editions_used.form(self.procedure.key, sector)
        case.only((*CASE, *(one.name for one in form)))
        nested = data.get("fields", {})
        if not isinstance(nested, dict):
            case.fault("fields", "must be a table of the form's fields")
            nested = {}
        inner = _Table(self.lines, "case", 0, nested)
        inner.only([one.name for one in form])
        fields = {name: inner.text(name) for name in nested}
        fields |= {one.name: case.text(one.name) for one in form if one.name in data}
        for key in ("study_group", "question"):
            if key in data:
                fields[key] = case.text(key)
        if "study_group" in fields:
            fields["study_group"] = names.body(fields["study_group"], sector)
        return Scenario(
            procedure=self.procedure,
            kind=case.one_of("kind", KINDS, "new", **names.KINDS),
            sector=sector,
            member=case.text("member", "XFA"),
            language=case.one_of("language", LANGUAGES, "en"),
            fields=fields,
            supporters=case.many("supporters"),
            electorate=case.many("electorate"),
            steps=self._steps(sector),
            meetings=self._rows(
                "meeting", ("body", "starts_on", "ends_on", "papers_by", "joint_with"), sector
            ),
            questions=self._rows("question", ("id", "title", "text", "study_group"), sector),
            members=self._rows("member", ("code", "name", "vote", "source"), sector),
            bodies=self._rows("body", ("id", "name"), sector),
        )

    def _rows(
        self, table: str, known: tuple[str, ...], sector: str
    ) -> tuple[Mapping[str, Any], ...]:
        rows = []
        for one in self._tables(table):
            one.only(known)
            row = dict(one.data)
            if not row.get(known[0]):
                one.fault(known[0], "missing")
                continue
            for key in ("starts_on", "ends_on", "papers_by"):
                if key in known and (key in row or key == "starts_on"):
                    row[key] = one.day(key)
            if table == "meeting":
                row["body"] = names.body(one.text("body"), sector)
                row["joint_with"] = [names.body(each, sector) for each in one.texts("joint_with")]
            rows.append(row)
        return tuple(rows)

    def _tables(self, table: str) -> list[_Table]:
        rows = self.data.get(table, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.lines.fault(table, 0, "", f"write [[{table}]], once for each")
            return []
        return [_Table(self.lines, table, number, row) for number, row in enumerate(rows)]

    def _steps(self, sector: str) -> tuple[Step, ...]:
        steps, before = [], None
        tables = self._tables("step")
        if not tables:
            self.head.fault("step", "write [[step]], once for each")
        for table in tables:
            step = self._step(table, sector, before)
            if step is not None:
                steps.append(step)
                before = step.at
        return tuple(steps)

    def _step(self, row: _Table, sector: str, before: dt.datetime | None) -> Step | None:
        row.only(STEP)
        at = row.instant("at") if "at" in row.data else before
        if at is None:
            if "at" not in row.data:
                row.fault("at", "missing")
            return None
        if before is not None and at < before:
            row.fault("at", "is before the step before it")
        role = self._role(row)
        named = names.NAMED_BODY.get(names.plain(row.text("role")), "")
        body = names.body(row.text("body"), sector) if row.text("body") else named
        action = self._action(row)
        return Step(
            number=row.number + 1,
            at=at,
            role=role,
            body=body,
            member=row.text("member"),
            run=names.plain(row.text("run")),
            action=action,
            given=self._given(row, action),
            expected=self._expected(row),
        )

    def _role(self, row: _Table) -> Role | None:
        said = names.plain(row.text("role"))
        if said and said not in names.ROLES:
            row.fault("role", f"unknown role {said!r}; {near(said, names.ROLES)}")
        return names.ROLES.get(said)

    def _action(self, row: _Table) -> str:
        said = names.plain(row.text("action", "pass_time"))
        known = {*acts.known(), *names.ACTIONS}
        if said not in known:
            row.fault("action", f"unknown action {said!r}; {near(said, known)}")
            return "pass_time"
        return said

    def _given(self, row: _Table, action: str) -> Mapping[str, Any]:
        given = row.data.get("with", {})
        if not isinstance(given, dict):
            row.fault("with", 'must be a table: with = { reasons = "…" }')
            return {}
        known = {key for one in acts.meant_by(action) for key in acts.keys_of(one)}
        for key in given:
            if key not in known:
                row.fault(key, f"unknown key of {action}; {near(key, known)}")
        return given

    def _expected(self, row: _Table) -> Expected:
        states = {state.name for one in editions.shipped().values() for state in one.states}
        state = row.one_of("state", {*states, "draft"}, **names.STATES)
        deadlines = row.data.get("deadline", [])
        deadlines = [deadlines] if isinstance(deadlines, dict) else deadlines
        result = row.data.get("result")
        result = {"outcome": result} if isinstance(result, str) else result
        result = {"approved": result} if isinstance(result, bool) else result
        for key in self._result_keys(row, result):
            row.fault(key, f"unknown key of result; {near(key, RESULT)}")
        return Expected(
            state=state,
            refused_by=tuple(names.plain(one) for one in row.texts("refused_by")),
            deadlines=tuple(self._deadline(row, one) for one in deadlines),
            result=result and {RESULT.get(key, key): value for key, value in result.items()},
        )

    def _result_keys(self, row: _Table, result: Any) -> list[str]:  # noqa: ANN401 - read from the file
        if result is None:
            return []
        if not isinstance(result, dict):
            row.fault("result", "must be a table: result = { approved = true }")
            return []
        return [key for key in result if key not in RESULT]

    def _deadline(self, row: _Table, said: Any) -> Mapping[str, Any]:  # noqa: ANN401 - read from the file
        said = {"name": said} if isinstance(said, str) else said
        if not isinstance(said, dict):
            row.fault("deadline", 'must be a table: deadline = { name = "…", at = … }')
            return {}
        for key in said:
            if key not in ("name", "at"):
                row.fault(key, f"unknown key of deadline; {near(key, ('name', 'at'))}")
        if "at" in said and not isinstance(said["at"], dt.date):
            try:
                text = str(said["at"]).strip()
                bare = len(text) == len("2026-05-04")
                return {**said, "at": dt.date.fromisoformat(text) if bare else instant(text)}
            except ValueError:
                row.fault("deadline", f"at must be a day or an instant, not {said['at']!r}")
        return said
