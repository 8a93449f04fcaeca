"""What the secretariat and the chairs type: the groups asked, a conclusion, its confirmation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from forms.base import Form
from forms.choices import RadioField, SelectField, SelectMultipleField
from forms.proposals import TextForm, revision_form
from forms.validators import AtMost
from states.definition import FormField
from workflow.rules.commands.reviews import (
    AnswerModification,
    AskGroups,
    AskToBeIncluded,
    AttachStatement,
    ConfirmConclusion,
    DraftConclusion,
    EnterOralAmendment,
    FileWrittenView,
    IncludeGroup,
    ProposeCorrection,
    RecordConclusionAbove,
    RecordDivergence,
    ReleaseConclusion,
)
from workflow.rules.errors import InvalidInputError

SECTORS = [("R", _l("ITU-R")), ("T", _l("ITU-T")), ("D", _l("ITU-D"))]


class AskGroupsForm(Form):
    """The advisory groups concerned; the choices are handed in."""

    seen_version = IntegerField(_l("Version shown"))
    groups = SelectMultipleField(_l("Advisory groups concerned"), validate_choice=False)

    def to_command(self, *, run_id: int) -> AskGroups:
        """The request to ask them."""
        return AskGroups(
            run_id=run_id,
            seen_version=int(self.seen_version.data or 0),
            groups=tuple(self.groups.data or ()),
        )


class InclusionForm(Form):
    """One more group: only the version that was read."""

    seen_version = IntegerField(_l("Version shown"))

    def to_ask(self, *, run_id: int, body: str) -> AskToBeIncluded:
        """The chair's request to the lead office."""
        return AskToBeIncluded(run_id=run_id, body=body)

    def to_include(self, *, run_id: int, body: str) -> IncludeGroup:
        """The lead office's asking of that group too."""
        return IncludeGroup(run_id=run_id, body=body, seen_version=int(self.seen_version.data or 0))


class ConclusionForm(Form):
    """A body's conclusion; kinds, meetings and study groups are handed in."""

    seen_version = IntegerField(_l("Version shown"))
    meeting_id = SelectField(_l("Meeting"), [InputRequired()], coerce=str)
    kind = SelectField(_l("Conclusion"), [InputRequired()], coerce=str)
    lead_sector = SelectField(
        _l("Lead Sector"), [Optional()], choices=[("", "—"), *SECTORS], default=""
    )
    supporting = SelectMultipleField(_l("Supporting Sectors"), [Optional()], choices=SECTORS)
    study_group = SelectField(_l("Study group it is to go to"), [Optional()], default="")
    question = StringField(
        _l("Question it is to be merged with"), [Optional(), AtMost(60)], default=""
    )
    reasons = TextAreaField(_l("Reasons"), [InputRequired(), AtMost(20000)])

    def to_command(self, *, run_id: int, body: str) -> DraftConclusion:
        """The conclusion; its destination is the one that its kind asks for."""
        kind = str(self.kind.data or "")
        destinations = {"reallocate_study_group": self.study_group, "merge": self.question}
        destination = destinations.get(kind)
        return DraftConclusion(
            run_id=run_id,
            body=body,
            meeting_id=_number(self.meeting_id.data),
            kind=kind,
            reasons=str(self.reasons.data or ""),
            lead_sector=str(self.lead_sector.data or ""),
            supporting=tuple(self.supporting.data or ()),
            target=str(destination.data or "") if destination is not None else "",
            seen_version=int(self.seen_version.data or 0),
        )

    def to_above(self, *, run_id: int) -> RecordConclusionAbove:
        """The same, as a body above the groups concluded it."""
        one = self.to_command(run_id=run_id, body="")
        return RecordConclusionAbove(
            run_id=run_id,
            seen_version=one.seen_version,
            meeting_id=one.meeting_id,
            kind=one.kind,
            reasons=one.reasons,
            lead_sector=one.lead_sector,
            supporting=one.supporting,
            target=one.target,
        )

    def refuse(self, error: InvalidInputError) -> None:
        """Show what is said of the destination at the field that holds it for this kind."""
        if error.field_name == "target":
            name = "question" if self.kind.data == "merge" else "study_group"
            error = InvalidInputError(name, error.message, **error.params)
        super().refuse(error)


class DivergenceForm(Form):
    """That the groups do not agree; `divergence_form` adds a position for each that sits."""

    seen_version = IntegerField(_l("Version shown"))
    reasons = TextAreaField(_l("Reasons"), [InputRequired(), AtMost(20000)])

    def to_command(self, *, run_id: int, groups: Iterable[str]) -> RecordDivergence:
        """The divergence, with the positions that were written."""
        said = {body: str(self[body.replace(":", "-")].data or "") for body in groups}
        return RecordDivergence(
            run_id=run_id,
            seen_version=int(self.seen_version.data or 0),
            reasons=str(self.reasons.data or ""),
            positions=said,
        )


