"""A study group's package of Questions as its readers may see it: its drafts, then its cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.definition import Procedure
from workflow.pages import labels
from workflow.rules.errors import NotFoundError
from workflow.rules.language_marks import N_
from workflow.rules.permissions import STUDY_GROUP, Post, Reader
from workflow.store import editions, facts, packages
from workflow.store.models import Case, Draft, Meeting, Package, Run
from workflow.store.visibility import visible


@dataclass(frozen=True, slots=True, kw_only=True)
class PackagedDraft:
    """A draft of the study group: `missing` are the words of the fields it lacks."""

    id: str
    title: str
    language: str
    version: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackagedCase:
    """A case of the package; `standing` says how it stands to the package."""

    id: int
    number: str
    title: str
    language: str
    state: str
    tone: str
    version: int
    standing: str
    taken_out_by: str
    left_at: dt.datetime | None
    still_in: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PackagePage:
    """A package: who sends it, what is in it, and what the reader may do."""

    id: str
    body: str
    title: str
    submitted_at: dt.datetime | None
    drafts: tuple[PackagedDraft, ...]
    others: tuple[PackagedDraft, ...]
    cases: tuple[PackagedCase, ...]
    actions: tuple[tuple[str, str], ...]
    meetings: tuple[tuple[str, str], ...]
    may_fill: bool
    may_take_out: bool


def packages_of(session: Session, reader: Reader) -> tuple[tuple[str, str], ...]:
    """The packages of the study groups that the reader chairs, the newest first."""
    bodies = study_groups_of(reader)
    rows = session.scalars(
        select(Package).where(Package.body.in_(bodies)).order_by(Package.created_at.desc())
    )
    return tuple((row.id, row.title) for row in rows)


def study_groups_of(reader: Reader) -> tuple[str, ...]:
    """The study groups for which the reader proposes."""
    return tuple(one for one in reader.proposers() if STUDY_GROUP.fullmatch(one))


def package_page(
    session: Session, package_id: str, reader: Reader, today: dt.date, language: str
) -> PackagePage:
    """A package with what the reader may see in it. Raises NotFoundError when that is nothing."""
    package = session.get(Package, package_id)
    own = package is not None and reader.writes_for(package.body)
    rows = _rows(session, package, reader) if package else []
    if package is None or not (own or rows):
        raise NotFoundError(f"package {package_id}")
    filling = own and package.submitted_at is None
    drafts = _drafts(session, package) if filling else []
    names = labels.members(session, {case.taken_out_by for case, _ in rows}, language)
    agreed = packages.agreed_at(session, [run for _, run in rows])
    in_it = [(case, run) for case, run in rows if _still_in(case) and run.id not in agreed]
    chairs = reader.holds("body", package.body, Post.CHAIR, Post.VICE_CHAIR)
    return PackagePage(
        id=package.id,
        body=labels.body(package.body),
        title=package.title,
        submitted_at=package.submitted_at,
        drafts=tuple(
            _draft(session, one, today, language) for one in drafts if one.package_id == package.id
        ),
        others=tuple(
            _draft(session, one, today, language) for one in drafts if one.package_id is None
        ),
        cases=tuple(
            _case(session, case, run, agreed.get(run.id), names, reader, language)
            for case, run in rows
        ),
        actions=_actions(session, [run for _, run in in_it], language) if chairs else (),
        meetings=_meetings(session, package.body, today) if chairs and in_it else (),
        may_fill=filling,
        may_take_out=bool(reader.codes("member", Post.SUBMITTER)),
    )


def _rows(session: Session, package: Package, reader: Reader) -> list[tuple[Case, Run]]:
    rows = session.execute(
        select(Case, Run)
        .join(Run, Run.case_id == Case.id)
        .where(Case.package_id == package.id, Run.procedure != "allocation", Run.kind == "")
        .where(visible(Case, reader))
        .order_by(Case.id, Run.id)
    )
    return [(case, run) for case, run in rows]


def _drafts(session: Session, package: Package) -> Sequence[Draft]:
    """Those of the study group that are in this package, or in none."""
    return session.scalars(
        select(Draft)
        .where(
            Draft.proposer == package.body,
            Draft.submitted_at.is_(None),
            (Draft.package_id == package.id) | Draft.package_id.is_(None),
        )
        .order_by(Draft.created_at, Draft.id)
    ).all()


def _draft(session: Session, row: Draft, today: dt.date, language: str) -> PackagedDraft:
    procedure = editions.question_procedure(session, row.sector, today)
    words = procedure.labels[language].fields
    lacking = facts.missing_fields(procedure, row.kind, row.fields)
    places = [N_("Study group")] if not row.fields.get("study_group") else []
    if row.kind != "new" and not row.fields.get("question"):
        places.append(N_("Existing Question"))
    return PackagedDraft(
        id=row.id,
        title=row.title,
        language=row.language,
        version=row.version,
        missing=(*(words[name] for name in lacking), *places),
    )


def _still_in(case: Case) -> bool:
    return case.left_package_at is None and case.withdrawn_at is None


def _case(
    session: Session,
    case: Case,
    run: Run,
    agreed_at: dt.datetime | None,
    names: dict[str, str],
    reader: Reader,
    language: str,
) -> PackagedCase:
    procedure = editions.pinned(session, run.edition_digest)
    state = labels.state_shown(procedure, run, reader)
    standing = N_("in the package")
    if case.withdrawn_at is not None:
        standing = N_("withdrawn")
    elif case.taken_out_by:
        standing = N_("goes on by itself")
    elif case.left_package_at is not None:
        standing = N_("agreed en bloc")
    elif agreed_at is not None:
        standing = N_("agreed by itself")
    return PackagedCase(
        id=case.id,
        number=case.number,
        title=case.title,
        language=case.language,
        state=procedure.labels[language].states[state.name],
        tone=labels.tone(state),
        version=run.version,
        standing=standing,
        taken_out_by=names.get(case.taken_out_by, ""),
        left_at=case.left_package_at or agreed_at,
        still_in=_still_in(case) and agreed_at is None,
    )


def _actions(session: Session, runs: Sequence[Run], language: str) -> tuple[tuple[str, str], ...]:
    """What the edition lets a body do en bloc with at least one of those runs, with its words."""
    found: dict[str, str] = {}
    for run in runs:
        procedure: Procedure = editions.pinned(session, run.edition_digest)
        for row in procedure.actions:
            if row.en_bloc and run.state in row.source:
                found[row.name] = procedure.labels[language].actions[row.name]
    return tuple(found.items())


def _meetings(session: Session, body: str, today: dt.date) -> tuple[tuple[str, str], ...]:
    """The body's meetings, the one nearest to today first."""
    rows = session.scalars(select(Meeting).where(Meeting.body == body)).all()
    ordered = sorted(rows, key=lambda row: abs(row.starts_on - today))
    return tuple(
        (str(row.id), f"{labels.body(row.body)}, {row.starts_on.isoformat()}, {row.place}")
        for row in ordered
    )
