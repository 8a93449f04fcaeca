"""One step of a scenario, taken: which action on which run is meant, and the commands that make it."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from states.definition import ChecklistItem, Role
from workflow.actions import OWN_COMMAND, On, command_of, finding
from workflow.cli.replaying import acts, casting, drafting, meeting_named, names
from workflow.cli.replaying.acts import SUPPORTERS
from workflow.cli.replaying.scenario import Step
from workflow.cli.replaying.stage import Stage
from workflow.rules import engine
from workflow.rules.errors import ActionNotOfferedError, InvalidInputError
from workflow.rules.language_marks import N_
from workflow.rules.permissions import CLOCK, Reader
from workflow.store import editions, facts
from workflow.store.models import (
    Candidate,
    Case,
    Consultation,
    Elector,
    EventPayload,
    EventRow,
    ReplyRow,
    Run,
)

LETTER = base64.b64encode(b"%PDF-1.4 A letter.").decode()
"""What the Bureau attaches to a reply that it enters, where the step brings nothing."""
OBJECTION = "The text should name its scope."
REASONS = "The group considered the case and concluded so."
OWN_RUN = ("", "own", "case", "question")


class Play:
    """A scenario under way on its stage."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.case_number = ""
        self._seen_event = self._begun = 0

    # -- what is acted on ---------------------------------------------------------------------

    def meant(self, step: Step) -> tuple[str, int | None]:
        """The action that the step's name means where the run is, and the run; no run before the case."""
        actions = acts.meant_by(step.action)
        runs = self._runs(step.run)
        for action in actions:
            for run in runs:
                if engine.rows(self._procedure(run), run.state, action):
                    return action, run.id
        found = self._elsewhere(actions, runs)
        return found or (actions[0], runs[0].id if runs else None)

    def _elsewhere(self, actions: Sequence[str], runs: Sequence[Run]) -> tuple[str, int] | None:
        """Where no row leaves the run's state: the run that the action is about."""
        for action in actions:
            if action in ABOUT:
                asked = [one for one in runs if ABOUT[action](self, one)] or runs[:1]
                if asked:
                    return action, asked[0 if action == "change_deadline" else -1].id
            elif action in OWN_COMMAND or action == "conclude":
                groups = [one for one in runs if one.procedure == "allocation"]
                if groups:
                    return action, groups[-1].id
        for action in actions:
            for run in runs:
                if any(row.name == action for row in self._procedure(run).actions):
                    return action, run.id
        return None

    def _runs(self, named: str) -> list[Run]:
        """The case's runs that the step may mean, the edition's own first."""
        said = self.stage.scenario
        with self.stage.database.reading() as session:
            runs = session.scalars(
                select(Run).join(Case).where(Case.number == self.case_number).order_by(Run.id)
            ).all()
        if named in OWN_RUN:
            return sorted(runs, key=lambda one: one.procedure != said.procedure.code)
        return [one for one in runs if named in _names_of(one)]

    def consults(self, run: Run) -> bool:
        with self.stage.database.reading() as session:
            found = session.scalar(select(Consultation.id).where(Consultation.run_id == run.id))
        return found is not None

    def _procedure(self, run: Run) -> Any:  # noqa: ANN401 - an edition
        with self.stage.database.reading() as session:
            return editions.pinned(session, run.edition_digest)

    # -- acting -------------------------------------------------------------------------------

    def take(self, step: Step, action: str, run_id: int | None) -> None:
        """Take the step; raises the errors of the rules where it is refused."""
        if action == "pass_time":
            return
        if action == "enter_meeting":
            bodies = (step.given.get("body") or step.body, *step.given.get("joint_with", ()))
            meeting_named.enter_said(self.stage, bodies, step.given)
            return
        confirming = {name: value for name, value in step.given.items() if name == SUPPORTERS}
        if confirming and action != "submit":
            drafting.answer(self.stage, drafting.supporting(self.stage, step), "confirmed")
        given = {name: value for name, value in step.given.items() if name != SUPPORTERS}
        made = MADE.get(action)
        if made is not None:
            made(self, step, run_id, given)
        elif run_id is None:
            raise ActionNotOfferedError(action, "draft")
        else:
            self._one(step, action, run_id, given)

    def on(self, session: Any, run_id: int, reader: Reader) -> On:  # noqa: ANN401 - a session
        """What is acted on, as that reader finds it."""
        run = session.get_one(Run, run_id)
        case = session.get_one(Case, run.case_id)
        procedure = editions.pinned(session, run.edition_digest)
        return On(session=session, reader=reader, run=run, case=case, procedure=procedure)

    def who(self, step: Step, action: str, run_id: int | None) -> tuple[Role, Reader]:
        """The person of the step, and the role in which that person acts."""
        with self.stage.database.reading() as session:
            on = self.on(session, run_id, CLOCK) if run_id else None
            role = casting.role_of(step, action, on, self.stage.scenario.member)
            return role, casting.reader_of(self.stage, step, role, on)

    def _one(self, step: Step, action: str, run_id: int, given: Mapping[str, Any]) -> None:
        """The one command of an action."""
        role, reader = self.who(step, action, run_id)
        if role is Role.CLOCK:
            self._by_the_clock(action, run_id)
            return
        with self.stage.database.reading() as session:
            on = self.on(session, run_id, reader)
            data = _completed(step, action, on, given)
            if "meeting" in given or action != "withdraw":
                meeting = meeting_named.named(self.stage, step, action, on, given)
                data = {**data, "meeting": meeting} if meeting else _without(data, "meeting")
            command = command_of(on, action, data)
        self.stage.act(reader, command)

    def _by_the_clock(self, action: str, run_id: int) -> None:
        """What the clock did since the step before; raises what stands against it otherwise."""
        with self.stage.database.reading() as session:
            done = session.scalars(
                select(EventPayload.body["action"].as_string())
                .join(EventRow, EventRow.position == EventPayload.position)
                .where(EventRow.kind == "RunMoved", EventRow.role == Role.CLOCK.value)
                .where(EventRow.position > self._seen_event)
            ).all()
            if action in done:
                return
            on = self.on(session, run_id, CLOCK)
            known = facts.of_run(session, on.run, self.stage.now)
            engine.move(on.procedure, known, action, {Role.CLOCK})

    def refused_besides(self, action: str, run_id: int, known: Sequence[str]) -> tuple[str, ...]:
        """What stands against the other rows of that name, of which the engine told the nearest."""
        with self.stage.database.reading() as session:
            on = self.on(session, run_id, CLOCK)
            now = facts.of_run(session, on.run, self.stage.now)
            guards = [
                one.guard
                for row in engine.rows(on.procedure, on.run.state, action)
                for one in engine.refusals(row, now)
            ]
        return tuple(dict.fromkeys(one for one in guards if one not in known))

    def begin_step(self) -> None:
        """A step of the clock looks at what the clock did in the step before, and since."""
        self._seen_event = self._begun
        with self.stage.database.reading() as session:
            self._begun = session.scalar(select(func.max(EventRow.position))) or 0


