"""Every shipped edition, row by row: each row of its table leads where it says, and nowhere without."""

from __future__ import annotations

from types import ModuleType

import pytest

from states import loader
from states.definition import Procedure, Role
from tests.states import rows, test_allocation, test_question_d, test_question_r, test_question_t
from tests.states.rows import Row
from workflow.rules import engine
from workflow.rules.errors import NotPermittedError

TABLES = (test_allocation, test_question_r, test_question_t, test_question_d)
EACH = [(one.EDITION, *move) for one in TABLES for move in rows.moves(one.TABLE)]


def test_every_shipped_edition_has_its_table() -> None:
    assert {f"{one.EDITION.code}_{one.EDITION.edition}" for one in TABLES} == set(loader.shipped())


@pytest.mark.parametrize("one", TABLES)
def test_the_edition_has_exactly_these_rows_and_states(one: ModuleType) -> None:
    edition, table = one.EDITION, one.TABLE
    assert rows.rows_of(edition) == table
    assert rows.states_of(edition) == one.STATES
    assert edition.initial == one.INITIAL
    paragraphs = one.PARAGRAPHS.values()
    assert {row.paragraph for row in table} == {text for text, _ in paragraphs}


@pytest.mark.parametrize(("edition", "row", "state", "role"), EACH)
def test_a_row_leads_where_the_table_says(
    edition: Procedure, row: Row, state: str, role: Role
) -> None:
    judged = rows.move(edition, row, state, role)
    assert (judged.target, judged.basis, judged.role) == (row.target, row.paragraph, role)


@pytest.mark.parametrize(
    ("edition", "row", "state", "role", "guard"),
    [(*each, guard) for each in EACH for guard in each[1].needs],
)
def test_a_row_is_not_taken_while_something_is_missing(
    edition: Procedure, row: Row, state: str, role: Role, guard: str
) -> None:
    assert rows.leads_elsewhere(edition, row, state, role, guard)


@pytest.mark.parametrize(
    ("edition", "state"),
    [(one.EDITION, state.name) for one in TABLES for state in one.EDITION.states],
)
def test_nobody_takes_another_role_s_action(edition: Procedure, state: str) -> None:
    here = [each for each in EACH if each[0] is edition]
    for action in {row.action for _, row, at, _ in here if at == state}:
        may = {role for _, row, at, role in here if (row.action, at) == (action, state)}
        for role in set(Role) - may:
            with pytest.raises(NotPermittedError):
                engine.move(edition, rows.free_for((), state=state), action, {role})
