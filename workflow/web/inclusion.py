"""Asking, as the chair of a group that is only informed, to be included; including one."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forms.reviews import InclusionForm
from workflow.pages import concluding, reviews
from workflow.web.access import Who, door
from workflow.web.reviews import blueprint
from workflow.web.services import perform, reader, reading


@blueprint.post("/cases/<number>/groups/<body>/ask-inclusion")
@door(Who.CHAIRS)
def ask_inclusion(number: str, body: str) -> ResponseReturnValue:
    """Ask the lead office to include the chair's group."""
    form = InclusionForm()
    if form.validate_on_submit():
        perform(form.to_ask(run_id=_run_id(number), body=reviews.body_of(body)))
        flash(gettext("Recorded; the lead office is told."))
    return redirect(url_for("cases.show", number=number, _anchor="conclusions"))


@blueprint.post("/cases/<number>/groups/<body>/include")
@door(Who.OFFICERS)
def include(number: str, body: str) -> ResponseReturnValue:
    """Ask one more group while the others consider."""
    form = InclusionForm()
    if form.validate_on_submit():
        perform(form.to_include(run_id=_run_id(number), body=reviews.body_of(body)))
        flash(gettext("Recorded; the chairs of the group are told."))
    return redirect(url_for("cases.show", number=number, _anchor="conclusions"))


def _run_id(number: str) -> int:
    with reading() as session:
        return concluding.allocation(session, number, reader())[1].id
