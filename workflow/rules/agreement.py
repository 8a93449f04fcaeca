"""What the advisory groups agreed, which allocation follows, and who has then to approve."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from workflow.rules.errors import InvalidInputError
from workflow.rules.facts import Facts
from workflow.rules.guards import VIEWLESS, views
from workflow.rules.language_marks import N_

KINDS = (
    "keep",
    "approve_as_it_stands",
    "modify",
    "reallocate_sector",
    "reallocate_study_group",
    "joint_study",
    "merge",
    "refer_back",
    "no_further_action",
    "note",
)
PLACELESS = VIEWLESS | {"refer_back"}
"""Conclusions that name no lead Sector."""

MODES = (
    "single_sector",
    "lead_and_contributing",
    "joint_group",
    "icg",
    "irg",
    "split",
    "merge",
    "transfer",
    "return",
    "external",
    "defer",
)
TOGETHER = frozenset({"lead_and_contributing", "joint_group", "icg", "irg", "split"})
"""Modes in which more than one Sector works."""

WITHOUT_STUDY = frozenset({"return", "external", "defer"})
"""Modes after which no Sector begins a study of its own."""

OF_A_PROPOSAL = ("approval", "own_course")
"""What only a proposal has to be approved for: current work goes on as it is."""

_STAYS = ("single_sector", "lead_and_contributing")
_FOLLOWS = {
    "keep": _STAYS,
    "approve_as_it_stands": _STAYS,
    "modify": _STAYS,
    "reallocate_study_group": _STAYS,
    "reallocate_sector": ("transfer", "split"),
    "joint_study": ("lead_and_contributing", "joint_group", "icg", "irg"),
    "merge": ("merge",),
    "refer_back": ("return",),
    "no_further_action": ("defer", "external", "single_sector"),
    "note": ("single_sector", "defer", "external"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """The one view of the released conclusions; `bodies` hold it, `joint` is a joint meeting's."""

    kind: str
    lead_sector: str = ""
    supporting: tuple[str, ...] = ()
    target: str = ""
    joint: bool = False
    bodies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A Sector whose procedure has to approve, and what that procedure asks of which Question."""

    sector: str
    step: str
    kind: str
    question: str | None = None


def agreed(facts: Facts) -> Agreed | None:
    """The conclusion taken for all, else the only view taken; None where views differ.

    An assembly or the Council concludes for all, and so does a joint meeting.
    """
    released = [one for one in facts.conclusions if one.status == "released"]
    for_all = [one for one in released if one.joint or one.body not in facts.groups]
    if for_all:
        last = max(for_all, key=lambda one: (one.body not in facts.groups, not one.joint))
        return Agreed(
            kind=last.kind,
            lead_sector=last.lead_sector,
            supporting=tuple(sorted(last.supporting)),
            target=last.target,
            joint=last.joint,
            bodies=(last.body,),
        )
    taken = views(facts)
    if len(taken) > 1 or not released:
        return None
    if not taken:
        kinds = {one.kind for one in released}
        kind = "note" if kinds == {"note"} else "no_further_action"
        return Agreed(kind=kind, bodies=tuple(one.body for one in released))
    kind, lead, supporting, target = next(iter(taken))
    return Agreed(
        kind=kind,
        lead_sector=lead,
        supporting=supporting,
        target=target,
        bodies=tuple(one.body for one in released if one.kind not in VIEWLESS),
    )


def receiving_sector(facts: Facts, own_sector: str) -> str:
    """The Sector that is to lead by what was agreed, the proposal's own where none is named.

    A merge is received by the Sector of the Question merged with. Empty until there is one view.
    """
    view = agreed(facts)
    if view is None:
        return ""
    merged = view.target[:1] if view.kind == "merge" else ""
    return merged or view.lead_sector or own_sector


def modes_after(view: Agreed) -> tuple[str, ...]:
    """The modes that carry out the view, the likeliest first."""
    modes = _FOLLOWS[view.kind]
    if modes is _STAYS:
        return ("lead_and_contributing",) if view.supporting else ("single_sector",)
    return modes


def require_consistent(
    view: Agreed | None,
    *,
    own_sector: str,
    mode: str,
    lead_sector: str,
    contributing: Iterable[str],
) -> None:
    """Raise InvalidInputError, naming the field, where a decision says other than was agreed."""
    if view is None:
        raise InvalidInputError("mode", N_("The released conclusions differ."))
    if mode not in modes_after(view):
        raise InvalidInputError("mode", N_("The agreed conclusions do not lead to this mode."))
    if lead_sector != (view.lead_sector or own_sector):
        raise InvalidInputError(
            "lead_sector",
            N_("The agreed conclusions name ITU-%(sector)s as lead."),
            sector=view.lead_sector or own_sector,
        )
    if set(contributing) != set(view.supporting):
        raise InvalidInputError(
            "contributing",
            N_("The agreed conclusions name as contributing Sectors: %(sectors)s."),
            sectors=tuple(f"ITU-{one}" for one in view.supporting),
        )


def approvals(
    *,
    mode: str,
    own_sector: str,
    kind: str,
    question: str | None,
    lead_sector: str,
    contributing: Iterable[str],
    target: str,
    current: bool = False,
) -> tuple[Approval, ...]:
    """Which Sectors' own procedures have to approve before the allocation is effective.

    The case's own run stands for its Sector wherever that Sector keeps a part of the study; where
    it keeps none, its existing Question is suppressed there. A mode that begins no study has
    nothing to approve elsewhere: the proposal follows its own course. Of *current* work nothing is
    approved where it stays as it is.
    """
    if current:
        found = approvals(
            mode=mode, own_sector=own_sector, kind=kind, question=question,
            lead_sector=lead_sector, contributing=contributing, target=target,
        )  # fmt: skip
        return tuple(one for one in found if one.step not in OF_A_PROPOSAL)
    own = Approval(sector=own_sector, step="approval", kind=kind, question=question)
    if mode in WITHOUT_STUDY:
        return (replace(own, step="own_course"),)
    suppressed = replace(own, step="suppression", kind="suppression")
    if mode == "merge":
        receiving = target[:1] or lead_sector
        revision = Approval(sector=receiving, step="revision", kind="revised", question=target)
        keeps = own_sector in contributing
        leaving = (own,) if keeps else (suppressed,) if question else ()
        return (*leaving, revision)
    concerned = {lead_sector}
    if mode in {"joint_group", "split"}:
        concerned |= set(contributing)
    leaving = (suppressed,) if question else ()
    if own_sector in {lead_sector, *contributing}:
        leaving = (own,)
    return (
        *leaving,
        *(Approval(sector=one, step="new", kind="new") for one in sorted(concerned - {own_sector})),
    )
