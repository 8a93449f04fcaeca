"""What every form does with text: trims it, refuses hidden marks, and says faults at their field."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, PasswordField, StringField, TextAreaField

from forms.base import HIDDEN, Form, plain
from forms.choices import SelectField
from forms.validators import AtMost
from tests.forms.filling import MARKED, UNKNOWN, faults, filled, too_long
from workflow.rules.errors import InvalidInputError


class Sample(Form):
    """One field of each kind that takes text."""

    line = StringField("Line", [AtMost(10)])
    words = TextAreaField("Words")
    secret = PasswordField("Secret")
    carried = HiddenField("Carried")
    chosen = SelectField("Chosen", choices=[("a", "A")])
    open_choice = SelectField("Open", choices=[], validate_choice=False)


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("line", "  a  b\t\r\n c ", "a b c"),
        ("line", "\u200f\u200b\ufeff", ""),
        ("line", "\u00a0\u3000x\u2003", "x"),
        ("line", "a\u200fb", "a\u200fb"),
        ("words", "  a\r\n\r\n  b\t c \r\n", "a\n\n  b\t c"),
        ("secret", "  kept as it is ", "  kept as it is "),
        ("carried", " /a  b ", "/a  b"),
    ],
)
def test_text_is_trimmed_as_its_field_asks(field: str, typed: str, kept: str) -> None:
    assert filled(Sample, {field: typed})[field].data == kept


@pytest.mark.parametrize(
    "mark",
    [
        "\0", "\x01", "\x08", "\x0e", "\x1b", "\x7f", "\x80", "\x9f", "\u202a", "\u202e", "\u2066",
        "\u2069", "\ufff9", "\ufffe", "\ufdd0", "\U000e0041",
    ],
)  # fmt: skip
@pytest.mark.parametrize("field", ["line", "words", "secret", "carried", "open_choice"])
def test_a_hidden_mark_is_refused_in_every_field_and_taken_out(field: str, mark: str) -> None:
    form = filled(Sample, {"chosen": "a", field: f"a{mark}b"})
    assert faults(form) == {field: [MARKED]}
    assert form[field].data == "ab"


@pytest.mark.parametrize(
    "text",
    ["\u200eLRM", "a\u200db", "e\u0301", "👩\u200d🚀", "\u061cالنص", "line\u2028end", "\tx\n"],
)
def test_marks_that_writing_needs_are_let_through(text: str) -> None:
    assert faults(filled(Sample, {"chosen": "a", "words": f"a{text}b"})) == {}


@given(st.text(max_size=40))
def test_nothing_hidden_is_left_whatever_was_typed(app, text: str) -> None:
    with app.test_request_context("/en/", method="POST"):
        form = filled(Sample, {"chosen": "a", "line": text, "words": text})
        form.validate()
        for field in ("line", "words"):
            left = str(form[field].data)
            assert HIDDEN.search(left) is None
            assert "\r\n" not in left
        assert re.search(r"[\n\t]", str(form.line.data)) is None


@given(st.characters())
def test_what_is_hidden_is_what_unicode_calls_control_or_override(character: str) -> None:
    controls = unicodedata.category(character) == "Cc" and character not in "\t\n"
    overrides = unicodedata.bidirectional(character) in (
        "LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI",
    )  # fmt: skip
    if controls or overrides:
        assert plain(character) == ""


def test_a_text_may_be_as_long_as_its_limit_and_no_longer() -> None:
    assert faults(filled(Sample, {"chosen": "a", "line": "x" * 10})) == {}
    form = filled(Sample, {"chosen": "a", "line": "x" * 11})
    assert faults(form) == {"line": [too_long(10)]}
    assert form.line.data == "x" * 11


def test_an_unknown_choice_is_refused() -> None:
    assert faults(filled(Sample, {"chosen": "b"})) == {"chosen": [UNKNOWN]}


def test_what_the_rules_refuse_is_said_at_its_field_or_above_the_form() -> None:
    form = filled(Sample, {"chosen": "a"})
    form.validate()
    form.refuse(InvalidInputError("line", "Not %(what)s.", what="this"))
    form.refuse(InvalidInputError("elsewhere", "Nor that."))
    assert list(form.faults()) == [("line", "Line", "Not this."), ("", "", "Nor that.")]


def test_nothing_typed_is_a_form_without_faults_of_its_own() -> None:
    form = Sample(formdata=MultiDict({"chosen": "a"}))
    assert (faults(form), form.line.data, form.words.data) == ({}, None, None)
