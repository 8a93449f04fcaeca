"""Setting another end of a period: first what follows is shown, then it is decided."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forms.cases import DeadlineForm
from workflow.pages import periods
from workflow.pages.periods import PeriodPage
from workflow.rules import deadlines
from workflow.rules.errors import ActionNotOfferedError, InvalidInputError, StaleError
from workflow.web import language
from workflow.web.access import Who, door
from workflow.web.cases import blueprint, happened
from workflow.web.services import now, perform, reader, reading


@blueprint.get("/cases/<number>/runs/<int:run_id>/deadline")
@door(Who.OFFICERS)
def deadline(number: str, run_id: int) -> ResponseReturnValue:
    """The period that runs, and the form of a decision on its end."""
    page = _page(number, run_id)
    return _render(page, DeadlineForm(formdata=None, data={"until": page.not_before}))


@blueprint.post("/cases/<number>/runs/<int:run_id>/deadline")
@door(Who.OFFICERS)
def change_deadline(number: str, run_id: int) -> ResponseReturnValue:
    """Show what follows; with that seen, decide."""
    page = _page(number, run_id)
    form = DeadlineForm()
    try:
        if form.validate_on_submit():
            if form.decided.data != str(form.until.data):  # another day than the one that was shown
                return _render(page, form, preview=True)
            perform(form.to_command(run_id=run_id))
            flash(gettext("Recorded; those concerned are told."))
            return redirect(url_for("cases.show", number=number, _anchor="tracks"))
    except InvalidInputError as error:
        form.refuse(error)
    except (ActionNotOfferedError, StaleError) as error:
        return _render(_page(number, run_id), form, error=error), 409
    return _render(page, form), 422


def _page(number: str, run_id: int) -> PeriodPage:
    with reading() as session:
        return periods.period_page(session, number, run_id, reader(), now(), language.current())


def _render(
    page: PeriodPage, form: DeadlineForm, *, preview: bool = False, error: Exception | None = None
) -> str:
    ends_at = deadlines.end_of_day(form.until.data) if preview and form.until.data else None
    return render_template(
        "cases/deadline.html", page=page, form=form, ends_at=ends_at, happened=happened(error)
    )
