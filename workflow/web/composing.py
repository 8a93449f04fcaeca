"""The page on which a proposal is written, with its form and those of what belongs to it."""

from __future__ import annotations

from flask import render_template
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from forms.base import Form
from forms.choices import none_chosen
from forms.proposals import AttachForm, DraftForm, ShareForm, SponsorForm, draft_form
from states.definition import Procedure
from workflow.pages import close_texts as close
from workflow.pages import labels, proposals
from workflow.pages.proposals import DraftPage
from workflow.rules.permissions import WRITERS
from workflow.store import editions
from workflow.web import language
from workflow.web.services import reader, reading, services


def stored(page: DraftPage) -> MultiDict[str, str]:
    """A stored draft as its form takes it."""
    own = {"kind": page.kind, "language": page.language, "member": page.member_code}
    own["seen_version"] = str(page.version)
    return MultiDict({**page.fields, **own})


def form_of(data: object) -> DraftForm:
    """The form of a draft, with what its reader may choose from."""
    procedure = editions.question_procedure("R")
    words = procedure.labels[language.current()]
    form = draft_form(procedure.fields, words.fields, words.choices)(formdata=data)
    with reading() as session:
        _offer(session, form)
    return form


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


def sponsor_form(data: object = None) -> SponsorForm:
    """Whom a proposer may ask, with nobody chosen yet."""
    form = SponsorForm(formdata=data, prefix="sponsor-")
    fictional = services().settings.demonstration
    with reading() as session:
        choices = proposals.member_choices(session, language.current(), fictional_only=fictional)
    form.member.choices = none_chosen(choices)
    return form


def form_fields(procedure: Procedure) -> list[tuple[str, str, str, bool]]:
    """Each field of an edition's form: its name, help, paragraph, and whether that was read."""
    words = procedure.labels[language.current()].help
    return [
        (field.name, words[field.name], field.basis.text, field.basis.read)
        for field in procedure.fields
    ]


def compose(
    form: DraftForm | None,
    *,
    draft_id: str | None = None,
    stale: bool = False,
    refused: Form | None = None,
) -> str:
    """The page of a draft, or of one not yet saved; without a *form*, with the text as stored.

    *stale* shows the stored text beside the form; *refused* is the form of what belongs to the draft
    that comes back with a sentence at its field.
    """
    page = None
    found: tuple[close.CloseText, ...] = ()
    if draft_id is not None:
        with reading() as session:
            page = proposals.draft_page(session, draft_id, reader(), language.current())
    form = form or form_of(stored(page) if page else None)
    if form.title.data:
        with reading() as session:
            found = close.close_texts(
                session,
                services().corpus,
                str(form.title.data)[:500],
                str(form.question_text.data or "")[:20_000],
                str(form.language.data),
                reader(),
            )
    return render_template(
        "proposals/compose.html",
        form=form,
        page=page,
        stale=stale,
        fields=form_fields(editions.question_procedure("R")),
        close_texts=found,
        sponsor_form=refused if isinstance(refused, SponsorForm) else sponsor_form(),
        attach_form=refused if isinstance(refused, AttachForm) else AttachForm(formdata=None),
        share_form=refused if isinstance(refused, ShareForm) else ShareForm(formdata=None),
    )
