"""Entering an approved Question in the register, revising it there, or marking it suppressed."""

from __future__ import annotations

import re

from sqlalchemy import select

from workflow.rules.events import QuestionRegistered
from workflow.rules.permissions import MEMBERS, PUBLIC
from workflow.store.models import Case, Question, Run, TextVersion
from workflow.store.transaction import Transaction

IN_FORCE, SUPERSEDED, SUPPRESSED = "in force", "superseded", "suppressed"


def enter(tx: Transaction, run: Run, case: Case, *, suppressed: bool) -> None:
    """Bring the register to what was approved; an editorial update enters a new text, no new number."""
    version = tx.session.scalars(
        select(TextVersion)
        .where(TextVersion.case_id == case.id)
        .order_by(TextVersion.number.desc())
        .limit(1)
    ).one()
    own = tx.session.scalar(select(Question).where(Question.case_id == case.id))
    base = tx.session.get(Question, case.question_id) if case.question_id else None
    question, change = own, "updated"
    if suppressed:
        question, change = own or base, "suppressed"
    elif own is None and case.kind != "suppression":
        question, change = _new(tx, case, base), "revised" if base else "entered"
        if base is not None:
            base.status = SUPERSEDED
        tx.session.add(question)
    if question is None:
        return
    question.status = SUPPRESSED if suppressed else IN_FORCE
    if not suppressed and case.kind != "suppression":
        setattr(question, f"title_{version.language}", version.title)
        question.title_en = question.title_en or version.title
        question.text = str(version.fields.get("question_text", ""))
    tx.session.flush()
    tx.record(
        QuestionRegistered(question=question.id, change=change, text_version=version.number),
        case=case,
        run=run,
        role="secretariat",
        acting_for=run.office,
        audience=PUBLIC,
        also=MEMBERS,
        text_version=version.number,
    )


def _new(tx: Transaction, case: Case, base: Question | None) -> Question:
    group = case.study_group.split(":")[-1].removeprefix("SG")
    number = _revision_of(base) if base else _next_number(tx, case.sector)
    return Question(
        id=f"{case.sector}:{number}/{group}",
        sector=case.sector,
        study_group=case.study_group.split(":")[-1],
        number=f"ITU-{case.sector} {number}/{group}",
        period=tx.now.strftime("%Y-%m"),
        status=IN_FORCE,
        text_kind="full",
        from_memory=False,
        source=case.number,
        case_id=case.id,
    )


def _numbers(tx: Transaction, sector: str) -> list[int]:
    ids = tx.session.scalars(select(Question.id).where(Question.sector == sector))
    found = (re.match(r"[RTD]:(?:Q)?(\d+)", one) for one in ids)
    return [int(one.group(1)) for one in found if one]


def _next_number(tx: Transaction, sector: str) -> str:
    return str(max(_numbers(tx, sector), default=0) + 1)


def _revision_of(base: Question) -> str:
    match = re.match(r"[RTD]:(?P<number>\d+)(?:-(?P<revision>\d+))?", base.id)
    if match is None:
        return base.id.split(":")[-1].split("/")[0]
    return f"{match['number']}-{int(match['revision'] or 0) + 1}"
