"""The advisory groups: asking them, their worklists, and their conclusions step by step."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forms.reviews import AskGroupsForm, ConclusionForm, StepForm
from workflow.pages import agendas, concluding, reviews, worklists
from workflow.pages.concluding import AskPage, StepPage, WritingPage, Written
from workflow.pages.refusals import sentences
from workflow.rules.errors import (
    ActionNotOfferedError,
    ActionRefusedError,
    InvalidInputError,
    StaleError,
)
from workflow.web import language, parked_forms
from workflow.web.access import Who, door
from workflow.web.services import now, perform, reader, reading

blueprint = Blueprint("reviews", __name__)

Standing = (ActionNotOfferedError, ActionRefusedError, StaleError)
"""What stands against an action because of how the case stands, not of what was typed."""


@blueprint.get("/reviews")
@door(Who.BODIES)
def worklist() -> ResponseReturnValue:
    """What waits for the reader's bodies."""
    with reading() as session:
        page = worklists.worklist_page(session, reader(), now(), language.current())
    return render_template("reviews/worklist.html", page=page)


@blueprint.get("/cases/<number>/ask-groups")
@door(Who.OFFICERS)
def ask(number: str) -> ResponseReturnValue:
    """The form that asks the groups concerned."""
    page = _ask_page(number)
    form = AskGroupsForm(
        formdata=None, data={"groups": list(page.suggested), "seen_version": page.version}
    )
    return _ask(page, form)


@blueprint.post("/cases/<number>/ask-groups")
@door(Who.OFFICERS)
def ask_groups(number: str) -> ResponseReturnValue:
    """Ask the groups."""
    page = _ask_page(number)
    form = AskGroupsForm()
    try:
        if form.validate_on_submit():
            perform(form.to_command(run_id=page.run_id))
            flash(gettext("Recorded."))
            return redirect(url_for("cases.show", number=number))
    except InvalidInputError as error:
        form.refuse(error)
    except Standing as error:
        return _ask(_ask_page(number), form, error), 409
    return _ask(page, form), 422


@blueprint.get("/cases/<number>/conclusions/<body>/edit")
@door(Who.OFFICERS_AND_CHAIRS)
def edit(number: str, body: str) -> ResponseReturnValue:
    """The form of a body's conclusion, with what is written so far."""
    page = _writing_page(number, body)
    restored = parked_forms.as_formdata(parked_forms.restored())
    data = _written(page.written or _adopted(number, body), page)
    return _edit(page, ConclusionForm(formdata=restored, data=data))


@blueprint.post("/cases/<number>/conclusions/<body>/edit")
@door(Who.OFFICERS_AND_CHAIRS)
def save(number: str, body: str) -> ResponseReturnValue:
    """Write or correct the conclusion; it stays provisional to the body."""
    page = _writing_page(number, body)
    form = ConclusionForm()
    _offer(form, page)
    try:
        if form.validate_on_submit():
            perform(form.to_command(run_id=page.run_id, body=page.body))
            flash(gettext("Recorded."))
            return redirect(url_for("cases.show", number=number))
    except InvalidInputError as error:
        form.refuse(error)
    except Standing as error:
        return _edit(_writing_page(number, body), form, error), 409
    return _edit(page, form), 422


@blueprint.get("/cases/<number>/conclusions/<int:conclusion_id>/confirm")
@door(Who.CHAIRS)
def confirm(number: str, conclusion_id: int) -> ResponseReturnValue:
    """What the conclusion would lead to, before the chair confirms it."""
    return _step(_step_page(number, conclusion_id), "confirm")


@blueprint.post("/cases/<number>/conclusions/<int:conclusion_id>/confirm")
@door(Who.CHAIRS)
def confirmed(number: str, conclusion_id: int) -> ResponseReturnValue:
    """Confirm; of two chairs one wins, the other is told what happened."""
    form = StepForm()
    try:
        if form.validate_on_submit():
            perform(form.to_confirm(conclusion_id=conclusion_id))
            flash(gettext("Recorded."))
            return redirect(url_for("cases.show", number=number))
    except Standing as error:
        return _step(_step_page(number, conclusion_id), "confirm", error), 409
    return _step(_step_page(number, conclusion_id), "confirm"), 422


