"""The text versions of a submitted proposal: two compared, and the newest as its form holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.definition import FormField, Labels, Procedure
from workflow.pages.cases import find
from workflow.pages.comparing import difference, folded
from workflow.rules import deadlines
from workflow.rules.errors import NotFoundError, NotPermittedError
from workflow.rules.permissions import Post, Reader
from workflow.store import editions
from workflow.store.models import Case, Run, TextVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedField:
    """A field that changed: parts are (kind, text) with kind same, folded, gone or new."""

    label: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparePage:
    """Two text versions side by side; `unchanged` are the fields, label and text, that are the same."""

    number: str
    a: int
    b: int
    language: str
    fields: tuple[ComparedField, ...]
    unchanged: tuple[tuple[str, str], ...]


def compare_page(
    session: Session, number: str, a: int, b: int, reader: Reader, language: str
) -> ComparePage:
    """Two versions of a case compared word by word. Raises NotFoundError if either is missing."""
    case = find(session, number, reader)
    rows = {
        row.number: row
        for row in session.scalars(
            select(TextVersion).where(
                TextVersion.case_id == case.id, TextVersion.number.in_((a, b))
            )
        )
    }
    if a not in rows or b not in rows:
        raise NotFoundError(f"versions {a} and {b}")
    procedure = _procedure_of(session, case)
    words = procedure.labels[language]
    texts = [
        (words.fields[one.name], _shown(one, rows[a], words), _shown(one, rows[b], words))
        for one in procedure.fields
    ]
    return ComparePage(
        number=case.number,
        a=a,
        b=b,
        language=case.language,
        fields=tuple(
            ComparedField(label=label, parts=folded(difference(before, after)))
            for label, before, after in texts
            if before != after
        ),
        unchanged=tuple(
            (label, before) for label, before, after in texts if before == after and before
        ),
    )


def _shown(field: FormField, row: TextVersion, words: Labels) -> str:
    """What was written in a field, or the words of what was chosen."""
    text = str(row.fields.get(field.name, ""))
    return words.choices.get(text, text) if field.kind == "choice" else text


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """The newest text of a case as its form holds it, with the edition its form is of."""

    kind: str
    procedure: Procedure
    texts: Mapping[str, str]


def newest_text(session: Session, number: str, reader: Reader) -> Newest:
    """The newest text of a case, for those who may revise it.

    Raises NotPermittedError for anybody but the proposer's submitters.
    """
    case = find(session, number, reader)
    if not reader.submits_for(case.proposer):
        raise NotPermittedError((Post.SUBMITTER.value,))
    return newest_of(session, case)


def newest_of(session: Session, case: Case) -> Newest:
    """The newest text of a case, whoever reads it."""
    rows = select(TextVersion).where(TextVersion.case_id == case.id)
    row = session.scalars(rows.order_by(TextVersion.number.desc())).first()
    texts = {name: str(value) for name, value in row.fields.items()} if row else {}
    return Newest(kind=case.kind, procedure=_procedure_of(session, case), texts=texts)


def _procedure_of(session: Session, case: Case) -> Procedure:
    """The edition that the case's Question procedure pinned."""
    run = session.scalars(
        select(Run).where(Run.case_id == case.id, Run.procedure != "allocation").order_by(Run.id)
    ).first()
    if run is None:
        day = deadlines.local_date(case.submitted_at)
        return editions.question_procedure(session, case.sector, day)
    return editions.pinned(session, run.edition_digest)
