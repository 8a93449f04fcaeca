"""One run as its reader may see it and act on it, and the one door through which programs act."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import request
from flask_smorest import Blueprint, abort
from marshmallow import Schema, fields, validate
from sqlalchemy import select
from sqlalchemy.orm import Session

from states.definition import Role
from workflow.actions import On, command_of, keys_of
from workflow.api.case_schemas import RunOfCase
from workflow.api.cases import run_told
from workflow.api.reading import anyone, language, now, parts, reader, reads, signed_in, writes
from workflow.api.refusing import Problem, RefusalTold
from workflow.pages.refusals import sentence
from workflow.pages.tracks import tracks
from workflow.rules import engine, permissions
from workflow.rules.errors import NotFoundError
from workflow.store import editions, facts
from workflow.store.models import Case, Run
from workflow.store.visibility import visible

blueprint = Blueprint("runs", __name__, description="Runs, and what may be done with them")
LONGEST_REF = 10
LONGEST_KEY = 100
SENT_KEY = "Idempotency-Key"


class ActionOffered(Schema):
    """What the reader could do now; with nothing missing it may be sent as it stands."""

    action = fields.String(required=True)
    words = fields.String(required=True)
    data = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "The keys that `data` may have."},
    )
    asks = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "Those without which it is refused."},
    )
    missing = fields.List(fields.Nested(RefusalTold), required=True)
    basis = fields.String(required=True)
    basis_read = fields.Boolean(
        required=True,
        metadata={"description": "False where the paragraph was not read in a source."},
    )


class RunInFull(RunOfCase):
    """One run with what the reader could do."""

    case = fields.String(required=True)
    actions = fields.List(fields.Nested(ActionOffered), required=True)


class ActionSent(Schema):
    """An action with its data."""

    action = fields.String(
        required=True,
        validate=validate.Length(min=1, max=60),
        metadata={"description": "A name among the run's `actions`, or another of the edition."},
    )
    data = fields.Dict(
        keys=fields.String(),
        load_default=dict,
        metadata={
            "description": "What goes with the action. `seen_version` is the version that the "
            "sender saw: when somebody acted since, nothing is done and the answer is 409."
        },
    )
    key = fields.String(
        load_default="",
        validate=validate.Length(max=LONGEST_KEY),
        metadata={"description": f"In place of the header `{SENT_KEY}`."},
    )


class ActionTaken(Schema):
    """What the action led to."""

    replayed = fields.Boolean(
        required=True,
        metadata={"description": "True when the same key had been used: nothing was done again."},
    )
    made = fields.Dict(
        keys=fields.String(),
        required=True,
        metadata={"description": "What came of it: the numbers of a conclusion, a version…"},
    )
    run = fields.Nested(RunInFull, required=True)


KEY: list[dict[str, Any]] = [
    {
        "in": "header",
        "name": SENT_KEY,
        "schema": {"type": "string", "maxLength": LONGEST_KEY},
        "description": "A key of the sender's own for this one change: sent again, it changes "
        "nothing and returns the first outcome.",
    },
    {
        "in": "header",
        "name": "X-CSRFToken",
        "required": True,
        "schema": {"type": "string"},
        "description": "The token of the session, as `/session` tells it.",
    },
]


@reads(blueprint, "/runs/<ref>", RunInFull, hidden=True)
@anyone
def show(ref: str) -> dict[str, Any]:
    """One run, and what the reader could do with it."""
    with parts().database.reading() as session:
        return _told(session, _on(session, ref))


@writes(blueprint, "/runs/<ref>/actions", ActionTaken, ActionSent, Problem, parameters=KEY)
@signed_in
def act(ref: str, *, action: str, data: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Take an action on a run, by the rules, the rights and the refusals that pages have too."""
    with parts().database.reading() as session:
        command = command_of(_on(session, ref), action, data)
    outcome = parts().bus.perform(command, by=reader(), key=_key(key))
    with parts().database.reading() as session:
        return {
            "replayed": outcome.replayed,
            "made": {
                name: value
                for name, value in outcome.value.items()
                if name not in ("case", "state")
            },
            "run": _told(session, _on(session, ref)),
        }


def _key(said: str) -> str | None:
    """The key of this change, from the header or from what was sent; none when neither names one."""
    header = request.headers.get(SENT_KEY, "")
    if len(header) > LONGEST_KEY or (said and header and said != header):
        abort(422, errors={"headers": {SENT_KEY: [f"One key of at most {LONGEST_KEY} letters."]}})
    return (header or said).replace("\0", "") or None


def _on(session: Session, ref: str) -> On:
    """The run of that reference. Raises NotFoundError unless the reader may see its case."""
    number = int(ref) if ref.isdecimal() and len(ref) < LONGEST_REF else 0
    query = select(Run, Case).join(Case).where(Run.id == number, visible(Case, reader()))
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFoundError(f"run {ref}")
    run, case = row
    procedure = editions.pinned(session, run.edition_digest)
    return On(session=session, reader=reader(), run=run, case=case, procedure=procedure)


def _told(session: Session, on: On) -> dict[str, Any]:
    found = tracks(session, on.case, reader(), now(), language())
    track = next(one for one in found if one.run_id == on.run.id)
    return {**run_told(track), "case": on.case.number, "actions": list(_offers(session, on))}


def _offers(session: Session, on: On) -> Iterator[dict[str, Any]]:
    """What the reader's roles could do, those actions too that have a form of their own."""
    known = facts.of_run(session, on.run, now())
    roles = permissions.roles_on(reader(), known.place) - {Role.CLOCK}
    words = on.procedure.labels[language()].actions
    for offer in engine.offers(on.procedure, known, roles):
        yield {
            "action": offer.action,
            "words": words.get(offer.action, offer.action),
            "data": list(keys_of(on, offer.action)),
            "asks": list(offer.asks),
            "missing": [
                {
                    "guard": one.guard,
                    "message": sentence(one.message, one.params, one.plural),
                    "basis": one.basis,
                }
                for one in offer.refusals
            ],
            "basis": offer.basis,
            "basis_read": offer.basis_read,
        }
