"""A member that cannot attend files a written view; it reaches every body concerned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from states.definition import LANGUAGES, Role
from workflow.handlers import moving, telling_groups
from workflow.rules.commands.reviews import FileWrittenView
from workflow.rules.errors import (
    ActionNotOfferedError,
    ActionRefusedError,
    InvalidInputError,
    NotPermittedError,
    Refusal,
)
from workflow.rules.events import WrittenViewFiled
from workflow.rules.language_marks import N_
from workflow.rules.permissions import MEMBERS, Post
from workflow.store import conclusions, written_views
from workflow.store.models import Run, WrittenView
from workflow.store.transaction import Handlers, Transaction


def file_written_view(tx: Transaction, command: FileWrittenView) -> Mapping[str, Any]:
    """Keep the view beside those before it, tell every body concerned, acknowledge it at once.

    Raises ActionRefusedError once every body concerned has confirmed.
    """
    case = moving.visible_case(tx, command.case_id)
    member = tx.member(command.member)
    if member is None or not tx.by.holds("member", command.member, Post.SUBMITTER):
        raise NotPermittedError((Role.DELEGATION.value,))
    if not command.text.strip():
        raise InvalidInputError("text", N_("Write the view."))
    if command.language not in LANGUAGES:
        raise InvalidInputError("language", N_("Choose the language of the text."))
    run = tx.session.scalars(
        select(Run).where(Run.case_id == case.id, Run.procedure == "allocation")
    ).first()
    if run is None or not conclusions.how(tx.session, run):
        raise ActionNotOfferedError("file_written_view", run.state if run else "")
    if not written_views.may_still_reach(tx.session, run):
        message = N_("Every group concerned has confirmed its conclusion; no view reaches it now.")
        raise ActionRefusedError((Refusal(guard="a_group_has_still_to_confirm", message=message),))
    last = select(func.max(WrittenView.number)).where(
        WrittenView.case_id == case.id, WrittenView.member == command.member
    )
    view = WrittenView(
        case_id=case.id,
        member=command.member,
        number=(tx.session.scalar(last) or 0) + 1,
        language=command.language,
        text=command.text.strip(),
        audience=MEMBERS,
        filed_at=tx.now,
    )
    tx.session.add(view)
    tx.record(
        WrittenViewFiled(
            member=view.member, number=view.number, language=view.language, text=view.text
        ),
        case=case,
        run=run,
        role=Role.DELEGATION.value,
        acting_for=view.member,
        audience=MEMBERS,
    )
    for group in run.groups:
        telling_groups.tell_chairs(tx, group, "view_filed", case, "#written-views")
        telling_groups.tell_office(tx, group, "view_filed", case, "#written-views")
    if tx.by.person_id is not None:
        path = f"cases/{case.number}#written-views"
        tx.notify(tx.by.person_id, "view_acknowledged", path, {"case": case.number})
    return {"case": case.number, "number": view.number}


HANDLERS: Handlers = {FileWrittenView: file_written_view}
