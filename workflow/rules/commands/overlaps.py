"""Commands of the duplication checklist and of the close texts found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workflow.rules.commands.base import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenCase(Command):
    """Search again for texts close to the newest version."""

    case_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerItem(Command):
    """Answer a checklist item: yes, no, partly or not_known, with evidence."""

    case_id: int
    item: str
    answer: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerQuestions(Command):
    """Answer the proposer's questions in words, by checklist item; an empty one is left as it is."""

    case_id: int
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposeOfCandidate(Command):
    """Say what a close text is to the proposal; `office` is the one in whose name it is said."""

    candidate_id: int
    degree: str
    reason: str
    office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyToFindings(Command):
    """The proposer has seen the findings; the reply (may be empty) travels with the proposal."""

    case_id: int
    reply: str
