"""What the events of a case say of it: facts by name, to be compared with what its rows say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from states.faults import EditionError
from workflow.store import editions
from workflow.store.models import EventRow

Key = tuple[Any, ...]
"""The word people read for a fact, then what tells it from others of its kind."""
Facts = dict[Key, Any]

CONCLUSION = (
    "round", "joint", "meeting", "kind", "reasons", "lead_sector", "supporting", "target",
    "version",
)  # fmt: skip
ALLOCATION = (
    "round", "mode", "lead_sector", "contributing", "study_groups", "essential_requirements",
    "grounds", "meeting",
)  # fmt: skip


class MisfitError(Exception):
    """An event that cannot follow those before it."""


@dataclass(frozen=True, slots=True)
class Told:
    """An event with its payload."""

    row: EventRow
    body: Mapping[str, Any]

    def values(self, *names: str) -> list[Any]:
        """Those values of the payload."""
        return [self.body[name] for name in names]


@dataclass(slots=True)
class Said:
    """What the events of one case say. Of the kinds in `unknown` an emptied payload said more."""

    facts: Facts = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)

    def add(self, session: Session, one: Told) -> None:
        """Take in one event. Raises MisfitError."""
        if one.row.kind == "RunMoved":
            self._require_move(session, one)
        says = SAYS.get(one.row.kind)
        if says is not None:
            self.facts.update(says(one))

    def add_emptied(self, row: EventRow) -> None:
        """Take in an event whose payload was emptied. Raises MisfitError if it carried a state."""
        if row.kind in BEARING:
            raise MisfitError("the state it led to was emptied")
        self.unknown.update(EMPTIED.get(row.kind, ()))

    def _require_move(self, session: Session, one: Told) -> None:
        held = self.facts.get(("run", one.row.run_id))
        if held != one.body["source"]:
            raise MisfitError(f"the run stood in {held}, not in {one.body['source']}")
        try:
            procedure = editions.pinned(session, self.facts["edition", one.row.run_id])
        except KeyError:
            raise MisfitError("the edition that its run pinned is gone") from None
        except EditionError:
            raise MisfitError("the edition that its run pinned cannot be read") from None
        action, source, target = one.values("action", "source", "target")
        if not any(
            row.name == action and source in row.source and row.target == target
            for row in procedure.actions
        ):
            raise MisfitError(f"{action} does not lead from {source} to {target}")


def _submitted(one: Told) -> Facts:
    return {
        ("case",): one.values("number", "sector", "question_kind", "member"),
        ("text version", 1): one.body["text_digest"],
        ("current work",): one.body.get("work", ""),
    }


def _opened(one: Told) -> Facts:
    run = one.row.run_id
    return {
        ("run", run): one.body["state"],
        ("edition", run): one.body["edition_digest"],
        ("groups", run): [],
        ("what it asks", run): [one.body.get("question_kind", ""), one.body.get("question")],
    }


def _sponsorship(one: Told) -> Facts:
    confirmed = one.row.kind == "SponsorshipConfirmed"
    return {("sponsorship", one.body["member"]): one.body["sponsorship"] if confirmed else None}


def _disposed(one: Told) -> Facts:
    named = ("degree", "reason", "office", "text_digest", "compared_digest")
    return {("finding", one.body["candidate"], one.row.text_version): one.values(*named)}


def _answered(one: Told) -> Facts:
    value = [*one.values("answer", "evidence"), one.row.acting_for]
    return {("checklist answer", one.body["item"]): value}


def _conclusion(one: Told) -> Facts:
    said = one.body["conclusion"]
    status = one.row.kind.removeprefix("Conclusion").lower()
    value = [status, one.body["body"], one.row.text_version, *(said[name] for name in CONCLUSION)]
    found: Facts = {("conclusion", said["conclusion"]): value}
    if status == "drafted":  # written anew, the proposer has not answered it
        found["answer to the modification", said["conclusion"]] = None
    return found


def _allocation(one: Told) -> Facts:
    said = one.body["decision"]
    approvals = sorted([each["sector"], each["step"]] for each in said["approvals"])
    value = [approvals, *(said[name] for name in ALLOCATION)]
    return {("allocation decision", said["decision"]): value}


def _consulted(one: Told) -> Facts:
    consultation = one.body["consultation"]
    return {
        ("consultation", consultation): one.values("rule", "text_version", "electorate"),
        ("end of the period", consultation): one.body["closes_at"],
    }


def _changed(one: Told) -> Facts:
    rule, consultation, until = one.values("rule", "consultation", "until_at")
    found: Facts = {("changed deadline", one.row.run_id, rule): [until, one.body["reasons"]]}
    if consultation is not None:
        found["end of the period", consultation] = until
    return found


def _listed(one: Told) -> Facts:
    """The list of the close decides; of that of the opening the number is compared."""
    consultation, taken_at, members = one.values("consultation", "taken_at", "members")
    return {("electorate", consultation): members} if taken_at == "close" and members else {}


def _replied(one: Told) -> Facts:
    named = ("position", "reasons", "entered_by")
    said: Facts = {("reply", *one.values("consultation", "member")): one.values(*named)}
    if one.body["letter"]:
        said["document", one.body["letter"]] = True
    return said


def _viewed(one: Told) -> Facts:
    return {("written view", one.body["member"]): one.values("number", "language", "text")}


def _stated(one: Told) -> Facts:
    value = one.values("language", "text", "version")
    return {("statement", one.body["conclusion"], one.body["member"]): value}


Saying = Callable[[Told], Facts]
SAYS: Mapping[str, Saying] = {
    "AllocationRecorded": _allocation,
    "AttachmentAdded": lambda one: {("document", one.body["sha256"]): True},
    "CandidateDisposed": _disposed,
    "CaseSubmitted": _submitted,
    "ChecklistAnswered": _answered,
    "ConclusionConfirmed": _conclusion,
    "ConclusionDrafted": _conclusion,
    "ConclusionReleased": _conclusion,
    "ConsultationClosed": lambda one: {("close", one.body["consultation"]): True},
    "ConsultationOpened": _consulted,
    "CorrectionProposed": lambda one: {
        ("correction", *one.values("conclusion", "version", "text")): True
    },
    "DeadlineChanged": _changed,
    "ElectorateListed": _listed,
    "EditionChanged": lambda one: {("edition", one.row.run_id): one.body["edition_digest"]},
    "FindingsAnswered": lambda one: {("reply to the findings",): one.body["reply"]},
    "GroupIncluded": lambda one: {("groups", one.row.run_id): one.body["groups"]},
    "GroupsAsked": lambda one: {("groups", one.row.run_id): one.body["groups"]},
    "JointConclusionConfirmed": lambda one: {
        ("confirmation of a joint conclusion", *one.values("conclusion", "body", "version")): True
    },
    "ModificationAnswered": lambda one: {
        ("answer to the modification", one.body["conclusion"]): one.values("position", "reasons")
    },
    "OralAmendmentEntered": lambda one: {
        ("oral amendment", one.body["number"]): one.body["meeting"]
    },
    "PackageJoined": lambda one: {("package",): [one.body["package"], ""]},
    "QuestionRegistered": lambda one: {("Question", one.body["question"]): True},
    "ReplyRecorded": _replied,
    "ResultAnnounced": lambda one: {
        ("announcement", one.body["consultation"]): one.values("outcome", "counts", "reference")
    },
    "ResultComputed": lambda one: {
        ("result", one.body["consultation"]): one.values("outcome", "counts")
    },
    "RunMoved": lambda one: {("run", one.row.run_id): one.body["target"]},
    "RunOpened": _opened,
    "ScreeningClosed": lambda one: {("screening",): one.body["incomplete"]},
    "SponsorshipConfirmed": _sponsorship,
    "SponsorshipWithdrawn": _sponsorship,
    "StatementAttached": _stated,
    "CaseSeparated": lambda one: {("package",): [one.body["package"], one.row.acting_for]},
    "VersionAdded": lambda one: {("text version", one.body["number"]): one.body["text_digest"]},
    "WrittenViewFiled": _viewed,
}
"""The facts that each kind of event states; what it states replaces what was said before."""

BEARING = frozenset({"CaseSubmitted", "EditionChanged", "RunMoved", "RunOpened", "VersionAdded"})
"""Events without whose payload a case cannot be rebuilt."""

EMPTIED: Mapping[str, tuple[str, ...]] = {
    "AllocationRecorded": ("allocation decision",),
    "AttachmentAdded": ("document",),
    "CandidateDisposed": ("finding",),
    "ChecklistAnswered": ("checklist answer",),
    "ConclusionConfirmed": ("conclusion",),
    "ConclusionDrafted": ("conclusion", "answer to the modification"),
    "ConclusionReleased": ("conclusion",),
    "ConsultationClosed": ("close",),
    "ConsultationOpened": ("consultation", "end of the period"),
    "CorrectionProposed": ("correction",),
    "DeadlineChanged": ("changed deadline", "end of the period"),
    "ElectorateListed": ("electorate",),
    "FindingsAnswered": ("reply to the findings",),
    "GroupIncluded": ("groups",),
    "GroupsAsked": ("groups",),
    "JointConclusionConfirmed": ("confirmation of a joint conclusion",),
    "ModificationAnswered": ("answer to the modification",),
    "OralAmendmentEntered": ("oral amendment",),
    "PackageJoined": ("package",),
    "QuestionRegistered": ("Question",),
    "ReplyRecorded": ("reply", "document"),
    "ResultAnnounced": ("announcement",),
    "ResultComputed": ("result",),
    "ScreeningClosed": ("screening",),
    "SponsorshipConfirmed": ("sponsorship",),
    "SponsorshipWithdrawn": ("sponsorship",),
    "CaseSeparated": ("package",),
    "StatementAttached": ("statement",),
    "WrittenViewFiled": ("written view",),
}
"""Which facts are not known any more when the payload of such an event was emptied."""
