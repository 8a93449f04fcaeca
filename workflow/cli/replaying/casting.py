"""Who acts in a step: the person of the role, the body, the office or the member that it names."""

from __future__ import annotations

from states.definition import Role
from workflow.actions import OWN_COMMAND, On
from workflow.cli.replaying import acts, names
from workflow.cli.replaying.scenario import Step
from workflow.cli.replaying.stage import Stage
from workflow.rules import engine
from workflow.rules.permissions import ADVISORY_GROUPS, CLOCK, OFFICE_OF_SECTOR, Reader
from workflow.store import facts

OTHER_MEMBER = "XFB"
"""Who acts for a delegation where the step names no member."""


def role_of(step: Step, action: str, on: On | None, proposer: str) -> Role:
    """The role of the step; where it names none, the one that fits what it names."""
    if step.role is not None:
        return step.role
    able = _able(action, on)
    fitting: tuple[Role, ...] = ()
    if step.member == proposer:
        fitting = (Role.PROPOSER, Role.RESPONDENT, Role.DELEGATION)
    elif step.member:
        fitting = (Role.RESPONDENT, Role.DELEGATION, Role.PROPOSER)
    elif step.body in names.OFFICES:
        fitting = (Role.SECRETARIAT, Role.DIRECTOR, Role.RECEIVING_GROUP)
    elif step.body in ADVISORY_GROUPS:
        fitting = (Role.ADVISORY_GROUP_CHAIR, Role.RECEIVING_GROUP)
    elif step.body:
        fitting = (Role.STUDY_GROUP_CHAIR,)
    return next((one for one in fitting if one in able), (*fitting, *able)[0])


def _able(action: str, on: On | None) -> tuple[Role, ...]:
    """The roles that may take the action, as the edition or the table has it."""
    rows = engine.rows(on.procedure, on.run.state, action) if on else ()
    by = tuple(role for row in rows for role in row.by)
    taken = acts.OWN.get(action) or OWN_COMMAND.get(action)
    return by or ((taken.by,) if taken else (Role.SECRETARIAT,))


def reader_of(stage: Stage, step: Step, role: Role, on: On | None) -> Reader:
    """The person who holds the role where the step says."""
    said = stage.scenario
    office = on.run.office if on else OFFICE_OF_SECTOR[said.sector]
    if role is Role.CLOCK:
        return CLOCK
    if role is Role.PROPOSER:
        return stage.of_member(step.member or said.member)
    if role is Role.DELEGATION:
        return stage.of_member(step.member or OTHER_MEMBER)
    if role is Role.RESPONDENT:
        return stage.of_member(step.member or said.member, "respondent")
    of_office = step.body in names.OFFICES and role is Role.RECEIVING_GROUP
    if role in (Role.SECRETARIAT, Role.DIRECTOR) or of_office:
        post = "director" if role is Role.DIRECTOR else "officer"
        named = step.body if step.body in names.OFFICES else ""
        if step.body and not named:
            named = OFFICE_OF_SECTOR.get(step.body[:1], "")
        return stage.reader(post, "office", named or office)
    return stage.reader("chair", "body", step.body or _body(role, on))


def _body(role: Role, on: On | None) -> str:
    """The body whose chair acts where the step names none."""
    if on is None:
        return "R:RAG"
    if role is Role.STUDY_GROUP_CHAIR:
        return on.run.study_group
    return facts.place_of(on.run, on.case).groups[0]
