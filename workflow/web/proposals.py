"""Writing, sharing and submitting a proposal; its versions and documents."""

from __future__ import annotations

import io

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from forms.base import plain
from forms.choices import none_chosen
from forms.proposals import (
    ANSWERS,
    AnswerForm,
    AttachForm,
    CommentForm,
    DraftForm,
    RevisionForm,
    ShareForm,
    SponsorForm,
    draft_form,
    revision_form,
)
from workflow.pages import cases, labels, proposals
from workflow.pages.proposals import DraftPage
from workflow.rules.commands.proposals import (
    DeleteDraft,
    EndSharing,
    RemoveAttachment,
    SubmitProposal,
)
from workflow.rules.errors import (
    ActionNotOfferedError,
    ActionRefusedError,
    InvalidInputError,
    StaleError,
)
from workflow.rules.permissions import WRITERS
from workflow.web import language, parked_forms
from workflow.web.access import Who, door
from workflow.web.services import now, perform, reader, reading, services

blueprint = Blueprint("proposals", __name__)


@blueprint.get("/drafts/new")
@door(Who.WRITERS)
def new() -> ResponseReturnValue:
    """An empty draft; what was parked when a session ended is put back."""
    form = _form(parked_forms.as_formdata(parked_forms.restored(url_for("proposals.create"))))
    return _compose(form)


@blueprint.post("/drafts/new")
@door(Who.WRITERS)
def create() -> ResponseReturnValue:
    """Save a new draft."""
    form = _form(request.form)
    if form.validate_on_submit():
        try:
            outcome = perform(form.to_command(draft_id=None, seen_version=0))
            flash(gettext("Saved."))
            return redirect(url_for("proposals.edit", draft_id=outcome.value["draft"]))
        except InvalidInputError as error:
            form.refuse(error)
    return _compose(form), 422


@blueprint.get("/drafts/<draft_id>")
@door(Who.DELEGATIONS)
def edit(draft_id: str) -> ResponseReturnValue:
    """A draft with everything that belongs to it."""
    with reading() as session:
        page = proposals.draft_page(session, draft_id, reader(), language.current())
    if page.case:
        return redirect(url_for("cases.show", number=page.case))
    parked = parked_forms.as_formdata(parked_forms.restored())
    stored = _stored(page)
    return _compose(_form(parked or stored), draft_id=draft_id)


@blueprint.post("/drafts/<draft_id>")
@door(Who.DELEGATIONS)
def save(draft_id: str) -> ResponseReturnValue:
    """Save a draft; when another tab saved meanwhile both texts are shown."""
    form = _form(request.form)
    if not form.validate_on_submit():
        return _compose(form, draft_id=draft_id), 422
    seen = int(form.seen_version.data or 0)
    try:
        perform(form.to_command(draft_id=draft_id, seen_version=seen))
    except InvalidInputError as error:
        form.refuse(error)
        return _compose(form, draft_id=draft_id), 422
    except StaleError:
        return _compose(form, draft_id=draft_id, stale=True), 409
    flash(gettext("Saved."))
    return redirect(url_for("proposals.edit", draft_id=draft_id))


@blueprint.post("/close-texts")
@door(Who.WRITERS)
def close_texts() -> ResponseReturnValue:
    """Texts close to what is being written; the query is kept nowhere.

    Without script the whole page comes back, with what was typed.
    """
    if "HX-Request" not in request.headers:
        typed = MultiDict((name, plain(text)) for name, text in request.form.items(multi=True))
        return _compose(_form(typed), draft_id=request.args.get("draft"))
    with reading() as session:
        found = proposals.close_texts(
            session,
            services().corpus,
            request.form.get("title", "")[:500],
            request.form.get("question_text", "")[:20_000],
            request.form.get("language", "en"),
            reader(),
        )
    return render_template("proposals/_close_texts.html", close_texts=found)


@blueprint.get("/questions-like")
@door(Who.DELEGATIONS)
def questions_like() -> ResponseReturnValue:
    """Questions of the register to choose from, by words or number."""
    text = request.args.get("words", "")[:100]
    with reading() as session:
        found = proposals.questions_like(session, "R", text, language.current())
    return render_template("proposals/questions_like.html", found=found, text=text)


