"""The record of one run as the ledger chains it, without a database."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from sqlalchemy.orm import Session

from states.definition import Procedure, Role
from tests.facts import NOW
from workflow.rules import ledger
from workflow.rules.events import RunMoved, RunOpened
from workflow.store.ledger import header
from workflow.store.rebuilding import Said, Told

HEADER = {
    "token": "", "case_id": 1, "run_id": 1, "schema": 1, "at": NOW, "acting_for": "",
    "edition": "", "text_version": 1, "audience": "members:", "also": None, "sealed_until": None,
    "person_digest": "",
}  # fmt: skip


class Chain:
    """The events of one run, each linked to the one before."""

    def __init__(self, procedure: Procedure, state: str) -> None:
        self.rows: list[tuple[Any, Mapping[str, Any]]] = []
        self.link = ledger.GENESIS
        self.add(
            RunOpened(procedure=procedure.code, edition_digest=procedure.digest, state=state),
            Role.PROPOSER,
        )

    def add(self, event: RunOpened | RunMoved, role: Role) -> None:
        body = dict(event.payload())
        row = SimpleNamespace(
            **HEADER, position=len(self.rows) + 1, kind=event.kind, role=role.value,
            payload_digest=ledger.salted_digest("salt", body), previous=self.link,
        )  # fmt: skip
        row.link = self.link = ledger.link(self.link, header(row))  # type: ignore[arg-type]
        self.rows.append((row, body))

    def verified(self) -> bool:
        previous = ledger.GENESIS
        for row, body in self.rows:
            if row.previous != previous or row.link != ledger.link(previous, header(row)):
                return False
            if row.payload_digest != ledger.salted_digest("salt", body):
                return False
            previous = row.link
        return previous == self.link

    def rebuilt(self, session: Session) -> str:
        """The state that the events lead to. Raises MisfitError where one does not follow."""
        said = Said()
        for row, body in self.rows:
            said.add(session, Told(row, body))
        return str(said.facts["run", 1])

    def leads_to(self) -> str:
        """The state that the events lead to, each of which begins where the one before ended."""
        state = str(self.rows[0][1]["state"])
        for _, body in self.rows[1:]:
            assert body["source"] == state
            state = str(body["target"])
        return state
