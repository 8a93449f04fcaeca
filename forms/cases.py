"""What a person gives with an action that moves a run, and the name of a filter to keep."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from forms.base import Form
from forms.choices import RadioField, SelectField
from forms.validators import AtMost
from workflow.rules.commands.cases import ChangeDeadline, MoveRun, OpenCurrentWork, SaveFilter


class ActionForm(Form):
    """One form for every action: the fields that the action asks for are shown, the rest are empty."""

    action = HiddenField()
    seen_version = IntegerField(_l("Version shown"))
    reasons = TextAreaField(_l("Reasons"), [Optional(), AtMost(20000)])
    meeting = SelectField(_l("Meeting"), [Optional()], validate_choice=False, default="")
    position = RadioField(
        _l("Position taken"),
        [Optional()],
        choices=[("consents", _l("Consents")), ("does_not_consent", _l("Does not consent"))],
        validate_choice=False,
    )
    present = StringField(_l("Representatives present"), [Optional(), AtMost(4)])
    reference = StringField(_l("Reference of the document"), [Optional(), AtMost(200)])
    approval_process = RadioField(
        _l("Approval process of the resulting Recommendations"),
        [Optional()],
        choices=[
            ("aap", _l("Alternative approval process (AAP)")),
            ("tap", _l("Traditional approval process (TAP)")),
        ],
        validate_choice=False,
    )
    consulted = TextAreaField(_l("Who was consulted"), [Optional(), AtMost(2000)])
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


class DeadlineForm(Form):
    """Another last day of a period, and why; `decided` is the day of which what follows was shown."""

    seen_version = IntegerField(_l("Version shown"))
    until = DateField(_l("Last day of the period"), [InputRequired()])
    reasons = TextAreaField(_l("Reasons"), [InputRequired(), AtMost(20000)])
    decided = HiddenField()

    def to_command(self, *, run_id: int) -> ChangeDeadline:
        """The decision."""
        return ChangeDeadline(
            run_id=run_id,
            seen_version=int(self.seen_version.data or 0),
            until=self.until.data or dt.date.min,
            reasons=str(self.reasons.data or ""),
        )


class SaveFilterForm(Form):
    """The name under which the filter of the table is kept; the filter itself is handed on unseen."""

    name = StringField(_l("Name of the filter"), [InputRequired(), AtMost(100)])
    text = HiddenField(validators=[AtMost(200)])
    sector = HiddenField(validators=[AtMost(10)])
    body = HiddenField(validators=[AtMost(40)])
    kind = HiddenField(validators=[AtMost(40)])
    state = HiddenField(validators=[AtMost(60)])
    sort = HiddenField(validators=[AtMost(20)])
    order = HiddenField(validators=[AtMost(20)])

    def asked(self) -> dict[str, str]:
        """What the table is asked for, without what does not narrow it."""
        names = ("text", "sector", "body", "kind", "state", "sort", "order")
        found = {name: str(self[name].data or "") for name in names}
        return {name: value for name, value in found.items() if value}

    def to_command(self) -> SaveFilter:
        """The filter to keep."""
        return SaveFilter(name=str(self.name.data or ""), asked=self.asked())


class CurrentWorkForm(Form):
    """The work and why its allocation is to be considered; the choices are handed in."""

    opener = SelectField(_l("In whose name"), [InputRequired()], coerce=str)
    work = SelectField(_l("What the case is about"), [InputRequired()], coerce=str)
    question = StringField(_l("Question in force"), [Optional(), AtMost(60)])
    study_group = SelectField(_l("Body in which the work is done"), [Optional()], default="")
    title = StringField(_l("Title"), [Optional(), AtMost(500)])
    language = SelectField(_l("Language of the text"), [InputRequired()])
    text = TextAreaField(_l("The work as it is"), [InputRequired(), AtMost(20000)])
    reasons = TextAreaField(
        _l("Why the Sectors are to consider it"), [InputRequired(), AtMost(20000)]
    )

    def to_command(self) -> OpenCurrentWork:
        """The case to open."""
        return OpenCurrentWork(
            opener=str(self.opener.data or ""),
            work=str(self.work.data or ""),
            language=str(self.language.data or ""),
            text=str(self.text.data or ""),
            reasons=str(self.reasons.data or ""),
            question=str(self.question.data or ""),
            study_group=str(self.study_group.data or ""),
            title=str(self.title.data or ""),
        )
