"""The procedures, shown from the editions themselves."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from workflow.pages import procedures
from workflow.rules import deadlines
from workflow.store import editions
from workflow.web import language
from workflow.web.access import Who, door
from workflow.web.services import now, reading

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
    with reading() as session:
        today = deadlines.local_date(now())
        one = procedures.find(session, key)
        forms = editions.question_procedures(session, today).values()
    page = procedures.procedure_page(one, language.current(), forms=list(forms))
    return render_template("procedures/show.html", page=page)
