"""A scenario as a file says it, read without touching a database; every fault with its line."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from states.definition import KINDS, LANGUAGES, Procedure, Role
from workflow.cli.replaying import acts, editions_used, names
from workflow.cli.replaying.editions_used import Used
from workflow.cli.replaying.lines import FaultyError, Lines
from workflow.cli.replaying.tables import Table, instant, near
from workflow.store import editions

TABLES = ("case", "step", "meeting", "question", "member", "body")
HEAD = ("edition", "options", "title", "source", "note")
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
    editions: Mapping[str, Used]
    kind: str
    sector: str
    member: str
    language: str
    fields: Mapping[str, str]
    supporters: int | tuple[str, ...] = 0
    electorate: int | tuple[str, ...] = 0
    steps: tuple[Step, ...] = ()
    without_source: tuple[str, ...] = ()
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


class _Reader:
    """Reads the tables of one file."""

    def __init__(self, lines: Lines, data: Mapping[str, Any]) -> None:
        self.lines, self.data = lines, data
        self.head = Table(lines, "", 0, data)
        self.procedure: Procedure | None = None
        self.used: Mapping[str, Used] = {}

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
        options = self._options()
        if key in known:
            self.used = editions_used.used(key, options)
            self.procedure = self.used[known[key].code].procedure

    def _options(self) -> editions_used.Options:
        """The switches that the scenario turns."""
        said = self.data.get("options", {})
        if not isinstance(said, dict):
            self.head.fault("options", "must be a table: options = { NAME = true }")
            return ()
        for name, on in said.items():
            if name not in editions_used.options():
                self.head.fault(name, f"unknown option; {near(name, editions_used.options())}")
            elif not isinstance(on, bool):
                self.head.fault(name, "must be true or false")
        return tuple(sorted(said.items()))

    def _case(self) -> Scenario | None:
        data = self.data.get("case")
        if not isinstance(data, dict):
            self.head.fault("case", "write a table [case]")
            return None
        if self.procedure is None:
            return None
        case = Table(self.lines, "case", 0, data)
        own = self.procedure.sector
        given = names.plain(case.text("sector", "R" if own == "X" else own)).upper()
        sector = given.removeprefix("ITU_")
        if sector not in editions.SECTORS:
            case.fault("sector", f"unknown Sector {case.text('sector')!r}; there are R, T, D")
            return None
        if own not in ("X", sector):
            case.fault("sector", f"{self.procedure.key} is an edition of ITU-{own}")
            return None
        form = self.used[editions.OF_SECTOR[sector]].procedure.fields
        case.only((*CASE, *(one.name for one in form)))
        nested = data.get("fields", {})
        if not isinstance(nested, dict):
            case.fault("fields", "must be a table of the form's fields")
            nested = {}
        inner = Table(self.lines, "case", 0, nested)
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
            editions=self.used,
            kind=case.one_of("kind", KINDS, "new", **names.KINDS),
            sector=sector,
            member=case.text("member", "XFA"),
            language=case.one_of("language", LANGUAGES, "en"),
            fields=fields,
            supporters=case.many("supporters"),
            electorate=case.many("electorate"),
            steps=self._steps(sector),
            without_source=self._without_source(data),
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

    def _tables(self, table: str) -> list[Table]:
        rows = self.data.get(table, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.lines.fault(table, 0, "", f"write [[{table}]], once for each")
            return []
        return [Table(self.lines, table, number, row) for number, row in enumerate(rows)]

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

    def _step(self, row: Table, sector: str, before: dt.datetime | None) -> Step | None:
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
        if body and not self._knows(body):
            row.fault("body", f"unknown body {row.text('body')!r}; {near(body, names.bodies())}")
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

    def _without_source(self, case: Mapping[str, Any]) -> tuple[str, ...]:
        """Real Member States in a position that neither the file nor the case or step cites."""
        rows = [case, *(one.data for one in self._tables("step"))]
        if self.data.get("source"):
            return ()
        named = [str(row.get("member", "")) for row in rows if not row.get("source")]
        return tuple(
            dict.fromkeys(
                one
                for one in named
                if one and ":" not in one and not names.FICTIONAL.fullmatch(one)
            )
        )

    def _knows(self, body: str) -> bool:
        """Whether it is an office, a body of the register or of the scenario, or some study group."""
        own = self.data.get("body", [])
        told = {str(one.get("id")) for one in own if isinstance(one, dict)}
        return (
            body in names.OFFICES
            or body in {*told, *names.bodies()}
            or names.STUDY_GROUP.fullmatch(body) is not None
        )

    def _role(self, row: Table) -> Role | None:
        said = names.plain(row.text("role"))
        if said == "chair":
            return None  # of the body that the step names, or before which the run is
        if said and said not in names.ROLES:
            row.fault("role", f"unknown role {said!r}; {near(said, names.ROLES)}")
        return names.ROLES.get(said)

    def _action(self, row: Table) -> str:
        said = names.plain(row.text("action", "pass_time"))
        known = {*acts.known(), *names.ACTIONS}
        if said not in known:
            row.fault("action", f"unknown action {said!r}; {near(said, known)}")
            return "pass_time"
        return said

    def _given(self, row: Table, action: str) -> Mapping[str, Any]:
        given = row.data.get("with", {})
        if not isinstance(given, dict):
            row.fault("with", 'must be a table: with = { reasons = "…" }')
            return {}
        known = {key for one in acts.meant_by(action) for key in acts.keys_of(one)}
        for key in given:
            if key not in known:
                row.fault(key, f"unknown key of {action}; {near(key, known)}")
        return given

    def _expected(self, row: Table) -> Expected:
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

    def _result_keys(self, row: Table, result: Any) -> list[str]:  # noqa: ANN401 - read from the file
        if result is None:
            return []
        if not isinstance(result, dict):
            row.fault("result", "must be a table: result = { approved = true }")
            return []
        return [key for key in result if key not in RESULT]

    def _deadline(self, row: Table, said: Any) -> Mapping[str, Any]:  # noqa: ANN401 - read from the file
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
