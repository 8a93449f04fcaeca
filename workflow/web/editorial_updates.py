"""Mending a Question in force without a change of substance."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forms.proposals import EditorialForm, editorial_form
from workflow.pages import updating
from workflow.pages.updating import UpdatingPage
from workflow.rules.errors import (
    ActionNotOfferedError,
    ActionRefusedError,
    InvalidInputError,
    StaleError,
)
from workflow.web import language, parked_forms
from workflow.web.access import Who, door
from workflow.web.cases import happened
from workflow.web.composing import form_fields
from workflow.web.proposals import blueprint
from workflow.web.services import now, perform, reader, reading


@blueprint.get("/cases/<number>/runs/<int:run_id>/editorial-update")
@door(Who.OFFICERS_AND_CHAIRS)
def mend(number: str, run_id: int) -> ResponseReturnValue:
    """The text in force, to be mended."""
    page = _page(number, run_id)
    restored = parked_forms.as_formdata(parked_forms.restored())
    form = _form(page)(formdata=restored, data={**page.texts, "seen_version": page.version})
    return _render(page, form)


@blueprint.post("/cases/<number>/runs/<int:run_id>/editorial-update")
@door(Who.OFFICERS_AND_CHAIRS)
def mended(number: str, run_id: int) -> ResponseReturnValue:
    """Fix the mended text as the next version."""
    page = _page(number, run_id)
    form = _form(page)()
    try:
        if form.validate_on_submit():
            perform(form.to_command(run_id=run_id))
            flash(gettext("Recorded."))
            return redirect(url_for("cases.show", number=number, _anchor="texts"))
    except InvalidInputError as error:
        form.refuse(error)
    except (ActionNotOfferedError, ActionRefusedError, StaleError) as error:
        return _render(_page(number, run_id), form, error), 409
    return _render(page, form), 422


def _page(number: str, run_id: int) -> UpdatingPage:
    with reading() as session:
        return updating.updating_page(session, number, run_id, reader(), now(), language.current())


def _form(page: UpdatingPage) -> type[EditorialForm]:
    words = page.procedure.labels[language.current()]
    return editorial_form(page.procedure.fields, words.fields, words.choices)


def _render(page: UpdatingPage, form: EditorialForm, error: Exception | None = None) -> str:
    return render_template(
        "proposals/mend.html",
        page=page,
        form=form,
        fields=form_fields(page.procedure),
        happened=happened(error),
    )
