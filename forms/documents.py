"""Word files sent to be read, and proposals that an office enters for their authors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import DateField
from wtforms.validators import InputRequired

from forms.base import Form
from forms.choices import RadioField
from forms.proposals import DraftForm, draft_form
from states.definition import FormField
from workflow.rules.commands.documents import KeepIncoming, RegisterProposal


class WordForm(Form):
    """The file."""

    document = FileField(_l("Word file"), [InputRequired()])

    def file(self) -> tuple[str, bytes]:
        """Its name and its bytes."""
        return self.document.data.filename or "", self.document.data.read()


class IncomingForm(Form):
    """A letter or an e-mail that came to an office."""

    document = FileField(_l("Letter or e-mail"), [InputRequired()])

    def to_command(self, *, office: str) -> KeepIncoming:
        """Keep it."""
        return KeepIncoming(
            office=office,
            name=self.document.data.filename or "",
            content=self.document.data.read(),
        )


class RegistrationForm(DraftForm):
    """A proposal as its author would write it, with how and when it came."""

    means = RadioField(
        _l("It came by"),
        [InputRequired()],
        choices=[("email", _l("E-mail")), ("letter", _l("Letter"))],
    )
    received_on = DateField(_l("Received on"), [InputRequired()])

    def to_registration(self, *, attachment_id: str, sector: str) -> RegisterProposal:
        """Register it for its author."""
        own = ("means", "received_on")
        return RegisterProposal(
            attachment_id=attachment_id,
            member=str(self.member.data),
            sector=sector,
            kind=str(self.kind.data),
            language=str(self.language.data),
            means=str(self.means.data),
            received_on=self.received_on.data or dt.date.max,
            fields={name: text for name, text in self.texts().items() if name not in own},
        )


def registration_form(
    fields: Iterable[FormField], labels: Mapping[str, str], choices: Mapping[str, str]
) -> type[RegistrationForm]:
    """The form of a Sector with how and when the proposal came."""
    sector = draft_form(fields, labels, choices)
    return type("SectorRegistrationForm", (RegistrationForm, sector), {})
