"""A study group's package of Questions: filled, submitted, agreed en bloc, and left."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forms.base import plain
from forms.choices import none_chosen
from forms.proposals import EnBlocForm, PackageForm
from states.definition import Role
from workflow.pages import cases, labels, packages
from workflow.pages.refusals import sentences
from workflow.rules import deadlines
from workflow.rules.commands.proposals import PlaceDraft, SubmitPackage, TakeOutOfPackage
from workflow.rules.errors import (
    ActionNotOfferedError,
    ActionRefusedError,
    InvalidInputError,
    NotPermittedError,
    StaleError,
)
from workflow.web import language
from workflow.web.access import Who, door
from workflow.web.proposals import blueprint
from workflow.web.services import now, perform, reader, reading


@blueprint.route("/packages/new", methods=["GET", "POST"])
@door(Who.CHAIRS)
def open_package() -> ResponseReturnValue:
    """Open a package of a study group that the reader chairs."""
    form = PackageForm()
    bodies = [(one, labels.body(one)) for one in packages.study_groups_of(reader())]
    if not bodies:
        raise NotPermittedError((Role.STUDY_GROUP_CHAIR.value,))
    form.body.choices = bodies if len(bodies) == 1 else none_chosen(bodies)
    if request.method == "GET":
        return render_template("proposals/open_package.html", form=form)
    if form.validate_on_submit():
        outcome = perform(form.to_command())
        flash(gettext("Saved."))
        return redirect(url_for("proposals.package", package_id=outcome.value["package"]))
    return render_template("proposals/open_package.html", form=form), 422


@blueprint.get("/packages/<package_id>")
@door(Who.SIGNED_IN)
def package(package_id: str) -> ResponseReturnValue:
    """What is in a package, and how each case stands to it."""
    return _page(package_id)


@blueprint.post("/packages/<package_id>/drafts")
@door(Who.WRITERS)
def place_draft(package_id: str) -> ResponseReturnValue:
    """Put a draft into the package, or take it out."""
    inside = package_id if request.form.get("inside") else None
    perform(PlaceDraft(draft_id=plain(request.form.get("draft", "")), package_id=inside))
    flash(gettext("Saved."))
    return redirect(url_for("proposals.package", package_id=package_id))


@blueprint.post("/packages/<package_id>/submit")
@door(Who.WRITERS)
def submit_package(package_id: str) -> ResponseReturnValue:
    """Submit all Questions of the package; one that lacks something is named, and none is submitted."""
    try:
        perform(SubmitPackage(package_id=package_id, seen=_seen()))
    except (ActionRefusedError, StaleError) as error:
        return _page(package_id, refused=_said(error)), 409
    flash(gettext("The package is submitted."))
    return redirect(url_for("proposals.package", package_id=package_id))


@blueprint.post("/packages/<package_id>/en-bloc")
@door(Who.CHAIRS)
def move_package(package_id: str) -> ResponseReturnValue:
    """Agree en bloc on what is still in the package."""
    form = EnBlocForm()
    with reading() as session:
        today = deadlines.local_date(now())
        page = packages.package_page(session, package_id, reader(), today, language.current())
    form.action.choices, form.meeting.choices = page.actions, none_chosen(page.meetings)
    if not page.actions:
        raise ActionNotOfferedError("en_bloc", "package")
    if not form.validate_on_submit():
        return _page(package_id, form=form), 422
    try:
        outcome = perform(form.to_command(package_id=package_id, seen=_seen()))
    except InvalidInputError as error:
        form.refuse(error)
        return _page(package_id, form=form), 422
    except (ActionNotOfferedError, ActionRefusedError, StaleError) as error:
        return _page(package_id, form=form, refused=_said(error)), 409
    flash(gettext("Recorded for: %(cases)s.", cases=labels.listed(outcome.value["moved"])))
    if outcome.value["stayed"]:
        flash(gettext("Not for: %(cases)s.", cases=labels.listed(outcome.value["stayed"])))
    return redirect(url_for("proposals.package", package_id=package_id))


@blueprint.post("/cases/<number>/take-out-of-package")
@door(Who.DELEGATIONS)
def take_out_of_package(number: str) -> ResponseReturnValue:
    """Ask that a case go on by itself."""
    with reading() as session:
        case = cases.find(session, number, reader())
        case_id, package_id = case.id, case.package_id
    perform(TakeOutOfPackage(case_id=case_id))
    flash(gettext("%(number)s goes on by itself.", number=number))
    return redirect(url_for("proposals.package", package_id=package_id))


def _seen() -> dict[str, int]:
    """The versions that the page showed, by draft or case."""
    return {
        name.removeprefix("seen-"): int(value)
        for name, value in request.form.items()
        if name.startswith("seen-") and value.isdecimal() and len(value) < LONGEST
    }


LONGEST = 10


def _said(error: ActionNotOfferedError | ActionRefusedError | StaleError) -> list[str]:
    if isinstance(error, ActionRefusedError):
        return sentences(error)
    return [gettext("The package has changed meanwhile; look once more.")]


def _page(
    package_id: str, *, form: EnBlocForm | None = None, refused: list[str] | None = None
) -> str:
    today = deadlines.local_date(now())
    with reading() as session:
        page = packages.package_page(session, package_id, reader(), today, language.current())
    form = form or EnBlocForm(formdata=None)
    form.action.choices, form.meeting.choices = page.actions, none_chosen(page.meetings)
    return render_template("proposals/package.html", page=page, form=form, refused=refused or [])
