"""The checks of fields whose sentence this installation words itself, in all six languages."""

from __future__ import annotations

from flask_babel import ngettext
from wtforms import Field, ValidationError


class AtMost:
    """A text of no more than so many characters; the browser holds the reader to it too."""

    def __init__(self, longest: int) -> None:
        self.longest = longest
        self.field_flags = {"maxlength": longest}

    def __call__(self, _form: object, field: Field) -> None:
        """Refuse a longer text, and say how long it may be."""
        if len(field.data or "") > self.longest:
            raise ValidationError(
                ngettext(
                    "Please use at most %(num)d character.",
                    "Please use at most %(num)d characters.",
                    self.longest,
                )
            )
