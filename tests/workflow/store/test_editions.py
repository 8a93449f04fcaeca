"""Which edition a new case begins under, and how a case goes on under the text that it pinned."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib

import pytest

from states import loader
from tests.world import World
from workflow.store import editions, verification
from workflow.store.models import EditionRow

SHIPPED = loader.shipped()["question_r_2023"]
AFTER_NEW_YEAR = dt.datetime(2027, 1, 4, 9, 0, tzinfo=dt.UTC)


def store(world: World, text: str, key: str, **values: object) -> str:
    """A text in the table, as a release or an administrator puts it there."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    with world.database.writing() as session:
        row = EditionRow(digest=digest, key=key, text=text, added_at=world.now)
        for name, value in values.items():
            setattr(row, name, value)
        session.add(row)
    return digest


def of_2027(text: str = SHIPPED) -> str:
    text = text.replace('edition = "2023"', 'edition = "2027"')
    return text.replace("valid_from = 2023-11-17", "valid_from = 2027-01-01")


def pinned_by(world: World, number: str) -> str:
    return world.run(number).edition_key


def test_an_edition_applies_to_no_case_before_its_day(world: World) -> None:
    assert "valid_from = 2023-11-17" in SHIPPED
    store(world, of_2027(), "question_r_2027")
    assert pinned_by(world, world.submitted()) == "question_r_2023"

    world.now = AFTER_NEW_YEAR
    assert pinned_by(world, world.submitted(title="A second subject")) == "question_r_2027"


def test_an_uploaded_edition_applies_from_the_day_set_for_it_until_its_last(world: World) -> None:
    administrator = world.reader("administrator").person_id
    text = of_2027().replace("valid_from = 2027-01-01", "valid_from = 2026-01-01")
    text = text.replace("valid_from = 2026-01-01", "valid_from = 2026-01-01\nvalid_to = 2027-01-31")
    digest = store(world, text, "question_r_2027", uploaded_by=administrator)
    day = dt.date(2026, 6, 1)
    with world.database.writing() as session:
        assert editions.question_procedure(session, "R", day).key == "question_r_2023"
        session.get_one(EditionRow, digest).applies_from = day
    with world.database.reading() as session:
        found = {
            one: editions.question_procedure(session, "R", one).key
            for one in (dt.date(2026, 5, 31), day, dt.date(2027, 1, 31), dt.date(2027, 2, 1))
        }
    assert list(found.values()) == [
        "question_r_2023", "question_r_2027", "question_r_2027", "question_r_2023",
    ]  # fmt: skip


def test_a_sector_without_an_edition_in_force_has_no_form(world: World) -> None:
    with world.database.reading() as session, pytest.raises(KeyError):
        editions.question_procedure(session, "R", dt.date(2023, 11, 16))


OLDER = [
    ("opens_allocation = true\n", ""),
    ("in_register = true\n", ""),
    ('needs = ["screening_period_is_over"]', 'needs = ["screening_period_is_over", "moon_is_full"]'),
    ('received = "Received, being screened"\n', ""),
]  # fmt: skip


@pytest.fixture
def older(world: World, monkeypatch: pytest.MonkeyPatch) -> tuple[World, str]:
    """A case begun under a text that was sound in an earlier version of the program."""
    text = SHIPPED
    for old, new in OLDER:
        assert old in text
        text = text.replace(old, new, 1)
    world.later(seconds=1)
    digest = store(world, text, "question_r_2023")
    with monkeypatch.context() as earlier_version:
        earlier_version.setattr(editions, "shipped", dict)
        number = world.submitted()
    editions._pinned.pop(digest)
    assert world.run(number).edition_digest == digest
    return world, number


def test_a_case_goes_on_under_an_older_text_that_lacks_what_is_asked_today(
    older: tuple[World, str],
) -> None:
    world, number = older
    world.move("officer", number, "receive")
    assert world.run(number, "allocation").state == "registered"  # what the mark stands for
    assert world.client("officer").get(f"/cases/{number}").status_code == 200
    with world.database.reading() as session:
        assert verification.verify(session).first_bad is None
    assert world.run(world.submitted(title="A second subject")).edition_digest == (
        editions.shipped()["question_r_2023"].digest
    )


def test_a_text_of_which_nothing_can_be_made_is_named_with_its_case_and_stops_no_other(
    older: tuple[World, str],
) -> None:
    world, number = older
    with world.database.writing() as session:
        row = session.get_one(EditionRow, world.run(number).edition_digest)
        row.text = "code ="
        editions._pinned.pop(row.digest, None)
    world.move("officer", world.submitted(title="A second subject"), "receive")
    with world.database.reading() as session:
        bad = verification.verify(session).first_bad
    assert bad is not None
    assert (bad.case, "cannot be read" in bad.reason) == (number, True)


def test_an_edition_is_compared_with_the_last_one_that_was_activated(world: World) -> None:
    """One that waits to be activated is the secretariat's, and stands before none."""
    administrator = world.reader("administrator").person_id
    digest = store(world, of_2027(), "question_r_2027", uploaded_by=administrator)
    later = dataclasses.replace(
        editions.shipped()["question_r_2023"], edition="2030", valid_from=dt.date(2030, 1, 1)
    )
    with world.database.writing() as session:
        before = editions.before(session, later)
        assert before is not None
        assert before.key == "question_r_2023"
        session.get_one(EditionRow, digest).applies_from = dt.date(2027, 1, 1)
        session.flush()
        before = editions.before(session, later)
        assert before is not None
        assert before.key == "question_r_2027"
