"""What is searched: each kind of thing that the reader may see, with its texts, the newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from states.definition import LANGUAGES
from workflow.overlap.matching import Query, Wanted, words_in
from workflow.pages import decisions, labels, meetings, public_cases, reviews
from workflow.rules import deadlines
from workflow.rules.permissions import NOBODY, Reader
from workflow.store import search_index
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

    def best(self, query: Query) -> tuple[float, Text | None]:
        """How well it has the words of the query, 0 when it lacks one, and which of its texts best."""
        scored = (
            (query.score(f"{self.label} {one.title} {one.also}", one.body, one.language), one)
            for one in self.texts
        )
        return max(scored, key=lambda pair: pair[0], default=(0.0, None))


Searched = Callable[[Session, Reader, dt.datetime, str, Query], Iterator[Found]]
"""Gives, of what the reader may see, at least what has every word of the query."""


def _asked_of(
    query: Query, has: Callable[[Wanted], ColumnElement[bool]], *unstored: ColumnElement[bool]
) -> ColumnElement[bool]:
    """That a row has each word, or that the words of what it is found by are not stored."""
    return or_(and_(*(has(one) for one in query.wanted())), *unstored)


def _case_asked_of(query: Query) -> ColumnElement[bool]:
    """That a case has each word, in its number and title or in one of its texts."""

    def texts(those: ColumnElement[bool]) -> ColumnElement[bool]:
        return Case.id.in_(select(TextVersion.case_id).where(those))

    def has(one: Wanted) -> ColumnElement[bool]:
        in_text = texts(search_index.with_word(TextVersion, one))
        return or_(search_index.with_word(Case, one), in_text)

    unstored = texts(search_index.unstored(TextVersion))
    return _asked_of(query, has, search_index.unstored(Case), unstored)


def _visible_cases(session: Session, reader: Reader, asked: ColumnElement[bool]) -> Sequence[Case]:
    newest = (Case.submitted_at.desc(), Case.id)
    return session.scalars(select(Case).where(visible(Case, reader), asked).order_by(*newest)).all()


def _public(
    session: Session, reader: Reader, language: str, asked: ColumnElement[bool]
) -> Sequence[public_cases.Approved]:
    """The approved cases of which the reader may see the public page and no more."""
    if reader.appointments:
        return ()
    seen = select(Case.id).where(visible(Case, reader))
    rows = session.scalars(
        select(Case).where(Case.id.not_in(seen), asked).order_by(Case.submitted_at.desc(), Case.id)
    ).all()
    return public_cases.approved(session, rows, language)


def _cases(
    session: Session, reader: Reader, _now: dt.datetime, language: str, query: Query
) -> Iterator[Found]:
    """Cases by number and title, and by their proposer in any of its names."""
    proposers = session.scalars(select(Case.proposer).distinct()).all()
    named = {one: labels.members(session, proposers, one) for one in LANGUAGES}
    also = {
        one: " ".join(dict.fromkeys((one, *(named[each].get(one, "") for each in LANGUAGES))))
        for one in proposers
    }
    words = {one: _words_of_names(said) for one, said in also.items()}

    def has(wanted: Wanted) -> ColumnElement[bool]:
        proposing = [one for one, held in words.items() if wanted.met_by(held)]
        return or_(search_index.with_word(Case, wanted), Case.proposer.in_(proposing))

    for case in _visible_cases(session, reader, _asked_of(query, has, search_index.unstored(Case))):
        yield Found(
            endpoint="cases.show",
            values={"number": case.number},
            label=case.number,
            note=named[language][case.proposer],
            texts=(Text(title=case.title, also=also[case.proposer], language=case.language),),
        )
    for one in _public(session, reader, language, _case_asked_of(query)):
        yield Found(
            endpoint="cases.show",
            values={"number": one.case.number},
            label=one.case.number,
            note=labels.body(one.case.study_group),
            texts=(Text(title=one.text.title, language=one.text.language),),
        )


def _words_of_names(said: str) -> frozenset[str]:
    return frozenset(word for one in LANGUAGES for word in words_in(said, one))


def _texts(
    session: Session, reader: Reader, _now: dt.datetime, language: str, query: Query
) -> Iterator[Found]:
    """The newest text of each case, and of approved ones the text that was approved."""
    each = aliased(TextVersion)
    newest = select(func.max(each.number)).where(each.case_id == Case.id).scalar_subquery()

    def has(wanted: Wanted) -> ColumnElement[bool]:
        in_text = search_index.with_word(TextVersion, wanted)
        return or_(in_text, search_index.with_word(Case, wanted))

    unstored = (search_index.unstored(Case), search_index.unstored(TextVersion))
    asked = _asked_of(query, has, *unstored)
    rows = session.execute(
        select(Case.number, TextVersion)
        .join(TextVersion, TextVersion.case_id == Case.id)
        .where(visible(Case, reader), TextVersion.number == newest, asked)
        .order_by(Case.submitted_at.desc(), Case.id)
    )
    for number, row in rows:
        said = (str(value) for name, value in row.fields.items() if name != "title")
        yield _text_of(number, row.title, "\n".join(said), row.language)
    for one in _public(session, reader, language, _case_asked_of(query)):
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
    session: Session, reader: Reader, now: dt.datetime, language: str, query: Query
) -> Iterator[Found]:
    """The allocation decisions and the released conclusions on the cases the reader may see."""
    seen = select(Case.id).where(visible(Case, reader))
    rows = session.execute(
        select(AllocationDecision, Case, Case.id.in_(seen))
        .join(Run, Run.id == AllocationDecision.run_id)
        .join(Case, Case.id == Run.case_id)
        .order_by(AllocationDecision.recorded_at.desc())
    )
    for row, case, may_see in rows:
        said = f"{row.grounds}\n{row.essential_requirements}"
        found = _decided(case, gettext(decisions.MODES[row.mode]), said, "decision", language)
        if may_see or (
            found.best(query)[0] and _shown_to_all(session, reader, case, row, now, language)
        ):
            yield found
    released = session.execute(
        select(Conclusion, Case)
        .join(Run, Run.id == Conclusion.run_id)
        .join(Case, Case.id == Run.case_id)
        .where(Conclusion.status == "released", visible(Case, reader))
        .order_by(Conclusion.released_at.desc())
    )
    for one, case in released:
        what = f"{labels.body(one.body)}: {gettext(reviews.KINDS[one.kind])}"
        yield _decided(case, what, one.reasons, "conclusions", language)


def _shown_to_all(
    session: Session,
    reader: Reader,
    case: Case,
    row: AllocationDecision,
    now: dt.datetime,
    language: str,
) -> bool:
    """Whether the case is approved and its public page shows that decision to such a reader."""
    if not _public(session, reader, language, Case.id == case.id):
        return False
    panel = decisions.decision_panel(
        session, case, session.get_one(Run, row.run_id), NOBODY, now, language
    )
    return panel.decision is not None and panel.decision.recorded_at == row.recorded_at


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
    session: Session, _reader: Reader, _now: dt.datetime, language: str, query: Query
) -> Iterator[Found]:
    """The Questions of the registers by their titles in each language; those in force first."""
    unstored = search_index.unstored(Question)
    asked = _asked_of(query, lambda one: search_index.with_word(Question, one), unstored)
    first = (Question.status != "in force", Question.id)
    rows = session.scalars(select(Question).where(asked).order_by(*first))
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


def _areas(
    session: Session, _reader: Reader, _now: dt.datetime, _language: str, _query: Query
) -> Iterator[Found]:
    for row in session.scalars(select(Area).order_by(Area.id)):
        yield Found(
            endpoint="registers.register",
            values={"register": "areas"},
            label=row.id,
            note=row.sectors,
            texts=(Text(title=row.name, body=row.evidence, language="en"),),
        )


def _bodies(
    session: Session, _reader: Reader, _now: dt.datetime, language: str, _query: Query
) -> Iterator[Found]:
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
    session: Session, _reader: Reader, now: dt.datetime, language: str, _query: Query
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
