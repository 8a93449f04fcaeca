"""Commands on private links, comments and clearances of a draft."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from workflow.rules.commands.base import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeLink(Command):
    """Make a link by which somebody without an account reads a draft for so many days.

    The command carries the digest of the token, so that the token itself is stored nowhere.
    """

    draft_id: str
    kind: str
    recipient: str
    days: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseLink(Command):
    """Close a link at once; what came through it stays with the delegation."""

    draft_id: str
    link_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteLink(Command):
    """Delete a link with its comments and the clearance given through it."""

    draft_id: str
    link_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentByLink(Command):
    """Comment a draft that one reads through a link."""

    digest: str
    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveClearance(Command):
    """Give clearance through a link, once, to the version of the draft that was shown."""

    digest: str
    seen_version: int
    office: str
    cleared_on: dt.date
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordClearance(Command):
    """Enter a clearance that came another way."""

    draft_id: str
    office: str
    cleared_on: dt.date
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteClearance(Command):
    """Delete a clearance."""

    draft_id: str
    clearance_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteComment(Command):
    """Delete a comment on a draft: its author's own, or any by the delegation."""

    draft_id: str
    comment_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerComment(Command):
    """Answer a comment, or answer it otherwise; an empty text takes the answer back."""

    draft_id: str
    comment_id: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteSoundings(Command):
    """Take back every sounding and link of a draft, and delete every comment and clearance."""

    draft_id: str
