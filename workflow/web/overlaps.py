"""Screening a case: close texts with their dispositions, the checklist, the proposer's reply."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forms.overlaps import (
    DispositionForm,
    FindingsReplyForm,
    ItemForm,
    QuestionsForm,
    questions_form,
)
from workflow.pages import overlaps
from workflow.pages.overlaps import FindingsPage
from workflow.rules.commands.overlaps import ScreenCase
from workflow.rules.errors import ActionNotOfferedError, InvalidInputError, NotPermittedError
from workflow.rules.permissions import Post
from workflow.web import language
from workflow.web.access import Who, door
from workflow.web.services import perform, reader, reading

blueprint = Blueprint("overlaps", __name__)


@blueprint.get("/cases/<number>/findings")
@door(Who.SIGNED_IN)
def show(number: str) -> ResponseReturnValue:
    """Close texts and the checklist of a case."""
    return _render(_page(number))


@blueprint.post("/cases/<number>/findings/search")
@door(Who.OFFICERS)
def search(number: str) -> ResponseReturnValue:
    """Search the registers again."""
    perform(ScreenCase(case_id=_page(number).id))
    flash(gettext("The registers were searched for close texts"))
    return redirect(url_for("overlaps.show", number=number))


@blueprint.post("/cases/<number>/findings/<int:candidate_id>")
@door(Who.OFFICERS)
def dispose(number: str, candidate_id: int) -> ResponseReturnValue:
    """Say what a close text is to the proposal."""
    page = _page(number)
    if not page.open:
        raise ActionNotOfferedError("screen", "withdrawn")
    if not page.may_dispose_for:
        raise NotPermittedError((Post.OFFICER.value,))
    form = DispositionForm()
    form.office.choices = [(code, gettext(name)) for code, name in page.may_dispose_for]
    if form.validate_on_submit():
        try:
            perform(form.to_command(candidate_id=candidate_id))
            flash(gettext("Recorded."))
            return redirect(url_for("overlaps.show", number=number, _anchor=f"c{candidate_id}"))
        except InvalidInputError as error:
            form.refuse(error)
    return _render(page, disposition=form, at=candidate_id), 422


@blueprint.post("/cases/<number>/checklist/<item>")
@door(Who.OFFICERS)
def answer(number: str, item: str) -> ResponseReturnValue:
    """Answer a checklist item for an office."""
    page = _page(number)
    form = ItemForm()
    if form.validate_on_submit():
        perform(form.to_command(case_id=page.id, item=item))
        flash(gettext("Recorded."))
        return redirect(url_for("overlaps.show", number=number, _anchor=item))
    if item not in {one.code for _name, items in page.groups for one in items if one.may_answer}:
        abort(403)
    return _render(page, item_form=form, item=item), 422


@blueprint.post("/cases/<number>/questions")
@door(Who.PROPOSERS)
def answer_questions(number: str) -> ResponseReturnValue:
    """The proposer answers the questions of the checklist that are its own."""
    page = _page(number)
    form = _questions(page, typed=True)
    if form.validate_on_submit():
        try:
            perform(form.to_command(case_id=page.id))
            flash(gettext("Recorded."))
            return redirect(url_for("overlaps.show", number=number, _anchor="questions"))
        except InvalidInputError as error:
            form.refuse(error)
    return _render(page, questions_form=form), 422


@blueprint.post("/cases/<number>/findings/reply")
@door(Who.PROPOSERS)
def reply(number: str) -> ResponseReturnValue:
    """The proposer has seen the findings, and may reply."""
    page = _page(number)
    form = FindingsReplyForm()
    if form.validate_on_submit():
        perform(form.to_command(case_id=page.id))
        flash(gettext("Recorded."))
        return redirect(url_for("overlaps.show", number=number))
    return _render(page, reply_form=form), 422


def _page(number: str) -> FindingsPage:
    with reading() as session:
        return overlaps.findings_page(session, number, reader(), language.current())


def _render(
    page: FindingsPage,
    *,
    disposition: DispositionForm | None = None,
    at: int = 0,
    item_form: ItemForm | None = None,
    item: str = "",
    questions_form: QuestionsForm | None = None,
    reply_form: FindingsReplyForm | None = None,
) -> str:
    empty = DispositionForm(formdata=None)
    empty.office.choices = [(code, gettext(name)) for code, name in page.may_dispose_for]
    return render_template(
        "overlaps/show.html",
        page=page,
        empty_disposition=empty,
        disposition=disposition,
        at=at,
        empty_item=ItemForm(formdata=None),
        questions_form=questions_form or _questions(page, typed=False),
        item_form=item_form,
        item=item,
        reply_form=reply_form or FindingsReplyForm(formdata=None, reply=page.reply),
    )


def _questions(page: FindingsPage, *, typed: bool) -> QuestionsForm:
    """The form of the proposer's questions: with what was typed, else with what was answered."""
    form = questions_form({one.code: one.question for one in page.questions})
    if typed:
        return form()
    return form(formdata=None, data={one.code: one.evidence for one in page.questions})
