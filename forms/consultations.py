"""An administration's reply to a consultation."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Optional

from forms.base import Form
from forms.choices import RadioField, SelectField
from forms.validators import AtMost
from workflow.rules.commands.consultations import RecordReply


class ReplyForm(Form):
    """Agree, object with reasons, or abstain; the Bureau attaches the letter it enters."""

    member = SelectField(_l("Administration"), [InputRequired()])
    position = RadioField(
        _l("Reply"),
        [InputRequired()],
        choices=[
            ("agree", _l("Agrees")),
            ("object", _l("Objects")),
            ("abstain", _l("Abstains")),
        ],
    )
    reasons = TextAreaField(_l("Reasons (needed where objecting)"), [Optional(), AtMost(20000)])
    letter = FileField(_l("Letter or e-mail of the administration"))

    def to_command(self, *, consultation_id: int) -> RecordReply:
        """Record the reply."""
        letter = self.letter.data if self.letter else None  # taken off for a respondent
        return RecordReply(
            consultation_id=consultation_id,
            member=str(self.member.data),
            position=str(self.position.data),
            reasons=str(self.reasons.data or ""),
            letter_name=letter.filename if letter else "",
            letter=letter.read() if letter else b"",
        )
