"""Errors as JSON: the status, a sentence in the reader's language, and what a program can go by."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from marshmallow import Schema, fields

from workflow.pages.refusals import STATUS, sentence, sentences
from workflow.rules.errors import (
    ActionNotOfferedError,
    ActionRefusedError,
    IntersectorError,
    InvalidInputError,
    NotPermittedError,
    StaleError,
)

TRY_AGAIN = 60
"""Seconds after which it makes sense to send again what the database could not take."""


class RefusalTold(Schema):
    """What one guard misses."""

    guard = fields.String(required=True)
    message = fields.String(required=True)
    basis = fields.String(required=True, metadata={"description": "The paragraph it rests on."})


class Problem(Schema):
    """Why something was not done; nothing was stored then."""

    code = fields.Integer(required=True)
    status = fields.String(required=True)
    message = fields.String()
    errors = fields.Dict(metadata={"description": "What cannot be taken, by place and name."})
    refusals = fields.List(fields.Nested(RefusalTold))
    needed = fields.List(fields.String(), metadata={"description": "Who may: roles of the row."})
    seen = fields.Integer(metadata={"description": "The version that was seen."})
    current = fields.Integer(metadata={"description": "The version that there is."})


def refused(error: IntersectorError) -> ResponseReturnValue:
    """An error of the rules."""
    status = STATUS[type(error)]
    said = " ".join(sentences(error))
    return _answer(status, **({"message": said} if said else {}), **_particulars(error))


def _particulars(error: IntersectorError) -> dict[str, Any]:
    """What a program can go by. The state a run is in is not said: the reader may not see it yet."""
    if isinstance(error, ActionRefusedError):
        return {
            "refusals": [
                {
                    "guard": one.guard,
                    "message": sentence(one.message, one.params, one.plural),
                    "basis": one.basis,
                }
                for one in error.refusals
            ]
        }
    if isinstance(error, InvalidInputError):
        return {"errors": {"json": {"data": {error.field_name: sentences(error)}}}}
    if isinstance(error, NotPermittedError):
        return {"needed": list(error.needed)}
    if isinstance(error, StaleError):
        return {"seen": error.seen, "current": error.current}
    if isinstance(error, ActionNotOfferedError):
        return {"message": gettext("This could not be done as things stand now")}
    return {}


def without_token(error: CSRFError) -> ResponseReturnValue:
    """A change that came without the session's token, or with another's."""
    return _answer(400, message=str(error.description))


def _answer(status: int, **said: Any) -> ResponseReturnValue:  # noqa: ANN401 - values of JSON
    answer = jsonify(code=status, status=HTTPStatus(status).phrase, **said)
    headers = {"Retry-After": str(TRY_AGAIN)} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}
    return answer, status, headers
