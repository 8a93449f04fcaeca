"""Sounding people, private links to a draft, and clearance."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from wtforms import DateField, EmailField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from forms.base import Form
from forms.choices import RadioField, SelectField
from forms.validators import AtMost
from workflow.rules.commands.proposals import CommentDraft, ShareDraft
from workflow.rules.commands.soundings import (
    AnswerComment,
    CommentByLink,
    GiveClearance,
    MakeLink,
    RecordClearance,
)

LONGEST_COMMENT, LONGEST_LINE = 10_000, 200


class ShareForm(Form):
    """Whom to sound."""

    email = EmailField(_l("E-mail address of an account"), [InputRequired(), AtMost(LONGEST_LINE)])

    def to_command(self, *, draft_id: str) -> ShareDraft:
        """Share the draft with that person."""
        return ShareDraft(draft_id=draft_id, email=str(self.email.data))


class CommentForm(Form):
    """A comment on a draft."""

    text = TextAreaField(_l("Comment"), [InputRequired(), AtMost(LONGEST_COMMENT)])

    def to_command(self, *, draft_id: str) -> CommentDraft:
        """Comment the draft."""
        return CommentDraft(draft_id=draft_id, text=str(self.text.data))


class AnswerCommentForm(Form):
    """The delegation's answer to a comment; an empty one takes it back."""

    text = TextAreaField(_l("Answer of the delegation"), [Optional(), AtMost(LONGEST_COMMENT)])

    def to_command(self, *, draft_id: str, comment_id: int) -> AnswerComment:
        """Answer that comment."""
        return AnswerComment(
            draft_id=draft_id, comment_id=comment_id, text=str(self.text.data or "")
        )


class LinkForm(Form):
    """For whom a link is, what for, and how long; the choice of days is handed in."""

    recipient = StringField(_l("For whom"), [InputRequired(), AtMost(LONGEST_LINE)])
    kind = RadioField(
        _l("What for"),
        [InputRequired()],
        choices=[
            ("clearance", _l("To read, to comment and to give clearance")),
            ("comment", _l("To read and to comment")),
        ],
        default="clearance",
    )
    days = SelectField(_l("Open for"), [InputRequired()])

    def to_command(self, *, draft_id: str, digest: str) -> MakeLink:
        """Make the link whose token has that digest."""
        return MakeLink(
            draft_id=draft_id,
            kind=str(self.kind.data),
            recipient=str(self.recipient.data),
            days=int(self.days.data),
            digest=digest,
        )


class LinkCommentForm(Form):
    """A comment by somebody who reads a draft through a link."""

    name = StringField(_l("Your name or office"), [Optional(), AtMost(LONGEST_LINE)])
    text = TextAreaField(_l("Comment"), [InputRequired(), AtMost(LONGEST_COMMENT)])

    def to_command(self, *, digest: str) -> CommentByLink:
        """Comment through the link whose token has that digest."""
        return CommentByLink(
            digest=digest, name=str(self.name.data or ""), text=str(self.text.data)
        )


class ClearanceForm(Form):
    """An office's clearance: by whom, of which day, under which reference."""

    office = StringField(_l("Office that clears"), [InputRequired(), AtMost(LONGEST_LINE)])
    cleared_on = DateField(_l("Date of the clearance"), [InputRequired()])
    reference = StringField(_l("Reference"), [Optional(), AtMost(LONGEST_LINE)])
    seen_version = IntegerField(_l("Version shown"), default=0)

    def to_record(self, *, draft_id: str) -> RecordClearance:
        """Enter a clearance that came another way."""
        return RecordClearance(
            draft_id=draft_id,
            office=str(self.office.data),
            cleared_on=self.cleared_on.data or dt.date.min,
            reference=str(self.reference.data or ""),
        )

    def to_command(self, *, digest: str) -> GiveClearance:
        """Give clearance through the link whose token has that digest."""
        return GiveClearance(
            digest=digest,
            seen_version=int(self.seen_version.data or 0),
            office=str(self.office.data),
            cleared_on=self.cleared_on.data or dt.date.min,
            reference=str(self.reference.data or ""),
        )
