"""Questions of the registers, found by the number that people write."""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.store.models import Question

NUMBER = re.compile(r"(\d+(?:-\d+)?)\s*/\s*(\d+)(?:@([\w-]+))?(?![\d/])")
"""A Question's number before the stroke, the study group's behind it, and a study period."""
SECTOR = re.compile(r"(?<![A-Za-z])([RTD])(?![A-Za-z])")
"""The letter of a Sector as it stands in "ITU-R", "UIT-R", "R:"."""


def named(session: Session, sector: str, written: str) -> Question | None:
    """The Sector's Question that is written so: "ITU-R 239/1", "Question 239/1", "R:239/1".

    None when there is none, or when several go by that number and not just one is in force.
    """
    exact = session.get(Question, written)
    if exact is not None:
        return exact if exact.sector == sector else None
    text = _plain(written)
    number = NUMBER.search(text)
    if number is None or set(SECTOR.findall(text[: number.start()])) - {sector}:
        return None
    own, group, period = number.groups()
    rows = session.scalars(
        select(Question).where(Question.sector == sector, Question.id.contains(f"{own}/{group}"))
    )
    found = [row for row in rows if _goes_by(row.id, own, group, period)]
    current = [row for row in found if row.status == "in force"]
    one = current if len(current) == 1 else found
    return one[0] if len(one) == 1 else None


def _plain(written: str) -> str:
    """The text with plain digits, strokes and hyphens, whatever the script it was typed in."""
    text = unicodedata.normalize("NFKC", written)
    digits = (str(unicodedata.digit(one)) if one.isdigit() else one for one in text)
    return re.sub(r"[\u2010-\u2015\u2212]", "-", "".join(digits))


def _goes_by(identifier: str, own: str, group: str, period: str | None) -> bool:
    """Whether an identifier of the register ("R:239/1", "T:Q3/5@2017-2020") has those numbers."""
    number = NUMBER.search(identifier)
    return (
        number is not None
        and number.groups()[:2] == (own, group)
        and period in (None, number.group(3))
    )
