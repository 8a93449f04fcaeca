"""What a person gives with an action that moves a run."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import Optional

from forms.base import Form
from forms.choices import SelectField
from forms.validators import AtMost
from workflow.rules.commands.cases import MoveRun


class ActionForm(Form):
    """One form for every action: the fields that the action asks for are shown, the rest are empty."""

    action = HiddenField()
    seen_version = IntegerField(_l("Version shown"))
    reasons = TextAreaField(_l("Reasons"), [Optional(), AtMost(20000)])
    meeting = SelectField(_l("Meeting"), [Optional()], validate_choice=False, default="")
    reference = StringField(_l("Reference of the document"), [Optional(), AtMost(200)])
    register_number = StringField(_l("Number in the register"), [Optional(), AtMost(20)])

    def to_command(self, *, run_id: int, asks: tuple[str, ...]) -> MoveRun:
        """The move, with what was asked for and nothing else."""
        given = {name: str(self[name].data or "").strip() for name in asks if name in self}
        return MoveRun(
            run_id=run_id,
            action=str(self.action.data or ""),
            seen_version=int(self.seen_version.data or 0),
            given={name: value for name, value in given.items() if value},
        )
