"""Following cases: first pages, the table, the page of a case, and the actions on it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forms.base import plain
from forms.cases import ActionForm, SaveFilterForm
from states.definition import ASKS
from workflow.documents import tables
from workflow.pages import (
    case_table,
    cases,
    consultations,
    decisions,
    estimates,
    letters,
    my_country,
    overlaps,
    refusals,
    registers,
    reviews,
    soundings,
    work,
)
from workflow.pages.case_table import Filters
from workflow.pages.cases import CasePage
from workflow.pages.due import due_page
from workflow.pages.public_cases import public_case_page
from workflow.pages.tracks import ActionOffer, Track
from workflow.rules import deadlines
from workflow.rules.commands.cases import DeleteFilter
from workflow.rules.errors import (
    ActionNotOfferedError,
    ActionRefusedError,
    InvalidInputError,
    StaleError,
)
from workflow.web import language, typed
from workflow.web.access import Who, door
from workflow.web.services import now, perform, reader, reading

blueprint = Blueprint("cases", __name__)
DIGITS = 7
"""Digits of the number of a page: more are no page."""
LONGEST, LONGEST_CHOICE = 200, 60
"""How many characters are taken of the words typed, and of what is chosen."""
MEDIA_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@blueprint.get("/my-work")
@door(Who.SIGNED_IN)
def home() -> ResponseReturnValue:
    """What waits for the reader, drafts, and the delegation's cases."""
    with reading() as session:
        page = work.home_page(session, reader(), now(), language.current())
    return render_template("cases/home.html", page=page)


@blueprint.get("/my-country")
@door(Who.DELEGATIONS)
def country() -> ResponseReturnValue:
    """What concerns the reader's delegation in all Sectors, on two sheets."""
    with reading() as session:
        page = my_country.my_country_page(session, reader(), now(), language.current())
    return render_template("cases/my_country.html", page=page, now=now())


@blueprint.get("/due-this-week")
@door(Who.OFFICERS)
def due() -> ResponseReturnValue:
    """What waits for the reader's office and what falls due."""
    with reading() as session:
        page = due_page(session, reader(), now(), language.current())
    return render_template("cases/due.html", page=page)


@blueprint.route("/cases", methods=["GET", "POST"])
@door(Who.SIGNED_IN)
def index() -> ResponseReturnValue:
    """The table of all cases the reader may see; what is asked of it has an address of its own."""
    if request.method == "POST":
        asked = _filters({name: plain(one) for name, one in request.form.items()})
        return redirect(_address(asked, typed.sent(LONGEST)))
    return _table(_asked(), SaveFilterForm(formdata=None))


@blueprint.get("/case-filters/<int:filter_id>")
@door(Who.SIGNED_IN)
def saved(filter_id: int) -> ResponseReturnValue:
    """The table as one of the reader's own filters asks for it."""
    with reading() as session:
        asked = case_table.saved_filter(session, filter_id, reader())
    return _table(_filters(asked), SaveFilterForm(formdata=None))


@blueprint.post("/case-filters")
@door(Who.SIGNED_IN)
def save_filter() -> ResponseReturnValue:
    """Keep the table's filter under a name."""
    form = SaveFilterForm()
    try:
        if form.validate_on_submit():
            kept = perform(form.to_command()).value
            flash(gettext("Recorded."))
            return redirect(url_for("cases.saved", filter_id=kept["filter"]))
    except InvalidInputError as error:
        form.refuse(error)
    return _table(_filters(form.asked()), form), 422


@blueprint.post("/case-filters/<int:filter_id>/delete")
@door(Who.SIGNED_IN)
def delete_filter(filter_id: int) -> ResponseReturnValue:
    """Delete one of the reader's own filters."""
    perform(DeleteFilter(filter_id=filter_id))
    flash(gettext("Deleted."))
    return redirect(url_for("cases.index"))


def _table(asked: Filters, form: SaveFilterForm) -> str:
    with reading() as session:
        page = case_table.cases_page(session, asked, reader(), now(), language.current())
    return render_template(
        "cases/index.html",
        page=page,
        form=form,
        words=typed.put_aside(asked.text),
        lost=typed.lost(),
    )


@blueprint.get("/case-table/<any('csv','xlsx'):ending>")
@door(Who.SIGNED_IN)
def table(ending: str) -> ResponseReturnValue:
    """The table as a file: every row that the page's filters leave, in its order."""
    asked = _asked()
    if typed.lost():  # the page says so; a file would hold more than was asked for
        return redirect(_address(asked, request.args[typed.NAME]))
    with reading() as session:
        rows = case_table.all_rows(session, asked, reader(), now(), language.current())
    made = tables.of_cases(rows, language.current())
    content = tables.as_csv(made) if ending == "csv" else tables.as_xlsx(made)
    name = f"cases-{deadlines.local_date(now()).isoformat()}.{ending}"
    return send_file(
        io.BytesIO(content), mimetype=MEDIA_TYPES[ending], as_attachment=True, download_name=name
    )


