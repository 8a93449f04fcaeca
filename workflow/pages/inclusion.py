"""The advisory groups that are only informed of a case, and how each may still be included."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from workflow.pages import labels
from workflow.rules.permissions import ADVISORY_GROUPS, Post, Reader
from workflow.store import conclusions
from workflow.store.models import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class InformedGroup:
    """A group that was not asked; `asked_at` is when its chair asked to be included."""

    name: str
    slug: str
    asked_at: dt.datetime | None
    may_ask: bool = False
    may_include: bool = False


def informed_groups(session: Session, run: Run, reader: Reader) -> tuple[InformedGroup, ...]:
    """The groups not asked, in the order of the Sectors; the handlers judge again."""
    asked_at = conclusions.inclusion_asked_at(session, [run])
    considering = conclusions.how(session, run) == conclusions.SEPARATELY
    leads = reader.holds("office", run.office, Post.OFFICER)
    return tuple(
        InformedGroup(
            name=labels.body(body),
            slug=labels.slug(body),
            asked_at=asked_at.get((run.id, body)),
            may_ask=considering
            and conclusions.chairs(reader, body)
            and (run.id, body) not in asked_at,
            may_include=considering and leads,
        )
        for body in ADVISORY_GROUPS
        if body not in run.groups
    )