@blueprint.post("/drafts/<draft_id>/delete")
@door(Who.DELEGATIONS)
def delete(draft_id: str) -> ResponseReturnValue:
    """Delete a draft."""
    perform(DeleteDraft(draft_id=draft_id))
    flash(gettext("Deleted."))
    return redirect(url_for("cases.home"))


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
    return _belongings(draft_id, attach_form=form), 422


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
        form.member.choices = _members(session)
    if form.validate_on_submit():
        try:
            perform(form.to_command(draft_id=draft_id))
            flash(gettext("Saved."))
            return redirect(url_for("proposals.edit", draft_id=draft_id, _anchor="sponsors"))
        except InvalidInputError as error:
            form.refuse(error)
    return _belongings(draft_id, sponsor_form=form), 422


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
    return _belongings(draft_id, share_form=form), 422


@blueprint.post("/drafts/<draft_id>/soundings/<int:share_id>/end")
@door(Who.DELEGATIONS)
def end_sharing(draft_id: str, share_id: int) -> ResponseReturnValue:
    """Take a sounding back."""
    perform(EndSharing(draft_id=draft_id, share_id=share_id))
    flash(gettext("Saved."))
    return redirect(url_for("proposals.edit", draft_id=draft_id, _anchor="soundings"))


@blueprint.route("/drafts/<draft_id>/sounding", methods=["GET", "POST"])
@door(Who.SIGNED_IN)
def sounding(draft_id: str) -> ResponseReturnValue:
    """A draft for somebody sounded, with a place for comments."""
    form = CommentForm()
    status = 200
    with reading() as session:
        page = proposals.sounding_page(session, draft_id, reader(), language.current())
    if request.method == "POST":
        status = 422
        if form.validate_on_submit():
            perform(form.to_command(draft_id=draft_id))
            flash(gettext("Recorded."))
            return redirect(url_for("proposals.sounding", draft_id=draft_id))
    return render_template("proposals/sounding.html", page=page, form=form), status


@blueprint.route("/drafts/<draft_id>/submit", methods=["GET", "POST"])
@door(Who.DELEGATIONS)
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
    return render_template("proposals/submit.html", page=page, refused=refused), status


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
        page = proposals.sponsorship_page(session, sponsorship_id, reader(), language.current())
    form.answer.choices = [one for one in ANSWERS if one[0] != "withdrawn"]
    return render_template("proposals/sponsorship.html", page=page, form=form), status


@blueprint.route(
    "/cases/<number>/revise/<any(revise,submit_revision):action>", methods=["GET", "POST"]
)
@door(Who.DELEGATIONS)
def revise(number: str, action: str) -> ResponseReturnValue:
    """Fix a new text version of a submitted proposal."""
    with reading() as session:
        newest = proposals.newest_text(session, number, reader())
        page = cases.case_page(session, number, reader(), now(), language.current())
    track = next(track for track in page.tracks if track.procedure != "allocation")
    if request.method == "GET" and action not in dict(track.revisions):
        raise ActionNotOfferedError(action, track.state)
    parked = parked_forms.as_formdata(parked_forms.restored())
    stored = MultiDict({**newest, "seen_version": str(track.version)})
    form = _revision_form(request.form if request.method == "POST" else parked or stored)
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
            except StaleError:
                status = 409
    return (
        render_template(
            "proposals/revise.html",
            page=page,
            form=form,
            version=track.version if status == 409 else form.seen_version.data,  # noqa: PLR2004
            fields=_fields(),
            stale=status == 409,  # noqa: PLR2004 - the answer's own code
        ),
        status,
    )


@blueprint.get("/cases/<number>/versions/<int:a>/<int:b>")
@door(Who.SIGNED_IN)
def compare(number: str, a: int, b: int) -> ResponseReturnValue:
    """Two versions side by side."""
    with reading() as session:
        page = proposals.compare_page(session, number, a, b, reader(), language.current())
    return render_template("proposals/compare.html", page=page)


