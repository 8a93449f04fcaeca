"""Findings and the checklist as the proposer, the offices and, later, all members may see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from states.definition import ChecklistItem, Procedure
from workflow.overlap import closeness
from workflow.pages import evidence, labels
from workflow.pages.cases import find
from workflow.pages.close_texts import CLOSENESS
from workflow.rules import deadlines
from workflow.rules.language_marks import N_
from workflow.rules.permissions import Post, Reader
from workflow.store import editions
from workflow.store.models import (
    Candidate,
    Case,
    ChecklistAnswer,
    Run,
    TextVersion,
)

ANSWERS = {
    "yes": N_("yes"),
    "no": N_("no"),
    "partly": N_("partly"),
    "not_known": N_("not known"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateView:
    """A close text: what agrees, what differs, and what a named office said of it.

    `given_on` is the text version compared; `earlier` is what was said of the same text on a version
    before it, while nothing has been said on this one.
    """

    id: int
    address: tuple[str, str]
    label: str
    title: str
    text: str
    body: str
    word: str
    percent: int
    shared: tuple[str, ...]
    differing: tuple[str, ...]
    degree: str
    reason: str
    office: str
    disposed_at: dt.datetime | None
    compared: str
    given_on: int
    earlier: CandidateView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """A checklist item: the question, whose it is, the answer or the evidence found for it.

    `given_on` is the text version the answer was given on, 0 without one.
    """

    code: str
    question: str
    whose: str
    office: str
    for_proposer: bool
    answer: str
    code_of_answer: str
    evidence: str
    given_on: int
    found: str
    basis: str
    basis_read: bool
    asked_now: bool
    waits: bool
    may_answer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsPage:
    """Screening of one case as the reader may see it.

    `questions` are the proposer's own, for those who write for it; `unanswered` of them wait.
    `newest` is the newest text version, `earlier` what offices said of texts no longer found close.
    """

    id: int
    case: str
    title: str
    language: str
    open: bool
    candidates: tuple[CandidateView, ...]
    questions: tuple[ItemView, ...]
    unanswered: int
    groups: tuple[tuple[str, tuple[ItemView, ...]], ...]
    may_dispose_for: tuple[tuple[str, str], ...]
    may_reply: bool
    shown_at: dt.datetime | None
    answered_at: dt.datetime | None
    reply: str
    reply_on: int
    newest: int
    to_do: int
    earlier: tuple[CandidateView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What the page of a case says of its screening."""

    visible: bool
    case: str
    found: int
    disposed: int
    answered: int
    items: int
    findings: tuple[CandidateView, ...]
    reply: str
    reply_on: int = 0
    newest: int = 1


def may_see(case: Case, reader: Reader) -> bool:
    """Before the proposal has gone forward only its proposer and the offices see findings."""
    return (
        case.screened_at is not None
        or reader.is_of(case.proposer)
        or bool(reader.codes("office", Post.OFFICER, Post.DIRECTOR))
    )


def summary(session: Session, case: Case, reader: Reader) -> Summary:
    """The screening in short, for the page of the case."""
    if not may_see(case, reader):
        return Summary(
            visible=False, case=case.number, found=0, disposed=0, answered=0, items=0,
            findings=(), reply="",
        )  # fmt: skip
    candidates = _candidates(session, case)
    items = _checklist(session, case)
    answered = session.scalars(
        select(func.count()).select_from(ChecklistAnswer).where(ChecklistAnswer.case_id == case.id)
    ).one()
    return Summary(
        visible=True,
        case=case.number,
        found=len(candidates),
        disposed=sum(one.degree is not None for one in candidates),
        answered=answered,
        items=sum(item.asked_now for item in items),
        findings=tuple(
            view
            for view in _views(candidates, _disposed_before(session, case))
            if _finds(view) or (view.earlier and _finds(view.earlier))
        ),
        reply=case.findings_reply,
        reply_on=case.findings_answered_on or 0,
        newest=newest_version(session, case),
    )


def questions_open(session: Session, cases: Sequence[Case]) -> dict[int, int]:
    """How many questions of the checklist each case's proposer has not answered, by its id."""
    ids = [case.id for case in cases]
    answered = {
        (case_id, item)
        for case_id, item in session.execute(
            select(ChecklistAnswer.case_id, ChecklistAnswer.item).where(
                ChecklistAnswer.case_id.in_(ids)
            )
        )
    }
    checklist = {
        run.case_id: editions.pinned(session, run.edition_digest).checklist
        for run in session.scalars(
            select(Run).where(Run.case_id.in_(ids), Run.procedure == "allocation")
        )
    }
    to_begin = {
        case.id: deadlines.local_date(case.submitted_at)
        for case in cases
        if case.id not in checklist
    }
    begun = editions.allocation_procedures(session, to_begin.values())
    checklist |= {one: begun[day].checklist for one, day in to_begin.items()}
    return {
        one: sum(
            item.whose == "proposer" and (one, item.code) not in answered for item in checklist[one]
        )
        for one in ids
    }


