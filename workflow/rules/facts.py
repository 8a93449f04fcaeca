"""What rules may know of a run: frozen values, loaded in a fixed number of queries by `store/facts.py`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from states.definition import Outcome
from workflow.rules.permissions import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class ConclusionFact:
    """One body's conclusion on the allocation, as far as agreement needs it."""

    body: str
    kind: str
    lead_sector: str
    supporting: tuple[str, ...] = ()
    target: str = ""
    status: str = "released"
    joint: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationFact:
    """The consultation that runs, or ran last, on this run."""

    closes_at: dt.datetime
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingFact:
    """The meeting a person names with an action; no body meets in one that does not exist."""

    bodies: frozenset[str]
    starts_on: dt.date
    begun: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One run at one instant. `given` is what the person typed with the action, empty for offers."""

    procedure: str
    state: str
    now: dt.datetime
    place: Place
    kind: str = "new"
    case_withdrawn: bool = False
    missing_fields: tuple[str, ...] = ()
    waiting_items: tuple[str, ...] = ()
    screening_due_at: dt.datetime | None = None
    open_candidates: int = 0
    unseen_findings: int = 0
    findings_seen_due_at: dt.datetime | None = None
    items_with_an_issue: tuple[str, ...] = ()
    sectors_found: frozenset[str] = frozenset()
    groups: tuple[str, ...] = ()
    conclusions: tuple[ConclusionFact, ...] = ()
    referrals: int = 0
    receiving_view: str = ""
    children: tuple[Outcome, ...] = ()
    children_lacking: tuple[str, ...] = ()
    nothing_to_approve: bool = False
    consultation: ConsultationFact | None = None
    allocation_settled: bool = True
    leads_elsewhere: bool = False
    supporters: int = 0
    assembly_on: dt.date | None = None
    text_version: int = 1
    study_group_meets_before_assembly: bool = True
    meeting: MeetingFact | None = None
    given: Mapping[str, str] = field(default_factory=dict)
