"""What a handler works with: the session, who acts and when, and the one way to record an event."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from workflow.rules.errors import StaleError
from workflow.rules.events import Event
from workflow.rules.permissions import MEMBERS, Reader
from workflow.store import ledger
from workflow.store.corpus import CorpusCache
from workflow.store.models import Case, MemberState, Notice, Run

Handlers = dict[type[Any], Callable[["Transaction", Any], Mapping[str, Any]]]
"""The functions of an area by the command each carries out."""


@dataclass(slots=True, kw_only=True)
class Transaction:
    """One command's work: everything in it is stored together, or nothing is."""

    session: Session
    by: Reader
    now: dt.datetime
    corpus: CorpusCache
    password_costs: tuple[int, int] = (65536, 3)
    attachment_bytes: int = 10 * 1024 * 1024
    fictional_only: bool = False
    entries: list[ledger.Entry] = field(default_factory=list)

    def record(
        self,
        event: Event,
        *,
        case: Case | None = None,
        run: Run | None = None,
        role: str = "",
        acting_for: str = "",
        audience: str = MEMBERS,
        also: str | None = None,
        sealed_until: dt.datetime | None = None,
        text_version: int | None = None,
        state: str | None = None,
    ) -> None:
        """Record what happened; with *state*, the state it led the run to (the only way to change one)."""
        if state is not None:
            assert run is not None  # noqa: S101 - a state belongs to a run
            if run.state != state:
                run.entered_at = self.now
            run.state = state
            run.version += 1
        self.session.flush()
        self.entries.append(
            ledger.Entry(
                event=event,
                case_id=case.id if case else (run.case_id if run else None),
                run_id=run.id if run else None,
                person_id=self.by.person_id,
                role=role,
                acting_for=acting_for,
                edition=run.edition_key if run else "",
                text_version=text_version,
                audience=audience,
                also=also,
                sealed_until=sealed_until,
            )
        )

    def member(self, code: str) -> MemberState | None:
        """The member of that code that may take part: in a demonstration no real State does."""
        row = self.session.get(MemberState, code)
        return None if row and self.fictional_only and row.kind != "fictional" else row

    def notify(
        self, person_id: int, kind: str, path: str, params: Mapping[str, Any] | None = None
    ) -> None:
        """Put a notice into the outbox; it never says an outcome, the page does."""
        self.session.add(
            Notice(
                person_id=person_id,
                kind=kind,
                params=dict(params or {}),
                path=path,
                due_at=self.now,
                message_id=uuid.uuid4().hex,
            )
        )

    def require_version(self, run: Run, seen: int) -> None:
        """Raise StaleError when somebody acted on the run since the page was shown."""
        if run.version != seen:
            raise StaleError(seen=seen, current=run.version)
