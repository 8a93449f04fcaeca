"""The editions of procedures: shipped files are copied into the table, runs read the one they pin."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from functools import lru_cache
from typing import get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from states import loader
from states.definition import ConsultationRule, Procedure, Role, State
from workflow.rules.guards import TAKES
from workflow.store.models import EditionRow, Run

ROLES = frozenset(role.value for role in Role)
RULES = frozenset(get_args(ConsultationRule.__annotations__["approve_if"])) or frozenset(
    ("ratio_ge", "simple_majority", "no_objection", "simple_majority_no_objection")
)


@lru_cache(maxsize=64)
def _read(text: str) -> Procedure:
    return loader.read(text, guards=TAKES, roles=ROLES, rules=RULES)


@lru_cache(maxsize=1)
def shipped() -> dict[str, Procedure]:
    """The editions that came with the program, by key."""
    return {key: _read(text) for key, text in loader.shipped().items()}


def question_procedure(sector: str) -> Procedure:
    """The edition that a proposal to that Sector begins under. Raises KeyError for no such form."""
    return shipped()[QUESTION_PROCEDURE[sector]]


def _newest() -> dict[str, str]:
    """By Sector, X for the allocation, the edition that came last into force."""
    dated = sorted(shipped().items(), key=lambda one: one[1].valid_from)
    return {edition.sector: key for key, edition in dated}


_NEWEST = _newest()
ALLOCATION_PROCEDURE = _NEWEST["X"]
"""The edition of the allocation that a new case begins under."""
QUESTION_PROCEDURE: dict[str, str] = {
    sector: _NEWEST[sector] for sector in ("R", "T", "D") if sector in _NEWEST
}
"""The edition of each Sector's Question procedure that a new case begins under: the newest shipped."""


def copy_shipped(session: Session, now: dt.datetime) -> None:
    """Copy every shipped edition that the table does not hold yet."""
    held = set(session.scalars(select(EditionRow.digest)))
    for key, text in loader.shipped().items():
        digest = hashlib.sha256(text.encode()).hexdigest()
        if digest not in held:
            session.add(EditionRow(digest=digest, key=key, text=text, added_at=now))


_pinned: dict[str, Procedure] = {}


def pinned(session: Session, digest: str) -> Procedure:
    """The edition that a run pinned. Raises KeyError when the table lost it."""
    if digest not in _pinned:
        row = session.get(EditionRow, digest)
        if row is None:
            raise KeyError(digest)
        _pinned[digest] = _read(row.text)
    return _pinned[digest]


def state_of(session: Session, run: Run) -> State:
    """The state in which the run is, as the edition that it pinned describes it."""
    return pinned(session, run.edition_digest).state(run.state)


def states_where(session: Session, holds: Callable[[State], object]) -> frozenset[str]:
    """The names of the states of which that holds, in any edition that a run may have pinned."""
    held = session.scalars(select(EditionRow.digest)).all()
    return frozenset(
        state.name for digest in held for state in pinned(session, digest).states if holds(state)
    )
