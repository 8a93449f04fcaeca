"""The pages that need no account: home, the glossary, and the sign of life."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from workflow.web.access import Who, door
from workflow.web.services import reading

blueprint = Blueprint("public", __name__)


@blueprint.get("/")
@door(Who.ANYONE)
def home() -> ResponseReturnValue:
    """What this is, for somebody who comes by."""
    return render_template("public/home.html")


def healthz() -> ResponseReturnValue:
    """200 when the database answers."""
    with reading() as session:
        session.execute(text("select 1"))
    return {"status": "ok"}