@blueprint.get("/documents/<attachment_id>")
@door(Who.ANYONE)
def download(attachment_id: str) -> ResponseReturnValue:
    """A document, always as a download that no browser runs."""
    with reading() as session:
        found = proposals.download(session, attachment_id, reader(), now())
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


def _submitted(number: str) -> str:
    """What to say to a proposer whose case has that number, which begins with its office."""
    office = number.partition("-")[0]
    words: str = gettext(
        "Submitted as %(number)s. %(office)s acknowledges receipt next.",
        number=number,
        office=office,
    )
    return words


def _stored(page: DraftPage) -> MultiDict[str, str]:
    """A stored draft as its form takes it."""
    own = {"kind": page.kind, "language": page.language, "member": page.member_code}
    own["seen_version"] = str(page.version)
    return MultiDict({**page.fields, **own})


def _form(data: object) -> DraftForm:
    procedure = proposals.procedure_of("R")
    words = procedure.labels[language.current()]
    form = draft_form(procedure.fields, words.fields, words.choices)(formdata=data)
    with reading() as session:
        _offer(session, form)
    return form


def _revision_form(data: object) -> RevisionForm:
    procedure = proposals.procedure_of("R")
    words = procedure.labels[language.current()]
    return revision_form(procedure.fields, words.fields, words.choices)(formdata=data)


def _offer(session: Session, form: DraftForm) -> None:
    codes = reader().codes("member", *WRITERS)
    own = list(labels.members(session, codes, language.current()).items())
    form.member.choices = own if len(own) == 1 else none_chosen(own)
    if len(own) == 1 and not form.member.data:
        form.member.data = own[0][0]
    form.language.choices = list(language.ENDONYMS.items())
    if not form.language.data:
        form.language.data = language.current()
    form.study_group.choices = [("", "—"), *proposals.study_groups(session, "R")]


def _members(session: Session) -> list[tuple[str, str]]:
    """Whom a proposer may ask, with nobody chosen yet."""
    fictional = services().settings.demonstration
    code = language.current()
    return none_chosen(proposals.member_choices(session, code, fictional_only=fictional))


def _fields() -> list[tuple[str, str, str, bool]]:
    """Each field of the form: its name, help, paragraph, and whether that was read."""
    procedure = proposals.procedure_of("R")
    words = procedure.labels[language.current()].help
    return [
        (field.name, words[field.name], field.basis.text, field.basis.read)
        for field in procedure.fields
    ]


def _compose(form: DraftForm, *, draft_id: str | None = None, stale: bool = False) -> str:
    page = None
    found: tuple[proposals.CloseText, ...] = ()
    with reading() as session:
        if draft_id is not None:
            page = proposals.draft_page(session, draft_id, reader(), language.current())
        if form.title.data:
            found = proposals.close_texts(
                session,
                services().corpus,
                str(form.title.data)[:500],
                str(form.question_text.data or "")[:20_000],
                str(form.language.data),
                reader(),
            )
        members = _members(session)
    sponsor_form = SponsorForm(formdata=None)
    sponsor_form.member.choices = members
    return render_template(
        "proposals/compose.html",
        form=form,
        page=page,
        stale=stale,
        fields=_fields(),
        close_texts=found,
        sponsor_form=sponsor_form,
        attach_form=AttachForm(formdata=None),
        share_form=ShareForm(formdata=None),
    )


def _belongings(draft_id: str, **forms: object) -> str:
    """The draft again after a refused document, sponsor or sounding, with the sentence at its form."""
    with reading() as session:
        page = proposals.draft_page(session, draft_id, reader(), language.current())
        members = _members(session)
    stored = _stored(page)
    sponsor_form = forms.get("sponsor_form") or SponsorForm(formdata=None)
    sponsor_form.member.choices = members  # type: ignore[attr-defined]
    return render_template(
        "proposals/compose.html",
        form=_form(stored),
        page=page,
        stale=False,
        fields=_fields(),
        close_texts=(),
        sponsor_form=sponsor_form,
        attach_form=forms.get("attach_form") or AttachForm(formdata=None),
        share_form=forms.get("share_form") or ShareForm(formdata=None),
    )
