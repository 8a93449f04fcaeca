"""Writing and submitting a proposal.

What belongs to a draft and what follows submission stand beside: `belongings`, `sponsorships` and
`versions` put their routes on the same blueprint.
"""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from workflow.pages import close_texts as close
from workflow.pages import proposals, soundings
from workflow.rules.commands.proposals import DeleteDraft, SubmitProposal
from workflow.rules.errors import ActionRefusedError, InvalidInputError, StaleError
from workflow.web import language, parked_forms, sector_forms, typed
from workflow.web.access import Who, door
from workflow.web.composing import compose, form_of, sector_of, stored
from workflow.web.saving import save_text
from workflow.web.sector_forms import sector_asked
from workflow.web.services import now, perform, reader, reading, services

blueprint = Blueprint("proposals", __name__)
LONGEST = 100
"""How many characters are taken of the words typed to find a Question."""


@blueprint.get("/drafts/new")
@door(Who.WRITERS)
def new() -> ResponseReturnValue:
    """An empty draft; what was parked when a session ended is put back."""
    parked = parked_forms.as_formdata(parked_forms.restored(url_for("proposals.create")))
    if parked is None:
        return compose(form_of(None, sector_asked(request.args)))
    return _as_typed(parked, "R")


@blueprint.post("/drafts/new")
@door(Who.WRITERS)
def create() -> ResponseReturnValue:
    """Save a new draft, or show the form of another Sector with what was typed."""
    sector = sector_asked(request.form)
    if sector_forms.another_asked(request.form, sector):
        return _as_typed(request.form, sector)
    form, kept = form_of(request.form), sector_forms.kept(request.form)
    if form.validate_on_submit():
        try:
            command = form.to_command(
                draft_id=None,
                sector=sector,
                seen_version=0,
                kept=kept,
                dropped=request.form.getlist("drop"),
            )
            outcome = perform(command)
            flash(gettext("Saved."))
            return redirect(url_for("proposals.edit", draft_id=outcome.value["draft"]))
        except InvalidInputError as error:
            form.refuse(error)
    return compose(form, kept=kept), 422


def _as_typed(sent: MultiDict[str, str], sector: str, draft_id: str | None = None) -> str:
    """The page with what was typed, in the form of the Sector chosen; nothing is saved."""
    data = sector_forms.moved(sent, sector)
    form = form_of(data, sector_asked(data))
    return compose(form, draft_id=draft_id, kept=sector_forms.kept(data))


@blueprint.get("/drafts/<draft_id>")
@door(Who.PROPOSERS)
def edit(draft_id: str) -> ResponseReturnValue:
    """A draft with everything that belongs to it."""
    with reading() as session:
        page = proposals.draft_page(session, draft_id, reader(), language.current())
    if page.case:
        return redirect(url_for("cases.show", number=page.case))
    parked = parked_forms.as_formdata(parked_forms.restored())
    return _as_typed(parked or stored(page), page.sector, draft_id)


@blueprint.post("/drafts/<draft_id>")
@door(Who.PROPOSERS)
def save(draft_id: str) -> ResponseReturnValue:
    """Save a draft, and go on where the button says; when another tab saved meanwhile both are shown.

    Where another Sector was chosen its form is shown first, with what was typed.
    """
    sector = sector_of(draft_id)
    if sector_forms.another_asked(request.form, sector):
        return _as_typed(request.form, sector, draft_id)
    unsaved = save_text(draft_id)
    if unsaved.form is not None:
        page = compose(unsaved.form, draft_id=draft_id, stale=unsaved.stale, kept=unsaved.kept)
        return page, unsaved.status
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
        draft_id = request.args.get("draft")
        return _as_typed(request.form, sector_of(draft_id) if draft_id else "R", draft_id)
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


@blueprint.route("/questions-like", methods=["GET", "POST"])
@door(Who.PROPOSERS)
def questions_like() -> ResponseReturnValue:
    """Questions of the register to choose from, by words or number."""
    sector, text = sector_asked(request.args), typed.asked_for()
    if request.method == "POST":
        words = typed.sent(LONGEST)
        return redirect(url_for("proposals.questions_like", sector=sector, words=words))
    with reading() as session:
        found = proposals.questions_like(session, sector, text, language.current())
    return render_template(
        "proposals/questions_like.html", found=found, text=text, sector=sector, lost=typed.lost()
    )


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
