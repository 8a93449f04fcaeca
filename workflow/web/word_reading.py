"""Reading a filled-in Word file into a draft: what was read is shown and confirmed before it is stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from forms.base import plain
from forms.documents import WordForm
from forms.proposals import DraftForm
from workflow.documents import reading as word
from workflow.documents.reading import ReadProposal
from workflow.pages import documents, labels, proposals
from workflow.pages.documents import ConfirmPage
from workflow.rules import deadlines
from workflow.rules.errors import ActionNotOfferedError, InvalidInputError, StaleError
from workflow.web import language
from workflow.web.access import Who, door
from workflow.web.composing import form_fields, form_of, stored
from workflow.web.documents import blueprint
from workflow.web.sector_forms import forms, sector_asked
from workflow.web.services import now, perform, reader, reading

CONFLICT = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Remarks:
    """What is said of a file beside its texts; carried along until they are stored."""

    name: str = ""
    not_understood: tuple[str, ...] = ()
    by_label: bool = False
    cleaned: bool = False


@blueprint.route("/drafts/from-word", methods=["GET", "POST"], defaults={"draft_id": ""})
@blueprint.route("/drafts/<draft_id>/word/read", methods=["GET", "POST"])
@door(Who.WRITERS)
def read(draft_id: str) -> ResponseReturnValue:
    """Send a filled-in file, and see what was read in it."""
    sector, held = _held(draft_id)
    form, status = WordForm(), 200
    if request.method == "POST":
        status = 422
        if form.validate_on_submit():
            try:
                name, content = form.file()
                found = word.read_word(name, content, forms(), sector)
                return _confirm(draft_id, *_filled(found, held, name))
            except InvalidInputError as error:
                form.refuse(error)
    blank = [(labels.sector(sector), form.key) for sector, form in forms().items()]
    page = render_template("documents/read.html", form=form, draft_id=draft_id, blank_forms=blank)
    return page, status


@blueprint.post("/drafts/from-word/confirm", defaults={"draft_id": ""})
@blueprint.post("/drafts/<draft_id>/word/confirm")
@door(Who.WRITERS)
def confirm(draft_id: str) -> ResponseReturnValue:
    """Store what was read, but for the fields whose text in the draft is kept."""
    sector, held = _held(draft_id)
    sector = sector or sector_asked(request.form)
    kept = [name for name in request.form.getlist("keep") if name in held]
    chosen = MultiDict([*_without(request.form, kept), *((one, held[one]) for one in kept)])
    form = form_of(chosen, sector)
    remarks = Remarks(
        name=plain(request.form.get("file", "")),
        not_understood=tuple(plain(one) for one in request.form.getlist("not_understood")),
    )
    if not form.validate_on_submit():
        return _confirm(draft_id, form, remarks), 422
    seen = int(form.seen_version.data or 0)
    try:
        outcome = perform(
            form.to_command(draft_id=draft_id or None, sector=sector, seen_version=seen)
        )
    except InvalidInputError as error:
        form.refuse(error)
        return _confirm(draft_id, form, remarks), 422
    except StaleError:
        return _confirm(draft_id, form, remarks, stale=True), CONFLICT
    flash(gettext("Saved."))
    return redirect(url_for("proposals.edit", draft_id=outcome.value["draft"]))


def _held(draft_id: str) -> tuple[str, dict[str, str]]:
    """The draft's Sector and what it holds, by field of its form; nothing where there is none yet."""
    if not draft_id:
        return "", {}
    with reading() as session:
        sector = proposals.own_draft(session, draft_id, reader()).sector
        page = proposals.draft_page(session, draft_id, reader(), language.current())
    if page.case:
        raise ActionNotOfferedError("save", "submitted")
    return sector, dict(stored(page).items())


def _without(sent: MultiDict[str, str], names: Iterable[str]) -> list[tuple[str, str]]:
    return [(name, text) for name, text in sent.items(multi=True) if name not in set(names)]


def _filled(found: ReadProposal, held: dict[str, str], file_name: str) -> tuple[DraftForm, Remarks]:
    """The form with what the draft holds, under what the file says."""
    texts = {name: plain(text) for name, text in found.texts.items()}
    own = {} if held else {"language": found.language or language.current()}
    sector = found.form.sector
    form = form_of(MultiDict({**own, **held, **texts, "sector": sector}), sector)
    remarks = Remarks(
        name=plain(file_name),
        not_understood=tuple(plain(one) for one in found.not_understood),
        by_label=bool(found.by_label),
        cleaned=texts != dict(found.texts),
    )
    return form, remarks


def _confirm(draft_id: str, form: DraftForm, remarks: Remarks, *, stale: bool = False) -> str:
    """What was read, beside what the draft holds."""
    texts = {**form.texts(), "kind": str(form.kind.data or "new")}
    with reading() as session:
        page: ConfirmPage = documents.confirm_page(
            session,
            draft_id,
            texts,
            reader(),
            language.current(),
            sector=str(form.sector.data),
            today=deadlines.local_date(now()),
        )
    return render_template(
        "documents/confirm.html",
        page=page,
        form=form,
        fields=form_fields(forms()[page.sector]),
        remarks=remarks,
        stale=stale,
        version=page.version if stale else form.seen_version.data or 0,
    )
