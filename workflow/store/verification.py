"""Checking the record: the chain link by link, and each case's state rebuilt from its events."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.rules import ledger
from workflow.store import standing
from workflow.store.ledger import header, person_value
from workflow.store.models import Case, EventPayload, EventPerson, EventRow, LedgerHead
from workflow.store.rebuilding import Facts, Key, MisfitError, Said, Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """The first thing that does not fit: in which case, and what."""

    case: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was read and the first fault, if any."""

    events: int
    cases: int
    first_bad: Fault | None

    def as_json(self) -> dict[str, Any]:
        """The line that the command line prints last."""
        bad = self.first_bad
        return {
            "events": self.events,
            "cases": self.cases,
            "ok": bad is None,
            "first_bad": {"case": bad.case, "reason": bad.reason} if bad else None,
        }


def verify(session: Session) -> Report:
    """Read the whole ledger, then compare every case with what its events say."""
    numbers = {row.id: row.number for row in session.execute(select(Case.id, Case.number))}
    said = {one: Said() for one in numbers}
    count, fault = 0, None
    previous = ledger.GENESIS
    try:
        with closing(_events(session)) as events:
            for row, payload, person in events:
                count += 1
                reason = _chain_fault(row, payload, person, count, previous) or _misfit(
                    session, said, row, payload
                )
                if reason is not None:
                    case = numbers.get(row.case_id or 0, "")
                    fault = Fault(case=case, reason=f"event {row.position}: {reason}")
                    break
                previous = row.link
        fault = fault or _head_fault(session, count, previous)
        fault = fault or _state_fault(session, numbers, said)
    except ValueError as error:
        fault = Fault(case="", reason=f"a stored value cannot be read: {error}")
    return Report(events=count, cases=len(numbers), first_bad=fault)


def _events(
    session: Session,
) -> Generator[tuple[EventRow, EventPayload | None, EventPerson | None]]:
    query = (
        select(EventRow, EventPayload, EventPerson)
        .outerjoin(EventPayload, EventPayload.position == EventRow.position)
        .outerjoin(EventPerson, EventPerson.position == EventRow.position)
        .order_by(EventRow.position)
        .execution_options(yield_per=500)
    )
    with session.execute(query) as rows:
        for row in rows:
            yield row[0], row[1], row[2]


def _chain_fault(
    row: EventRow,
    payload: EventPayload | None,
    person: EventPerson | None,
    expected: int,
    previous: str,
) -> str | None:
    if row.position != expected:
        return f"position {expected} is missing"
    if row.previous != previous:
        return "the link to the event before is not its link"
    if row.link != ledger.link(previous, header(row)):
        return "the header was altered"
    return _payload_fault(row, payload) or _person_fault(row, person)


def _payload_fault(row: EventRow, payload: EventPayload | None) -> str | None:
    if payload is None:
        return "the payload is missing"
    if is_emptied(payload):
        return None
    if row.payload_digest != ledger.salted_digest(payload.salt, payload.body):
        return "the payload was altered"
    return None


def is_emptied(payload: EventPayload) -> bool:
    """Whether a payload was emptied with its salt: the chain keeps its digest, nobody its words."""
    return not payload.salt and not payload.body


def _person_fault(row: EventRow, person: EventPerson | None) -> str | None:
    """A person can be taken out of the record, but nobody be put in another's place."""
    if person is None or person.person_id is None:
        return None
    if row.person_digest != ledger.salted_digest(person.salt, person_value(person.person_id)):
        return "the acting person was altered"
    return None


def _misfit(
    session: Session, said: dict[int, Said], row: EventRow, payload: EventPayload | None
) -> str | None:
    """Take the event into what is known of its case; why, if it does not fit."""
    if row.case_id is None or payload is None:
        return None
    if row.case_id not in said:
        return "its case is gone"
    try:
        if is_emptied(payload):
            said[row.case_id].add_emptied(row)
        else:
            said[row.case_id].add(session, Told(row, payload.body))
    except MisfitError as error:
        return str(error)
    return None


def _head_fault(session: Session, count: int, previous: str) -> Fault | None:
    head = session.scalars(select(LedgerHead)).one()
    if head.position != count:
        return Fault(case="", reason=f"the ledger ends at {count}, its head says {head.position}")
    if head.link != previous:
        return Fault(case="", reason="the link of the ledger's head is not that of its last event")
    return None


def _state_fault(session: Session, numbers: dict[int, str], said: dict[int, Said]) -> Fault | None:
    """The first case whose rows say something else than its events."""
    held = standing.facts_of_cases(session)
    for case_id in sorted({*said, *held}):
        known = said.get(case_id) or Said()
        key = _difference(known, held.get(case_id, {}))
        if key is not None:
            reason = f"{key[0]}: what is stored is not what the events say"
            return Fault(case=numbers.get(case_id, ""), reason=reason)
    return None


def _difference(said: Said, held: Facts) -> Key | None:
    """The first fact on which the two differ. The values stay unsaid: a reply may be sealed."""
    for key in sorted({*said.facts, *held}, key=repr):
        if key[0] not in said.unknown and said.facts.get(key) != held.get(key):
            if key[0] == "Question" and key not in held:
                continue  # a later case may have taken the Question over
            return key
    return None
