"""Screening a case: close texts, what offices say of them, the checklist, and the proposer's reply."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from states.definition import ANSWERS, ChecklistItem, Role
from workflow.handlers import moving
from workflow.handlers.screening import checklist
from workflow.rules import permissions
from workflow.rules.commands.overlaps import (
    AnswerItem,
    AnswerQuestions,
    DisposeOfCandidate,
    ReplyToFindings,
    ScreenCase,
)
from workflow.rules.errors import (
    ActionNotOfferedError,
    InvalidInputError,
    NotFoundError,
    NotPermittedError,
)
from workflow.rules.events import (
    CandidateDisposed,
    ChecklistAnswered,
    FindingsAnswered,
    ScreeningDone,
)
from workflow.rules.language_marks import N_
from workflow.rules.permissions import Level, Post, Reader, audience
from workflow.store import facts, people
from workflow.store.models import Candidate, Case, ChecklistAnswer, TextVersion
from workflow.store.transaction import Handlers, Transaction

DEGREES = ("none", "related", "complementary", "partial", "duplicate")
CLOSE_TEXTS = 8
"""How many close texts are laid before an office; the register's search page shows more."""


def screen(tx: Transaction, case: Case, office: str = "") -> int:
    """Search for texts close to the newest version that every member may see; gives how many.

    *office* names who asked for the search; a text's submission asks for it by itself.

    Only members-level texts are compared, so that no finding betrays a text its readers may not see.
    """
    version = _newest(tx, case)
    member = Reader(person_id=0, appointments=(_any_member(),))
    found = tx.corpus.near(
        tx.session,
        title=version.title,
        body=str(version.fields.get("question_text", "")),
        language=version.language,
        reader=member,
        own_case=case.id,
        own_question=case.question_id,
        most=CLOSE_TEXTS,
    )
    known = set(
        tx.session.scalars(
            select(Candidate.key).where(
                Candidate.case_id == case.id, Candidate.text_version == version.number
            )
        )
    )
    new = [one for one in found if one.match.key not in known]
    tx.session.add_all(
        Candidate(
            case_id=case.id,
            text_version=version.number,
            text_digest=version.digest,
            key=one.match.key,
            sector=one.sector,
            body=one.group,
            kept={"title": one.title, "text": one.text, "label": one.label},
            compared_digest=one.digest,
            similarity=round(one.match.similarity * 100),
            shared_terms=list(one.match.shared_terms),
            differing=[str(each) for each in one.match.differing_identifiers],
            found_at=tx.now,
        )
        for one in new
    )
    tx.record(
        ScreeningDone(
            candidates=tuple({"key": one.match.key, "digest": one.digest} for one in new),
            text_version=version.number,
        ),
        case=case,
        role=(Role.SECRETARIAT if office else Role.CLOCK).value,
        acting_for=office,
        audience=permissions.OFFICERS,
        also=audience(Level.DELEGATION, case.proposer),
        text_version=version.number,
    )
    return len(new)


def screen_case(tx: Transaction, command: ScreenCase) -> Mapping[str, Any]:
    """Search again, asked by an officer."""
    case = moving.visible_case(tx, command.case_id)
    return {"found": screen(tx, case, _office(tx))}


def dispose_of_candidate(tx: Transaction, command: DisposeOfCandidate) -> Mapping[str, Any]:
    """Record what a named office says of a close text; a later word replaces it, both stay in the record."""
    candidate = tx.session.get(Candidate, command.candidate_id)
    if candidate is None:
        raise NotFoundError(f"candidate {command.candidate_id}")
    case = moving.visible_case(tx, candidate.case_id)
    tx.session.refresh(candidate)
    if not tx.by.holds("office", command.office, Post.OFFICER):
        raise NotPermittedError((Role.SECRETARIAT.value,))
    if command.degree not in DEGREES:
        raise InvalidInputError("degree", N_("Choose what the text is to the proposal."))
    if not command.reason.strip():
        raise InvalidInputError("reason", N_("Give the reason."))
    _require_open(case)
    _tell_the_proposer(tx, case, candidate.text_version)
    candidate.degree = command.degree
    candidate.reason = command.reason.strip()
    candidate.office = command.office
    candidate.disposed_at = tx.now
    tx.record(
        CandidateDisposed(
            candidate=candidate.key,
            degree=candidate.degree,
            reason=candidate.reason,
            office=command.office,
            text_digest=candidate.text_digest,
            compared_digest=candidate.compared_digest,
        ),
        case=case,
        role=Role.SECRETARIAT.value,
        acting_for=command.office,
        audience=permissions.OFFICERS,
        also=audience(Level.DELEGATION, case.proposer),
        text_version=candidate.text_version,
    )
    return {"case": case.number}


def _tell_the_proposer(tx: Transaction, case: Case, text_version: int) -> None:
    """Send one notice for a round: nothing while findings on that text still wait to be seen."""
    known = tx.session.scalars(
        select(Candidate).where(
            Candidate.case_id == case.id, Candidate.text_version == text_version
        )
    )
    if any(facts.is_unseen(case, one) for one in known):
        return
    case.findings_shown_at = case.findings_shown_at or tx.now
    for person in people.of_proposer(tx.session, case.proposer, tx.now.date()):
        tx.notify(
            person.id, "findings_to_see", f"cases/{case.number}/findings", {"case": case.number}
        )


