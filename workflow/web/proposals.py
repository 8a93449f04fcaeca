"""Writing and submitting a proposal.

What belongs to a draft and what follows submission stand beside: `belongings`, `sponsorships` and
`versions` put their routes on the same blueprint.
"""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from forms.base import plain
from workflow.pages import close_texts as close
from workflow.pages import proposals, soundings
from workflow.rules.commands.proposals import DeleteDraft, SubmitProposal
from workflow.rules.errors import ActionRefusedError, InvalidInputError, StaleError
from workflow.web import language, parked_forms
from workflow.web.access import Who, door
from workflow.web.composing import compose, form_of, sector_asked, sector_of, stored
from workflow.web.saving import save_text
from workflow.web.services import now, perform, reader, reading, services

blueprint = Blueprint("proposals", __name__)


@blueprint.get("/drafts/new")
@door(Who.WRITERS)
def new() -> ResponseReturnValue:
    """An empty draft; what was parked when a session ended is put back."""
    parked = parked_forms.as_formdata(parked_forms.restored(url_for("proposals.create")))
    return compose(form_of(parked, sector_asked(parked or request.args)))


@blueprint.post("/drafts/new")
@door(Who.WRITERS)
def create() -> ResponseReturnValue:
    """Save a new draft, or show the form of another Sector with what was typed."""
    form, sector = form_of(request.form), sector_asked(request.form)
    if "show_form" in request.form or request.form.get("shown_sector", sector) != sector:
        return compose(form)
    if form.validate_on_submit():
        try:
            outcome = perform(form.to_command(draft_id=None, sector=sector, seen_version=0))
            flash(gettext("Saved."))
            return redirect(url_for("proposals.edit", draft_id=outcome.value["draft"]))
        except InvalidInputError as error:
            form.refuse(error)
    return compose(form), 422


@blueprint.get("/drafts/<draft_id>")
@door(Who.PROPOSERS)
def edit(draft_id: str) -> ResponseReturnValue:
    """A draft with everything that belongs to it."""
    with reading() as session:
        page = proposals.draft_page(session, draft_id, reader(), language.current())
    if page.case:
        return redirect(url_for("cases.show", number=page.case))
    parked = parked_forms.as_formdata(parked_forms.restored())
    return compose(form_of(parked or stored(page), page.sector), draft_id=draft_id)


@blueprint.post("/drafts/<draft_id>")
@door(Who.PROPOSERS)
def save(draft_id: str) -> ResponseReturnValue:
    """Save a draft, and go on where the button says; when another tab saved meanwhile both are shown."""
    typed = save_text(draft_id)
    if typed.form is not None:
        return compose(typed.form, draft_id=draft_id, stale=typed.stale), typed.status
    flash(gettext("Saved."))
    ways = {"submitting": "proposals.submit", "sounding": "soundings.manage"}
    onward = next((ways[one] for one in ways if one in request.form), "proposals.edit")
    return redirect(url_for(onward, draft_id=draft_id))


@blueprint.post("/close-texts")
@door(Who.WRITERS)
def close_texts() -> ResponseReturnValue:
    """Texts close to what is being written; the query is kept nowhere.

    Without script the whole page comes back, with what was typed.
    """
    if "HX-Request" not in request.headers:
        typed = MultiDict((name, plain(text)) for name, text in request.form.items(multi=True))
        draft_id = request.args.get("draft")
        form = form_of(typed, sector_of(draft_id) if draft_id else "")
        return compose(form, draft_id=draft_id)
    with reading() as session:
        found = close.close_texts(
            session,
            services().corpus,
            request.form.get("title", "")[:500],
            request.form.get("question_text", "")[:20_000],
            request.form.get("language", "en"),
            reader(),
        )
    return render_template("proposals/_close_texts.html", close_texts=found)


@blueprint.get("/questions-like")
@door(Who.PROPOSERS)
def questions_like() -> ResponseReturnValue:
    """Questions of the register to choose from, by words or number."""
    text, sector = request.args.get("words", "")[:100], sector_asked(request.args)
    with reading() as session:
        found = proposals.questions_like(session, sector, text, language.current())
    return render_template("proposals/questions_like.html", found=found, text=text, sector=sector)


@blueprint.post("/drafts/<draft_id>/delete")
@door(Who.PROPOSERS)
def delete(draft_id: str) -> ResponseReturnValue:
    """Delete a draft."""
    perform(DeleteDraft(draft_id=draft_id))
    flash(gettext("Deleted."))
    return redirect(url_for("cases.home"))


@blueprint.route("/drafts/<draft_id>/submit", methods=["GET", "POST"])
@door(Who.PROPOSERS)
def submit(draft_id: str) -> ResponseReturnValue:
    """What is missing, who sees it next and when; then submit."""
    refused, status = [], 200
    if request.method == "POST":
        seen = request.form.get("seen_version", 0, type=int)
        try:
            outcome = perform(SubmitProposal(draft_id=draft_id, seen_version=seen))
            number = outcome.value["case"]
            flash(_submitted(number))
            return redirect(url_for("cases.show", number=number))
        except ActionRefusedError:
            refused, status = [gettext("Some fields are still missing.")], 409
        except StaleError:
            refused, status = [gettext("The draft was saved again meanwhile; look once more.")], 409
    with reading() as session:
        if proposals.own_draft(session, draft_id, reader()).case_id:
            return redirect(url_for("proposals.edit", draft_id=draft_id))
        page = proposals.submit_page(session, draft_id, reader(), now(), language.current())
        cleared = soundings.clearances(session, draft_id, reader())
    return (
        render_template("proposals/submit.html", page=page, refused=refused, clearances=cleared),
        status,
    )


def _submitted(number: str) -> str:
    """What to say to a proposer whose case has that number, which begins with its office."""
    office = number.partition("-")[0]
    words: str = gettext(
        "Submitted as %(number)s. %(office)s acknowledges receipt next.",
        number=number,
        office=office,
    )
    return words
