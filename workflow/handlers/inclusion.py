"""A group that is only informed asks to be included, and the lead office includes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from states.definition import Role
from workflow.handlers import moving, telling_groups
from workflow.rules.commands.reviews import AskToBeIncluded, IncludeGroup
from workflow.rules.errors import ActionNotOfferedError, InvalidInputError, NotPermittedError
from workflow.rules.events import GroupIncluded, InclusionAsked
from workflow.rules.language_marks import N_
from workflow.rules.permissions import ADVISORY_GROUPS
from workflow.store import conclusions
from workflow.store.models import Run
from workflow.store.transaction import Handlers, Transaction


def ask_to_be_included(tx: Transaction, command: AskToBeIncluded) -> Mapping[str, Any]:
    """Record the chair's request and tell the lead office; asked again, nothing is added."""
    run, case = moving.visible_run(tx, command.run_id)
    if command.body not in ADVISORY_GROUPS or not conclusions.chairs(tx.by, command.body):
        raise NotPermittedError((Role.ADVISORY_GROUP_CHAIR.value,))
    _require_informed(tx, run, command.body)
    if (run.id, command.body) not in conclusions.inclusion_asked_at(tx.session, [run]):
        tx.record(
            InclusionAsked(body=command.body),
            case=case,
            run=run,
            role=Role.ADVISORY_GROUP_CHAIR.value,
            acting_for=command.body,
            audience=case.audience,
            also=case.also,
        )
        telling_groups.tell_office(
            tx, command.body, "inclusion_asked", case, "#conclusions", office=run.office
        )
    return {"case": case.number}


def include_group(tx: Transaction, command: IncludeGroup) -> Mapping[str, Any]:
    """Ask one more group, whether it asked for it or not; its chairs are told."""
    run, case = moving.visible_run(tx, command.run_id)
    tx.require_version(run, command.seen_version)
    if command.body not in ADVISORY_GROUPS:
        raise InvalidInputError("body", N_("Name the advisory groups concerned."))
    _require_informed(tx, run, command.body)
    run.groups = [one for one in ADVISORY_GROUPS if one in {*run.groups, command.body}]
    judged = moving.move(tx, run, case, "include_group", {"group": command.body})
    tx.record(
        GroupIncluded(body=command.body, groups=tuple(run.groups)),
        case=case,
        run=run,
        role=judged.role.value,
        acting_for=run.office,
        audience=case.audience,
        also=case.also,
    )
    telling_groups.tell_chairs(tx, command.body, "group_asked", case)
    return {"case": case.number, "groups": list(run.groups)}


def _require_informed(tx: Transaction, run: Run, body: str) -> None:
    """The groups consider the case now, and this one was not asked."""
    if conclusions.how(tx.session, run) != conclusions.SEPARATELY or body in run.groups:
        raise ActionNotOfferedError("include_group", run.state)


HANDLERS: Handlers = {AskToBeIncluded: ask_to_be_included, IncludeGroup: include_group}
