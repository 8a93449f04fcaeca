"""A member's written view; statements, corrections and the proposer's answer on a conclusion."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forms.reviews import CorrectionForm, ModificationForm, StatementForm, ViewForm
from workflow.pages import concluding, speaking
from workflow.pages.concluding import StepPage
from workflow.rules.errors import InvalidInputError
from workflow.web import language, parked_forms
from workflow.web.access import Who, door
from workflow.web.reviews import Standing, blueprint, happened
from workflow.web.services import now, perform, reader, reading


@blueprint.get("/cases/<number>/written-view")
@door(Who.WRITERS)
def view(number: str) -> ResponseReturnValue:
    """The form of a written view, beginning with the one that stands."""
    page = _view_page(number)
    stood = {"text": page.own[0].text, "language": page.own[0].language} if page.own else {}
    begun = {"language": language.current(), **stood}
    restored = parked_forms.as_formdata(parked_forms.restored())
    return _view(page, ViewForm(formdata=restored, data=begun))


@blueprint.post("/cases/<number>/written-view")
@door(Who.WRITERS)
def file_view(number: str) -> ResponseReturnValue:
    """File the view; it is acknowledged at once."""
    page = _view_page(number)
    form = ViewForm()
    _offer(form, page.members)
    try:
        if form.validate_on_submit():
            perform(form.to_command(case_id=page.case_id))
            flash(gettext("Received; it is before every group concerned."))
            return redirect(url_for("cases.show", number=number, _anchor="written-views"))
    except InvalidInputError as error:
        form.refuse(error)
    except Standing as error:
        return _view(page, form, error), 409
    return _view(page, form), 422


@blueprint.get("/cases/<number>/conclusions/<int:conclusion_id>/remarks")
@door(Who.SEATED)
def remarks(number: str, conclusion_id: int) -> ResponseReturnValue:
    """The conclusion, with the forms of a correction and a statement."""
    return _remarks(_step_page(number, conclusion_id))


@blueprint.post("/cases/<number>/conclusions/<int:conclusion_id>/correction")
@door(Who.BODIES)
def correct(number: str, conclusion_id: int) -> ResponseReturnValue:
    """Put a correction to the chair and the secretariat."""
    return _remarked(number, conclusion_id, correction=CorrectionForm())


@blueprint.post("/cases/<number>/conclusions/<int:conclusion_id>/statement")
@door(Who.SEATED)
def state(number: str, conclusion_id: int) -> ResponseReturnValue:
    """Attach a member's statement."""
    return _remarked(number, conclusion_id, statement=StatementForm())


@blueprint.post("/cases/<number>/conclusions/<int:conclusion_id>/answer")
@door(Who.DELEGATIONS)
def answer(number: str, conclusion_id: int) -> ResponseReturnValue:
    """The proposer agrees, or does not, to a modification."""
    form = ModificationForm()
    if not form.validate_on_submit():
        raise InvalidInputError("position", "Choose agreed or not agreed.")
    perform(form.to_command(conclusion_id=conclusion_id))
    flash(gettext("Recorded."))
    return redirect(url_for("cases.show", number=number, _anchor="conclusions"))


def _view_page(number: str) -> speaking.ViewPage:
    with reading() as session:
        return speaking.view_page(session, number, reader(), language.current())


def _view(page: speaking.ViewPage, form: ViewForm, error: Exception | None = None) -> str:
    _offer(form, page.members)
    return render_template("reviews/view.html", page=page, form=form, happened=happened(error))


def _offer(form: ViewForm | StatementForm, members: tuple[tuple[str, str], ...]) -> None:
    form.member.choices = list(members)
    form.language.choices = list(language.ENDONYMS.items())


def _remarked(
    number: str,
    conclusion_id: int,
    *,
    correction: CorrectionForm | None = None,
    statement: StatementForm | None = None,
) -> ResponseReturnValue:
    page = _step_page(number, conclusion_id)
    form = statement or correction or CorrectionForm()
    error: Exception | None = None
    _prepare(page, correction, statement)
    try:
        if form.validate_on_submit():
            perform(form.to_command(conclusion_id=conclusion_id))
            flash(gettext("Recorded."))
            return redirect(url_for("cases.show", number=number, _anchor="conclusions"))
    except InvalidInputError as refused:
        form.refuse(refused)
    except Standing as standing:
        error = standing
        page = _step_page(number, conclusion_id)
    status = 409 if error else 422
    return _remarks(page, correction=correction, statement=statement, error=error), status


def _remarks(
    page: StepPage,
    *,
    correction: CorrectionForm | None = None,
    statement: StatementForm | None = None,
    error: Exception | None = None,
) -> str:
    begun = {"language": language.current()}
    correction = correction or CorrectionForm(formdata=None, data=begun)
    statement = statement or StatementForm(formdata=None, data=begun)
    members = _prepare(page, correction, statement)
    return render_template(
        "reviews/remarks.html",
        page=page,
        correction=correction,
        statement=statement,
        members=members,
        happened=happened(error),
    )


def _prepare(
    page: StepPage, correction: CorrectionForm | None, statement: StatementForm | None
) -> tuple[tuple[str, str], ...]:
    """Hand the choices in; gives the members for which the reader may attach a statement."""
    with reading() as session:
        codes = reader().seated_for(page.conclusion.bodies)
        members = speaking.named(session, codes, language.current())
    if correction is not None:
        correction.language.choices = list(language.ENDONYMS.items())
    if statement is not None:
        _offer(statement, members)
    return members


def _step_page(number: str, conclusion_id: int) -> StepPage:
    with reading() as session:
        return concluding.step_page(
            session, number, conclusion_id, reader(), now(), language.current()
        )
