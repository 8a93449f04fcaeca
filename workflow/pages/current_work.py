"""The form that opens a case on current work."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.definition import Role
from workflow.pages import labels, meetings
from workflow.rules.errors import NotPermittedError
from workflow.rules.permissions import Reader
from workflow.store.models import Body


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentWorkPage:
    """The choices: in whose name, and the bodies in which work is done."""

    openers: tuple[tuple[str, str], ...]
    bodies: tuple[tuple[str, str], ...]


def current_work_page(session: Session, reader: Reader, language: str) -> CurrentWorkPage:
    """The form, for those who may open such a case. Raises NotPermittedError for others."""
    openers = reader.opens_for()
    if not openers:
        raise NotPermittedError((Role.DELEGATION.value, Role.DIRECTOR.value))
    names = labels.members(session, openers, language)
    rows = session.scalars(select(Body).where(Body.sector.in_(("R", "T", "D"))))
    ordered = sorted(rows, key=lambda one: meetings.order(one.id))
    return CurrentWorkPage(
        openers=tuple((one, names.get(one, one)) for one in openers),
        bodies=tuple((one.id, f"{labels.body(one.id)} — {one.name}") for one in ordered),
    )