@blueprint.get("/cases/<number>/conclusions/<int:conclusion_id>/release")
@door(Who.OFFICERS_AND_CHAIRS)
def release(number: str, conclusion_id: int) -> ResponseReturnValue:
    """What the conclusion will lead to, before it is released."""
    return _step(_step_page(number, conclusion_id), "release")


@blueprint.post("/cases/<number>/conclusions/<int:conclusion_id>/release")
@door(Who.OFFICERS_AND_CHAIRS)
def released(number: str, conclusion_id: int) -> ResponseReturnValue:
    """Release to all members and the public."""
    form = StepForm()
    try:
        if form.validate_on_submit():
            perform(form.to_release(conclusion_id=conclusion_id))
            flash(gettext("Recorded."))
            return redirect(url_for("cases.show", number=number))
    except Standing as error:
        return _step(_step_page(number, conclusion_id), "release", error), 409
    return _step(_step_page(number, conclusion_id), "release"), 422


def _ask_page(number: str) -> AskPage:
    with reading() as session:
        return concluding.ask_page(session, number, reader(), now(), language.current())


def _writing_page(number: str, body: str) -> WritingPage:
    with reading() as session:
        return concluding.writing_page(session, number, body, reader(), now(), language.current())


def _step_page(number: str, conclusion_id: int) -> StepPage:
    with reading() as session:
        return concluding.step_page(
            session, number, conclusion_id, reader(), now(), language.current()
        )


def _adopted(number: str, body: str) -> Written | None:
    """The formula that a chair adopts from a sheet of the agenda."""
    kind = request.args.get("adopt", "")
    if not kind:
        return None
    with reading() as session:
        return agendas.adopted(session, number, body, kind, reader(), now(), language.current())


def _written(one: Written | None, page: WritingPage) -> dict[str, object]:
    """What the form starts from: the conclusion, or a formula, else the case's own Sector."""
    if one is None:
        return {"lead_sector": page.case.sector_code, "seen_version": page.version}
    return {
        "seen_version": page.version,
        "meeting_id": one.meeting_id,
        "kind": one.kind,
        "lead_sector": one.lead_sector,
        "supporting": list(one.supporting),
        "study_group": one.target if one.kind == "reallocate_study_group" else "",
        "question": one.target if one.kind == "merge" else "",
        "reasons": one.reasons,
    }


def _offer(form: ConclusionForm, page: WritingPage) -> None:
    form.meeting_id.choices = [("", gettext("Choose")), *page.meetings]
    form.kind.choices = [
        ("", gettext("Choose")),
        *((code, gettext(words)) for code, words in reviews.KINDS.items()),
    ]
    form.study_group.choices = [("", "—"), *page.study_groups]


def _ask(page: AskPage, form: AskGroupsForm, error: Exception | None = None) -> str:
    form.groups.choices = list(page.groups)
    return render_template("reviews/ask.html", page=page, form=form, happened=happened(error))


def _edit(page: WritingPage, form: ConclusionForm, error: Exception | None = None) -> str:
    _offer(form, page)
    return render_template("reviews/edit.html", page=page, form=form, happened=happened(error))


def _step(page: StepPage, step: str, error: Exception | None = None) -> str:
    return render_template(
        f"reviews/{step}.html", page=page, form=StepForm(formdata=None), happened=happened(error)
    )


def happened(error: Exception | None) -> list[str]:
    """What is told to somebody whose action came too late, or for which something is missing."""
    if isinstance(error, StaleError):
        words = reviews.MEANWHILE.get(error.happened)
        told = gettext(words) if words else gettext("Somebody acted on this case meanwhile.")
        return [told, gettext("Below is how it stands now; what you typed is kept.")]
    if isinstance(error, ActionNotOfferedError):
        return [
            gettext("The case has gone on meanwhile, and this is not open any more."),
            gettext("Below is how it stands now; what you typed is kept."),
        ]
    return sentences(error) if isinstance(error, ActionRefusedError) else []
