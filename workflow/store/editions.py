"""The editions of procedures: shipped files are copied into the table, runs read the one they pin."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from states import loader, recalling
from states.definition import ConsultationRule, Procedure, Role, State
from workflow.rules.errors import NotFoundError
from workflow.rules.guards import TAKES
from workflow.store.models import EditionRow, Run

ROLES = frozenset(role.value for role in Role)
RULES = frozenset(get_args(ConsultationRule.__annotations__["approve_if"])) or frozenset(
    ("ratio_ge", "simple_majority", "no_objection", "simple_majority_no_objection")
)


SECTORS = ("R", "T", "D")
"""The Sectors with a form for a Question."""
OF_SECTOR = {one: f"question_{one.lower()}" for one in SECTORS}
"""The code of each Sector's Question procedure."""
ALLOCATION = "allocation"
"""The code of the allocation among the Sectors."""


@lru_cache(maxsize=64)
def _read(text: str) -> Procedure:
    return loader.read(text, guards=TAKES, roles=ROLES, rules=RULES)


@lru_cache(maxsize=1)
def shipped() -> dict[str, Procedure]:
    """The editions that came with the program, by key."""
    return {key: _read(text) for key, text in loader.shipped().items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One edition that the installation holds, in the text that applies to new cases.

    `applies_from` is None while an uploaded edition waits to be activated.
    """

    procedure: Procedure
    added_at: dt.datetime
    applies_from: dt.date | None
    uploaded: bool

    def applies_on(self, day: dt.date) -> bool:
        """Whether a case that begins on that day may begin under it."""
        until = self.procedure.valid_to
        return (
            self.applies_from is not None
            and self.applies_from <= day
            and (until is None or day <= until)
        )


def catalogue(session: Session) -> tuple[Entry, ...]:
    """Every edition that was not withdrawn, by code and day; of a changed text the present one."""
    columns = select(
        EditionRow.digest,
        EditionRow.key,
        EditionRow.added_at,
        EditionRow.uploaded_by,
        EditionRow.applies_from,
    )
    current = {one.digest for one in shipped().values()}
    found: dict[str, tuple[bool, Entry]] = {}
    for row in session.execute(columns.where(EditionRow.withdrawn_at.is_(None))):
        before = found.get(row.key)
        rank = (row.digest in current, row.added_at)
        if before and (before[0], before[1].added_at) >= rank:
            continue
        try:
            procedure = pinned(session, row.digest)
        except loader.EditionError:
            continue  # of an older text nothing can be made; `verify` names the runs that pin it
        uploaded = row.uploaded_by is not None
        entry = Entry(
            procedure=procedure,
            added_at=row.added_at,
            applies_from=row.applies_from if uploaded else procedure.valid_from,
            uploaded=uploaded,
        )
        found[row.key] = (rank[0], entry)
    entries = [entry for _, entry in found.values()]
    return tuple(sorted(entries, key=_order))


def _order(one: Entry) -> tuple[str, dt.date, str]:
    return one.procedure.code, one.applies_from or dt.date.max, one.procedure.key


def in_force(session: Session, day: dt.date) -> dict[str, Procedure]:
    """By code, the edition under which a case of that day begins: the last that applies by then."""
    return {one.procedure.code: one.procedure for one in catalogue(session) if one.applies_on(day)}


def entry_of(session: Session, key: str) -> Entry:
    """The edition of that name. Raises NotFoundError."""
    for entry in catalogue(session):
        if entry.procedure.key == key:
            return entry
    raise NotFoundError(key)


def faults(session: Session, name: str, text: str) -> tuple[loader.Fault, ...]:
    """Every fault of a text sent as the file *name*, and what of it does not fit those held here."""
    found = loader.check(text, file=name, guards=TAKES, roles=ROLES, rules=RULES)
    if found:
        return found
    one = _read(text)
    others = [entry.procedure for entry in catalogue(session)]
    alike = [other for other in others if other.code == one.code]
    said = []
    if one.key in {other.key for other in others}:
        said.append(("edition", "an edition of that name is held here already; give it another"))
    if not alike:
        said.append(("code", "no procedure of that code is held here"))
    elif one.sector != alike[-1].sector:
        said.append(("sector", f"the procedure is one of sector {alike[-1].sector}"))
    return tuple(
        loader.Fault(file=name, table="", key=key, line=1, what=what) for key, what in said
    )


def text_of(session: Session, digest: str) -> str:
    """The text of an edition, as it was stored."""
    return session.get_one(EditionRow, digest).text


def read(text: str) -> Procedure:
    """The edition written in a sound text. Raises EditionError."""
    return _read(text)


def before(session: Session, one: Procedure) -> Procedure | None:
    """The edition of the same procedure that applied before *one* does, None for the first.

    What waits to be activated comes before no other: it may never apply, and is not everybody's to see.
    """
    alike = [entry for entry in catalogue(session) if entry.procedure.code == one.code]
    days = {entry.procedure.key: entry.applies_from for entry in alike}
    since = days.get(one.key) or dt.date.max
    earlier = [
        (entry.applies_from, entry.procedure)
        for entry in alike
        if entry.applies_from is not None and entry.applies_from < since
    ]
    last = max(earlier, key=lambda other: other[0], default=None)
    return last[1] if last else None


def question_procedures(session: Session, day: dt.date) -> dict[str, Procedure]:
    """By Sector, the edition that a proposal of that day begins under."""
    found = in_force(session, day)
    return {sector: found[code] for sector, code in OF_SECTOR.items() if code in found}


def question_procedure(session: Session, sector: str, day: dt.date) -> Procedure:
    """The edition that a proposal to that Sector begins under on that day.

    Raises KeyError for no such form.
    """
    return question_procedures(session, day)[sector]


def allocation_procedure(session: Session, day: dt.date) -> Procedure:
    """The edition of the allocation that a case begins under on that day. Raises KeyError."""
    return allocation_procedures(session, [day])[day]


def allocation_procedures(session: Session, days: Iterable[dt.date]) -> dict[dt.date, Procedure]:
    """That edition for each of the days, in one query."""
    known = [one for one in catalogue(session) if one.procedure.code == ALLOCATION]
    return {day: one.procedure for day in days for one in known if one.applies_on(day)}


def copy_shipped(session: Session, now: dt.datetime) -> None:
    """Copy every shipped edition that the table does not hold yet."""
    held = set(session.scalars(select(EditionRow.digest)))
    for key, text in loader.shipped().items():
        digest = hashlib.sha256(text.encode()).hexdigest()
        if digest not in held:
            session.add(EditionRow(digest=digest, key=key, text=text, added_at=now))


_pinned: dict[str, Procedure] = {}


def pinned(session: Session, digest: str) -> Procedure:
    """The edition that a run pinned, in the text that it pinned.

    Raises KeyError when the table lost it, EditionError when nothing can be made of the text.
    """
    if digest not in _pinned:
        row = session.get(EditionRow, digest)
        if row is None:
            raise KeyError(digest)
        _pinned[digest] = _recalled(row.text)
    return _pinned[digest]


def already_read() -> tuple[Procedure, ...]:
    """The shipped editions, then the stored ones that this process has read, the last read first.

    For words alone: what a refusal names was read to refuse.
    """
    return (*shipped().values(), *reversed(_pinned.values()))


def _recalled(text: str) -> Procedure:
    """A stored text: sound when it was stored, it stays readable when more is asked of a new one."""
    try:
        return _read(text)
    except loader.EditionError:
        old = loader.recall(text, guards=TAKES, roles=ROLES, rules=RULES)
        return recalling.completed(old, shipped().get(old.key))


def of_event(session: Session, run: Run, key: str) -> Procedure:
    """The edition, by its key, under which an event of the run happened.

    It is the one that the run pins, unless the run was moved to another since.
    """
    digest = run.edition_digest
    if key not in ("", run.edition_key):
        held = select(EditionRow.digest).where(EditionRow.key == key)
        digest = session.scalars(held.order_by(EditionRow.added_at.desc())).first() or digest
    return pinned(session, digest)


def state_of(session: Session, run: Run) -> State:
    """The state in which the run is, as the edition that it pinned describes it."""
    return pinned(session, run.edition_digest).state(run.state)


def states_where(session: Session, holds: Callable[[State], object]) -> frozenset[str]:
    """The names of the states of which that holds, in any edition that a run may have pinned."""
    return frozenset(state.name for one in stored(session) for state in one.states if holds(state))


def stored(session: Session) -> list[Procedure]:
    """Every text that a run may have pinned, but those of which nothing can be made."""
    found = []
    for digest in session.scalars(select(EditionRow.digest)):
        with suppress(loader.EditionError):
            found.append(pinned(session, digest))
    return found
