"""A new edition of a procedure: its file, and the day from which it applies."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import DateField
from wtforms.validators import InputRequired

from forms.base import Form
from workflow.rules.commands.procedures import ActivateEdition, UploadEdition


class EditionForm(Form):
    """The file."""

    file = FileField(_l("File of the edition (.toml)"), [InputRequired()])

    def content(self) -> tuple[str, bytes]:
        """Its name and its bytes."""
        return self.file.data.filename or "", self.file.data.read()

    def to_command(self, *, name: str, text: str) -> UploadEdition:
        """Keep it."""
        return UploadEdition(name=name, text=text)


class ActivationForm(Form):
    """The day."""

    applies_from = DateField(_l("New cases begin under it from"), [InputRequired()])

    def to_command(self, *, key: str) -> ActivateEdition:
        """Activate it from that day."""
        return ActivateEdition(key=key, applies_from=self.applies_from.data or dt.date.min)
