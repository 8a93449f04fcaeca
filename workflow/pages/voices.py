"""What members said on a case: written views, statements, corrections, the proposer's answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.pages import labels
from workflow.rules.language_marks import N_
from workflow.rules.permissions import MEMBERS, Post, Reader
from workflow.store import written_views
from workflow.store.models import Case, Conclusion, Remark, Run, WrittenView

POSITIONS = {
    "agreed": N_("agreed by the proposer"),
    "not_agreed": N_("not agreed by the proposer"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A member's own words; `number` counts its written views, `version` is the conclusion's."""

    member: str
    language: str
    text: str
    at: dt.datetime
    number: int = 0
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """What was said of one conclusion; `position` is a word to translate, empty when unanswered."""

    views: tuple[Voice, ...] = ()
    statements: tuple[Voice, ...] = ()
    corrections: tuple[Voice, ...] = ()
    position: str = ""
    position_reasons: str = ""
    position_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenViews:
    """The views on a case that count now, and those they replaced.

    `newest` is the id of the view filed last, which a chair's confirmation names.
    """

    standing: tuple[Voice, ...] = ()
    replaced: tuple[Voice, ...] = ()
    newest: int = 0
    may_file: bool = False


def of_conclusions(
    session: Session, rows: Sequence[Conclusion], reader: Reader, language: str
) -> dict[int, Voices]:
    """The voices on each conclusion, in a fixed number of queries.

    Views are those the chair had before confirming. Corrections are for those who write the
    conclusion, and are shown until it is released.
    """
    pairs = select(Run.id, Run.case_id).where(Run.id.in_({row.run_id for row in rows}))
    cases = {run: case for run, case in session.execute(pairs)}  # noqa: C416 - rows, not pairs
    views = written_views.of_cases(session, cases.values(), reader)
    remarks: dict[int, list[Remark]] = {}
    for one in session.scalars(
        select(Remark)
        .where(Remark.conclusion_id.in_({row.id for row in rows}))
        .order_by(Remark.made_at, Remark.id)
    ):
        remarks.setdefault(one.conclusion_id, []).append(one)
    codes = {one.member for own in views.values() for one in own}
    codes |= {one.member for own in remarks.values() for one in own if one.member}
    names = labels.members(session, codes, language)
    return {
        row.id: _voices(
            row, views.get(cases[row.run_id], []), remarks.get(row.id, []), names, reader
        )
        for row in rows
    }


def _voices(
    row: Conclusion,
    views: Sequence[WrittenView],
    remarks: Sequence[Remark],
    names: Mapping[str, str],
    reader: Reader,
) -> Voices:
    answered = row.proposer_position and (row.status != "released" or reader.may_see(MEMBERS))
    return Voices(
        views=tuple(view(one, names) for one in written_views.standing_at(views, row.confirmed_at)),
        statements=tuple(_remark(one, names) for one in remarks if one.kind == "statement"),
        corrections=tuple(
            _remark(one, names)
            for one in remarks
            if one.kind == "correction" and row.status != "released"
        ),
        position=POSITIONS[row.proposer_position] if answered else "",
        position_reasons=row.proposer_reasons if answered else "",
        position_at=row.proposer_answered_at if answered else None,
    )


def written_views_of(
    session: Session, case: Case, run: Run | None, reader: Reader, language: str
) -> WrittenViews:
    """The written views on a case, and whether the reader may file one now."""
    views = written_views.of_cases(session, [case.id], reader).get(case.id, [])
    names = labels.members(session, {one.member for one in views}, language)
    standing = written_views.standing_at(views)
    may_write = bool(reader.codes("member", Post.SUBMITTER)) and case.withdrawn_at is None
    return WrittenViews(
        standing=tuple(view(one, names) for one in standing),
        replaced=tuple(view(one, names) for one in views if one not in standing),
        newest=max((one.id for one in views), default=0),
        may_file=may_write and run is not None and written_views.may_still_reach(session, run),
    )


def view(row: WrittenView, names: Mapping[str, str]) -> Voice:
    """A written view in words."""
    return Voice(
        member=names.get(row.member, row.member),
        language=row.language,
        text=row.text,
        at=row.filed_at,
        number=row.number,
    )


def _remark(row: Remark, names: Mapping[str, str]) -> Voice:
    return Voice(
        member=names.get(row.member or "", ""),
        language=row.language,
        text=row.text,
        at=row.made_at,
        version=row.conclusion_version,
    )
