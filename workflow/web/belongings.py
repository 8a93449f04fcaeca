"""What belongs to a draft: its documents and the members named on it.

Each button saves the text of the draft as well, so that nothing typed is lost by pressing it.
"""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forms.proposals import AttachForm
from workflow.rules.commands.proposals import RemoveAttachment
from workflow.web.access import Who, door
from workflow.web.composing import sponsor_form
from workflow.web.proposals import blueprint
from workflow.web.saving import beside_the_text


@blueprint.post("/drafts/<draft_id>/documents")
@door(Who.PROPOSERS)
def attach(draft_id: str) -> ResponseReturnValue:
    """Attach a document."""
    form = AttachForm()
    return beside_the_text(
        draft_id,
        gettext("The document is attached."),
        "documents",
        command=lambda: form.to_command(draft_id=draft_id),
        form=form,
    )


@blueprint.post("/drafts/<draft_id>/documents/<attachment_id>/remove")
@door(Who.PROPOSERS)
def remove(draft_id: str, attachment_id: str) -> ResponseReturnValue:
    """Take a document off."""
    return beside_the_text(
        draft_id,
        gettext("The document is taken off."),
        "documents",
        command=lambda: RemoveAttachment(draft_id=draft_id, attachment_id=attachment_id),
    )


@blueprint.post("/drafts/<draft_id>/sponsors")
@door(Who.PROPOSERS)
def name_sponsor(draft_id: str) -> ResponseReturnValue:
    """Name a member; it is asked, and seen by nobody else until it confirms."""
    form = sponsor_form(request.form)
    return beside_the_text(
        draft_id,
        gettext("The member is asked."),
        "sponsors",
        command=lambda: form.to_command(draft_id=draft_id),
        form=form,
    )
