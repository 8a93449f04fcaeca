"""What the lead office types to record an allocation decision."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, TextAreaField
from wtforms.validators import InputRequired, Optional

from forms.base import Form
from forms.choices import SelectField, SelectMultipleField
from forms.validators import AtMost
from workflow.rules.commands.decisions import RecordAllocation

SECTORS = [("R", _l("ITU-R")), ("T", _l("ITU-T")), ("D", _l("ITU-D"))]


class AllocationForm(Form):
    """The decision; modes, study groups and meetings are handed in."""

    seen_version = IntegerField(_l("Version shown"))
    mode = SelectField(_l("Mode"), [InputRequired()], coerce=str)
    lead_sector = SelectField(_l("Lead Sector"), [InputRequired()], choices=SECTORS)
    contributing = SelectMultipleField(_l("Contributing Sectors"), [Optional()], choices=SECTORS)
    study_groups = SelectMultipleField(_l("Study groups"), [Optional()])
    essential_requirements = TextAreaField(
        _l("Essential requirements of the contributing Sectors"), [Optional(), AtMost(20000)]
    )
    grounds = TextAreaField(_l("Grounds"), [InputRequired(), AtMost(20000)])
    meeting_id = SelectField(_l("Meeting"), [InputRequired()], coerce=str)

    def to_command(self, *, run_id: int) -> RecordAllocation:
        """The decision to record."""
        meeting = str(self.meeting_id.data or "")
        return RecordAllocation(
            run_id=run_id,
            seen_version=int(self.seen_version.data or 0),
            mode=str(self.mode.data or ""),
            lead_sector=str(self.lead_sector.data or ""),
            contributing=tuple(self.contributing.data or ()),
            study_groups=tuple(self.study_groups.data or ()),
            essential_requirements=str(self.essential_requirements.data or ""),
            grounds=str(self.grounds.data or ""),
            meeting_id=int(meeting) if meeting.isdecimal() else 0,
        )
