"""Who is signed in, and the token without which this session changes nothing."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from flask_wtf.csrf import generate_csrf
from marshmallow import Schema, fields

from workflow.api.reading import anyone, reader, reads

blueprint = Blueprint("session", __name__, description="The session of this cookie")


class Post(Schema):
    """A post that the reader holds today."""

    post = fields.String(required=True)
    place = fields.String(required=True)
    code = fields.String(required=True)


class SessionTold(Schema):
    """The reader of this session; nobody when not signed in."""

    signed_in = fields.Boolean(required=True)
    name = fields.String(required=True)
    posts = fields.List(fields.Nested(Post), required=True)
    csrf_token = fields.String(
        required=True,
        metadata={"description": "To be sent as the header `X-CSRFToken` with every change."},
    )


@reads(blueprint, "/session", SessionTold)
@anyone
def show() -> dict[str, Any]:
    """The session, and its token: another site's page can read neither."""
    one = reader()
    return {
        "signed_in": one.person_id is not None,
        "name": one.name,
        "posts": one.appointments,
        "csrf_token": generate_csrf(),
    }
