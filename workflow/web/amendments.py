"""Entering an oral amendment in a meeting."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forms.choices import none_chosen
from forms.reviews import OralAmendmentForm, amendment_form
from workflow.pages import amending
from workflow.pages.amending import AmendingPage
from workflow.rules.errors import InvalidInputError
from workflow.web import language, parked_forms
from workflow.web.access import Who, door
from workflow.web.composing import form_fields
from workflow.web.reviews import Standing, blueprint, happened
from workflow.web.services import now, perform, reader, reading


@blueprint.get("/cases/<number>/oral-amendment")
@door(Who.OFFICERS)
def amend(number: str) -> ResponseReturnValue:
    """The newest text, to be amended as it was in the meeting."""
    page = _page(number)
    restored = parked_forms.as_formdata(parked_forms.restored())
    form = _form(page)(formdata=restored, data={**page.texts, "seen_version": page.version})
    return _render(page, form)


@blueprint.post("/cases/<number>/oral-amendment")
@door(Who.OFFICERS)
def amended(number: str) -> ResponseReturnValue:
    """Fix the amended text as the proposer's next version."""
    page = _page(number)
    form = _form(page)()
    form.meeting_id.choices = none_chosen(page.meetings)
    try:
        if form.validate_on_submit():
            perform(form.to_amendment(case_id=page.case_id))
            flash(gettext("Recorded; the proposer is told."))
            return redirect(url_for("cases.show", number=number, _anchor="texts"))
    except InvalidInputError as error:
        form.refuse(error)
    except Standing as error:
        return _render(_page(number), form, error), 409
    return _render(page, form), 422


def _page(number: str) -> AmendingPage:
    with reading() as session:
        return amending.amending_page(session, number, reader(), now(), language.current())


def _form(page: AmendingPage) -> type[OralAmendmentForm]:
    words = page.procedure.labels[language.current()]
    return amendment_form(page.procedure.fields, words.fields, words.choices)


def _render(page: AmendingPage, form: OralAmendmentForm, error: Exception | None = None) -> str:
    form.meeting_id.choices = none_chosen(page.meetings)
    return render_template(
        "reviews/amend.html",
        page=page,
        form=form,
        fields=form_fields(page.procedure),
        happened=happened(error),
    )
