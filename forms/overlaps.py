"""What offices and the proposer type while a case is screened."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Optional

from forms.base import Form
from forms.choices import RadioField, SelectField
from forms.validators import AtMost
from workflow.rules.commands.overlaps import (
    AnswerItem,
    AnswerQuestions,
    DisposeOfCandidate,
    ReplyToFindings,
)


class DispositionForm(Form):
    """What a close text is to the proposal, said in the name of an office, with the reason."""

    degree = RadioField(
        _l("What is it to the proposal?"),
        [InputRequired()],
        choices=[
            ("none", _l("no relation")),
            ("related", _l("related")),
            ("complementary", _l("complementary")),
            ("partial", _l("overlaps in part")),
            ("duplicate", _l("covers the same ground")),
        ],
    )
    reason = TextAreaField(_l("Reason"), [InputRequired(), AtMost(5000)])
    office = SelectField(_l("In the name of"), [InputRequired()])

    def to_command(self, *, candidate_id: int) -> DisposeOfCandidate:
        """Record the disposition."""
        return DisposeOfCandidate(
            candidate_id=candidate_id,
            degree=str(self.degree.data),
            reason=str(self.reason.data),
            office=str(self.office.data),
        )


class ItemForm(Form):
    """The answer to one checklist item."""

    answer = RadioField(
        _l("Answer"),
        [InputRequired()],
        choices=[
            ("yes", _l("yes")),
            ("no", _l("no")),
            ("partly", _l("partly")),
            ("not_known", _l("not known")),
        ],
    )
    evidence = TextAreaField(_l("Explanation"), [Optional(), AtMost(10_000)])

    def to_command(self, *, case_id: int, item: str) -> AnswerItem:
        """Record the answer."""
        return AnswerItem(
            case_id=case_id,
            item=item,
            answer=str(self.answer.data),
            evidence=str(self.evidence.data or ""),
        )


class QuestionsForm(Form):
    """The proposer's answers in words; `questions_form` adds a field for each question."""

    def to_command(self, *, case_id: int) -> AnswerQuestions:
        """Record what was answered."""
        answers = {
            field.name: str(field.data or "") for field in self if field.type != "CSRFTokenField"
        }
        return AnswerQuestions(case_id=case_id, answers=answers)


def questions_form(questions: Mapping[str, str]) -> type[QuestionsForm]:
    """The form of these questions by checklist item; each may be left for later."""
    inputs = {
        item: TextAreaField(f"{item} {question}", [Optional(), AtMost(10_000)])
        for item, question in questions.items()
    }
    return type("ProposersQuestionsForm", (QuestionsForm,), inputs)


class FindingsReplyForm(Form):
    """The proposer's reply to the findings."""

    reply = TextAreaField(_l("Your reply"), [Optional(), AtMost(20_000)])

    def to_command(self, *, case_id: int) -> ReplyToFindings:
        """Say that the findings were seen, with the reply."""
        return ReplyToFindings(case_id=case_id, reply=str(self.reply.data or ""))
