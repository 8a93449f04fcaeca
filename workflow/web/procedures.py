"""The procedures, shown from the editions themselves."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from workflow.pages import case_on_procedure, procedures
from workflow.rules import deadlines
from workflow.store import editions
from workflow.web import language
from workflow.web.access import Who, admits, door
from workflow.web.services import now, reader, reading

blueprint = Blueprint("procedures", __name__)


@blueprint.get("/procedures")
@door(Who.ANYONE)
def index() -> ResponseReturnValue:
    """Every edition."""
    today = deadlines.local_date(now())
    with reading() as session:
        page = procedures.procedures_page(session, reader(), today, language.current())
    return render_template(
        "procedures/index.html",
        editions=page,
        may_upload=admits(Who.ADMINISTRATORS, reader()),
        may_try=admits(Who.SECRETARIAT, reader()),
    )


@blueprint.get("/procedures/<key>")
@door(Who.ANYONE)
def show(key: str) -> ResponseReturnValue:
    """One edition in full."""
    with reading() as session:
        one = procedures.find(session, key, reader())
        forms = editions.question_procedures(session, deadlines.local_date(now())).values()
        before = editions.before(session, one)
    page = procedures.procedure_page(one, language.current(), forms=list(forms), before=before)
    return render_template("procedures/show.html", page=page, case=None)


@blueprint.get("/procedures/cases/<number>/<int:run_id>")
@door(Who.ANYONE)
def of_case(number: str, run_id: int) -> ResponseReturnValue:
    """The edition that a run pinned, with the state in which the case stands."""
    with reading() as session:
        page, case = case_on_procedure.page_of(
            session, number, run_id, reader(), language.current()
        )
    return render_template("procedures/show.html", page=page, case=case)
