"""A draft before the members that are named on it as sponsors or supporters."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forms.proposals import ANSWERS, AnswerForm
from workflow.pages import sponsorships
from workflow.web import language
from workflow.web.access import Who, door
from workflow.web.proposals import blueprint
from workflow.web.services import perform, reader, reading


@blueprint.route("/sponsorships/<int:sponsorship_id>", methods=["GET", "POST"])
@door(Who.DELEGATIONS)
def sponsorship(sponsorship_id: int) -> ResponseReturnValue:
    """A named member answers."""
    form = AnswerForm()
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate_on_submit():
            perform(form.to_command(sponsorship_id=sponsorship_id))
            flash(gettext("Recorded."))
            return redirect(url_for("proposals.sponsorship", sponsorship_id=sponsorship_id))
    with reading() as session:
        page = sponsorships.sponsorship_page(session, sponsorship_id, reader(), language.current())
    form.answer.choices = [one for one in ANSWERS if one[0] != "withdrawn"]
    return render_template("proposals/sponsorship.html", page=page, form=form), status
