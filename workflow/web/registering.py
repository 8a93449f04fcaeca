"""Registering a proposal that came by e-mail or letter: kept, read, looked at, entered for its author."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from forms.base import plain
from forms.choices import in_groups
from forms.documents import IncomingForm, RegistrationForm, registration_form
from workflow.documents import mails
from workflow.documents import reading as word
from workflow.documents.reading import ReadProposal
from workflow.pages import documents, incoming, proposals, refusals
from workflow.pages.downloads import Download
from workflow.pages.incoming import Sender
from workflow.rules import deadlines
from workflow.rules.commands.documents import DiscardIncoming
from workflow.rules.errors import ActionRefusedError, InvalidInputError
from workflow.rules.permissions import OFFICE_OF_SECTOR
from workflow.web import language, parked_forms
from workflow.web.access import Who, door
from workflow.web.composing import form_fields
from workflow.web.documents import blueprint
from workflow.web.sector_forms import forms
from workflow.web.services import now, perform, reader, reading, services

WORD, MAIL = ".docx", ".eml"
MACROS = (".docm", ".dotm", ".doc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What was read in a letter or e-mail, and what is said of it. `sender` only of an e-mail."""

    name: str
    texts: dict[str, str] = field(default_factory=dict)
    sector: str = ""
    language: str = ""
    not_understood: tuple[str, ...] = ()
    by_label: bool = False
    cleaned: bool = False
    not_read: tuple[tuple[str, str], ...] = ()
    subject: str = ""
    sender: Sender | None = None


@blueprint.route("/incoming", methods=["GET", "POST"])
@door(Who.OFFICERS)
def received() -> ResponseReturnValue:
    """What waits to be registered, and a place for the next letter or e-mail."""
    form, status = IncomingForm(), 200
    with reading() as session:
        page = incoming.incoming_page(session, reader())
    if request.method == "POST":
        if not page.sectors:
            abort(403)
        status = 422
        if form.validate_on_submit():
            try:
                command = form.to_command(office=OFFICE_OF_SECTOR[page.sectors[0]])
                if command.name.lower().endswith((WORD, *MACROS)):
                    _allowed(word.read_word(command.name, command.content, forms()))
                kept = perform(command).value["attachment"]
                return redirect(url_for("documents.register", attachment_id=kept))
            except InvalidInputError as error:
                form.refuse(error)
    return render_template("documents/incoming.html", page=page, form=form), status


@blueprint.route("/incoming/<attachment_id>", methods=["GET", "POST"])
@door(Who.OFFICERS)
def register(attachment_id: str) -> ResponseReturnValue:
    """Look at what was read, mend it, and enter it for its author."""
    with reading() as session:
        found, at = incoming.original(session, attachment_id, reader(), now())
    read = _read(found)
    sector = read.sector or incoming.sectors_of(reader())[0]
    day = deadlines.local_date(at).isoformat()
    own = {
        "means": "email" if found.name.lower().endswith(MAIL) else "letter",
        "received_on": day,
        "kind": "new",
        "language": read.language or language.current(),
        "title": read.subject,
    }
    parked = parked_forms.as_formdata(parked_forms.restored())
    sent = request.form if request.method == "POST" else parked or MultiDict({**own, **read.texts})
    form = _form(sector, sent)
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate_on_submit():
            try:
                command = form.to_registration(attachment_id=attachment_id, sector=sector)
                number = perform(command).value["case"]
                flash(gettext("Registered as %(number)s; the delegation is told.", number=number))
                return redirect(url_for("cases.show", number=number))
            except InvalidInputError as error:
                form.refuse(error)
            except ActionRefusedError as error:
                form.require(_lacking(error), otherwise=refusals.sentences(error))
    return _registering(attachment_id, sector, read, form), status


@blueprint.post("/incoming/<attachment_id>/discard")
@door(Who.OFFICERS)
def discard(attachment_id: str) -> ResponseReturnValue:
    """Lay aside what will not be registered."""
    perform(DiscardIncoming(attachment_id=attachment_id))
    flash(gettext("Deleted."))
    return redirect(url_for("documents.received"))


def _lacking(error: ActionRefusedError) -> list[str]:
    """The fields that a refusal names."""
    named = [one.params["fields"] for one in error.refusals if one.guard == "template_is_complete"]
    return [name for each in named if isinstance(each, tuple) for name in each]


def _form(sector: str, data: object) -> RegistrationForm:
    procedure = forms()[sector]
    words = procedure.labels[language.current()]
    form = registration_form(procedure.fields, words.fields, words.choices)(formdata=data)
    with reading() as session:
        authors = proposals.proposer_choices(
            session, procedure, language.current(), fictional_only=services().settings.demonstration
        )
        form.member.choices = in_groups((gettext(kind), who) for kind, who in authors)
        form.study_group.choices = [("", "—"), *proposals.study_groups(session, sector)]
    form.language.choices = list(language.ENDONYMS.items())
    return form


def _registering(attachment_id: str, sector: str, read: Read, form: RegistrationForm) -> str:
    texts = {**form.texts(), "kind": str(form.kind.data or "new")}
    today = deadlines.local_date(now())
    with reading() as session:
        page = documents.confirm_page(
            session, "", texts, reader(), language.current(), sector=sector, today=today
        )
    return render_template(
        "documents/register.html",
        id=attachment_id,
        page=page,
        form=form,
        read=read,
        remarks=read,
        fields=form_fields(forms()[sector]),
    )


def _read(found: Download) -> Read:
    """What can be read of the original; of a scanned letter nothing is."""
    name = found.name.lower()
    try:
        if name.endswith(WORD):
            return _said(found.name, _allowed(word.read_word(found.name, found.content, forms())))
        if name.endswith(MAIL):
            return _mail(found)
    except InvalidInputError as error:
        return Read(name=found.name, not_read=((found.name, refusals.sentences(error)[0]),))
    return Read(name=found.name)


def _allowed(read: ReadProposal) -> ReadProposal:
    """What was read, when the reader's office leads the Sector whose form it is."""
    if read.form.sector not in incoming.sectors_of(reader()):
        word.refuse_other_office(read)
    return read


def _mail(found: Download) -> Read:
    mail = mails.read_mail(found.content)
    best: ReadProposal | None = None
    not_read = [(name, "") for name in mail.others]
    for name, content in mail.words:
        try:
            one = _allowed(word.read_word(name, content, forms()))
        except InvalidInputError as error:
            not_read.append((name, refusals.sentences(error)[0]))
            continue
        if best is None or len(one.texts) > len(best.texts):
            best = one
    read = best or word.read_text(mail.text, forms(), incoming.sectors_of(reader())[0])
    with reading() as session:
        today = deadlines.local_date(now())
        sender = incoming.sender(session, mail.sender, today, language.current())
    return _said(found.name, read, subject=mail.subject, sender=sender, not_read=tuple(not_read))


def _said(name: str, read: ReadProposal, **more: object) -> Read:
    texts = {one: plain(text) for one, text in read.texts.items()}
    subject = plain(str(more.pop("subject", "")))[:500]
    return Read(
        name=plain(name),
        texts=texts,
        sector=read.form.sector,
        language=read.language,
        not_understood=tuple(plain(one) for one in read.not_understood),
        by_label=bool(read.by_label),
        cleaned=texts != dict(read.texts),
        subject=subject,
        **more,  # type: ignore[arg-type]  # the sender and what was not read, as they are
    )
