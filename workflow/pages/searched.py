"""What is searched: each kind of thing that the reader may see, with its texts, the newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from flask_babel import gettext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from states.definition import LANGUAGES
from workflow.pages import decisions, labels, meetings, public_cases, reviews
from workflow.rules import deadlines
from workflow.rules.permissions import NOBODY, Reader
from workflow.store.models import (
    AllocationDecision,
    Area,
    Body,
    Case,
    Conclusion,
    Meeting,
    Question,
    Run,
    TextVersion,
)
from workflow.store.visibility import visible


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A title and a body in one language; `also` is found like the title, but not shown."""

    title: str
    also: str = ""
    body: str = ""
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A thing that a search may lead to. `label` is its number or id, `note` says where it belongs."""

    endpoint: str
    values: Mapping[str, str] = field(default_factory=dict)
    label: str = ""
    note: str = ""
    texts: tuple[Text, ...]


Searched = Callable[[Session, Reader, dt.datetime, str], Iterator[Found]]


def _visible_cases(session: Session, reader: Reader) -> list[Case]:
    return list(
        session.scalars(
            select(Case).where(visible(Case, reader)).order_by(Case.submitted_at.desc(), Case.id)
        )
    )


def _public(session: Session, reader: Reader, language: str) -> list[public_cases.Approved]:
    """The approved cases of which the reader may see the public page and no more."""
    if reader.appointments:
        return []
    seen = select(Case.id).where(visible(Case, reader))
    rows = session.scalars(
        select(Case).where(Case.id.not_in(seen)).order_by(Case.submitted_at.desc(), Case.id)
    ).all()
    return list(public_cases.approved(session, rows, language))


def _cases(session: Session, reader: Reader, _now: dt.datetime, language: str) -> Iterator[Found]:
    """Cases by number and title, and by their proposer in any of its names."""
    cases = _visible_cases(session, reader)
    proposers = {case.proposer for case in cases}
    named = {one: labels.members(session, proposers, one) for one in LANGUAGES}
    for case in cases:
        names = " ".join(dict.fromkeys(named[one][case.proposer] for one in LANGUAGES))
        yield Found(
            endpoint="cases.show",
            values={"number": case.number},
            label=case.number,
            note=named[language][case.proposer],
            texts=(
                Text(title=case.title, also=f"{case.proposer} {names}", language=case.language),
            ),
        )
    for one in _public(session, reader, language):
        yield Found(
            endpoint="cases.show",
            values={"number": one.case.number},
            label=one.case.number,
            note=labels.body(one.case.study_group),
            texts=(Text(title=one.text.title, language=one.text.language),),
        )


def _texts(session: Session, reader: Reader, _now: dt.datetime, language: str) -> Iterator[Found]:
    """The newest text of each case, and of approved ones the text that was approved."""
    cases = {case.id: case for case in _visible_cases(session, reader)}
    newest = (
        select(TextVersion.case_id, func.max(TextVersion.number).label("number"))
        .group_by(TextVersion.case_id)
        .subquery()
    )
    rows = session.scalars(
        select(TextVersion).join(
            newest,
            (newest.c.case_id == TextVersion.case_id) & (newest.c.number == TextVersion.number),
        )
    )
    texts = {row.case_id: row for row in rows if row.case_id in cases}
    for case_id, case in cases.items():
        row = texts[case_id]
        said = (str(value) for name, value in row.fields.items() if name != "title")
        yield _text_of(case.number, row.title, "\n".join(said), row.language)
    for one in _public(session, reader, language):
        said = (words for name, _label, words in one.text.fields if name in one.text.free)
        yield _text_of(one.case.number, one.text.title, "\n".join(said), one.text.language)


def _text_of(number: str, title: str, body: str, language: str) -> Found:
    return Found(
        endpoint="cases.show",
        values={"number": number, "_anchor": "texts"},
        label=number,
        texts=(Text(title=title, body=body, language=language),),
    )


def _decisions(
    session: Session, reader: Reader, now: dt.datetime, language: str
) -> Iterator[Found]:
    """The allocation decisions and the released conclusions on the cases the reader may see."""
    cases = {case.id: case for case in _visible_cases(session, reader)}
    rows = session.execute(
        select(AllocationDecision, Run.case_id)
        .join(Run, Run.id == AllocationDecision.run_id)
        .order_by(AllocationDecision.recorded_at.desc())
    )
    approved = {one.case.id: one.case for one in _public(session, reader, language)}
    for row, case_id in rows:
        case = cases.get(case_id) or _of_public(session, approved.get(case_id), row, now, language)
        if case is not None:
            said = f"{row.grounds}\n{row.essential_requirements}"
            yield _decided(case, gettext(decisions.MODES[row.mode]), said, "decision", language)
    released = session.execute(
        select(Conclusion, Run.case_id)
        .join(Run, Run.id == Conclusion.run_id)
        .where(Conclusion.status == "released", Run.case_id.in_(cases))
        .order_by(Conclusion.released_at.desc())
    )
    for one, case_id in released:
        what = f"{labels.body(one.body)}: {gettext(reviews.KINDS[one.kind])}"
        yield _decided(cases[case_id], what, one.reasons, "conclusions", language)


def _of_public(
    session: Session,
    case: Case | None,
    row: AllocationDecision,
    now: dt.datetime,
    language: str,
) -> Case | None:
    """The approved case, where its public page shows that decision."""
    run = session.get(Run, row.run_id)
    if case is None or run is None:
        return None
    panel = decisions.decision_panel(session, case, run, NOBODY, now, language)
    shown = panel.decision is not None and panel.decision.recorded_at == row.recorded_at
    return case if shown else None


def _decided(case: Case, what: str, said: str, anchor: str, language: str) -> Found:
    """What was typed is in no known language: in that of the case, in English or in the reader's."""
    return Found(
        endpoint="cases.show",
        values={"number": case.number, "_anchor": anchor},
        label=case.number,
        texts=tuple(
            Text(title=what, body=said, language=one)
            for one in dict.fromkeys((language, case.language, "en"))
        ),
    )


