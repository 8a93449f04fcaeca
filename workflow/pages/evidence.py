"""What the registers say to an item of the checklist before anybody answers it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.pages import labels
from workflow.store.models import Body, Candidate, Case, Resolution, Sponsorship

MANDATES = {"R": "CV 151-154", "T": "CV 193", "D": "CV 211, 214"}
"""Where the Convention says what a Sector studies."""


def of_registers(session: Session, case: Case, candidates: list[Candidate]) -> dict[str, str]:
    """By kind of evidence: labels of close texts, bodies, Resolutions, members."""
    group = case.study_group.split(":")[-1]
    same_group = [
        one for one in candidates if one.sector == case.sector and one.body.endswith(group)
    ]
    same_sector = [one for one in candidates if one.sector == case.sector and one not in same_group]
    others = [one for one in candidates if one.sector != case.sector]
    joint = session.scalars(
        select(Body.code).where(Body.sector == "X", Body.code.like("IRG%")).order_by(Body.code)
    )
    confirmed = session.scalars(
        select(Sponsorship.member).where(
            Sponsorship.case_id == case.id, Sponsorship.status == "confirmed"
        )
    )
    return {
        "same_study_group": _labels(same_group),
        "same_sector": _labels(same_sector),
        "other_sectors": _labels(others),
        "resolutions": labels.listed(_resolutions(session, case)),
        "joint_groups": labels.listed(joint),
        "supporters": labels.listed(sorted(confirmed)),
        "mandates": MANDATES.get(case.sector, ""),
    }


def _labels(candidates: list[Candidate]) -> str:
    return labels.listed(str(one.kept["label"]) for one in candidates)


def _resolutions(session: Session, case: Case) -> list[str]:
    """Resolutions whose title shares two longer words with the proposal's."""
    words = {word.casefold() for word in case.title.split() if len(word) > 5}  # noqa: PLR2004 - a longer word
    rows = session.scalars(select(Resolution).order_by(Resolution.id))
    return [
        row.id
        for row in rows
        if len(words & {word.casefold().strip(",.") for word in row.title.split()}) > 1
    ][:5]
