"""Consultations: the question asked, the reader's own reply, and the announced result."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forms.choices import none_chosen
from forms.consultations import ReplyForm
from workflow.pages import consultations
from workflow.pages.consultations import ConsultationPage
from workflow.rules.errors import ActionNotOfferedError, InvalidInputError, NotPermittedError
from workflow.rules.permissions import Post
from workflow.web import language, parked_forms
from workflow.web.access import Who, door
from workflow.web.services import now, perform, reader, reading, services

blueprint = Blueprint("consultations", __name__)


@blueprint.get("/consultations/<int:consultation_id>")
@door(Who.SIGNED_IN)
def show(consultation_id: int) -> ResponseReturnValue:
    """The consultation with a form for those who may reply."""
    page = _page(consultation_id)
    return _render(page, ReplyForm(formdata=parked_forms.as_formdata(parked_forms.restored())))


@blueprint.post("/consultations/<int:consultation_id>")
@door(Who.SIGNED_IN)
def reply(consultation_id: int) -> ResponseReturnValue:
    """Record a reply."""
    page = _page(consultation_id)
    if page.running and not (page.may_reply_for or page.may_enter):
        raise NotPermittedError((Post.RESPONDENT.value,))
    form = ReplyForm()
    _offer_members(form, page)
    fits = form.validate_on_submit()
    if not page.running:
        return _render(page, form, too_late=True), 409
    if fits:
        try:
            perform(form.to_command(consultation_id=consultation_id))
            flash(gettext("Recorded."))
            return redirect(url_for("consultations.show", consultation_id=consultation_id))
        except InvalidInputError as error:
            form.refuse(error)
        except ActionNotOfferedError:
            return _render(_page(consultation_id), form, too_late=True), 409
    return _render(page, form), 422


def _page(consultation_id: int) -> ConsultationPage:
    with reading() as session:
        return consultations.consultation_page(
            session,
            consultation_id,
            reader(),
            now(),
            language.current(),
            fictional_only=services().settings.demonstration,
        )


def _offer_members(form: ReplyForm, page: ConsultationPage) -> None:
    offered = page.members if page.may_enter else page.may_reply_for
    form.member.choices = list(offered) if len(offered) == 1 else none_chosen(offered)
    if not page.may_enter:
        del form.letter


def _render(page: ConsultationPage, form: ReplyForm, *, too_late: bool = False) -> str:
    if request.method == "GET":
        _offer_members(form, page)
    return render_template("consultations/show.html", page=page, form=form, too_late=too_late)
