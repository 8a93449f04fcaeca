"""Entering an approved Question in the register, revising it there, or marking it suppressed."""

from __future__ import annotations

from sqlalchemy import select

from workflow.rules.events import QuestionRegistered
from workflow.rules.permissions import MEMBERS, PUBLIC
from workflow.store import facts, register_numbers
from workflow.store.models import Case, Question, Run, TextVersion
from workflow.store.transaction import Transaction

IN_FORCE, SUPERSEDED, SUPPRESSED = "in force", "superseded", "suppressed"


def enter(tx: Transaction, run: Run, case: Case, *, suppressed: bool, number: str) -> None:
    """Bring the register to what was approved, and record it where that changes the register.

    *number* is what the Bureau gives a Question that enters. An editorial update enters a new
    text, no new number. Raises InvalidInputError for a number that is not to be had.
    """
    version = tx.session.scalars(
        select(TextVersion)
        .where(TextVersion.case_id == case.id)
        .order_by(TextVersion.number.desc())
        .limit(1)
    ).one()
    own = tx.session.scalar(
        select(Question).where(Question.case_id == case.id, Question.sector == run.sector)
    )
    kind, about = facts.kind_of(run, case), facts.question_of(run, case)
    base = tx.session.get(Question, about) if about else None
    question, change = own, "updated"
    if suppressed:
        question, change = own or base, "suppressed"
    elif own is None and kind != "suppression":
        question, change = _entered(tx, run, case, base, number), "revised" if base else "entered"
    if question is None:
        return
    question.status = SUPPRESSED if suppressed else IN_FORCE
    if not suppressed and kind != "suppression":
        setattr(question, f"title_{version.language}", version.title)
        question.title_en = question.title_en or version.title
        question.text = str(version.fields.get("question_text", ""))
    if not (tx.session.is_modified(question) or question in tx.session.new):
        return
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


def _entered(tx: Transaction, run: Run, case: Case, base: Question | None, number: str) -> Question:
    """The new row of the register; where the number stays, the row of the text before."""
    asked = register_numbers.asked_by(run, case)
    given = number.strip() or register_numbers.suggested(tx.session, asked, tx.now)
    name = register_numbers.identifier(tx.session, asked, given, tx.now)
    if base is not None and base.id == name:
        base.case_id, base.source = case.id, case.number
        return base
    if base is not None:
        base.status = SUPERSEDED
    question = Question(
        id=name,
        sector=run.sector,
        study_group=run.study_group.split(":")[-1],
        number=f"ITU-R {given}" if run.sector == "R" else given,
        period=register_numbers.period_of(tx.session, run.sector, tx.now),
        status=IN_FORCE,
        text_kind="full",
        from_memory=False,
        source=case.number,
        case_id=case.id,
    )
    tx.session.add(question)
    return question
