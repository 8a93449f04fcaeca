"""The page on which a proposal is written, with its form and those of what belongs to it."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from forms.base import Form
from forms.choices import none_chosen
from forms.proposals import AttachForm, DraftForm, SponsorForm, draft_form
from states.definition import Procedure
from workflow.pages import close_texts as close
from workflow.pages import labels, proposals
from workflow.pages.draft_texts import kept_texts
from workflow.pages.proposals import DraftPage
from workflow.rules.permissions import STUDY_GROUP
from workflow.web import language, sector_forms
from workflow.web.sector_forms import forms
from workflow.web.services import reader, reading, services

TO_SAVE = ("title", "question_text")
EXAMPLES = {"R": "ITU-R 239/1", "T": "Q3/5", "D": "Q7/2"}
"""How a Question of each Sector's register is written."""


def stored(page: DraftPage) -> MultiDict[str, str]:
    """A stored draft as its form takes it."""
    own = {"kind": page.kind, "language": page.language, "member": page.member_code}
    own["sector"] = own["shown_sector"] = page.sector
    own["seen_version"] = str(page.version)
    kept = {f"{sector_forms.KEPT}{name}": text for name, text in page.kept.items()}
    return MultiDict({**page.fields, **kept, **own})


def sector_of(draft_id: str) -> str:
    """The Sector of a stored draft. Raises NotFoundError for anybody but its delegation."""
    with reading() as session:
        return proposals.own_draft(session, draft_id, reader()).sector


def form_of(data: Mapping[str, str] | None, sector: str = "") -> DraftForm:
    """The form of a draft for *sector*, or the one chosen in it, with what its reader may choose."""
    sector = sector or sector_forms.sector_asked(data)
    procedure = forms()[sector]
    words = procedure.labels[language.current()]
    form = draft_form(procedure.fields, words.fields, words.choices)(formdata=data)
    form.shown_sector = sector
    if "sector" not in (data or {}):
        form.sector.data = sector
    with reading() as session:
        _offer(session, form, sector)
    return form


def _offer(session: Session, form: DraftForm, sector: str) -> None:
    codes = reader().proposers()
    own = list(labels.members(session, codes, language.current()).items())
    form.member.choices = own if len(own) == 1 else none_chosen(own)
    if len(own) == 1 and not form.member.data:
        form.member.data = own[0][0]
    if STUDY_GROUP.fullmatch(form.member.data or "") and not form.study_group.data:
        form.study_group.data = form.member.data
    form.language.choices = list(language.ENDONYMS.items())
    if not form.language.data:
        form.language.data = language.current()
    form.study_group.choices = [("", "—"), *proposals.study_groups(session, sector)]


def sponsor_form(data: object = None) -> SponsorForm:
    """Whom a proposer may ask, with nobody chosen yet."""
    form = SponsorForm(formdata=data, prefix="sponsor-")
    fictional = services().settings.demonstration
    with reading() as session:
        choices = proposals.member_choices(session, language.current(), fictional_only=fictional)
    form.member.choices = none_chosen(choices)
    return form


def form_fields(procedure: Procedure) -> list[tuple[str, str, str, bool]]:
    """Each field of an edition's form: its name, help, paragraph, and whether that was read.

    What a draft cannot be saved without comes first.
    """
    words = procedure.labels[language.current()].help
    return [
        (field.name, words[field.name], field.basis.text, field.basis.read)
        for field in sorted(procedure.fields, key=lambda one: one.name not in TO_SAVE)
    ]


def compose(
    form: DraftForm | None,
    *,
    draft_id: str | None = None,
    stale: bool = False,
    refused: Form | None = None,
    kept: Mapping[str, str] | None = None,
) -> str:
    """The page of a draft, or of one not yet saved; without a *form*, with the text as stored.

    *kept* came with the form from those of other Sectors; without it, it is what the draft keeps.
    *stale* shows the stored text beside the form; *refused* is the form of what belongs to the draft
    that comes back with a sentence at its field.
    """
    page = None
    found: tuple[close.CloseText, ...] = ()
    if draft_id is not None:
        with reading() as session:
            page = proposals.draft_page(session, draft_id, reader(), language.current())
    form = form or form_of(stored(page) if page else None)
    sector = form.shown_sector
    beside = {**(page.kept if page else {}), **(kept or {})}
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
        sector=sector,
        sector_name=labels.sector(sector),
        edition=forms()[sector].key,
        example=EXAMPLES[sector],
        kept=kept_texts(beside, sector, forms(), language.current()),
        fields=form_fields(forms()[sector]),
        close_texts=found,
        sponsor_form=refused if isinstance(refused, SponsorForm) else sponsor_form(),
        attach_form=refused if isinstance(refused, AttachForm) else AttachForm(formdata=None),
    )
