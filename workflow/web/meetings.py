"""The calendar of meetings, and entering one."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forms.meetings import MeetingForm
from workflow.pages import meetings
from workflow.rules.errors import InvalidInputError, NotPermittedError
from workflow.rules.permissions import ADVISORY_GROUPS, Post
from workflow.web import language, parked_forms
from workflow.web.access import Who, door
from workflow.web.services import now, perform, reader, reading

blueprint = Blueprint("meetings", __name__)


@blueprint.get("/meetings")
@door(Who.ANYONE)
def index() -> ResponseReturnValue:
    """The meetings of each body, with the day papers are due."""
    with reading() as session:
        page = meetings.meetings_page(session, reader(), now(), language.current())
    return render_template("meetings/index.html", page=page)


@blueprint.get("/meetings/new")
@door(Who.OFFICERS)
def new() -> ResponseReturnValue:
    """The form."""
    form = MeetingForm(formdata=parked_forms.as_formdata(parked_forms.restored()))
    return _render(form)


@blueprint.post("/meetings/new")
@door(Who.OFFICERS)
def schedule() -> ResponseReturnValue:
    """Enter a meeting."""
    form = MeetingForm()
    _offer(form)
    if form.validate_on_submit():
        try:
            perform(form.to_command())
            flash(gettext("Recorded."))
            return redirect(url_for("meetings.index"))
        except InvalidInputError as error:
            form.refuse(error)
    return _render(form), 422


def _offer(form: MeetingForm) -> None:
    if not reader().codes("office", Post.OFFICER):
        raise NotPermittedError((Post.OFFICER.value,))
    with reading() as session:
        bodies = meetings.bodies_to_schedule(session, reader())
    form.body.choices = bodies
    form.joint_with.choices = [one for one in bodies if one[0] in ADVISORY_GROUPS]


def _render(form: MeetingForm) -> str:
    _offer(form)
    return render_template("meetings/new.html", form=form)
