"""Recording that a joint meeting does not agree."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forms.reviews import DivergenceForm, divergence_form
from workflow.pages import diverging
from workflow.pages.diverging import DivergingPage
from workflow.rules.errors import InvalidInputError
from workflow.web import language, parked_forms
from workflow.web.access import Who, door
from workflow.web.reviews import Standing, blueprint, happened
from workflow.web.services import now, perform, reader, reading


@blueprint.get("/cases/<number>/divergence")
@door(Who.OFFICERS)
def diverge(number: str) -> ResponseReturnValue:
    """The form, each position beginning with what the group concluded by itself."""
    page = _page(number)
    restored = parked_forms.as_formdata(parked_forms.restored())
    begun = {body.replace(":", "-"): said for body, _name, said in page.groups}
    form = _form(page)(formdata=restored, data={**begun, "seen_version": page.version})
    return _render(page, form)


@blueprint.post("/cases/<number>/divergence")
@door(Who.OFFICERS)
def record_divergence(number: str) -> ResponseReturnValue:
    """Record it; the case goes to the next rung."""
    page = _page(number)
    form = _form(page)()
    try:
        if form.validate_on_submit():
            perform(form.to_command(run_id=page.run_id, groups=[one[0] for one in page.groups]))
            flash(gettext("Recorded."))
            return redirect(url_for("cases.show", number=number))
    except InvalidInputError as error:
        form.refuse(error)
    except Standing as error:
        return _render(_page(number), form, error), 409
    return _render(page, form), 422


def _page(number: str) -> DivergingPage:
    with reading() as session:
        return diverging.diverging_page(session, number, reader(), now(), language.current())


def _form(page: DivergingPage) -> type[DivergenceForm]:
    return divergence_form([(body, name) for body, name, _said in page.groups])


def _render(page: DivergingPage, form: DivergenceForm, error: Exception | None = None) -> str:
    return render_template("reviews/diverge.html", page=page, form=form, happened=happened(error))
