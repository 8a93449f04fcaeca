"""What happened, in the past tense: one frozen class for each kind of event the ledger holds."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of all events: `schema` numbers the payload's form and never goes back."""

    schema: ClassVar[int] = 1

    @property
    def kind(self) -> str:
        """The name under which the ledger keeps it."""
        return type(self).__name__

    def payload(self) -> Mapping[str, Any]:
        """The values as JSON: instants in ISO 8601 UTC, tuples as lists."""
        return {field.name: _plain(getattr(self, field.name)) for field in dataclasses.fields(self)}


def _plain(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    if isinstance(value, (tuple, list, frozenset)):
        return [_plain(one) for one in (sorted(value) if isinstance(value, frozenset) else value)]
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSubmitted(Event):
    """A proposal was submitted; the ledger of the case begins. `text_digest` is version 1's.

    Of a case on current work, `work` says what it is about and `member` who opened it.
    """

    number: str
    sector: str
    question_kind: str
    member: str
    text_digest: str
    attachments: tuple[str, ...] = ()
    work: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalEntered(Event):
    """An office entered a member's proposal; `original` is the hash of the letter or e-mail it came in."""

    member: str
    means: str
    received_on: dt.date
    original: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOpened(Event):
    """A procedure began for the case; state and edition are those it starts with.

    One that an allocation decision opened names the run of that allocation, and what it asks.
    """

    procedure: str
    edition_digest: str
    state: str
    parent_run: int | None = None
    question_kind: str = ""
    question: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunMoved(Event):
    """An action led a run from one state to another. `given` is what the person gave with it."""

    action: str
    source: str
    target: str
    given: Mapping[str, Any]
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionAdded(Event):
    """A new text version was fixed."""

    number: int
    text_digest: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentAdded(Event):
    """A document was attached; `sha256` is the hash of its bytes."""

    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageJoined(Event):
    """The case was submitted in a package of its study group, to be agreed en bloc."""

    package: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSeparated(Event):
    """A delegation asked that the case go on by itself."""

    package: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SponsorshipConfirmed(Event):
    """A member's own authorized person confirmed that the member sponsors or supports the case."""

    member: str
    sponsorship: str
    commitment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SponsorshipWithdrawn(Event):
    """A member that had confirmed took its name back."""

    member: str
    sponsorship: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningDone(Event):
    """The register was searched for close texts; each candidate is named with the text compared."""

    candidates: tuple[Mapping[str, Any], ...]
    text_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistAnswered(Event):
    """An item of the duplication checklist was answered."""

    item: str
    answer: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateDisposed(Event):
    """A named office said of a close text what it is to the proposal, and why."""

    candidate: str
    degree: str
    reason: str
    office: str
    text_digest: str
    compared_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsAnswered(Event):
    """The proposer saw the findings; a reply, if any, travels with the proposal."""

    reply: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningClosed(Event):
    """The proposal went forward from screening; `incomplete` names the items without an answer."""

    incomplete: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupsAsked(Event):
    """The advisory groups concerned were asked; the others are informed."""

    groups: tuple[str, ...]
    informed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InclusionAsked(Event):
    """The chair of a group that was only informed asked for it to be included."""

    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupIncluded(Event):
    """One more group was asked; `groups` are all that are asked now."""

    body: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConclusionDrafted(Event):
    """The secretariat or the chair wrote a body's conclusion under a meeting."""

    body: str
    conclusion: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConclusionConfirmed(Event):
    """The chair confirmed a conclusion; it stays provisional to the body."""

    body: str
    conclusion: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class JointConclusionConfirmed(Event):
    """The chair of a group that sits in a joint meeting confirmed its conclusion in that version."""

    body: str
    conclusion: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConclusionReleased(Event):
    """A confirmed conclusion was released."""

    body: str
    conclusion: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class OralAmendmentEntered(Event):
    """That text version holds what was amended orally in a meeting, entered for the proposer."""

    number: int
    meeting: int
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenViewFiled(Event):
    """A member filed a written view on the case; the last number counts."""

    member: str
    number: int
    language: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementAttached(Event):
    """A member attached a statement to a body's confirmed conclusion, or replaced it."""

    body: str
    conclusion: int
    version: int
    member: str
    language: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionProposed(Event):
    """A member of the body proposed a correction to its confirmed conclusion."""

    body: str
    conclusion: int
    version: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModificationAnswered(Event):
    """The proposer agreed, or did not agree, to a body's modification."""

    body: str
    conclusion: int
    position: str
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationRecorded(Event):
    """The allocation decision: which Sector does what, drawn from the agreed conclusions."""

    decision: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationOpened(Event):
    """Member States were asked. `electorate` counts the members with the right to vote."""

    consultation: int
    rule: str
    closes_at: dt.datetime
    electorate: int
    text_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectorateListed(Event):
    """The members with the right to vote by the register, `taken_at` the opening or the close."""

    consultation: int
    taken_at: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineChanged(Event):
    """A decision set another end of a running period; `computed_at` is the end by the edition."""

    rule: str
    computed_at: dt.datetime
    until_at: dt.datetime
    reasons: str
    consultation: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyRecorded(Event):
    """An administration's reply; sealed until the close. `digest` is of an attached letter."""

    consultation: int
    member: str
    position: str
    reasons: str
    entered_by: str
    letter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationClosed(Event):
    """The period ended by the clock; the result is not part of this event."""

    consultation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultComputed(Event):
    """The replies were counted under the edition's rule; for the Bureau until announced."""

    consultation: int
    outcome: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultAnnounced(Event):
    """The Director announced the totals of a consultation."""

    consultation: int
    outcome: str
    counts: Mapping[str, int]
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRegistered(Event):
    """The Question entered the register, was revised there, or left it."""

    question: str
    change: str
    text_version: int
