"""Fields of choice that take pairs of value and label; WTForms wants each as an object of its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import wtforms
from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs

Pair = tuple[str, str]
_property: Any = wtforms.SelectField.choices
"""WTForms' own property, which the stubs take for a plain attribute."""


def none_chosen(choices: Iterable[Pair]) -> list[Pair]:
    """The choices after an empty one, so that nothing is chosen for the reader."""
    return [("", _l("Choose")), *choices]


def in_groups(groups: Iterable[tuple[Any, Iterable[Pair]]]) -> list[Pair | SelectChoice]:
    """The choices of several groups under their headings, after an empty one."""
    return [
        ("", _l("Choose")),
        *(
            SelectChoice(value=value, label=label, optgroup=heading)
            for heading, choices in groups
            for value, label in choices
        ),
    ]


class _Pairs:
    """Turns pairs into WTForms' choices where they are given or assigned."""

    def __init__(self, label: Any = None, validators: Any = None, **given: Any) -> None:
        if "choices" in given:
            given["choices"] = _made(given["choices"])
        super().__init__(label, validators, **given)  # type: ignore[call-arg]  # WTForms' own

    @property
    def choices(self) -> Any:
        """The choices as WTForms knows them."""
        return _property.fget(self)

    @choices.setter
    def choices(self, given: Any) -> None:
        _property.fset(self, _made(given))


def _made(given: Iterable[Pair | SelectChoice] | None) -> list[SelectChoice] | None:
    if given is None:
        return None
    return [
        one if isinstance(one, SelectChoice) else SelectChoice(value=one[0], label=one[1])
        for one in given
    ]


class SelectField(_Pairs, wtforms.SelectField):
    """One of several, in a list."""


class RadioField(_Pairs, wtforms.RadioField):
    """One of several, side by side."""


class SelectMultipleField(_Pairs, wtforms.SelectMultipleField):
    """Any of several."""

    def pre_validate(self, form: Any) -> None:
        """Say of a value that is not among them what is said of one choice: WTForms lacks it in Arabic."""
        try:
            super().pre_validate(form)
        except wtforms.ValidationError as error:
            raise wtforms.ValidationError(self.gettext("Not a valid choice.")) from error
