"""What a guard is: it answers nothing when the way is free, or says what is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from states.definition import GuardValue
from workflow.rules.errors import Refusal, Value
from workflow.rules.facts import Facts

Params = Mapping[str, GuardValue]
Guard = Callable[[Facts, Params], Refusal | None]
GUARDS: dict[str, Guard] = {}
TAKES: dict[str, frozenset[str]] = {}
"""What an edition gives with each guard; most take nothing but the facts."""


def guard(check: Guard) -> Guard:
    """Enter *check* among the guards that an edition may name."""
    GUARDS[check.__name__] = check
    TAKES.setdefault(check.__name__, frozenset())
    return check


def takes(*names: str) -> Callable[[Guard], Guard]:
    """Say what an edition gives with the guard."""

    def mark(check: Guard) -> Guard:
        TAKES[check.__name__] = frozenset(names)
        return check

    return mark


def refusal(name: str, message: str, **params: Value) -> Refusal:
    """What is missing, in a sentence."""
    return Refusal(guard=name, message=message, params=params)


def counted(name: str, sentence: tuple[str, str], number: int) -> Refusal:
    """What is missing, in a sentence that counts it."""
    one, many = sentence
    return Refusal(guard=name, message=one, plural=many, params={"num": number})