def divergence_form(groups: Iterable[tuple[str, str]]) -> type[DivergenceForm]:
    """The form with a position for each of the *groups*, given by code and name."""
    fields = {
        body.replace(":", "-"): TextAreaField(
            _l("Position of %(body)s", body=name), [Optional(), AtMost(5000)]
        )
        for body, name in groups
    }
    return type("GroupsDivergenceForm", (DivergenceForm,), fields)


class StepForm(Form):
    """Confirming or releasing: only the version that was read, and the views shown with it."""

    seen_version = IntegerField(_l("Version shown"))
    seen_view = IntegerField(_l("Views shown"), [Optional()])

    def to_confirm(self, *, conclusion_id: int) -> ConfirmConclusion:
        """The chair's confirmation of what was shown."""
        return ConfirmConclusion(
            conclusion_id=conclusion_id,
            seen_version=int(self.seen_version.data or 0),
            seen_view=int(self.seen_view.data or 0),
        )

    def to_release(self, *, conclusion_id: int) -> ReleaseConclusion:
        """The release of what was shown."""
        return ReleaseConclusion(
            conclusion_id=conclusion_id, seen_version=int(self.seen_version.data or 0)
        )


class ViewForm(Form):
    """A member's written view; members and languages are handed in."""

    member = SelectField(_l("Member"), [InputRequired()])
    language = SelectField(_l("Language of the text"), [InputRequired()])
    text = TextAreaField(_l("Written view"), [InputRequired(), AtMost(20000)])

    def to_command(self, *, case_id: int) -> FileWrittenView:
        """The view as the member files it."""
        return FileWrittenView(
            case_id=case_id,
            member=str(self.member.data),
            language=str(self.language.data),
            text=str(self.text.data or ""),
        )


class CorrectionForm(Form):
    """A correction to a confirmed conclusion."""

    seen_version = IntegerField(_l("Version shown"))
    language = SelectField(_l("Language of the text"), [InputRequired()])
    text = TextAreaField(_l("Correction"), [InputRequired(), AtMost(5000)])

    def to_command(self, *, conclusion_id: int) -> ProposeCorrection:
        """The correction, for the chair and the secretariat."""
        return ProposeCorrection(
            conclusion_id=conclusion_id,
            seen_version=int(self.seen_version.data or 0),
            language=str(self.language.data),
            text=str(self.text.data or ""),
        )


class StatementForm(Form):
    """A member's statement on a confirmed conclusion."""

    seen_version = IntegerField(_l("Version shown"))
    member = SelectField(_l("Member"), [InputRequired()])
    language = SelectField(_l("Language of the text"), [InputRequired()])
    text = TextAreaField(_l("Statement"), [InputRequired(), AtMost(10000)])

    def to_command(self, *, conclusion_id: int) -> AttachStatement:
        """The statement, which prints with the conclusion."""
        return AttachStatement(
            conclusion_id=conclusion_id,
            seen_version=int(self.seen_version.data or 0),
            member=str(self.member.data),
            language=str(self.language.data),
            text=str(self.text.data or ""),
        )


class ModificationForm(Form):
    """Whether the proposer agrees to a body's modification."""

    seen_version = IntegerField(_l("Version shown"))
    position = RadioField(
        _l("Answer"),
        [InputRequired()],
        choices=[("agreed", _l("Agreed")), ("not_agreed", _l("Not agreed"))],
    )
    reasons = TextAreaField(_l("Reasons"), [Optional(), AtMost(5000)])

    def to_command(self, *, conclusion_id: int) -> AnswerModification:
        """The proposer's answer to what was shown."""
        return AnswerModification(
            conclusion_id=conclusion_id,
            seen_version=int(self.seen_version.data or 0),
            position=str(self.position.data),
            reasons=str(self.reasons.data or ""),
        )


def _number(value: object) -> int:
    text = str(value or "")
    return int(text) if text.isdecimal() else 0


class OralAmendmentForm(TextForm):
    """The whole text as amended orally; `amendment_form` adds the fields of the edition."""

    meeting_id = SelectField(_l("Meeting"), [InputRequired()])

    def to_amendment(self, *, case_id: int) -> EnterOralAmendment:
        """The amended text, for the proposer."""
        return EnterOralAmendment(
            case_id=case_id,
            seen_version=int(self.seen_version.data or 0),
            meeting_id=_number(self.meeting_id.data),
            fields={name: text for name, text in self.texts().items() if name != "meeting_id"},
        )


def amendment_form(
    fields: Iterable[FormField], labels: Mapping[str, str], choices: Mapping[str, str]
) -> type[OralAmendmentForm]:
    """The form of an oral amendment, with the inputs of a new text version."""
    inputs = revision_form(fields, labels, choices)
    return type("SectorAmendmentForm", (OralAmendmentForm, inputs), {})
