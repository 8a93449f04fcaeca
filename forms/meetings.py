"""What an officer types to enter a meeting in the calendar."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from wtforms import DateField, StringField
from wtforms.validators import InputRequired, Optional

from forms.base import Form
from forms.choices import SelectField, SelectMultipleField
from forms.validators import AtMost
from workflow.rules.commands.meetings import ScheduleMeeting


class MeetingForm(Form):
    """A meeting; the bodies are handed in."""

    body = SelectField(_l("Body"), [InputRequired()], coerce=str)
    joint_with = SelectMultipleField(_l("Jointly with"), [Optional()])
    starts_on = DateField(_l("Begins on"), [InputRequired()])
    ends_on = DateField(_l("Ends on"), [InputRequired()])
    papers_by = DateField(_l("Papers due by"), [InputRequired()])
    place = StringField(_l("Place"), [InputRequired(), AtMost(200)])

    def to_command(self) -> ScheduleMeeting:
        """The meeting to enter."""
        return ScheduleMeeting(
            body=str(self.body.data or ""),
            joint_with=tuple(self.joint_with.data or ()),
            starts_on=self.starts_on.data or dt.date.min,
            ends_on=self.ends_on.data or dt.date.min,
            papers_by=self.papers_by.data or dt.date.min,
            place=str(self.place.data or ""),
        )
