"""Recording the allocation decision."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forms.decisions import AllocationForm
from workflow.pages import decisions
from workflow.pages.decisions import AllocationPage
from workflow.rules.errors import (
    ActionNotOfferedError,
    ActionRefusedError,
    InvalidInputError,
    StaleError,
)
from workflow.web import language, parked_forms
from workflow.web.access import Who, door
from workflow.web.reviews import happened
from workflow.web.services import now, perform, reader, reading

blueprint = Blueprint("decisions", __name__)


@blueprint.get("/cases/<number>/allocation")
@door(Who.OFFICERS)
def allocation(number: str) -> ResponseReturnValue:
    """The form, filled from the agreed conclusions."""
    page = _page(number)
    restored = parked_forms.as_formdata(parked_forms.restored())
    return _render(page, AllocationForm(formdata=restored, data=_prefilled(page)))


@blueprint.post("/cases/<number>/allocation")
@door(Who.OFFICERS)
def record(number: str) -> ResponseReturnValue:
    """Record the decision."""
    page = _page(number)
    form = AllocationForm()
    _offer(form, page)
    try:
        if form.validate_on_submit():
            perform(form.to_command(run_id=page.run_id))
            flash(gettext("Recorded."))
            return redirect(url_for("cases.show", number=number))
    except InvalidInputError as error:
        form.refuse(error)
    except (ActionNotOfferedError, ActionRefusedError, StaleError) as error:
        return _render(_page(number), form, error), 409
    return _render(page, form), 422


def _page(number: str) -> AllocationPage:
    with reading() as session:
        return decisions.allocation_page(session, number, reader(), now(), language.current())


def _prefilled(page: AllocationPage) -> dict[str, object]:
    one = page.prefill
    return {
        "seen_version": page.version,
        "mode": one.modes[0][0],
        "lead_sector": one.lead_sector,
        "contributing": list(one.contributing),
        "study_groups": list(one.study_groups),
        "meeting_id": str(one.meeting_id),
    }


def _offer(form: AllocationForm, page: AllocationPage) -> None:
    form.mode.choices = [(code, gettext(words)) for code, words in page.prefill.modes]
    form.study_groups.choices = list(page.study_groups)
    form.meeting_id.choices = list(page.meetings)


def _render(page: AllocationPage, form: AllocationForm, error: Exception | None = None) -> str:
    _offer(form, page)
    return render_template(
        "decisions/allocation.html", page=page, form=form, happened=happened(error)
    )