def answer_item(tx: Transaction, command: AnswerItem) -> Mapping[str, Any]:
    """Answer a checklist item, by the proposer or by the office whose item it is."""
    case = moving.visible_case(tx, command.case_id)
    if command.answer not in ANSWERS:
        raise InvalidInputError("answer", N_("Choose an answer."))
    _require_open(case)
    _answer(tx, case, command.item, command.answer, command.evidence)
    return {"case": case.number}


def answer_questions(tx: Transaction, command: AnswerQuestions) -> Mapping[str, Any]:
    """Record each question that the proposer answered or answered anew; the others wait."""
    case = moving.visible_case(tx, command.case_id)
    if not tx.by.writes_for(case.proposer):
        raise NotPermittedError((Role.PROPOSER.value,))
    _require_open(case)
    given = {item: said.strip() for item, said in command.answers.items() if said.strip()}
    if not given:
        raise InvalidInputError(
            next(iter(command.answers), ""), N_("Answer at least one of the questions.")
        )
    known = {
        row.item: row.evidence
        for row in tx.session.scalars(
            select(ChecklistAnswer).where(ChecklistAnswer.case_id == case.id)
        )
    }
    for item, said in given.items():
        if known.get(item) != said:
            _answer(tx, case, item, "yes", said)
    return {"case": case.number}


def _answer(tx: Transaction, case: Case, code: str, answer: str, evidence: str) -> None:
    item = next((one for one in checklist(tx, case) if one.code == code), None)
    if item is None:
        raise NotFoundError(code)
    role, holder = _whose(tx, case, item)
    version = _newest(tx, case).number
    row = tx.session.scalar(
        select(ChecklistAnswer).where(
            ChecklistAnswer.case_id == case.id, ChecklistAnswer.item == item.code
        )
    )
    if row is None:
        row = ChecklistAnswer(case_id=case.id, item=item.code)
        tx.session.add(row)
    row.answer, row.evidence = answer, evidence.strip()
    row.acting_for, row.at, row.text_version = holder, tx.now, version
    tx.record(
        ChecklistAnswered(item=item.code, answer=row.answer, evidence=row.evidence),
        case=case,
        role=role.value,
        acting_for=holder,
        audience=permissions.OFFICERS,
        also=audience(Level.DELEGATION, case.proposer),
        text_version=version,
    )


def reply_to_findings(tx: Transaction, command: ReplyToFindings) -> Mapping[str, Any]:
    """The proposer has seen the findings; the reply travels with the proposal."""
    case = moving.visible_case(tx, command.case_id)
    if not tx.by.submits_for(case.proposer):
        raise NotPermittedError((Role.PROPOSER.value,))
    _require_open(case)
    case.findings_answered_at, case.findings_answered_on = tx.now, _newest(tx, case).number
    case.findings_reply = command.reply.strip()
    tx.record(
        FindingsAnswered(reply=case.findings_reply),
        case=case,
        role=Role.PROPOSER.value,
        acting_for=case.proposer,
        audience=permissions.OFFICERS,
        also=audience(Level.DELEGATION, case.proposer),
        text_version=case.findings_answered_on,
    )
    return {"case": case.number}


def _newest(tx: Transaction, case: Case) -> TextVersion:
    return tx.session.scalars(
        select(TextVersion)
        .where(TextVersion.case_id == case.id)
        .order_by(TextVersion.number.desc())
        .limit(1)
    ).one()


def _any_member() -> permissions.Appointment:
    """A member's delegate without a member: sees what all members see and no more."""
    return permissions.Appointment(post=Post.DRAFTER, place="member", code="", from_on=dt.date.min)


def _office(tx: Transaction) -> str:
    """The office for which the acting officer acts."""
    offices = tx.by.codes("office", Post.OFFICER)
    if not offices:
        raise NotPermittedError((Role.SECRETARIAT.value,))
    return offices[0]


def _require_open(case: Case) -> None:
    """Findings may be written until the case is decided or withdrawn."""
    if case.withdrawn_at is not None:
        raise ActionNotOfferedError("screen", "withdrawn")


def _whose(tx: Transaction, case: Case, item: ChecklistItem) -> tuple[Role, str]:
    if item.whose == "proposer":
        if not tx.by.writes_for(case.proposer):
            raise NotPermittedError((Role.PROPOSER.value,))
        return Role.PROPOSER, case.proposer
    office = case.lead_office if item.whose == "lead_office" else item.whose
    if not tx.by.holds("office", office, Post.OFFICER):
        raise NotPermittedError((Role.SECRETARIAT.value,))
    return Role.SECRETARIAT, office


HANDLERS: Handlers = {
    AnswerItem: answer_item,
    AnswerQuestions: answer_questions,
    DisposeOfCandidate: dispose_of_candidate,
    ReplyToFindings: reply_to_findings,
    ScreenCase: screen_case,
}
