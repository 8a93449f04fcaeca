"""Writing a proposal: the first three fields, then those of the Sector's form, when first needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from forms.base import Form
from forms.choices import RadioField, SelectField
from forms.validators import AtMost
from states.definition import FormField
from workflow.rules.commands.proposals import (
    AnswerSponsorship,
    AttachFile,
    EnterEditorialUpdate,
    MovePackage,
    NameSponsor,
    OpenPackage,
    ReviseProposal,
    SaveDraft,
)

LONGEST_TITLE, LONGEST_TEXT = 500, 50_000
OWN_FIELDS = frozenset({"member", "sector", "kind", "language", "seen_version", "csrf_token"})
"""Fields of the form itself; all others hold the proposal's text."""

SECTORS = [("R", _l("ITU-R")), ("T", _l("ITU-T")), ("D", _l("ITU-D"))]
ANSWERS = [
    ("confirmed", _l("We confirm")),
    ("declined", _l("We do not")),
    ("withdrawn", _l("We withdraw our name")),
]


class TextForm(Form):
    """A form with the fields of a Sector's edition, which `draft_form` and `revision_form` add."""

    seen_version = IntegerField(_l("Version shown"), default=0)

    def texts(self) -> dict[str, str]:
        """The texts of the form by field name."""
        return {field.name: str(field.data or "") for field in self if field.name not in OWN_FIELDS}

    def require(self, names: Iterable[str], *, otherwise: Iterable[str]) -> None:
        """Show at each field that it is required; the sentences *otherwise* when it is none."""
        fields = [self[name] for name in names]
        for field in fields:
            field.errors = [*field.errors, field.gettext("This field is required.")]
        if not fields:
            self.form_errors = list(otherwise)


class DraftForm(TextForm):
    """The fields every draft has. `shown_sector` is the one whose form this is, `sector` the one chosen."""

    shown_sector = ""
    sector = RadioField(_l("Sector"), [Optional()], choices=SECTORS, default="R")
    member = SelectField(_l("For"), [InputRequired()])
    kind = RadioField(
        _l("What do you propose?"),
        [InputRequired()],
        choices=[
            ("new", _l("A new Question")),
            ("revised", _l("A revised Question")),
            ("suppression", _l("To suppress a Question")),
        ],
        default="new",
    )
    language = SelectField(_l("Language of the text"), [InputRequired()])
    study_group = SelectField(_l("Study group"), [Optional()], validate_choice=False)
    question = StringField(_l("Existing Question"), [Optional(), AtMost(60)])

    def to_command(
        self,
        *,
        draft_id: str | None,
        sector: str,
        seen_version: int,
        kept: Mapping[str, str] | None = None,
        dropped: Iterable[str] = (),
    ) -> SaveDraft:
        """Save what was typed; *kept* and *dropped* are of other Sectors' forms."""
        return SaveDraft(
            draft_id=draft_id,
            seen_version=seen_version,
            member=str(self.member.data),
            sector=sector,
            kind=str(self.kind.data),
            language=str(self.language.data),
            fields=self.texts(),
            kept=kept or {},
            dropped=frozenset(dropped),
        )


class RevisionForm(TextForm):
    """The text of a submitted proposal; for whom, of what kind and in which language stays."""

    def to_command(self, *, case_id: int, action: str) -> ReviseProposal:
        """Fix what was typed as a new text version."""
        return ReviseProposal(
            case_id=case_id,
            action=action,
            seen_version=int(self.seen_version.data or 0),
            fields=self.texts(),
        )


class EditorialForm(TextForm):
    """The whole text, mended, and what was mended; `editorial_form` adds the fields of the edition."""

    reasons = TextAreaField(_l("What was mended, and why"), [InputRequired(), AtMost(20000)])

    def to_command(self, *, run_id: int) -> EnterEditorialUpdate:
        """The mended text."""
        return EnterEditorialUpdate(
            run_id=run_id,
            seen_version=int(self.seen_version.data or 0),
            fields={name: text for name, text in self.texts().items() if name != "reasons"},
            reasons=str(self.reasons.data or ""),
        )


