"""A study group's package of Questions: opened, filled, submitted, agreed en bloc, and left."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from states.definition import Procedure, Role
from workflow.handlers import cases, moving, submitting
from workflow.handlers.drafting import open_draft
from workflow.handlers.kept_texts import LONGEST_TITLE
from workflow.rules import deadlines
from workflow.rules.commands.cases import MoveRun
from workflow.rules.commands.proposals import (
    MovePackage,
    OpenPackage,
    PlaceDraft,
    SubmitPackage,
    TakeOutOfPackage,
)
from workflow.rules.errors import (
    ActionNotOfferedError,
    ActionRefusedError,
    InvalidInputError,
    NotFoundError,
    NotPermittedError,
    Refusal,
    StaleError,
)
from workflow.rules.events import CaseSeparated, PackageJoined
from workflow.rules.language_marks import N_
from workflow.rules.permissions import Post
from workflow.store import editions, packages
from workflow.store.models import Case, Draft, Package, Run
from workflow.store.transaction import Handlers, Transaction


def open_package(tx: Transaction, command: OpenPackage) -> Mapping[str, Any]:
    """Open an empty package of a study group that the actor chairs."""
    if command.body not in tx.by.proposers({"body": (Post.CHAIR, Post.VICE_CHAIR)}):
        raise NotPermittedError((Role.STUDY_GROUP_CHAIR.value,))
    title = command.title.strip()
    if not title or len(title) > LONGEST_TITLE:
        raise InvalidInputError("title", N_("Give the package a title."))
    package = Package(id=uuid.uuid4().hex, body=command.body, title=title, created_at=tx.now)
    tx.session.add(package)
    tx.session.flush()
    return {"package": package.id}


def place_draft(tx: Transaction, command: PlaceDraft) -> Mapping[str, Any]:
    """Put a draft into a package of its own study group that is not submitted, or take it out."""
    draft = open_draft(tx, command.draft_id)
    if command.package_id is not None:
        package = _own_package(tx, command.package_id)
        if package.submitted_at is not None:
            raise ActionNotOfferedError("save", "submitted")
        if draft.proposer != package.body:
            raise InvalidInputError("draft", N_("A package holds proposals of one study group."))
    draft.package_id = command.package_id
    return {"draft": draft.id}


def submit_package(tx: Transaction, command: SubmitPackage) -> Mapping[str, Any]:
    """Submit all drafts of a package; a package submitted before leads to its cases again.

    Raises ActionRefusedError with a sentence for each draft that lacks something; none is submitted.
    """
    package = _own_package(tx, command.package_id)
    if package.submitted_at is not None:
        return {"package": package.id}
    drafts = tx.session.scalars(
        select(Draft).where(Draft.package_id == package.id).order_by(Draft.created_at, Draft.id)
    ).all()
    waiting = [draft for draft in drafts if draft.submitted_at is None]
    if {draft.id: draft.version for draft in waiting} != dict(command.seen):
        raise StaleError(seen=len(command.seen), current=len(waiting))
    _require_complete(tx, waiting)
    for draft in waiting:
        case = submitting.open_case(tx, draft, role=Role.PROPOSER, tell="submission_acknowledged")
        case.package_id = package.id
        tx.record(
            PackageJoined(package=package.id, name=package.title),
            case=case,
            role=Role.PROPOSER.value,
            acting_for=case.proposer,
            audience=case.audience,
            also=case.also,
        )
    package.submitted_at = tx.now
    return {"package": package.id}


def _require_complete(tx: Transaction, drafts: Sequence[Draft]) -> None:
    if not drafts:
        raise ActionRefusedError(
            (Refusal(guard="package_is_not_empty", message=N_("The package holds no Question.")),)
        )
    refusals, today = [], deadlines.local_date(tx.now)
    for draft in drafts:
        procedure = editions.question_procedure(tx.session, draft.sector, today)
        lacking = submitting.missing(procedure, draft)
        if lacking:
            refusals.append(
                Refusal(
                    guard="template_is_complete",
                    message=N_("%(title)s: still to be filled in: %(fields)s."),
                    params={"title": draft.title, "fields": lacking, "form": procedure.code},
                )
            )
    if refusals:
        raise ActionRefusedError(tuple(refusals))


def move_package(tx: Transaction, command: MovePackage) -> Mapping[str, Any]:
    """Take the action for every case still in the package; those that cannot take it stay, and are named.

    Raises the refusal of the first when no case can take it.
    """
    package = _package(tx, command.package_id)
    rows = _still_in(tx, package)
    if {case.number: run.version for case, run in rows} != dict(command.seen):
        raise StaleError(seen=len(command.seen), current=len(rows))
    moved, stayed = [], []
    for case, run in rows:
        procedure = editions.pinned(tx.session, run.edition_digest)
        given = {**command.given, "package": package.title}
        if command.action not in _en_bloc(procedure):
            raise ActionNotOfferedError(command.action, run.state)
        try:
            cases.move_run(
                tx,
                MoveRun(
                    run_id=run.id, action=command.action, seen_version=run.version, given=given
                ),
            )
        except (ActionNotOfferedError, ActionRefusedError) as error:
            stayed.append((case.number, error))
            continue
        moved.append(case.number)
        if run.state not in packages.sources(procedure):
            case.left_package_at = tx.now
    if not moved:
        raise stayed[0][1] if stayed else ActionNotOfferedError(command.action, "package")
    return {"moved": moved, "stayed": [number for number, _ in stayed]}


def take_out_of_package(tx: Transaction, command: TakeOutOfPackage) -> Mapping[str, Any]:
    """Let a case go on by itself: any delegation may ask it, without reasons, until it is agreed."""
    case = moving.visible_case(tx, command.case_id)
    members = tx.by.codes("member", Post.SUBMITTER)
    if not members:
        raise NotPermittedError((Role.DELEGATION.value,))
    if case.package_id is None or case.left_package_at is not None or case.withdrawn_at is not None:
        raise ActionNotOfferedError("take_out_of_package", "package")
    _require_not_agreed(tx, case)
    package = _package(tx, case.package_id)
    case.left_package_at, case.taken_out_by = tx.now, members[0]
    tx.record(
        CaseSeparated(package=package.id, name=package.title),
        case=case,
        role=Role.DELEGATION.value,
        acting_for=members[0],
        audience=case.audience,
        also=case.also,
    )
    return {"case": case.number}


def _require_not_agreed(tx: Transaction, case: Case) -> None:
    if packages.agreed(tx.session, case):
        message = N_("The study group has agreed to this Question; it goes on by itself already.")
        raise ActionRefusedError((Refusal(guard="package_is_not_agreed", message=message),))


def _still_in(tx: Transaction, package: Package) -> list[tuple[Case, Run]]:
    """The cases neither agreed, withdrawn nor out of the package, each with its Question run."""
    rows = tx.session.execute(
        select(Case, Run)
        .join(Run, Run.case_id == Case.id)
        .where(
            Case.package_id == package.id,
            Case.left_package_at.is_(None),
            Case.withdrawn_at.is_(None),
            Run.procedure != "allocation",
            Run.kind == "",
        )
        .order_by(Case.id, Run.id)
        .with_for_update()
    )
    found = [(case, run) for case, run in rows]
    agreed = packages.agreed_at(tx.session, [run for _, run in found])
    return [(case, run) for case, run in found if run.id not in agreed]


def _en_bloc(procedure: Procedure) -> set[str]:
    return {row.name for row in procedure.actions if row.en_bloc}


def _package(tx: Transaction, package_id: str) -> Package:
    package = tx.session.get(Package, package_id)
    if package is None:
        raise NotFoundError(f"package {package_id}")
    return package


def _own_package(tx: Transaction, package_id: str) -> Package:
    package = tx.session.scalar(select(Package).where(Package.id == package_id).with_for_update())
    if package is None or not tx.by.writes_for(package.body):
        raise NotFoundError(f"package {package_id}")
    return package


HANDLERS: Handlers = {
    MovePackage: move_package,
    OpenPackage: open_package,
    PlaceDraft: place_draft,
    SubmitPackage: submit_package,
    TakeOutOfPackage: take_out_of_package,
}
