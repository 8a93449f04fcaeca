"""The numbers of Questions in the register, as each Sector writes them: the next free one, and whose one is."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.rules import deadlines
from workflow.rules.errors import InvalidInputError
from workflow.rules.language_marks import N_
from workflow.store import facts
from workflow.store.models import Case, Question, Run

SHAPES = {
    "R": re.compile(r"(?P<number>[1-9]\d{0,3})(-(?P<revision>[1-9]\d?))?/(?P<group>[1-9]\d?)"),
    "T": re.compile(r"Q(?P<number>[1-9]\d{0,2})/(?P<group>[1-9]\d?)"),
    "D": re.compile(r"Q(?P<number>[1-9]\d{0,2})(-(?P<revision>[1-9]\d?))?/(?P<group>[1-9]\d?)"),
}
"""294/1 or 239-1/1 in ITU-R, Q4/5 in ITU-T, Q7/2 or Q9-3/2 in ITU-D."""
PERIOD = re.compile(r"(\d{4})-(\d{4})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Where a Question is to stand in the register, and which one it revises there."""

    sector: str
    study_group: str
    question_id: str | None = None


def asked_by(run: Run, case: Case) -> Asked:
    """What the run asks of the register."""
    question = facts.question_of(run, case)
    return Asked(sector=run.sector, study_group=run.study_group, question_id=question)


def suggested(session: Session, asked: Asked, now: dt.datetime) -> str:
    """The number the Question would have: its own revised, or the next free one."""
    group = _group(asked)
    base = session.get(Question, asked.question_id) if asked.question_id else None
    shape = SHAPES[asked.sector]
    found = shape.fullmatch(_bare(base)) if base else None
    if found is not None:
        return _revised(asked.sector, found) + f"/{found['group']}"
    rows = session.scalars(select(Question).where(Question.sector == asked.sector))
    if asked.sector != "R":
        period = period_of(session, asked.sector, now)
        rows_of = [row for row in rows if row.period == period and row.study_group == f"SG{group}"]
    else:
        rows_of = list(rows)
    matches = (shape.fullmatch(_bare(row)) for row in rows_of)
    last = max((int(one["number"]) for one in matches if one), default=0)
    return f"{'' if asked.sector == 'R' else 'Q'}{last + 1}/{group}"


def identifier(session: Session, asked: Asked, number: str, now: dt.datetime) -> str:
    """What the register calls the Question of that number.

    Raises InvalidInputError when it is no number of this Sector and study group, or another's.
    """
    found = SHAPES[asked.sector].fullmatch(number)
    if found is None:
        raise InvalidInputError(
            "register_number",
            N_("Write the number as this Sector does, for instance %(example)s."),
            example=suggested(session, asked, now),
        )
    if found["group"] != _group(asked):
        raise InvalidInputError(
            "register_number",
            N_("The number ends with that of study group %(group)s."),
            group=_group(asked),
        )
    period = period_of(session, asked.sector, now)
    name = f"{asked.sector}:{number}" + (f"@{period}" if asked.sector != "R" else "")
    if session.get(Question, name) is not None and name != asked.question_id:
        raise InvalidInputError(
            "register_number", N_("The register has a Question %(number)s already."), number=number
        )
    return name


def period_of(session: Session, sector: str, now: dt.datetime) -> str:
    """The study period of a Question entered now, as the register writes it; else the year."""
    year = deadlines.local_date(now).year
    if sector == "R":
        return deadlines.local_date(now).strftime("%Y-%m")
    known = session.scalars(select(Question.period).where(Question.sector == sector).distinct())
    spans = (PERIOD.fullmatch(one) for one in known)
    current = [one.group() for one in spans if one and int(one[1]) <= year <= int(one[2])]
    return max(current, default=str(year))


def _group(asked: Asked) -> str:
    return asked.study_group.split(":")[-1].removeprefix("SG")


def _bare(question: Question) -> str:
    return question.id.split(":", 1)[-1].split("@", maxsplit=1)[0]


def _revised(sector: str, found: re.Match[str]) -> str:
    """ITU-R and ITU-D count revisions in the number; in ITU-T it stays."""
    if sector == "T":
        return f"Q{found['number']}"
    return f"{'Q' if sector == 'D' else ''}{found['number']}-{int(found['revision'] or 0) + 1}"
