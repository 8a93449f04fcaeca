"""Saving the text of a draft, whichever button of its page was pressed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from forms.base import Form
from forms.proposals import DraftForm
from workflow.rules.commands import Command
from workflow.rules.errors import InvalidInputError, StaleError
from workflow.web import sector_forms
from workflow.web.composing import compose, form_of, sector_of
from workflow.web.services import perform


@dataclass(frozen=True, slots=True)
class Typed:
    """The text that came with a button, to be shown again where it could not be saved.

    `form` is None when it was saved, or when none came; `kept` came of other Sectors' forms.
    """

    form: DraftForm | None = None
    stale: bool = False
    kept: Mapping[str, str] | None = None

    @property
    def status(self) -> int:
        """The answer's own code, where the text could not be saved."""
        return 409 if self.stale else 422


def save_text(draft_id: str, *, part: str = "") -> Typed:
    """Save what was typed, as the form's command or a *part* of what it asks.

    What cannot be saved is kept for its page.
    """
    sector = sector_forms.sector_shown(request.form, sector_of(draft_id))
    form, kept = form_of(request.form, sector), sector_forms.kept(request.form)
    if not form.validate_on_submit():
        return Typed(form, kept=kept)
    try:
        seen = int(form.seen_version.data or 0)
        command = form.to_command(
            draft_id=draft_id,
            sector=sector,
            seen_version=seen,
            kept=kept,
            dropped=request.form.getlist("drop"),
        )
        perform(command, part=part)
    except InvalidInputError as error:
        form.refuse(error)
        return Typed(form, kept=kept)
    except StaleError:
        return Typed(form, stale=True, kept=kept)
    return Typed()


def beside_the_text(
    draft_id: str,
    done: str,
    anchor: str,
    *,
    command: Callable[[], Command],
    form: Form | None = None,
) -> ResponseReturnValue:
    """Save the text and do what the button says; neither is lost because the other cannot be done.

    `done` is said once it is; a *form* that is refused is shown with the sentence at its field.
    """
    typed = save_text(draft_id, part="text") if "title" in request.form else Typed()
    refused = form is not None and not form.validate_on_submit()
    if not refused:
        try:
            perform(command())
            flash(done)
        except InvalidInputError as error:
            if form is None:
                raise
            form.refuse(error)
            refused = True
    if typed.form is None and not refused:
        return redirect(url_for("proposals.edit", draft_id=draft_id, _anchor=anchor))
    page = compose(
        typed.form,
        draft_id=draft_id,
        stale=typed.stale,
        refused=form if refused else None,
        kept=typed.kept,
    )
    return page, typed.status
