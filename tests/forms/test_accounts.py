"""Signing in, one's password, and appointments."""

from __future__ import annotations

import datetime as dt

import pytest

from forms.accounts import AppointmentForm, PasswordForm, SignInForm
from tests.forms.filling import MISSING, UNKNOWN, faults, filled, too_long
from workflow.rules.commands.accounts import Appoint, SetPassword

POSTS = {"post": ["office:officer", "body:chair", "member:drafter"]}
APPOINTMENT = {
    "email": " a@example.org ", "post": "body:chair", "code": " R:SG1 ",
    "from_on": "2026-03-02", "until_on": "2026-12-31",
}  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"email": "a@example.org", "password": " with spaces "}, {}),
        ({"email": "", "password": ""}, {"email": [MISSING], "password": [MISSING]}),
        ({"email": "x" * 201, "password": "p"}, {"email": [too_long(200)]}),
        ({"email": "a", "password": "x" * 201}, {"password": [too_long(200)]}),
    ],
)
def test_signing_in_takes_an_address_and_a_password(
    typed: dict[str, str], told: dict[str, list[str]]
) -> None:
    assert faults(filled(SignInForm, typed)) == told


def test_a_new_password_is_taken_to_the_letter() -> None:
    form = filled(PasswordForm, {"current": " old ", "password": "  new phrase  "})
    assert faults(form) == {}
    assert form.to_command(email="a@example.org") == SetPassword(
        email="a@example.org", new="  new phrase  ", current=" old "
    )


def test_an_appointment_says_post_and_place_by_one_choice() -> None:
    form = filled(AppointmentForm, APPOINTMENT, POSTS)
    assert faults(form) == {}
    assert form.to_command() == Appoint(
        email="a@example.org",
        post="chair",
        place="body",
        code="R:SG1",
        from_on=dt.date(2026, 3, 2),
        until_on=dt.date(2026, 12, 31),
    )


def test_it_may_be_left_open() -> None:
    form = filled(AppointmentForm, {**APPOINTMENT, "until_on": ""}, POSTS)
    assert (faults(form), form.to_command().until_on) == ({}, None)


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("post", "office:king", UNKNOWN),
        ("post", "officer", UNKNOWN),
        ("post", "", MISSING),
        ("code", "", MISSING),
        ("code", "x" * 41, too_long(40)),
        ("from_on", "", MISSING),
        ("from_on", "2026-02-30", "Not a valid date value."),
        ("until_on", "never", "Not a valid date value."),
        ("email", "", MISSING),
    ],
)
def test_a_fault_of_an_appointment_is_named_with_its_field(
    field: str, typed: str, told: str
) -> None:
    assert faults(filled(AppointmentForm, {**APPOINTMENT, field: typed}, POSTS)) == {field: [told]}
