"""Commands on drafts, submission, text versions, sponsors, supporters and attachments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from workflow.rules.commands.base import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveDraft(Command):
    """Create a draft (`draft_id` None) or save one. Sector, title and a paragraph are enough.

    `seen_version` is the draft's version the page showed; another tab's save makes it stale. What
    was typed in the forms of other Sectors and has no place in this one is `kept`, by Sector and
    field ("R:scope"), until it is `dropped`.
    """

    draft_id: str | None
    seen_version: int
    member: str
    sector: str
    kind: str
    language: str
    fields: Mapping[str, str]
    kept: Mapping[str, str] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteDraft(Command):
    """Delete a draft with its soundings and attachments; nothing of it was in the ledger."""

    draft_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareDraft(Command):
    """Let a named person, by the address of an account, read and comment a draft (a sounding)."""

    draft_id: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSharing(Command):
    """Take a sounding back together with its comments."""

    draft_id: str
    share_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentDraft(Command):
    """Comment a draft one was sounded on."""

    draft_id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachFile(Command):
    """Attach a document to a draft; type and size are checked against its bytes."""

    draft_id: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveAttachment(Command):
    """Take a document off a draft."""

    draft_id: str
    attachment_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameSponsor(Command):
    """Name a member as sponsor or supporter of a draft; shown to nobody else until it confirms."""

    draft_id: str
    member: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSponsorship(Command):
    """The named member's own authorized person confirms, declines, or (later) withdraws."""

    sponsorship_id: int
    answer: str
    commitment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitProposal(Command):
    """Submit a draft: fixes version 1 and opens the case."""

    draft_id: str
    seen_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPackage(Command):
    """Open a package of a study group's Questions, to be agreed en bloc."""

    body: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceDraft(Command):
    """Put a draft of the study group into its package, or take it out of it (`package_id` None)."""

    draft_id: str
    package_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitPackage(Command):
    """Submit every draft of a package, or none; `seen` are the versions of the drafts by id."""

    package_id: str
    seen: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class MovePackage(Command):
    """Take one action for all cases that are still in a package; `seen` are their runs' versions."""

    package_id: str
    action: str
    seen: Mapping[str, int]
    given: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOutOfPackage(Command):
    """Let a case go on by itself, asked by any delegation."""

    case_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseProposal(Command):
    """Fix a new text version, by the actions `revise` or `submit_revision` of the run."""

    case_id: int
    action: str
    seen_version: int
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterEditorialUpdate(Command):
    """Fix a text of a Question in force that is mended without a change of substance."""

    run_id: int
    seen_version: int
    fields: Mapping[str, str]
    reasons: str
