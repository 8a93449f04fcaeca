"""The procedures, shown from the editions themselves."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from workflow.pages import procedures
from workflow.web import language
from workflow.web.access import Who, door

blueprint = Blueprint("procedures", __name__)


@blueprint.get("/procedures")
@door(Who.ANYONE)
def index() -> ResponseReturnValue:
    """Every edition."""
    page = procedures.procedures_page(language.current())
    return render_template("procedures/index.html", editions=page)


@blueprint.get("/procedures/<key>")
@door(Who.ANYONE)
def show(key: str) -> ResponseReturnValue:
    """One edition in full."""
    page = procedures.procedure_page(key, language.current())
    return render_template("procedures/show.html", page=page)
