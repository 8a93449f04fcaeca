"""What an assembly, the Council or a conference concluded, and the whole path of a case."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forms.reviews import ConclusionForm
from workflow.pages import concluding_above, paths, reviews
from workflow.pages.concluding_above import AbovePage
from workflow.rules.errors import InvalidInputError
from workflow.web import language, parked_forms
from workflow.web.access import Who, door
from workflow.web.reviews import Standing, blueprint, happened
from workflow.web.services import now, perform, reader, reading


@blueprint.get("/cases/<number>/conclusion-above")
@door(Who.OFFICERS)
def above(number: str) -> ResponseReturnValue:
    """The form."""
    page = _page(number)
    restored = parked_forms.as_formdata(parked_forms.restored())
    return _render(page, ConclusionForm(formdata=restored, data={"seen_version": page.version}))


@blueprint.post("/cases/<number>/conclusion-above")
@door(Who.OFFICERS)
def record_above(number: str) -> ResponseReturnValue:
    """Record the conclusion."""
    page = _page(number)
    form = ConclusionForm()
    _offer(form, page)
    try:
        if form.validate_on_submit():
            perform(form.to_above(run_id=page.run_id))
            flash(gettext("Recorded."))
            return redirect(url_for("cases.show", number=number))
    except InvalidInputError as error:
        form.refuse(error)
    except Standing as error:
        return _render(_page(number), form, error), 409
    return _render(page, form), 422


@blueprint.get("/cases/<number>/path")
@door(Who.SIGNED_IN)
def path(number: str) -> ResponseReturnValue:
    """Every hop of the case on one page."""
    with reading() as session:
        page = paths.path_page(session, number, reader(), now(), language.current())
    return render_template("reviews/path.html", page=page)


def _page(number: str) -> AbovePage:
    with reading() as session:
        return concluding_above.above_page(session, number, reader(), now(), language.current())


def _offer(form: ConclusionForm, page: AbovePage) -> None:
    form.meeting_id.choices = [("", gettext("Choose")), *page.meetings]
    form.kind.choices = [
        ("", gettext("Choose")),
        *((code, gettext(words)) for code, words in reviews.KINDS.items()),
    ]
    form.study_group.choices = [("", "—"), *page.study_groups]


def _render(page: AbovePage, form: ConclusionForm, error: Exception | None = None) -> str:
    _offer(form, page)
    return render_template("reviews/above.html", page=page, form=form, happened=happened(error))
