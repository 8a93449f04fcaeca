"""Opening a case on current work."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forms.cases import CurrentWorkForm
from workflow.pages import current_work, labels
from workflow.pages.current_work import CurrentWorkPage
from workflow.rules.errors import InvalidInputError
from workflow.web import language, parked_forms
from workflow.web.access import Who, door
from workflow.web.cases import blueprint
from workflow.web.services import perform, reader, reading


@blueprint.get("/current-work/new")
@door(Who.SIGNED_IN)
def current_work_form() -> ResponseReturnValue:
    """The form; a Question of the register may be named by the page that leads here."""
    restored = parked_forms.as_formdata(parked_forms.restored())
    data = {"language": language.current()}
    question = request.args.get("question", "")[:60]
    if question:
        data |= {"work": "question", "question": question}
    return _render(_page(), CurrentWorkForm(formdata=restored, data=data))


@blueprint.post("/current-work/new")
@door(Who.SIGNED_IN)
def open_current_work() -> ResponseReturnValue:
    """Open the case."""
    page = _page()
    form = CurrentWorkForm()
    _offer(form, page)
    try:
        if form.validate_on_submit():
            case = perform(form.to_command()).value["case"]
            flash(gettext("Recorded."))
            return redirect(url_for("cases.show", number=case))
    except InvalidInputError as error:
        form.refuse(error)
    return _render(page, form), 422


def _page() -> CurrentWorkPage:
    with reading() as session:
        return current_work.current_work_page(session, reader(), language.current())


def _offer(form: CurrentWorkForm, page: CurrentWorkPage) -> None:
    form.opener.choices = list(page.openers)
    form.work.choices = [(code, gettext(words)) for code, words in labels.WORK.items()]
    form.study_group.choices = [("", "—"), *page.bodies]
    form.language.choices = list(language.ENDONYMS.items())


def _render(page: CurrentWorkPage, form: CurrentWorkForm) -> str:
    _offer(form, page)
    return render_template("cases/current_work.html", page=page, form=form)
