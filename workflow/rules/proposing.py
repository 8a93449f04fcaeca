"""A conclusion proposed to a group, from what offices said of close texts; the group decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workflow.rules.agreement import PLACELESS

SECTORS = ("R", "T", "D")
CONTRIBUTES = frozenset({"complementary", "partial"})
"""Degrees that make another Sector a contributing one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a named office said of one close text; `key` is a Question's in the register."""

    key: str
    sector: str
    degree: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A conclusion as a formula names it; what is empty is still to be named."""

    kind: str
    lead_sector: str = ""
    supporting: tuple[str, ...] = ()
    target: str = ""


def conclusion(own_sector: str, findings: Sequence[Finding]) -> Proposed:
    """Where an office found that a text covers the same: merge; another Sector's part: jointly."""
    if any(one.degree == "duplicate" for one in _questions(findings)):
        return of_kind("merge", own_sector, findings)
    if _contributing(own_sector, findings):
        return of_kind("joint_study", own_sector, findings)
    return of_kind("approve_as_it_stands", own_sector, findings)


def of_kind(kind: str, own_sector: str, findings: Sequence[Finding]) -> Proposed:
    """A conclusion of that kind, with the Sectors and the Question that the findings point to."""
    if kind in PLACELESS:
        return Proposed(kind=kind)
    if kind == "merge":
        same = [one for one in _questions(findings) if one.degree == "duplicate"]
        near = same or _questions(findings)
        if not near:
            return Proposed(kind=kind)
        return Proposed(kind=kind, lead_sector=near[0].sector, target=near[0].key)
    contributing = _contributing(own_sector, findings)
    if kind == "reallocate_sector":
        return Proposed(kind=kind, lead_sector=contributing[0] if contributing else "")
    if kind == "joint_study":
        return Proposed(kind=kind, lead_sector=own_sector, supporting=contributing)
    return Proposed(kind=kind, lead_sector=own_sector)


def _questions(findings: Sequence[Finding]) -> list[Finding]:
    """Findings on Questions of the register, not on other cases."""
    return [one for one in findings if one.degree != "none" and one.key[:1] in SECTORS]


def _contributing(own_sector: str, findings: Sequence[Finding]) -> tuple[str, ...]:
    found = {one.sector for one in findings if one.degree in CONTRIBUTES}
    return tuple(one for one in SECTORS if one in found - {own_sector})
