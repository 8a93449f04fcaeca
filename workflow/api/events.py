"""Events as JSON: of one case or of all, oldest first, as far as the reader may see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_smorest import Blueprint
from marshmallow import Schema, fields
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from workflow.api.reading import (
    Paging,
    anyone,
    cursor_of,
    language,
    named_by,
    now,
    parts,
    reader,
    reads,
    unknown_cursor,
)
from workflow.pages import cases, labels
from workflow.pages.timeline import HAPPENED
from workflow.rules.permissions import NOBODY
from workflow.store import editions
from workflow.store.models import Case, EventRow, Run
from workflow.store.visibility import visible

blueprint = Blueprint("events", __name__, description="What happened, oldest first")
KIND = "event"
TOLD = (
    "answer", "body", "change", "conclusion", "counts", "decision", "degree", "entered_by",
    "groups", "item", "member", "name", "number", "outcome", "position", "question", "reason",
    "reasons", "reference", "reply", "sponsorship",
)  # fmt: skip
"""What is given of an event's own words; internal ids and digests are not."""


class Event(Schema):
    """One event as the reader sees it."""

    cursor = fields.String(required=True)
    kind = fields.String(required=True)
    at = fields.DateTime(required=True)
    case = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Its number; null for a case the reader may not see."},
    )
    procedure = fields.String(required=True)
    edition = fields.String(required=True)
    text_version = fields.Integer(required=True, allow_none=True)
    role = fields.String(required=True)
    acting_for = fields.String(
        required=True, metadata={"description": "The member, body or office that acted."}
    )
    action = fields.String(required=True)
    source = fields.String(required=True, metadata={"description": "The state a run left."})
    target = fields.String(required=True, metadata={"description": "The state a run came to."})
    basis = fields.String(required=True)
    words = fields.String(required=True, metadata={"description": "The event in words."})
    details = fields.Dict(keys=fields.String(), required=True)


class Events(Schema):
    """A part of the record. Asking again with `cursor` later gives what has come since."""

    items = fields.List(fields.Nested(Event), required=True)
    cursor = fields.String(required=True)
    more = fields.Boolean(required=True)


@reads(blueprint, "/events", Events, Paging)
@anyone
def index(*, cursor: str, limit: int) -> dict[str, Any]:
    """The events of all cases that the reader may see."""
    with parts().database.reading() as session:
        return _page(session, _seen(), cursor, limit)


@reads(blueprint, "/cases/<number>/events", Events, Paging, hidden=True)
@anyone
def of_case(number: str, *, cursor: str, limit: int) -> dict[str, Any]:
    """The events of one case that the reader may see."""
    with parts().database.reading() as session:
        case = cases.find(session, number, reader())
        return _page(session, _seen().where(EventRow.case_id == case.id), cursor, limit)


def _seen() -> Select[EventRow]:
    """The reader's events: of cases the reader may see, and what is public of any other."""
    cases_seen = select(Case.id).where(visible(Case, reader()))
    ours = EventRow.case_id.is_(None) | EventRow.case_id.in_(cases_seen)
    return select(EventRow).where(
        visible(EventRow, reader(), now()), ours | visible(EventRow, NOBODY, now())
    )


def _page(session: Session, seen: Select[EventRow], cursor: str, limit: int) -> dict[str, Any]:
    query = seen
    if cursor:
        last = session.scalar(seen.where(EventRow.token == named_by(KIND, cursor)))
        if last is None:
            unknown_cursor()
        query = seen.where(EventRow.position > last.position)
    rows = session.scalars(
        query.order_by(EventRow.position).limit(limit + 1).options(joinedload(EventRow.payload))
    ).all()
    items = _events(session, rows[:limit])
    return {
        "items": items,
        "cursor": items[-1]["cursor"] if items else cursor,
        "more": len(rows) > limit,
    }


def _events(session: Session, rows: Sequence[EventRow]) -> list[dict[str, Any]]:
    """The rows as JSON, in a fixed number of queries."""
    numbers = {
        case.id: case.number
        for case in session.scalars(
            select(Case).where(Case.id.in_({row.case_id for row in rows}), visible(Case, reader()))
        )
    }
    runs = {
        run.id: run
        for run in session.scalars(select(Run).where(Run.id.in_({row.run_id for row in rows})))
    }
    return [
        _event(session, row, numbers.get(row.case_id or 0), runs.get(row.run_id or 0))
        for row in rows
    ]


def _event(session: Session, row: EventRow, number: str | None, run: Run | None) -> dict[str, Any]:
    body: Mapping[str, Any] = row.payload.body if row.payload else {}
    moved = _moved(session, row, body, run)
    given = body.get("given") or {}
    return {
        "cursor": cursor_of(KIND, row.token),
        "kind": row.kind,
        "at": row.at,
        "case": number,
        "procedure": run.procedure if run else "",
        "edition": row.edition,
        "text_version": row.text_version,
        "role": row.role,
        "acting_for": row.acting_for,
        "basis": str(body.get("basis", "")),
        "details": {name: one for name, one in {**body, **given}.items() if name in TOLD and one},
        "words": gettext(HAPPENED[row.kind]) if row.kind in HAPPENED else "",
        **moved,
    }


def _moved(
    session: Session, row: EventRow, body: Mapping[str, Any], run: Run | None
) -> dict[str, str]:
    """Where a run went. A state not announced when it was left keeps the name it was shown by."""
    if row.kind != "RunMoved" or run is None:
        return {"action": "", "source": "", "target": str(body.get("state", ""))}
    procedure = editions.of_event(session, run, row.edition)
    source = procedure.state(str(body["source"]))
    if source.shown_as and not labels.may_see_everything(run, reader()):
        source = procedure.state(source.shown_as)
    action, target = str(body["action"]), str(body["target"])
    told = procedure.labels[language()]
    return {
        "action": action,
        "source": source.name,
        "target": target,
        "words": f"{told.actions.get(action, action)} → {told.states.get(target, target)}",
    }