def _names_of(run: Run) -> set[str]:
    """By what a step may name a run."""
    sector = run.sector.lower()
    return {run.procedure, run.edition_key, sector, f"itu_{sector}", f"itu{sector}"}


def _without(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key != name}


MENDED = " (mended)"
"""What an editorial update changes where a step does not tell it."""
SAID_WITH_IT = {"consulted": "The chairs concerned.", "approval_process": "aap"}
"""What an action asks for besides its reasons, where a step leaves it out."""


def _completed(step: Step, action: str, on: On, given: Mapping[str, Any]) -> dict[str, Any]:
    """What the step tells by its member or body need not be said again in `with`."""
    way = OWN_COMMAND.get(action)
    keys = {key.name for key in way.keys} if way else set()
    data: dict[str, Any] = {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in given.items()
        if name not in ("agree", "object", "abstain")
    }
    if action == "reply" and "position" in data:
        said = names.plain(str(data["position"]))
        data["position"] = names.POSITIONS.get(said, said)
    if "member" in keys:
        data.setdefault("member", step.member or on.case.proposer)
    if "body" in keys and (step.body[1:2] == ":" or len(on.run.groups) == 1):
        data.setdefault("body", step.body if step.body[1:2] == ":" else on.run.groups[0])
    if "letter" in keys and step.role is Role.SECRETARIAT:
        data.setdefault("letter", LETTER)
    if action == "editorial_update" and not data.keys() & {one.name for one in on.procedure.fields}:
        data["question_text"] = finding.newest_fields(on)["question_text"] + MENDED
    asked = {one for row in engine.rows(on.procedure, on.run.state, action) for one in row.asks}
    for name, words in SAID_WITH_IT.items():
        if name in asked and data.get("reasons", "" if "reasons" in asked else name):
            data.setdefault(name, words)
    return data


# -- actions of a scenario alone ------------------------------------------------------------------


def _submit(play: Play, step: Step, _run: int | None, given: Mapping[str, Any]) -> None:
    role, reader = play.who(step, "submit", None)
    if play.case_number:
        raise ActionNotOfferedError("submit", "submitted")
    play.case_number = drafting.submit(play.stage, reader, role, given)


def _support(play: Play, step: Step, _run: int | None, given: Mapping[str, Any]) -> None:
    said = "withdrawn" if step.action == "withdraw_support" else "confirmed"
    members = drafting.members_of(
        play.stage, given.get("members") or step.member or casting.OTHER_MEMBER
    )
    drafting.answer(play.stage, members, said, str(given.get("commitment", "")))