def findings_page(session: Session, number: str, reader: Reader, language: str) -> FindingsPage:
    """The screening of a case. An empty page where it is not the reader's to see yet."""
    case = find(session, number, reader)
    seen = may_see(case, reader)
    candidates = _candidates(session, case) if seen else []
    is_open = case.withdrawn_at is None
    offices = reader.codes("office", Post.OFFICER) if is_open else ()
    groups = _groups(session, case, reader, candidates, language) if seen else ()
    proposer = reader.submits_for(case.proposer) and is_open
    before = _disposed_before(session, case) if seen else {}
    keys = {one.key for one in candidates}
    questions = tuple(
        one for _, items in groups for one in items if one.for_proposer and one.may_answer
    )
    return FindingsPage(
        id=case.id,
        case=case.number,
        title=case.title,
        language=case.language,
        open=is_open,
        candidates=_views(candidates, before),
        questions=questions,
        unanswered=sum(not one.answer for one in questions),
        groups=groups,
        may_dispose_for=tuple((office, labels.OFFICES[office]) for office in offices),
        may_reply=proposer and any(one.degree for one in candidates),
        shown_at=case.findings_shown_at if seen else None,
        answered_at=case.findings_answered_at if seen else None,
        reply=case.findings_reply if seen else "",
        reply_on=(case.findings_answered_on or 0) if seen else 0,
        newest=newest_version(session, case),
        to_do=sum(one.degree is None for one in candidates),
        earlier=tuple(_view(one) for key, one in before.items() if key not in keys),
    )


def newest_version(session: Session, case: Case) -> int:
    """The number of the case's newest text version."""
    numbers = select(func.max(TextVersion.number)).where(TextVersion.case_id == case.id)
    return session.scalars(numbers).one()


def _finds(view: CandidateView) -> bool:
    return view.degree not in ("", labels.DEGREES["none"])


def _disposed_before(session: Session, case: Case) -> dict[str, Candidate]:
    """What an office last said of each text on the versions before the newest, by its key."""
    rows = select(Candidate).where(
        Candidate.case_id == case.id,
        Candidate.degree.is_not(None),
        Candidate.text_version < newest_version(session, case),
    )
    return {one.key: one for one in session.scalars(rows.order_by(Candidate.text_version))}


def _views(
    candidates: list[Candidate], before: Mapping[str, Candidate]
) -> tuple[CandidateView, ...]:
    return tuple(
        _view(one, before.get(one.key) if one.degree is None else None) for one in candidates
    )


def _candidates(session: Session, case: Case) -> list[Candidate]:
    """The texts found close to the newest version, the closest first."""
    newest = newest_version(session, case)
    rows = select(Candidate).where(Candidate.case_id == case.id, Candidate.text_version == newest)
    return list(session.scalars(rows.order_by(Candidate.similarity.desc(), Candidate.key)))


def _view(row: Candidate, earlier: Candidate | None = None) -> CandidateView:
    return CandidateView(
        id=row.id,
        address=labels.address(row.key),
        label=str(row.kept["label"]),
        title=str(row.kept["title"]),
        text=str(row.kept["text"]),
        body=labels.body(f"{row.sector}:{row.body.removeprefix(row.sector + ':')}"),
        word=CLOSENESS[closeness(row.similarity / 100)],
        percent=row.similarity,
        shared=tuple(row.shared_terms),
        differing=tuple(row.differing),
        degree=labels.DEGREES[row.degree] if row.degree else "",
        reason=row.reason,
        office=labels.OFFICES[row.office] if row.office else "",
        disposed_at=row.disposed_at,
        compared=f"{row.text_digest[:12]} / {row.compared_digest[:12]}",
        given_on=row.text_version,
        earlier=_view(earlier) if earlier else None,
    )


def _checklist(session: Session, case: Case) -> tuple[ChecklistItem, ...]:
    return _allocation(session, case).checklist


def _allocation(session: Session, case: Case) -> Procedure:
    """The edition of the case's allocation, or the one in force when it was submitted."""
    run = session.scalar(select(Run).where(Run.case_id == case.id, Run.procedure == "allocation"))
    if run is None:
        return editions.allocation_procedure(session, deadlines.local_date(case.submitted_at))
    return editions.pinned(session, run.edition_digest)


def _groups(
    session: Session, case: Case, reader: Reader, candidates: list[Candidate], language: str
) -> tuple[tuple[str, tuple[ItemView, ...]], ...]:
    procedure = _allocation(session, case)
    words = procedure.labels[language]
    answers = {
        row.item: row
        for row in session.scalars(
            select(ChecklistAnswer).where(ChecklistAnswer.case_id == case.id)
        )
    }
    found = evidence.of_registers(session, case, candidates)
    groups: dict[str, list[ItemView]] = {}
    for item in _checklist(session, case):
        row = answers.get(item.code)
        groups.setdefault(words.checklist_groups[item.group], []).append(
            _item(item, row, case, reader, words.checklist[item.code], found)
        )
    return tuple((name, tuple(items)) for name, items in groups.items())


def _item(
    item: ChecklistItem,
    row: ChecklistAnswer | None,
    case: Case,
    reader: Reader,
    question: str,
    found: Mapping[str, str],
) -> ItemView:
    office = case.lead_office if item.whose == "lead_office" else item.whose
    mine = (
        reader.writes_for(case.proposer)
        if item.whose == "proposer"
        else reader.holds("office", office, Post.OFFICER)
    )
    return ItemView(
        code=item.code,
        question=question,
        whose=N_("proposer") if item.whose == "proposer" else "",
        office=labels.OFFICES.get(office, ""),
        for_proposer=item.whose == "proposer",
        answer=ANSWERS[row.answer] if row else "",
        code_of_answer=row.answer if row else "",
        evidence=row.evidence if row else "",
        given_on=row.text_version if row else 0,
        found=found.get(item.evidence, ""),
        basis=item.basis.text,
        basis_read=item.basis.read,
        asked_now=item.asked_now,
        waits=item.holds_until_due and row is None,
        may_answer=mine and case.withdrawn_at is None,
    )
