"""Commands of the advisory groups: being asked, and concluding under a meeting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workflow.rules.commands.base import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class AskGroups(Command):
    """Ask the advisory groups concerned; the others are informed and may ask to be included."""

    run_id: int
    seen_version: int
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskToBeIncluded(Command):
    """The chair of a group that is only informed asks the lead office to include it."""

    run_id: int
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncludeGroup(Command):
    """The lead office asks one more group, while the others consider; their round goes on."""

    run_id: int
    seen_version: int
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftConclusion(Command):
    """Write or correct a body's conclusion before the chair confirms it."""

    run_id: int
    body: str
    meeting_id: int
    kind: str
    reasons: str
    lead_sector: str
    supporting: tuple[str, ...] = ()
    target: str = ""
    seen_version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordConclusionAbove(Command):
    """Record what an assembly, the Council or a conference concluded, exactly as it was taken."""

    run_id: int
    seen_version: int
    meeting_id: int
    kind: str
    reasons: str
    lead_sector: str
    supporting: tuple[str, ...] = ()
    target: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDivergence(Command):
    """Record that the joint meeting does not agree; `positions` are in words, by the group's code."""

    run_id: int
    seen_version: int
    reasons: str
    positions: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmConclusion(Command):
    """The chair confirms; provisional to the body until released.

    `seen_view` is the newest written view that the page showed, 0 where there was none.
    """

    conclusion_id: int
    seen_version: int
    seen_view: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseConclusion(Command):
    """Release a confirmed conclusion."""

    conclusion_id: int
    seen_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FileWrittenView(Command):
    """A member's view on a case before the groups, in place of the one it filed before."""

    case_id: int
    member: str
    language: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachStatement(Command):
    """A member's statement on a confirmed conclusion, in place of the one it attached before."""

    conclusion_id: int
    seen_version: int
    member: str
    language: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeCorrection(Command):
    """A correction to a confirmed conclusion, for the chair and the secretariat to judge."""

    conclusion_id: int
    seen_version: int
    language: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerModification(Command):
    """The proposer says whether it agrees (`agreed`, `not_agreed`) to a body's modification."""

    conclusion_id: int
    seen_version: int
    position: str
    reasons: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterOralAmendment(Command):
    """The secretariat enters what was amended orally in a meeting, as a version of the proposer's.

    `fields` are those of the Sector's form, complete; `seen_version` is the allocation run's.
    """

    case_id: int
    seen_version: int
    meeting_id: int
    fields: Mapping[str, str]