def _conclude(play: Play, step: Step, run: int | None, given: Mapping[str, Any]) -> None:
    if run is None:
        raise ActionNotOfferedError("conclude", "draft")
    made = {"kind": "keep", "lead_sector": play.stage.scenario.sector, "reasons": REASONS}
    play._one(step, "draft_conclusion", run, {**made, **given})  # noqa: SLF001 - a part of Play
    play._one(step, "confirm_conclusion", run, {})  # noqa: SLF001 - a part of Play


def _reply(play: Play, step: Step, run: int | None, given: Mapping[str, Any]) -> None:
    if run is None:
        raise ActionNotOfferedError("reply", "draft")
    several = {name: given[name] for name in ("agree", "object", "abstain") if name in given}
    if not several:
        play._one(step, "reply", run, given)  # noqa: SLF001 - a part of Play
        return
    by_name = [member for said in several.values() for member in _codes(said)]
    for position, said in several.items():
        left = _still_to_reply(play, run, by_name) if isinstance(said, int) else _codes(said)
        if isinstance(said, int) and len(left) < said:
            raise InvalidInputError(position, N_("There is no such member."))
        for member in left[:said] if isinstance(said, int) else left:
            reasons = {"reasons": OBJECTION} if position == "object" else {}
            data = {**reasons, **given, "member": member, "position": position}
            _one_reply(play, run, {key: data[key] for key in data if key not in several})


def _one_reply(play: Play, run: int, data: Mapping[str, Any]) -> None:
    reader = play.stage.of_member(str(data["member"]), "respondent")
    with play.stage.database.reading() as session:
        command = command_of(play.on(session, run, reader), "reply", data)
    play.stage.act(reader, command)


def _codes(said: Any) -> Sequence[str]:  # noqa: ANN401 - a number or codes
    return () if isinstance(said, int) else (said,) if isinstance(said, str) else tuple(said)


def _still_to_reply(play: Play, run: int, by_name: Sequence[str]) -> Sequence[str]:
    """The electorate that has not replied yet, without those whom the step names."""
    with play.stage.database.reading() as session:
        newest = session.scalar(select(func.max(Consultation.id)).where(Consultation.run_id == run))
        if newest is None:
            raise ActionNotOfferedError("reply", session.get_one(Run, run).state)
        replied = select(ReplyRow.member).where(ReplyRow.consultation_id == newest)
        query = select(Elector.member).where(
            Elector.consultation_id == newest,
            Elector.member.not_in(replied),
            Elector.member.not_in(by_name),
        )
        return session.scalars(query.order_by(func.length(Elector.member), Elector.member)).all()


def _complete_screening(play: Play, step: Step, run: int | None, given: Mapping[str, Any]) -> None:
    if run is None:
        raise ActionNotOfferedError("complete_screening", "draft")
    stage = play.stage
    officer = play.who(step, "complete_screening", run)[1]
    with stage.database.reading() as session:
        on = play.on(session, run, officer)
        case, known = on.case, facts.of_run(session, on.run, stage.now)
        rows = session.scalars(select(Candidate).where(Candidate.case_id == case.id)).all()
        commands = [
            command_of(on, "dispose_of_candidate", {
                "candidate": str(row.id), "degree": given.get("degree", "related"),
                "reason": "Both texts were read.",
            })
            for row in rows if row.degree is None and row.text_version == known.text_version
        ] + [
            command_of(on, "answer_item", {
                "item": item.code, "answer": given.get("answer") or _without_issue(item),
                "evidence": "Checked.",
            })
            for item in stage.scenario.editions[editions.ALLOCATION].procedure.checklist
            if item.code in known.waiting_items
        ]  # fmt: skip
        reply = command_of(on, "reply_to_findings", {"reply": given.get("reply", "")})
    for command in commands:
        stage.act(officer, command)
    stage.act(stage.of_member(stage.scenario.member), reply)


def _without_issue(item: ChecklistItem) -> str:
    """The answer to an item that shows no matter between Sectors."""
    return "no" if "yes" in item.issue_if else "yes"


ABOUT: Mapping[str, Callable[[Play, Run], bool]] = {
    "reply": Play.consults,
    "change_deadline": lambda _, run: run.due_at is not None,
}
"""Of which run an action is that no row of an edition has, where it is not one of the groups'."""
Made = Callable[[Play, Step, "int | None", Mapping[str, Any]], None]
MADE: Mapping[str, Made] = {
    "submit": _submit,
    "support": _support,
    "withdraw_support": _support,
    "conclude": _conclude,
    "reply": _reply,
    "complete_screening": _complete_screening,
}
"""How the actions are made that a scenario alone knows, or that take more there."""
