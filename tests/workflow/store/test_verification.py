"""The chain read again: nothing altered, missing, reordered or inserted goes unnoticed."""

from __future__ import annotations

import json

import pytest
from sqlalchemy.orm import Session

from tests import rich_world
from tests.tampering import LEDGER_TABLES, by, events, forged, tampered
from tests.world import World
from workflow.store import verification
from workflow.store.models import EventPayload, EventRow

ALTERED = {
    "kind": "'Nothing'",
    "role": "'director'",
    "acting_for": "'TSB'",
    "at": "'2001-01-01 00:00:00.000000'",
    "audience": "'public:'",
    "also": "'public:'",
    "edition": "'another'",
    "text_version": "77",
    "sealed_until": "'2001-01-01 00:00:00.000000'",
    "token": "'another'",
    "run_id": "null",
    "schema": "2",
    "payload_digest": "'00'",
    "person_digest": "'00'",
}


@pytest.fixture
def told(world: World) -> str:
    """A case on which Member States are asked, with replies and a letter."""
    return rich_world.STORIES["consulted"](world)


def first(world: World, **is_: object) -> int:
    """The position of the first event like that."""
    return next(
        row.position
        for row in events(world)
        if all(getattr(row, name) == value for name, value in is_.items())
    )


def test_an_empty_record_is_good(world: World) -> None:
    with world.database.reading() as session:
        report = verification.verify(session)
    assert report.as_json() == {"events": 0, "cases": 0, "ok": True, "first_bad": None}


def test_an_altered_header_is_found_where_it_stands(world: World, told: str) -> None:
    where = first(world, kind="RunMoved")
    found = {
        column: tampered(
            world, by(f"UPDATE events SET {column} = {value} WHERE position = {where}")
        )
        for column, value in ALTERED.items()
    }
    assert found == dict.fromkeys(ALTERED, (told, f"event {where}: the header was altered"))


def test_an_event_taken_from_its_case_is_found(world: World, told: str) -> None:
    change = by("UPDATE events SET case_id = null WHERE position = 2")
    assert tampered(world, change) == ("", "event 2: the header was altered")


def test_every_value_of_a_header_is_covered_or_is_the_chain_itself() -> None:
    columns = {one.key for one in EventRow.__table__.columns}
    assert columns - {"position", "previous", "link", "case_id"} == ALTERED.keys()


def test_an_altered_payload_is_found(world: World, told: str) -> None:
    where = first(world, kind="ReplyRecorded")
    with world.database.reading() as session:
        body = {**session.get_one(EventPayload, where).body, "position": "abstain"}
    change = by(
        f"UPDATE event_payloads SET body = :body WHERE position = {where}", body=json.dumps(body)
    )
    assert tampered(world, change) == (told, f"event {where}: the payload was altered")


@pytest.mark.parametrize("role", ["clock", "proposer", "secretariat"])
def test_another_person_put_in_the_place_of_the_acting_one_is_found(
    world: World, told: str, role: str
) -> None:
    where, other = first(world, role=role), world.reader("stranger").person_id
    change = by(f"UPDATE event_persons SET person_id = {other} WHERE position = {where}")
    assert tampered(world, change) == (told, f"event {where}: the acting person was altered")


def test_a_missing_event_is_found(world: World, told: str) -> None:
    change = by(*(f"DELETE FROM {table} WHERE position = 3" for table in LEDGER_TABLES))
    assert tampered(world, change) == (told, "event 4: position 3 is missing")


def test_a_record_cut_short_is_found(world: World, told: str) -> None:
    last = len(events(world))
    cut = [f"DELETE FROM {table} WHERE position = {last}" for table in LEDGER_TABLES]
    reason = f"the ledger ends at {last - 1}, its head says {last}"
    assert tampered(world, by(*cut)) == ("", reason)

    link = events(world)[-2].link
    head = f"UPDATE ledger_head SET position = {last - 1}, link = '{link}'"
    reason = "document: what is stored is not what the events say"
    assert tampered(world, by(*cut, head)) == (told, reason)


def test_a_head_that_names_another_link_is_found(world: World, told: str) -> None:
    reason = "the link of the ledger's head is not that of its last event"
    assert tampered(world, by("UPDATE ledger_head SET link = 'another'")) == ("", reason)


def test_two_events_that_changed_places_are_found(world: World, told: str) -> None:
    swap = [
        f"UPDATE {table} SET position = {to} WHERE position = {at}"
        for table in LEDGER_TABLES
        for at, to in ((2, -1), (3, 2), (-1, 3))
    ]
    reason = "event 2: the link to the event before is not its link"
    assert tampered(world, by(*swap)) == (told, reason)


def test_an_inserted_event_is_found(world: World, told: str) -> None:
    last = len(events(world))
    given = {"position": "position + 1", "token": "'x'", "link": "'y'", "previous": "link"}
    names = [one.key for one in EventRow.__table__.columns]
    values = ", ".join(given.get(one, one) for one in names)
    copy = f"INSERT INTO events ({', '.join(names)}) SELECT {values} FROM events"
    change = by(f"{copy} WHERE position = {last}")
    assert tampered(world, change) == (told, f"event {last + 1}: the header was altered")


def test_an_inserted_event_with_a_right_link_is_found(world: World, told: str) -> None:
    last = len(events(world))
    reason = f"the ledger ends at {last + 1}, its head says {last}"
    assert tampered(world, forged("ScreeningDone", with_head=False)) == ("", reason)
    reason = f"event {last + 1}: the run stood in consultation, not in draft"
    assert tampered(world, forged("RunMoved", with_head=True)) == (told, reason)


def test_emptied_persons_still_verify(world: World, told: str) -> None:
    change = by(
        "UPDATE event_persons SET person_id = null WHERE position % 2 = 0",
        "DELETE FROM event_persons WHERE position % 3 = 0",
        "UPDATE persons SET name = '', email = 'emptied-' || id, password_hash = ''",
    )
    assert tampered(world, change) is None


def test_emptied_payloads_still_verify_unless_they_carry_a_state(world: World) -> None:
    numbers = rich_world.tell(world)
    kinds = sorted({row.kind for row in events(world)})
    found = {kind: tampered(world, emptied(kind)) for kind in kinds}
    bearing = {"CaseSubmitted", "RunMoved", "RunOpened"}
    told_elsewhere = {"EditionChanged", "VersionAdded"}
    assert {kind for kind, fault in found.items() if fault} == bearing | told_elsewhere
    first_case = numbers["submitted"]
    where = {kind: first(world, kind=kind) for kind in bearing}
    assert {kind: found[kind] for kind in bearing} == {
        kind: (first_case, f"event {where[kind]}: the state it led to was emptied")
        for kind in bearing
    }


def emptied(kind: str):
    """All payloads of that kind without their words and salts."""
    return by(
        "UPDATE event_payloads SET salt = '', body = '{}' WHERE position IN"
        " (SELECT position FROM events WHERE kind = :kind)",
        kind=kind,
    )


def test_a_payload_that_is_gone_is_found(world: World, told: str) -> None:
    change = by("DELETE FROM event_payloads WHERE position = 5")
    assert tampered(world, change) == (told, "event 5: the payload is missing")


def test_an_event_whose_case_is_gone_is_named_and_not_a_crash(world: World) -> None:
    world.submitted()

    def change(session: Session) -> None:
        for table in ("candidates", "drafts", "runs", "text_versions", "cases"):
            session.execute(EventRow.metadata.tables[table].delete())

    assert tampered(world, change) == ("", "event 1: its case is gone")
