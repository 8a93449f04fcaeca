"""The one counting engine: replies and a rule in, an outcome with its arithmetic out. No floats."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from states.definition import ConsultationRule
from workflow.rules.language_marks import N_

Outcome = Literal["passed", "failed", "undecided", "repeated"]
ZERO: Mapping[str, Outcome] = {"approve": "passed", "fail": "failed", "manual": "undecided"}


class Position(StrEnum):
    """What an administration answers."""

    AGREE = "agree"
    OBJECT = "object"
    ABSTAIN = "abstain"


@dataclass(frozen=True, slots=True)
class Reply:
    """The standing reply of one administration; one that does not count is a comment."""

    member: str
    position: Position
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the arithmetic: a msgid and its values, to be shown in any language."""

    message: str
    params: Mapping[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The count. `base` is the number that the rule takes its part of: of replies or of electors."""

    outcome: Outcome
    replies: int
    agreeing: int
    objecting: int
    abstaining: int
    not_counted: int
    base: int
    electorate: int
    arithmetic: tuple[Sentence, ...]


def count(
    rule: ConsultationRule, replies: Iterable[Reply], *, electorate: int, second: bool = False
) -> Result:
    """Count *replies* under *rule*; the sentences say how the outcome came about.

    A *second* consultation is decisive whatever the number of replies.
    """
    given = list(replies)
    counted = [one for one in given if one.counts]
    tally = {each: sum(one.position is each for one in counted) for each in Position}
    left_out = tally[Position.ABSTAIN] if _leaves_abstentions_out(rule) else 0
    base = electorate if rule.count_base == "electorate" else len(counted) - left_out
    if rule.second_round and not second and 2 * len(counted) <= electorate:
        outcome: Outcome = "repeated"
        sentences: tuple[Sentence, ...] = (_REPEATED,)
    else:
        outcome, sentences = _judge(rule, tally, base, len(counted), second=second)
    if second:
        sentences = (_DECISIVE, *sentences)
    if left_out:
        sentences = (Sentence(_LEFT_OUT, {"base": base}), *sentences)
    return Result(
        outcome=outcome,
        replies=len(counted),
        agreeing=tally[Position.AGREE],
        objecting=tally[Position.OBJECT],
        abstaining=tally[Position.ABSTAIN],
        not_counted=len(given) - len(counted),
        base=base,
        electorate=electorate,
        arithmetic=(
            Sentence(
                N_(
                    "%(replies)s of %(electorate)s Member States with the right to vote replied: "
                    "%(agreeing)s agree, %(objecting)s object, %(abstaining)s abstain."
                ),
                {
                    "replies": len(counted),
                    "electorate": electorate,
                    "agreeing": tally[Position.AGREE],
                    "objecting": tally[Position.OBJECT],
                    "abstaining": tally[Position.ABSTAIN],
                },
            ),
            *sentences,
        ),
    )


def _leaves_abstentions_out(rule: ConsultationRule) -> bool:
    """Rules that look for objections only take their part of all replies."""
    return not rule.abstain_counts and rule.approve_if in {"ratio_ge", "simple_majority"}


def _judge(
    rule: ConsultationRule,
    tally: Mapping[Position, int],
    base: int,
    replies: int,
    *,
    second: bool,
) -> tuple[Outcome, tuple[Sentence, ...]]:
    if replies == 0:
        return ZERO[rule.zero_replies], (_NO_REPLY[rule.zero_replies],)
    if replies < rule.min_replies and not second:
        return "failed", (
            Sentence(
                N_("The rule needs at least %(least)s replies; %(replies)s were received."),
                {"least": rule.min_replies, "replies": replies},
            ),
        )
    agreeing, objecting = tally[Position.AGREE], tally[Position.OBJECT]
    if rule.approve_if == "no_objection":
        sentence = Sentence(
            N_("The rule needs that no Member State objects; %(objecting)s object."),
            {"objecting": objecting},
        )
        return _outcome(objecting == 0), (sentence,)
    if rule.approve_if == "ratio_ge":
        needed = Fraction(rule.value)
        sentence = Sentence(
            _RATIO[rule.count_base],
            {"percent": _percent(rule.value), "agreeing": agreeing, "base": base},
        )
        return _outcome(base > 0 and Fraction(agreeing, base) >= needed), (sentence,)
    if rule.approve_if == "simple_majority":
        sentence = Sentence(_MAJORITY[rule.count_base], {"agreeing": agreeing, "base": base})
        return _outcome(2 * agreeing > base), (sentence,)
    without = replies - objecting
    sentence = Sentence(
        N_(
            "The rule needs more than half of %(replies)s replies to be without objection: "
            "%(without)s are."
        ),
        {"without": without, "replies": replies},
    )
    return _outcome(2 * without > replies), (sentence,)


def _percent(ratio: str) -> str:
    return f"{(Decimal(ratio) * 100).normalize():f}"


def _outcome(passes: bool) -> Outcome:  # noqa: FBT001 - the one thing it takes
    return "passed" if passes else "failed"


_RATIO = {
    "replies": N_(
        "The rule needs at least %(percent)s per cent of the replies to agree: "
        "%(agreeing)s of %(base)s agree."
    ),
    "electorate": N_(
        "The rule needs at least %(percent)s per cent of the Member States with the right to vote "
        "to agree: %(agreeing)s of %(base)s agree."
    ),
}
_MAJORITY = {
    "replies": N_(
        "The rule needs more than half of %(base)s replies to agree: %(agreeing)s agree."
    ),
    "electorate": N_(
        "The rule needs more than half of %(base)s Member States with the right to vote to agree: "
        "%(agreeing)s agree."
    ),
}
_REPEATED = Sentence(
    N_("Not more than half of them replied: the rule asks for a second consultation."), {}
)
_DECISIVE = Sentence(
    N_("This is the second consultation: it decides whatever the number of replies."), {}
)
_LEFT_OUT = N_("The rule leaves abstentions out, which leaves %(base)s replies to compare.")
_NO_REPLY = {
    "approve": Sentence(N_("No reply was received; the rule takes that as agreement."), {}),
    "fail": Sentence(N_("No reply was received; the rule is not met."), {}),
    "manual": Sentence(
        N_("No reply was received; the rule leaves the result to the Director."), {}
    ),
}