def _address(asked: Filters, words: str | None) -> str:
    """Where the table stands as it was asked for, with what stands for its words."""
    said: dict[str, Any] = {**asked.chosen(), typed.NAME: words}
    return url_for("cases.index", **said)


def _asked() -> Filters:
    """What this address asks of the table."""
    return _filters({**request.args, "text": typed.asked_for()})


def _filters(asked: Mapping[str, str]) -> Filters:
    """What an address, a form or a saved filter asks of the table."""
    chosen = {name: asked.get(name, "")[:LONGEST_CHOICE] for name in case_table.CHOICES}
    return Filters(
        **chosen,
        text=asked.get("text", "")[:LONGEST].strip(),
        sort=asked.get("sort", "submitted")[:LONGEST_CHOICE],
        descending=asked.get("order", "descending") == "descending",
        page=int(page)
        if (page := asked.get("page", "1")).isdecimal() and len(page) < DIGITS
        else 1,
    )


@blueprint.get("/cases/<number>")
@door(Who.ANYONE)
def show(number: str) -> ResponseReturnValue:
    """One case on one page; of an approved one, what is public for those who may see no more."""
    with reading() as session:
        page = None
        if not cases.may_see(session, number, reader()):
            page = public_case_page(session, number, now(), language.current())
    if page is not None:
        return render_template("cases/public.html", page=page)
    return _show(number, ActionForm(formdata=None))


@blueprint.post("/cases/<number>/runs/<int:run_id>")
@door(Who.SIGNED_IN)
def act(number: str, run_id: int) -> ResponseReturnValue:
    """Take an action; whatever stands against it comes back on the page with what was typed."""
    form = ActionForm()
    with reading() as session:
        page = cases.case_page(session, number, reader(), now(), language.current())
    offer = _offer(page, run_id, str(form.action.data))
    asks = offer.asks if offer else ASKS
    try:
        if form.validate_on_submit():
            perform(form.to_command(run_id=run_id, asks=asks))
            flash(gettext("Recorded."))
            return redirect(url_for("cases.show", number=number))
    except InvalidInputError as error:
        form.refuse(error)
    except (ActionNotOfferedError, ActionRefusedError, StaleError) as error:
        return _show(number, form, run_id=run_id, error=error), 409
    return _show(number, form, run_id=run_id), 422


def _offer(page: CasePage, run_id: int, action: str) -> ActionOffer | None:
    tracks: tuple[Track, ...] = page.tracks
    return next(
        (
            offer
            for track in tracks
            if track.run_id == run_id
            for offer in track.offers
            if offer.action == action
        ),
        None,
    )


def _show(number: str, form: ActionForm, *, run_id: int = 0, error: Exception | None = None) -> str:
    one, at, code = reader(), now(), language.current()
    with reading() as session:
        case = cases.find(session, number, one)
        page = cases.case_page(session, number, one, at, code)
        run = reviews.allocation_run(session, case)
        entering = [
            one for one in page.tracks if any("register_number" in o.asks for o in one.offers)
        ]
        if entering and not form.register_number.data:
            suggested = registers.suggested_number(session, entering[0].run_id, case, at)
            form.register_number.data = suggested
        context = {
            "screening": overlaps.summary(session, case, one),
            "conclusions": run and reviews.conclusions_panel(session, case, run, one, at, code),
            "decision": run and decisions.decision_panel(session, case, run, one, at, code),
            "consultations": consultations.of_case(session, case, one, at, code),
            "letters": letters.offered(session, case, one),
            "beside": soundings.of_case(session, case, one),
            "estimates": estimates.of_case(session, case, run, at, code),
        }
    return render_template(
        "cases/show.html",
        page=page,
        form=form,
        acted_on=run_id,
        happened=happened(error),
        kept=[one for one in (form.reasons.data, form.reference.data) if run_id and one],
        endonyms=list(language.ENDONYMS.items()),
        **context,
    )


def happened(error: Exception | None) -> list[str]:
    """What stands against an action, in sentences."""
    if isinstance(error, (StaleError, ActionNotOfferedError)):
        return [
            gettext(
                "Somebody else acted on this case after you opened the page. Below is how it "
                "stands now; what you typed is kept."
            )
        ]
    return refusals.sentences(error) if isinstance(error, ActionRefusedError) else []
