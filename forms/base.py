"""The base of all forms: the CSRF token, trimmed text without hidden marks, and refusals at their field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from flask_babel import gettext, pgettext
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, PasswordField, StringField, TextAreaField, ValidationError

from workflow.rules.errors import InvalidInputError, Said, Value

HIDDEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufff9-\ufffb"
    "\ufffe\uffff\U000e0000-\U000e007f]"
)
"""Control characters and direction overrides: they make a text read otherwise than it is stored.

The marks that Arabic and mixed texts need (such as U+200F) are not among them.
"""


SPACES = "".join(chr(one) for one in range(0x3001) if chr(one).isspace())
NOTHING = SPACES + "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""What may stand inside a text, but is nothing by itself."""


def plain(text: str) -> str:
    """The text without hidden marks, with one kind of line end."""
    return HIDDEN.sub("", text.replace("\r\n", "\n"))


def trimmed(value: Any) -> Any:  # noqa: ANN401 - whatever the field holds
    """Text with nothing invisible at its ends, and with one kind of line end."""
    if not isinstance(value, str):
        return value
    return value.replace("\r\n", "\n").strip(NOTHING)


def on_one_line(value: Any) -> Any:  # noqa: ANN401 - whatever the field holds
    """Text for a field that is one line high: line ends and tabs are spaces there."""
    return " ".join(value.split()) if isinstance(value, str) else value


def without_hidden_marks(_form: object, field: Field) -> None:
    """Refuse control characters and direction overrides; the field comes back without them."""
    if isinstance(field.data, str) and HIDDEN.search(field.data):
        field.data = plain(field.data)
        raise ValidationError(
            gettext(
                "This text held a control character or a hidden direction mark, which was taken "
                "out. Please read it again before you send it."
            )
        )


def not_blank(_form: object, field: Field) -> None:
    """Refuse spaces alone where something is needed."""
    if field.flags.required and field.data == "":
        raise ValidationError(field.gettext("This field is required."))


def _written(value: Value) -> str | int:
    """A value in a sentence; the parts of a list with the comma of the page's language."""
    if isinstance(value, Said):
        return str(gettext(value.message, **value.params))
    return (pgettext("list", ", ").join(value) or "—") if isinstance(value, tuple) else value


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types; this is its only subclass
    """A form whose fields are trimmed and checked for hidden marks."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # as above
        """Every text field is trimmed."""

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:  # noqa: ANN401 - WTForms' own signature
            """Give each text field the filter that trims it; a password is taken as it is."""
            kind = unbound_field.field_class
            if issubclass(kind, StringField) and not issubclass(kind, PasswordField):
                filters = list(unbound_field.kwargs.get("filters", ()))
                line = [] if issubclass(kind, (HiddenField, TextAreaField)) else [on_one_line]
                if trimmed not in filters:
                    unbound_field.kwargs["filters"] = [*filters, trimmed, *line]
            return super().bind_field(form, unbound_field, options)

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms' own signature
        """Check every field, and its text, typed or chosen, for hidden marks and blanks besides."""
        all_checks = {name: [without_hidden_marks, not_blank] for name in self._fields}
        for name, checks in (extra_validators or {}).items():
            all_checks[name] = [*all_checks.get(name, []), *checks]
        return bool(super().validate(all_checks))

    def refuse(self, error: InvalidInputError) -> None:
        """Show at its field why what was typed cannot be stored."""
        sentence = gettext(
            error.message, **{name: _written(one) for name, one in error.params.items()}
        )
        field = self._fields.get(error.field_name)
        if field is None:
            self.form_errors: list[str] = [*getattr(self, "form_errors", []), sentence]
        else:
            field.errors = [*field.errors, sentence]

    def faults(self) -> Iterator[tuple[str, str, str]]:
        """Each fault as (id of the field or nothing, its label, the sentence), for the summary."""
        for field in self:
            for sentence in field.errors:
                yield field.id, str(field.label.text), str(sentence)
        for sentence in self.form_errors:
            yield "", "", str(sentence)
