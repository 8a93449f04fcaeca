"""Keeping filters of the table of cases: each person their own, outside the record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from workflow.rules.commands.cases import DeleteFilter, SaveFilter
from workflow.rules.errors import InvalidInputError, NotFoundError, NotPermittedError
from workflow.rules.language_marks import N_
from workflow.store.models import SavedFilter
from workflow.store.transaction import Handlers, Transaction

MOST = 30
"""How many a person keeps: more could not be looked through."""


def save_filter(tx: Transaction, command: SaveFilter) -> Mapping[str, Any]:
    """Keep the filter; one of the same name is replaced."""
    person = tx.by.person_id
    if person is None:
        raise NotPermittedError
    name = command.name.strip()
    if not name:
        raise InvalidInputError("name", N_("Give the filter a name."))
    own = select(SavedFilter).where(SavedFilter.person_id == person)
    row = tx.session.scalar(own.where(SavedFilter.name == name))
    if row is None:
        if tx.session.scalars(select(func.count()).select_from(own.subquery())).one() >= MOST:
            raise InvalidInputError(
                "name", N_("You keep %(number)s filters already; delete one first."), number=MOST
            )
        row = SavedFilter(person_id=person, name=name)
        tx.session.add(row)
    row.asked, row.at = dict(command.asked), tx.now
    tx.session.flush()
    return {"filter": row.id}


def delete_filter(tx: Transaction, command: DeleteFilter) -> Mapping[str, Any]:
    """Delete the filter. Raises NotFoundError for anybody else's."""
    row = tx.session.get(SavedFilter, command.filter_id)
    if row is None or row.person_id != tx.by.person_id:
        raise NotFoundError(f"filter {command.filter_id}")
    tx.session.delete(row)
    return {}


HANDLERS: Handlers = {DeleteFilter: delete_filter, SaveFilter: save_filter}
