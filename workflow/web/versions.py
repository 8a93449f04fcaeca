"""The text versions of a submitted proposal and its documents."""

from __future__ import annotations

import io

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from forms.proposals import RevisionForm, revision_form
from states.definition import Procedure
from workflow.pages import cases, downloads, versions
from workflow.pages.refusals import sentences
from workflow.rules.errors import (
    ActionNotOfferedError,
    ActionRefusedError,
    InvalidInputError,
    StaleError,
)
from workflow.store import facts
from workflow.web import language, parked_forms
from workflow.web.access import Who, door
from workflow.web.composing import form_fields
from workflow.web.proposals import blueprint
from workflow.web.services import now, perform, reader, reading


@blueprint.route(
    "/cases/<number>/revise/<any(revise,submit_revision):action>", methods=["GET", "POST"]
)
@door(Who.PROPOSERS)
def revise(number: str, action: str) -> ResponseReturnValue:
    """Fix a new text version of a submitted proposal."""
    with reading() as session:
        newest = versions.newest_text(session, number, reader())
        page = cases.case_page(session, number, reader(), now(), language.current())
    track = next(track for track in page.tracks if track.procedure != "allocation")
    if request.method == "GET" and action not in dict(track.revisions):
        raise ActionNotOfferedError(action, track.state)
    parked = parked_forms.as_formdata(parked_forms.restored())
    stored = MultiDict({**newest.texts, "seen_version": str(track.version)})
    typed = request.form if request.method == "POST" else parked or stored
    form = _revision_form(newest.procedure, typed)
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate_on_submit():
            try:
                perform(form.to_command(case_id=page.id, action=action))
                flash(gettext("Recorded."))
                return redirect(url_for("cases.show", number=number))
            except InvalidInputError as error:
                form.refuse(error)
            except ActionRefusedError as error:
                lacking = facts.missing_fields(newest.procedure, newest.kind, form.texts())
                form.require(lacking, otherwise=sentences(error))
            except StaleError:
                status = 409
    return (
        render_template(
            "proposals/revise.html",
            page=page,
            form=form,
            version=track.version if status == 409 else form.seen_version.data,  # noqa: PLR2004
            fields=form_fields(newest.procedure),
            stale=status == 409,  # noqa: PLR2004 - the answer's own code
        ),
        status,
    )


@blueprint.get("/cases/<number>/versions/<int:a>/<int:b>")
@door(Who.SIGNED_IN)
def compare(number: str, a: int, b: int) -> ResponseReturnValue:
    """Two versions side by side."""
    with reading() as session:
        page = versions.compare_page(session, number, a, b, reader(), language.current())
    return render_template("proposals/compare.html", page=page)


@blueprint.get("/documents/<attachment_id>")
@door(Who.ANYONE)
def download(attachment_id: str) -> ResponseReturnValue:
    """A document, always as a download that no browser runs."""
    with reading() as session:
        found = downloads.download(session, attachment_id, reader(), now())
    response = send_file(
        io.BytesIO(found.content),
        mimetype=found.media_type,
        as_attachment=True,
        download_name=found.name,
        etag=False,
        conditional=False,
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _revision_form(procedure: Procedure, data: object) -> RevisionForm:
    words = procedure.labels[language.current()]
    return revision_form(procedure.fields, words.fields, words.choices)(formdata=data)
