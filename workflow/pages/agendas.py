"""A body's next meeting, one sheet for each item, with a proposed conclusion to read aloud."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.definition import Role
from workflow.pages import concluding, formulas, labels, reviews, voices, worklists
from workflow.pages.cases import Document
from workflow.pages.concluding import CloseText, Written
from workflow.pages.reviews import ConclusionView
from workflow.pages.voices import Voice
from workflow.pages.worklists import BodyWork, Item
from workflow.rules import deadlines, proposing
from workflow.rules.errors import NotFoundError, NotPermittedError
from workflow.rules.permissions import Reader
from workflow.rules.proposing import Finding, Proposed
from workflow.store import conclusions, written_views
from workflow.store.models import Attachment, Candidate, Case, Conclusion, Meeting, Run, TextVersion
from workflow.store.visibility import visible

LONGEST_LINE = 220
"""Characters of a line of the issue; the text itself is one of the papers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """A further formula, in the reader's language; `kind_label` is a word to translate."""

    kind: str
    kind_label: str
    formula: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One agenda item on one sheet.

    `reply` is the proposer's to the findings, `proposed` the formula of `kind` by language.
    """

    item: Item
    place: str
    asked: str
    why: str
    text_version: int
    documents: tuple[Document, ...]
    views: tuple[Voice, ...]
    closest: tuple[CloseText, ...]
    reply: str
    own: ConclusionView | None
    others: tuple[ConclusionView, ...]
    kind: str
    kind_label: str
    proposed: tuple[tuple[str, str], ...]
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaPage:
    """What is before the body at its next meeting."""

    work: BodyWork
    slug: str
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Loaded:
    """All that the sheets are made of, loaded once for all items."""

    cases: Mapping[str, Case]
    texts: Mapping[int, TextVersion]
    documents: Mapping[int, Sequence[Attachment]]
    views: Mapping[int, tuple[Voice, ...]]
    closest: Mapping[int, tuple[CloseText, ...]]
    findings: Mapping[int, Sequence[Finding]]
    concluded: Mapping[int, tuple[ConclusionView, ...]]
    rows: Mapping[int, Conclusion]
    language: str


def agenda_page(
    session: Session, slug: str, reader: Reader, now: dt.datetime, language: str
) -> AgendaPage:
    """The sheets of a body's next meeting, for those who belong to it or serve it."""
    body = reviews.body_of(slug)
    page = worklists.worklist_page(session, reader, now, language)
    work = next((one for one in page.bodies if one.body == body), None)
    if work is None:
        raise NotPermittedError((Role.ADVISORY_GROUP_CHAIR.value,))
    items = [one for one in work.items if not one.concluded]
    loaded = _load(session, [one.number for one in items], reader, now, language)
    return AgendaPage(
        work=work, slug=slug, sheets=tuple(_sheet(loaded, body, one) for one in items)
    )


def adopted(
    session: Session,
    number: str,
    slug: str,
    kind: str,
    reader: Reader,
    now: dt.datetime,
    language: str,
) -> Written:
    """The fields of the conclusion's form, filled with the formula of that kind."""
    case, run = concluding.allocation(session, number, reader)
    body = reviews.body_of(slug)
    if kind not in formulas.table():
        raise NotFoundError(kind)
    proposed = proposing.of_kind(kind, case.sector, _findings(session, [case]).get(case.id, ()))
    return Written(
        version=0,
        meeting_id=_meeting(session, run, body, deadlines.local_date(now)),
        kind=kind,
        lead_sector=proposed.lead_sector,
        supporting=proposed.supporting,
        target=proposed.target,
        reasons=_formula(proposed, body, case.number, language),
    )


def _meeting(session: Session, run: Run, body: str, today: dt.date) -> str:
    """The meeting that meets now or met last since the group was asked, else the next."""
    since = deadlines.local_date(run.entered_at)
    rows = session.scalars(
        select(Meeting)
        .where(Meeting.body == body, Meeting.ends_on >= since)
        .order_by(Meeting.starts_on)
    ).all()
    begun = [row for row in rows if row.starts_on <= today]
    chosen = begun[-1:] or rows[:1]
    return str(chosen[0].id) if chosen else ""


