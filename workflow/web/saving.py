"""Saving the text of a draft, whichever button of its page was pressed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from forms.base import Form
from forms.proposals import DraftForm
from workflow.rules.commands import Command
from workflow.rules.errors import InvalidInputError, StaleError
from workflow.web.composing import compose, form_of, sector_of
from workflow.web.services import perform


@dataclass(frozen=True, slots=True)
class Typed:
    """The text that came with a button, to be shown again where it could not be saved.

    `form` is None when it was saved, or when none came.
    """

    form: DraftForm | None = None
    stale: bool = False

    @property
    def status(self) -> int:
        """The answer's own code, where the text could not be saved."""
        return 409 if self.stale else 422


def save_text(draft_id: str, *, part: str = "") -> Typed:
    """Save what was typed, as the form's command or a *part* of what it asks.

    What cannot be saved is kept for its page.
    """
    sector = sector_of(draft_id)
    form = form_of(request.form, sector)
    if not form.validate_on_submit():
        return Typed(form)
    try:
        seen = int(form.seen_version.data or 0)
        perform(form.to_command(draft_id=draft_id, sector=sector, seen_version=seen), part=part)
    except InvalidInputError as error:
        form.refuse(error)
        return Typed(form)
    except StaleError:
        return Typed(form, stale=True)
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
        typed.form, draft_id=draft_id, stale=typed.stale, refused=form if refused else None
    )
    return page, typed.status