def _questions(
    session: Session, _reader: Reader, _now: dt.datetime, language: str
) -> Iterator[Found]:
    """The Questions of the registers by their titles in each language; those in force first."""
    rows = session.scalars(select(Question).order_by(Question.status != "in force", Question.id))
    for row in rows:
        titles = {one: getattr(row, f"title_{one}") for one in (language, *LANGUAGES)}
        yield Found(
            endpoint="registers.question",
            values={"question_id": row.id},
            label=row.number,
            note=labels.listed(
                part
                for part in (labels.body(f"{row.sector}:{row.study_group}"), row.period)
                if part
            ),
            texts=tuple(
                Text(title=title, also=row.id, body=row.text, language=one)
                for one, title in titles.items()
                if title
            ),
        )


def _areas(session: Session, _reader: Reader, _now: dt.datetime, _language: str) -> Iterator[Found]:
    for row in session.scalars(select(Area).order_by(Area.id)):
        yield Found(
            endpoint="registers.register",
            values={"register": "areas"},
            label=row.id,
            note=row.sectors,
            texts=(Text(title=row.name, body=row.evidence, language="en"),),
        )


def _bodies(session: Session, _reader: Reader, _now: dt.datetime, language: str) -> Iterator[Found]:
    rows = session.scalars(select(Body))
    for row in sorted(rows, key=lambda one: meetings.order(one.id)):
        yield Found(
            endpoint="registers.register",
            values={"register": "bodies"},
            label=labels.body(row.id),
            note=row.parent,
            texts=tuple(
                Text(title=row.name, body=row.code, language=one)
                for one in dict.fromkeys(("en", language))
            ),
        )


def _meetings(
    session: Session, _reader: Reader, now: dt.datetime, language: str
) -> Iterator[Found]:
    """The meetings of the calendar, the newest first, by their bodies, days and place."""
    names = {row.id: row.name for row in session.scalars(select(Body))}
    kept = deadlines.local_date(now) - meetings.KEPT_IN_VIEW
    rows = session.scalars(
        select(Meeting).where(Meeting.ends_on >= kept).order_by(Meeting.starts_on.desc())
    )
    for row in rows:
        view = meetings.view(row, language, deadlines.local_date(now))
        bodies = (names.get(one, "") for one in (row.body, *row.joint_with))
        yield Found(
            endpoint="meetings.index",
            label=labels.listed(view.names, " + "),
            note=row.place,
            texts=tuple(
                Text(title=view.span, body="\n".join((*bodies, row.place)), language=one)
                for one in dict.fromkeys((language, "en"))
            ),
        )


KINDS: Mapping[str, Searched] = {
    "cases": _cases,
    "texts": _texts,
    "decisions": _decisions,
    "questions": _questions,
    "areas": _areas,
    "bodies": _bodies,
    "meetings": _meetings,
}