def _load(
    session: Session, numbers: Sequence[str], reader: Reader, now: dt.datetime, language: str
) -> _Loaded:
    cases = session.scalars(
        select(Case).where(Case.number.in_(numbers), visible(Case, reader))
    ).all()
    ids = [case.id for case in cases]
    texts = select(TextVersion).where(TextVersion.case_id.in_(ids)).order_by(TextVersion.number)
    documents: dict[int, list[Attachment]] = {}
    papers = select(Attachment).where(Attachment.case_id.in_(ids), visible(Attachment, reader, now))
    for row in session.scalars(papers.order_by(Attachment.at)):
        documents.setdefault(row.case_id or 0, []).append(row)
    filed = written_views.of_cases(session, ids, reader)
    members = {one.member for own in filed.values() for one in own}
    names = labels.members(session, members, language)
    runs = session.scalars(
        select(Run).where(Run.case_id.in_(ids), Run.procedure == "allocation")
    ).all()
    rounds = conclusions.rounds_of(session, runs)
    pairs = [
        (row, meeting)
        for run_id, own in conclusions.of_runs(session, runs, reader).items()
        for row, meeting in own
        if row.round == rounds[run_id].number
    ]
    shown = reviews.views_of(session, pairs, reader, language, deadlines.local_date(now))
    case_of = {run.id: run.case_id for run in runs}
    concluded: dict[int, tuple[ConclusionView, ...]] = {}
    for (own_row, _held_in), one in zip(pairs, shown, strict=True):
        case_id = case_of[own_row.run_id]
        concluded[case_id] = (*concluded.get(case_id, ()), one)
    return _Loaded(
        cases={case.number: case for case in cases},
        texts={row.case_id: row for row in session.scalars(texts)},
        documents=documents,
        views={
            case: tuple(voices.view(one, names) for one in written_views.standing_at(own))
            for case, own in filed.items()
        },
        closest=concluding.close_texts_of(session, cases),
        findings=_findings(session, cases),
        concluded=concluded,
        rows={own_row.id: own_row for own_row, _held_in in pairs},
        language=language,
    )


def _findings(session: Session, cases: Sequence[Case]) -> dict[int, list[Finding]]:
    """What offices last said of each text found close to a case, the closest first."""
    screened = [case.id for case in cases if case.screened_at is not None]
    found: dict[int, list[Finding]] = {}
    seen: set[tuple[int, str]] = set()
    rows = session.scalars(
        select(Candidate)
        .where(Candidate.case_id.in_(screened), Candidate.degree.is_not(None))
        .order_by(Candidate.text_version.desc(), Candidate.similarity.desc(), Candidate.id)
    )
    for row in rows:
        if (row.case_id, row.key) not in seen:
            seen.add((row.case_id, row.key))
            finding = Finding(key=row.key, sector=row.sector, degree=row.degree or "")
            found.setdefault(row.case_id, []).append(finding)
    return found


def _sheet(loaded: _Loaded, body: str, item: Item) -> Sheet:
    case = loaded.cases[item.number]
    text = loaded.texts[case.id]
    concluded = loaded.concluded.get(case.id, ())
    own = next((one for one in concluded if body in one.bodies), None)
    proposed = _proposed(loaded, case, own) if item.standing else None
    return Sheet(
        item=item,
        place=labels.listed(
            one
            for one in (
                labels.sector(case.sector),
                labels.body(case.study_group) if case.study_group else "",
            )
            if one
        ),
        asked=_line(str(text.fields.get("question_text", ""))),
        why=_line(str(text.fields.get("reason", ""))),
        text_version=text.number,
        documents=tuple(
            Document(id=row.id, name=row.name, size=row.size, sha256=row.sha256)
            for row in loaded.documents.get(case.id, ())
        ),
        views=loaded.views.get(case.id, ()),
        closest=loaded.closest.get(case.id, ()),
        reply=case.findings_reply if case.screened_at is not None else "",
        own=own,
        others=tuple(one for one in concluded if one is not own and not one.provisional),
        kind=proposed.kind if proposed else "",
        kind_label=reviews.KINDS[proposed.kind] if proposed else "",
        proposed=_in_six(proposed, body, case.number) if proposed else (),
        alternatives=_alternatives(loaded, body, case, proposed) if proposed else (),
    )


def _proposed(loaded: _Loaded, case: Case, own: ConclusionView | None) -> Proposed:
    """The conclusion as it is written, else what follows from what offices said."""
    row = loaded.rows.get(own.id) if own else None
    if row is None:
        return proposing.conclusion(case.sector, loaded.findings.get(case.id, ()))
    return Proposed(
        kind=row.kind,
        lead_sector=row.lead_sector,
        supporting=tuple(row.supporting),
        target=row.target,
    )


def _alternatives(
    loaded: _Loaded, body: str, case: Case, proposed: Proposed
) -> tuple[Alternative, ...]:
    findings = loaded.findings.get(case.id, ())
    others = [
        proposing.of_kind(kind, case.sector, findings)
        for kind in reviews.KINDS
        if kind != proposed.kind
    ]
    return tuple(
        Alternative(
            kind=one.kind,
            kind_label=reviews.KINDS[one.kind],
            formula=_formula(one, body, case.number, loaded.language),
        )
        for one in others
    )


def _formula(one: Proposed, body: str, number: str, language: str) -> str:
    return formulas.said(
        one.kind,
        body=body,
        number=number,
        lead_sector=one.lead_sector,
        supporting=one.supporting,
        target=one.target,
        language=language,
    )


def _in_six(one: Proposed, body: str, number: str) -> tuple[tuple[str, str], ...]:
    return formulas.in_six_languages(
        one.kind,
        body=body,
        number=number,
        lead_sector=one.lead_sector,
        supporting=one.supporting,
        target=one.target,
    )


def _line(text: str) -> str:
    """The beginning of a text on one line, cut at a word."""
    words = " ".join(text.split())
    if len(words) <= LONGEST_LINE:
        return words
    return words[:LONGEST_LINE].rsplit(" ", 1)[0] + " …"