def draft_form(
    fields: Iterable[FormField], labels: Mapping[str, str], choices: Mapping[str, str]
) -> type[DraftForm]:
    """The form of a Sector: one input for each field of its edition, labelled in one language."""
    inputs = {field.name: _input(field, labels, choices) for field in fields}
    return type("SectorDraftForm", (DraftForm,), inputs)


def revision_form(
    fields: Iterable[FormField], labels: Mapping[str, str], choices: Mapping[str, str]
) -> type[RevisionForm]:
    """The form of a new text version, with the same inputs."""
    inputs = {field.name: _input(field, labels, choices) for field in fields}
    return type("SectorRevisionForm", (RevisionForm,), inputs)


def _input(field: FormField, labels: Mapping[str, str], choices: Mapping[str, str]) -> Any:  # noqa: ANN401 - an unbound WTForms field
    label = labels[field.name]
    needed = [InputRequired()] if field.name in ("title", "question_text") else [Optional()]
    if field.kind == "choice":
        options = [("", "—")] + [(name, choices[name]) for name in field.choices]
        return SelectField(label, [Optional()], choices=options, default="")
    if field.kind == "line":
        return StringField(label, [*needed, AtMost(LONGEST_TITLE)])
    return TextAreaField(label, [*needed, AtMost(LONGEST_TEXT)])


class SponsorForm(Form):
    """Which member is named as sponsor or supporter."""

    member = SelectField(_l("Member"), [InputRequired()])
    kind = RadioField(
        _l("As"),
        [InputRequired()],
        choices=[("sponsor", _l("Sponsor")), ("supporter", _l("Supporter"))],
        default="supporter",
    )

    def to_command(self, *, draft_id: str) -> NameSponsor:
        """Name the member."""
        return NameSponsor(
            draft_id=draft_id, member=str(self.member.data), kind=str(self.kind.data)
        )


class AnswerForm(Form):
    """A named member's answer."""

    answer = RadioField(
        _l("Your answer"),
        [InputRequired()],
        choices=ANSWERS,
        validate_choice=False,
    )
    commitment = StringField(_l("How you will contribute"), [Optional(), AtMost(500)])

    def to_command(self, *, sponsorship_id: int) -> AnswerSponsorship:
        """Answer."""
        return AnswerSponsorship(
            sponsorship_id=sponsorship_id,
            answer=str(self.answer.data),
            commitment=str(self.commitment.data or ""),
        )


class PackageForm(Form):
    """Of which study group, and under what title."""

    body = SelectField(_l("Study group"), [InputRequired()])
    title = StringField(_l("Title"), [InputRequired(), AtMost(LONGEST_TITLE)])

    def to_command(self) -> OpenPackage:
        """Open it."""
        return OpenPackage(body=str(self.body.data), title=str(self.title.data))


class EnBlocForm(Form):
    """What a body does with all Questions of a package at once; actions and meetings are handed in."""

    action = RadioField(_l("What was agreed"), [InputRequired()], validate_choice=False)
    meeting = SelectField(_l("Meeting"), [InputRequired()])

    def to_command(self, *, package_id: str, seen: Mapping[str, int]) -> MovePackage:
        """Take the action for the cases that the page showed."""
        return MovePackage(
            package_id=package_id,
            action=str(self.action.data),
            seen=seen,
            given={"meeting": str(self.meeting.data)},
        )


class AttachForm(Form):
    """A document to attach."""

    document = FileField(_l("Document"), [InputRequired()])

    def to_command(self, *, draft_id: str) -> AttachFile:
        """Attach it."""
        return AttachFile(
            draft_id=draft_id,
            name=self.document.data.filename or "",
            content=self.document.data.read(),
        )


def editorial_form(
    fields: Iterable[FormField], labels: Mapping[str, str], choices: Mapping[str, str]
) -> type[EditorialForm]:
    """The form of an editorial update, with the inputs of a new text version."""
    inputs = {field.name: _input(field, labels, choices) for field in fields}
    return type("SectorEditorialForm", (EditorialForm,), inputs)
