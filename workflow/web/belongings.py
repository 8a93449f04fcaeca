"""What belongs to a draft: its documents, the members named on it, the persons sounded."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forms.proposals import AttachForm, ShareForm, SponsorForm
from workflow.rules.commands.proposals import EndSharing, RemoveAttachment
from workflow.rules.errors import InvalidInputError
from workflow.web.access import Who, door
from workflow.web.composing import belongings, member_choices
from workflow.web.proposals import blueprint
from workflow.web.services import perform, reading


@blueprint.post("/drafts/<draft_id>/documents")
@door(Who.DELEGATIONS)
def attach(draft_id: str) -> ResponseReturnValue:
    """Attach a document."""
    form = AttachForm()
    if form.validate_on_submit():
        try:
            perform(form.to_command(draft_id=draft_id))
            flash(gettext("Saved."))
            return redirect(url_for("proposals.edit", draft_id=draft_id, _anchor="documents"))
        except InvalidInputError as error:
            form.refuse(error)
    return belongings(draft_id, attach_form=form), 422


@blueprint.post("/drafts/<draft_id>/documents/<attachment_id>/remove")
@door(Who.DELEGATIONS)
def remove(draft_id: str, attachment_id: str) -> ResponseReturnValue:
    """Take a document off."""
    perform(RemoveAttachment(draft_id=draft_id, attachment_id=attachment_id))
    flash(gettext("Saved."))
    return redirect(url_for("proposals.edit", draft_id=draft_id, _anchor="documents"))


@blueprint.post("/drafts/<draft_id>/sponsors")
@door(Who.DELEGATIONS)
def name_sponsor(draft_id: str) -> ResponseReturnValue:
    """Name a member; it is asked, and seen by nobody else until it confirms."""
    form = SponsorForm()
    with reading() as session:
        form.member.choices = member_choices(session)
    if form.validate_on_submit():
        try:
            perform(form.to_command(draft_id=draft_id))
            flash(gettext("Saved."))
            return redirect(url_for("proposals.edit", draft_id=draft_id, _anchor="sponsors"))
        except InvalidInputError as error:
            form.refuse(error)
    return belongings(draft_id, sponsor_form=form), 422


@blueprint.post("/drafts/<draft_id>/soundings")
@door(Who.DELEGATIONS)
def share(draft_id: str) -> ResponseReturnValue:
    """Sound somebody."""
    form = ShareForm()
    if form.validate_on_submit():
        try:
            perform(form.to_command(draft_id=draft_id))
            flash(gettext("Saved."))
            return redirect(url_for("proposals.edit", draft_id=draft_id, _anchor="soundings"))
        except InvalidInputError as error:
            form.refuse(error)
    return belongings(draft_id, share_form=form), 422


@blueprint.post("/drafts/<draft_id>/soundings/<int:share_id>/end")
@door(Who.DELEGATIONS)
def end_sharing(draft_id: str, share_id: int) -> ResponseReturnValue:
    """Take a sounding back."""
    perform(EndSharing(draft_id=draft_id, share_id=share_id))
    flash(gettext("Saved."))
    return redirect(url_for("proposals.edit", draft_id=draft_id, _anchor="soundings"))
