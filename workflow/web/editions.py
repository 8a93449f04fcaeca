"""New editions: uploaded with their faults shown, tried on the cases, activated; cases moved to them."""

from __future__ import annotations

import io

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from forms.procedures import ActivationForm, EditionForm
from states.loader import Fault
from workflow.pages import procedures, trials
from workflow.rules.commands.procedures import MoveToEdition, WithdrawEdition
from workflow.rules.errors import ActionRefusedError, InvalidInputError, Refusal, StaleError
from workflow.rules.language_marks import N_
from workflow.store import editions
from workflow.web import language
from workflow.web.access import Who, door
from workflow.web.procedures import blueprint
from workflow.web.services import now, perform, reader, reading

LARGEST = 1024 * 1024
"""How many bytes an edition may have; the largest shipped has some ninety thousand."""
LONGEST_NUMBER = 10
CONFLICT = 409


@blueprint.route("/procedures/upload", methods=["GET", "POST"])
@door(Who.ADMINISTRATORS)
def upload() -> ResponseReturnValue:
    """Send a new edition; with a fault in it nothing is kept, and each fault is shown with its line."""
    form, status = EditionForm(), 200
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        status = 422
        if form.validate_on_submit():
            name, content = form.content()
            text, faults = _read(name, content)
            if not faults:
                try:
                    key = perform(form.to_command(name=name, text=text)).value["edition"]
                    flash(
                        gettext("The edition is kept. It applies to no case until it is activated.")
                    )
                    return redirect(url_for("procedures.trial", key=key))
                except InvalidInputError as error:
                    form.refuse(error)
    return render_template("procedures/upload.html", form=form, faults=faults), status


def _read(name: str, content: bytes) -> tuple[str, tuple[Fault, ...]]:
    if len(content) > LARGEST:
        return "", (Fault(file=name, table="", key="", line=1, what="larger than 1 MB"),)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return "", (Fault(file=name, table="", key="", line=line, what="not UTF-8"),)
    with reading() as session:
        return text, editions.faults(session, name, text)


@blueprint.get("/procedures/<key>/file")
@door(Who.ANYONE)
def file(key: str) -> ResponseReturnValue:
    """The text of an edition, as a file to begin a new one with."""
    with reading() as session:
        one = procedures.find(session, key, reader())
        text = editions.text_of(session, one.digest)
    response = send_file(
        io.BytesIO(text.encode()),
        mimetype="application/toml",
        as_attachment=True,
        download_name=f"{key}.toml",
        etag=False,
        conditional=False,
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.get("/procedures/<key>/trial")
@door(Who.SECRETARIAT)
def trial(key: str) -> ResponseReturnValue:
    """What the edition would change for the cases begun under those before it."""
    return _trial(key)


@blueprint.post("/procedures/<key>/activate")
@door(Who.ADMINISTRATORS)
def activate(key: str) -> ResponseReturnValue:
    """Let it apply from a day."""
    form = ActivationForm()
    if form.validate_on_submit():
        try:
            perform(form.to_command(key=key))
            flash(gettext("Recorded."))
            return redirect(url_for("procedures.trial", key=key))
        except InvalidInputError as error:
            form.refuse(error)
        except ActionRefusedError as error:
            return _trial(key, refusals=error.refusals), CONFLICT
    return _trial(key, form=form), 422


@blueprint.post("/procedures/<key>/withdraw")
@door(Who.ADMINISTRATORS)
def withdraw(key: str) -> ResponseReturnValue:
    """Withdraw an edition that is not in use."""
    try:
        perform(WithdrawEdition(key=key))
    except ActionRefusedError as error:
        return _trial(key, refusals=error.refusals), CONFLICT
    flash(gettext("The edition is withdrawn."))
    return redirect(url_for("procedures.index"))


@blueprint.post("/procedures/<key>/move")
@door(Who.SECRETARIAT)
def move(key: str) -> ResponseReturnValue:
    """Move the cases chosen to the edition; first as a dry run, which shows what would happen."""
    chosen = _chosen(request.form)
    if not chosen:
        refusal = Refusal(guard="cases_are_chosen", message=N_("Choose at least one case."))
        return _trial(key, refusals=(refusal,)), 422
    if "move" not in request.form:
        return _trial(key, only=chosen)
    try:
        moved = perform(MoveToEdition(key=key, runs=tuple(chosen.items()))).value["moved"]
    except ActionRefusedError as error:
        return _trial(key, refusals=error.refusals, only=chosen), CONFLICT
    except StaleError:
        sentence = gettext(
            "Somebody acted on one of these cases meanwhile. Nothing was moved; look again."
        )
        flash(sentence)
        return _trial(key, only=chosen), CONFLICT
    flash(gettext("Moved: %(numbers)s.", numbers=", ".join(moved)))
    return redirect(url_for("procedures.trial", key=key))


def _chosen(sent: MultiDict[str, str]) -> dict[int, int]:
    """The runs chosen, each with the version that was seen."""
    found = {}
    for value in sent.getlist("run"):
        run, _, version = value.partition(":")
        if all(one.isdecimal() and len(one) < LONGEST_NUMBER for one in (run, version)):
            found[int(run)] = int(version)
    return found


def _trial(
    key: str,
    *,
    form: ActivationForm | None = None,
    refusals: tuple[Refusal, ...] = (),
    only: dict[int, int] | None = None,
) -> str:
    with reading() as session:
        page = trials.trial_page(
            session, key, reader(), now(), language.current(), only=list(only or ())
        )
    form = form or ActivationForm(formdata=None, applies_from=page.applies_from or page.valid_from)
    return render_template(
        "procedures/trial.html", page=page, form=form, refusals=refusals, chosen=only or {}
    )
