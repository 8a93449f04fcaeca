"""What a reader chooses for their own browser."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired

from forms.base import Form
from forms.choices import RadioField

APPEARANCES = {
    "device": _l("As the device is set"),
    "light": _l("Light"),
    "dark": _l("Dark"),
}


class AppearanceForm(Form):
    """Light or dark pages, in this browser."""

    appearance = RadioField(_l("Colours"), [InputRequired()], choices=APPEARANCES.items())
