"""Signing in, and changing one's password."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, EmailField, HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Optional

from forms.base import Form
from forms.choices import SelectField
from forms.validators import AtMost
from workflow.rules.commands.accounts import (
    Appoint,
    ChooseMails,
    CreatePerson,
    SetPassword,
)


class SignInForm(Form):
    """Address and password."""

    email = EmailField(_l("E-mail address"), [InputRequired(), AtMost(200)])
    password = PasswordField(_l("Password"), [InputRequired(), AtMost(200)])
    next = HiddenField()


class PasswordForm(Form):
    """The present password and the new one."""

    current = PasswordField(_l("Present password"), [InputRequired(), AtMost(200)])
    password = PasswordField(_l("New password"), [InputRequired(), AtMost(200)])

    def to_command(self, *, email: str) -> SetPassword:
        """Set the new password of the account *email*."""
        return SetPassword(email=email, new=str(self.password.data), current=str(self.current.data))


class MailsForm(Form):
    """Which mails one gets; the choice of languages is handed in."""

    language = SelectField(_l("Language of mails"), [InputRequired()])
    weekly = BooleanField(_l("Once a week, what concerns my delegation"))

    def to_command(self) -> ChooseMails:
        """Choose."""
        return ChooseMails(language=str(self.language.data), weekly=bool(self.weekly.data))


class AccountForm(Form):
    """A new account; the choice of languages is handed in."""

    name = StringField(_l("Name"), [InputRequired(), AtMost(200)])
    email = EmailField(_l("E-mail address"), [InputRequired(), AtMost(200)])
    language = SelectField(_l("Language of mails"), [InputRequired()])
    password = PasswordField(_l("First password"), [InputRequired(), AtMost(200)])

    def to_command(self) -> CreatePerson:
        """Open the account."""
        return CreatePerson(
            email=str(self.email.data),
            name=str(self.name.data),
            language=str(self.language.data),
            password=str(self.password.data),
        )


class AppointmentForm(Form):
    """Who is appointed to what, from a day to a day."""

    email = EmailField(_l("E-mail address"), [InputRequired(), AtMost(200)])
    post = SelectField(_l("Appointed to"), [InputRequired()])
    code = StringField(_l("Office, body or member"), [InputRequired(), AtMost(40)])
    from_on = DateField(_l("From"), [InputRequired()])
    until_on = DateField(_l("Until (may be left open)"), [Optional()])

    def to_command(self) -> Appoint:
        """The appointment; the choice of post says the kind of place as well."""
        place, _, post = str(self.post.data).partition(":")
        return Appoint(
            email=str(self.email.data),
            post=post,
            place=place,
            code=str(self.code.data).strip(),
            from_on=self.from_on.data or dt.date.min,
            until_on=self.until_on.data,
        )
