"""Showing a draft before submission: soundings, private links without an account, clearance."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_wtf.csrf import CSRFError, validate_csrf
from werkzeug.wrappers import Response
from wtforms import ValidationError

from forms.soundings import (
    AnswerCommentForm,
    ClearanceForm,
    CommentForm,
    LinkCommentForm,
    LinkForm,
    ShareForm,
)
from workflow.pages import soundings
from workflow.rules.commands.proposals import EndSharing
from workflow.rules.commands.soundings import (
    CloseLink,
    DeleteClearance,
    DeleteComment,
    DeleteLink,
    DeleteSoundings,
)
from workflow.rules.errors import ActionNotOfferedError, InvalidInputError, StaleError
from workflow.store import links
from workflow.web import language
from workflow.web.access import Who, door
from workflow.web.services import now, perform, reader, reading, services

blueprint = Blueprint("soundings", __name__)
DAYS = (7, 14, 30, 90)
BY_LINK = frozenset({"soundings.link", "soundings.comment_by_link", "soundings.give_clearance"})
"""Pages whose address holds a token: no crawler, cache or other site is to learn it."""


# -- for the delegation ---------------------------------------------------------------------------


@blueprint.get("/drafts/<draft_id>/soundings")
@door(Who.PROPOSERS)
def manage(draft_id: str) -> ResponseReturnValue:
    """Whom the delegation asks about a draft, and what they said."""
    return _manage(draft_id)


@blueprint.post("/drafts/<draft_id>/soundings")
@door(Who.PROPOSERS)
def share(draft_id: str) -> ResponseReturnValue:
    """Sound somebody."""
    form = ShareForm()
    if form.validate_on_submit():
        try:
            perform(form.to_command(draft_id=draft_id))
            return _saved(draft_id, "people")
        except InvalidInputError as error:
            form.refuse(error)
    return _manage(draft_id, share_form=form), 422


@blueprint.post("/drafts/<draft_id>/soundings/<int:share_id>/end")
@door(Who.PROPOSERS)
def end_sharing(draft_id: str, share_id: int) -> ResponseReturnValue:
    """Take a sounding back."""
    perform(EndSharing(draft_id=draft_id, share_id=share_id))
    return _saved(draft_id, "people")


@blueprint.post("/drafts/<draft_id>/soundings/delete")
@door(Who.PROPOSERS)
def delete_all(draft_id: str) -> ResponseReturnValue:
    """Delete everything on the page."""
    perform(DeleteSoundings(draft_id=draft_id))
    flash(gettext("Deleted."))
    return redirect(url_for("soundings.manage", draft_id=draft_id))


@blueprint.post("/drafts/<draft_id>/links")
@door(Who.PROPOSERS)
def make_link(draft_id: str) -> ResponseReturnValue:
    """Make a link and show its address, this once: only its digest is stored."""
    form = _link_form()
    if not form.validate_on_submit():
        return _manage(draft_id, link_form=form), 422
    token = links.new_token()
    try:
        outcome = perform(form.to_command(draft_id=draft_id, digest=links.digest(token)))
    except InvalidInputError as error:
        form.refuse(error)
        return _manage(draft_id, link_form=form), 422
    path = url_for("soundings.link", token=token)
    address = "" if outcome.replayed else f"{services().settings.base_url}{path}"
    return _manage(draft_id, made=form.recipient.data, address=address)


@blueprint.post("/drafts/<draft_id>/links/<int:link_id>/close")
@door(Who.PROPOSERS)
def close_link(draft_id: str, link_id: int) -> ResponseReturnValue:
    """Close a link."""
    perform(CloseLink(draft_id=draft_id, link_id=link_id))
    return _saved(draft_id, "links")


@blueprint.post("/drafts/<draft_id>/links/<int:link_id>/delete")
@door(Who.PROPOSERS)
def delete_link(draft_id: str, link_id: int) -> ResponseReturnValue:
    """Delete a link with what came through it."""
    perform(DeleteLink(draft_id=draft_id, link_id=link_id))
    flash(gettext("Deleted."))
    return redirect(url_for("soundings.manage", draft_id=draft_id, _anchor="links"))


@blueprint.post("/drafts/<draft_id>/clearances")
@door(Who.PROPOSERS)
def record_clearance(draft_id: str) -> ResponseReturnValue:
    """Enter a clearance that came by letter or mail."""
    form = ClearanceForm()
    if form.validate_on_submit():
        try:
            perform(form.to_record(draft_id=draft_id))
            return _saved(draft_id, "clearances")
        except InvalidInputError as error:
            form.refuse(error)
    return _manage(draft_id, clearance_form=form), 422


@blueprint.post("/drafts/<draft_id>/clearances/<int:clearance_id>/delete")
@door(Who.PROPOSERS)
def delete_clearance(draft_id: str, clearance_id: int) -> ResponseReturnValue:
    """Delete a clearance."""
    perform(DeleteClearance(draft_id=draft_id, clearance_id=clearance_id))
    flash(gettext("Deleted."))
    return redirect(url_for("soundings.manage", draft_id=draft_id, _anchor="clearances"))


@blueprint.post("/drafts/<draft_id>/comments/<int:comment_id>/answer")
@door(Who.PROPOSERS)
def answer_comment(draft_id: str, comment_id: int) -> ResponseReturnValue:
    """Answer a comment, or take the answer back."""
    form = AnswerCommentForm()
    if form.validate_on_submit():
        try:
            perform(form.to_command(draft_id=draft_id, comment_id=comment_id))
            return _saved(draft_id, "comments")
        except InvalidInputError as error:
            form.refuse(error)
    return _manage(draft_id, answer_form=form, answered=comment_id), 422


# -- for people with an account -------------------------------------------------------------------


@blueprint.route("/drafts/<draft_id>/sounding", methods=["GET", "POST"])
@door(Who.SIGNED_IN)
def show(draft_id: str) -> ResponseReturnValue:
    """A draft for somebody sounded, with a place for comments."""
    form = CommentForm()
    status = 200
    with reading() as session:
        page = soundings.sounding_page(session, draft_id, reader(), language.current())
    if request.method == "POST":
        status = 422
        if form.validate_on_submit():
            perform(form.to_command(draft_id=draft_id))
            flash(gettext("Recorded."))
            return redirect(url_for("soundings.show", draft_id=draft_id))
    return render_template("soundings/show.html", page=page, form=form), status


@blueprint.post("/drafts/<draft_id>/comments/<int:comment_id>/delete")
@door(Who.SIGNED_IN)
def delete_comment(draft_id: str, comment_id: int) -> ResponseReturnValue:
    """Delete a comment: one's own, or any on a draft of one's delegation."""
    outcome = perform(DeleteComment(draft_id=draft_id, comment_id=comment_id))
    flash(gettext("Deleted."))
    page = "soundings.manage" if outcome.value["of_delegation"] else "soundings.show"
    return redirect(url_for(page, draft_id=draft_id))


# -- for whoever has the link ---------------------------------------------------------------------


@blueprint.get("/links/<token>")
@door(Who.ANYONE)
def link(token: str) -> ResponseReturnValue:
    """A draft for somebody without an account; opening it changes nothing."""
    return _link(token)


@blueprint.post("/links/<token>/comment")
@door(Who.ANYONE)
def comment_by_link(token: str) -> ResponseReturnValue:
    """Leave a comment."""
    _require_own_form()
    form = LinkCommentForm()
    if form.validate_on_submit():
        try:
            perform(form.to_command(digest=links.digest(token)))
            flash(gettext("Your comment was sent to the delegation."))
            return redirect(url_for("soundings.link", token=token))
        except InvalidInputError as error:
            form.refuse(error)
    return _link(token, comment_form=form), 422


@blueprint.post("/links/<token>/clearance")
@door(Who.ANYONE)
def give_clearance(token: str) -> ResponseReturnValue:
    """Give clearance, once."""
    _require_own_form()
    form = ClearanceForm()
    happened, status = "", 422
    if form.validate_on_submit():
        try:
            perform(form.to_command(digest=links.digest(token)))
            flash(gettext("The clearance was recorded for the delegation."))
            return redirect(url_for("soundings.link", token=token))
        except InvalidInputError as error:
            form.refuse(error)
        except ActionNotOfferedError:
            happened, status = gettext("Clearance is already given through this link."), 409
        except StaleError:
            happened, status = gettext("The draft was saved again meanwhile; look once more."), 409
    return _link(token, clearance_form=form, happened=happened), status


@blueprint.after_request
def keep_private(response: Response) -> Response:
    """Nobody but the reader is to learn an address that holds a token."""
    if request.endpoint in BY_LINK:
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.record_once
def _without_referrer(state: BlueprintSetupState) -> None:
    """A page without referrer sends none with its forms, so their token alone is checked here."""
    for view in (comment_by_link, give_clearance):
        state.app.extensions["csrf"].exempt(view)


def _require_own_form() -> None:
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError as error:
        raise CSRFError(str(error)) from error


def _saved(draft_id: str, anchor: str) -> Response:
    flash(gettext("Saved."))
    return redirect(url_for("soundings.manage", draft_id=draft_id, _anchor=anchor))


def _link_form(**given: Any) -> LinkForm:  # noqa: ANN401 - WTForms' own keywords
    usual = services().settings.link_days
    form = LinkForm(days=str(usual), **given)
    form.days.choices = [
        (str(one), ngettext("%(num)d day", "%(num)d days", one)) for one in sorted({usual, *DAYS})
    ]
    return form


def _manage(draft_id: str, **context: Any) -> str:  # noqa: ANN401 - forms and words for the page
    with reading() as session:
        page = soundings.soundings_page(session, draft_id, reader(), now(), language.current())
    context.setdefault("share_form", ShareForm(formdata=None))
    context.setdefault("link_form", _link_form(formdata=None))
    context.setdefault("answer_form", AnswerCommentForm(formdata=None))
    context.setdefault("clearance_form", ClearanceForm(formdata=None))
    return render_template("soundings/manage.html", page=page, **context)


def _link(token: str, **context: Any) -> str:  # noqa: ANN401 - forms and words for the page
    with reading() as session:
        page = soundings.link_page(session, token, now(), language.current())
    context.setdefault("comment_form", LinkCommentForm(formdata=None))
    context.setdefault("clearance_form", ClearanceForm(formdata=None))
    return render_template("soundings/link.html", page=page, token=token, **context)
