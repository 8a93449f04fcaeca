"""The table: every action that has a command of its own, and the one way of all others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from states.definition import ASKS, Role
from workflow.actions import finding
from workflow.actions.of_conclusions import CONCLUSIONS
from workflow.actions.of_screening import SCREENING
from workflow.actions.of_texts import TEXTS
from workflow.actions.way import SEEN, Given, Key, On, Way, require_known
from workflow.rules.commands import Command
from workflow.rules.commands.cases import ChangeDeadline, MoveRun
from workflow.rules.commands.consultations import RecordReply
from workflow.rules.commands.decisions import RecordAllocation
from workflow.rules.commands.proposals import TakeOutOfPackage
from workflow.rules.commands.reviews import AskGroups, AskToBeIncluded, IncludeGroup

GROUPS = "codes of advisory groups: R:RAG, T:TSAG, D:TDAG"
MEETING = "its id, or its body and first day: T:TSAG 2026-05-26"


def _ask_groups(on: On, given: Given) -> Command:
    return AskGroups(run_id=on.run.id, seen_version=_seen(on, given), groups=given.texts("groups"))


def _include_group(on: On, given: Given) -> Command:
    return IncludeGroup(run_id=on.run.id, seen_version=_seen(on, given), body=given.text("body"))


def _ask_to_be_included(on: On, given: Given) -> Command:
    return AskToBeIncluded(run_id=on.run.id, body=given.text("body"))


def _record_allocation(on: On, given: Given) -> Command:
    return RecordAllocation(
        run_id=on.run.id,
        seen_version=_seen(on, given),
        mode=given.text("mode"),
        lead_sector=given.text("lead_sector"),
        contributing=given.texts("contributing"),
        study_groups=given.texts("study_groups"),
        essential_requirements=given.text("essential_requirements"),
        grounds=given.text("grounds"),
        meeting_id=finding.meeting(on, given),
    )


def _reply(on: On, given: Given) -> Command:
    return RecordReply(
        consultation_id=finding.consultation(on),
        member=given.text("member"),
        position=given.text("position"),
        reasons=given.text("reasons"),
        letter_name=given.text("letter_name", "letter.pdf"),
        letter=finding.decoded(given, "letter"),
    )


def _change_deadline(on: On, given: Given) -> Command:
    return ChangeDeadline(
        run_id=on.run.id,
        seen_version=_seen(on, given),
        until=given.day("until"),
        reasons=given.text("reasons"),
    )


def _take_out(on: On, _given: Given) -> Command:
    return TakeOutOfPackage(case_id=on.case.id)


OWN_COMMAND: Mapping[str, Way] = {
    **TEXTS,
    **SCREENING,
    "ask_groups": Way(
        what="The lead office asks the advisory groups concerned.",
        by=Role.SECRETARIAT,
        keys=(Key(name="groups", kind="texts", what=GROUPS),),
        make=_ask_groups,
    ),
    "ask_to_be_included": Way(
        what="The chair of a group that is only informed asks to be included.",
        by=Role.ADVISORY_GROUP_CHAIR,
        keys=(Key(name="body", what="the advisory group"),),
        make=_ask_to_be_included,
    ),
    "include_group": Way(
        what="The lead office asks one more group; the round goes on.",
        by=Role.SECRETARIAT,
        keys=(Key(name="body", what="the advisory group"),),
        make=_include_group,
    ),
    **CONCLUSIONS,
    "record_allocation": Way(
        what="The lead office records the allocation decision, as the conclusions agree.",
        by=Role.SECRETARIAT,
        keys=(
            Key(name="mode", what="single_sector, lead_and_contributing, joint_group, icg, irg, "
                "split, merge, transfer, return, external or defer"),
            Key(name="lead_sector", what="R, T or D"),
            Key(name="contributing", kind="texts", what="the Sectors that contribute"),
            Key(name="study_groups", kind="texts", what="codes of study groups: R:SG1, T:SG5"),
            Key(name="essential_requirements", what="what contributing Sectors consider essential"),
            Key(name="grounds", what="the grounds"),
            Key(name="meeting", what=MEETING),
        ),
        make=_record_allocation,
    ),
    "change_deadline": Way(
        what="A decision sets a later last day of the period that runs.",
        by=Role.DIRECTOR,
        keys=(
            Key(name="until", what="the last day: 2026-09-30"),
            Key(name="reasons", what="the reasons of the decision"),
        ),
        make=_change_deadline,
    ),
    "take_out_of_package": Way(
        what="A delegation asks that a Question go on by itself, outside its package.",
        by=Role.DELEGATION,
        make=_take_out,
    ),
    "reply": Way(
        what="An administration replies to the consultation that runs; the Bureau may enter a letter.",
        by=Role.RESPONDENT,
        keys=(
            Key(name="member", what="the administration, by its code"),
            Key(name="position", what="agree, object or abstain"),
            Key(name="reasons", what="needed with object"),
            Key(name="letter_name", what="the name of the letter's file"),
            Key(name="letter", kind="base64", what="the letter, where the Bureau enters the reply"),
        ),
        make=_reply,
    ),
}  # fmt: skip
"""What each action with a command of its own takes; any other action of an edition takes `ASKS`."""


def keys_of(on: On, action: str) -> tuple[str, ...]:
    """The keys that the data of *action* may have on that run."""
    way = OWN_COMMAND.get(action)
    if way is None:
        return (*ASKS, SEEN)
    fields = tuple(one.name for one in on.procedure.fields) if way.takes_fields else ()
    return (*(one.name for one in way.keys), *fields, SEEN)


def command_of(on: On, action: str, data: Mapping[str, Any]) -> Command:
    """The command that takes *action* with *data*; who may, and what is missing, its handler says.

    Without `seen_version` the newest version counts as seen. Raises InvalidInputError for data
    that the action does not know, NotFoundError for what is not there to act on.
    """
    require_known(data, keys_of(on, action))
    given = Given(data)
    way = OWN_COMMAND.get(action)
    return way.make(on, given) if way else _move(on, action, given)


def _move(on: On, action: str, given: Given) -> Command:
    """A bare move, with what the edition asks for with it."""
    said = {name: given.text(name) for name in ASKS if name != "meeting"}
    meeting = finding.meeting(on, given)
    said["meeting"] = str(meeting) if meeting else ""
    return MoveRun(
        run_id=on.run.id,
        action=action,
        seen_version=_seen(on, given),
        given={name: value for name, value in said.items() if value},
    )


def _seen(on: On, given: Given) -> int:
    return given.number(SEEN, on.run.version)
