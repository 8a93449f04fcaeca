"""The state of every case rebuilt from its events, and rows that say something else."""

from __future__ import annotations

import pytest

from tests import rich_world
from tests.tampering import by, events, tampered
from tests.world import World
from workflow.store import rebuilding, verification
from workflow.store.models import Case, Question

OF_CASE = "WHERE case_id = {case}"
OF_RUNS = "WHERE run_id IN (SELECT id FROM runs WHERE case_id = {case})"
OF_CONCLUSIONS = f"conclusion_id IN (SELECT id FROM conclusions {OF_RUNS})"
OF_STATEMENTS = f"WHERE kind = 'statement' AND {OF_CONCLUSIONS}"
OF_CORRECTIONS = f"WHERE kind = 'correction' AND {OF_CONCLUSIONS}"
OF_DOCUMENTS = "WHERE attachment_id IN (SELECT id FROM attachments WHERE case_id = {case})"
OF_CONSULTATIONS = f"WHERE consultation_id IN (SELECT id FROM consultations {OF_RUNS})"
OF_DECISIONS = f"WHERE decision_id IN (SELECT id FROM allocation_decisions {OF_RUNS})"
OTHER_EDITION = "(SELECT min(digest) FROM editions WHERE digest <> edition_digest)"

SAY_NOTHING_OF_A_CASE = {"EditionActivated", "EditionUploaded", "ScreeningDone"}
FALSE = (
    ("run", "received", f"UPDATE runs SET state = 'approved' {OF_CASE}"),
    ("edition", "received", f"UPDATE runs SET edition_digest = {OTHER_EDITION} {OF_CASE}"),
    ("groups", "asked", f"""UPDATE runs SET groups = '["D:TDAG"]' {OF_CASE}"""),
    ("case", "received", "UPDATE cases SET proposer = 'XFB' WHERE id = {case}"),
    (
        "screening",
        "screening incomplete",
        "UPDATE cases SET screening_incomplete = '[]' WHERE id = {case}",
    ),
    (
        "reply to the findings",
        "screened",
        "UPDATE cases SET findings_reply = 'Yes.' WHERE id = {case}",
    ),
    ("finding", "screened", f"UPDATE candidates SET degree = 'none' {OF_CASE}"),
    ("checklist answer", "screened", f"UPDATE checklist_answers SET answer = 'no' {OF_CASE}"),
    ("conclusion", "provisional", f"UPDATE conclusions SET kind = 'note' {OF_RUNS}"),
    ("conclusion", "agreed", f"UPDATE conclusions SET reasons = 'Others.' {OF_RUNS}"),
    ("conclusion", "provisional", f"DELETE FROM conclusions {OF_RUNS}"),
    ("oral amendment", "included", f"UPDATE text_versions SET meeting_id = NULL {OF_CASE}"),
    (
        "package",
        "taken out of a package",
        "UPDATE cases SET taken_out_by = '' WHERE id = {case}",
    ),
    ("written view", "spoken of", f"UPDATE written_views SET text = 'Others.' {OF_CASE}"),
    ("statement", "spoken of", f"UPDATE remarks SET text = 'Others.' {OF_STATEMENTS}"),
    ("correction", "spoken of", f"DELETE FROM remarks {OF_CORRECTIONS}"),
    (
        "answer to the modification",
        "spoken of",
        f"UPDATE conclusions SET proposer_position = 'not_agreed' {OF_RUNS}",
    ),
    (
        "confirmation of a joint conclusion",
        "jointly confirmed",
        f"DELETE FROM joint_confirmations WHERE {OF_CONCLUSIONS}",
    ),
    (
        "allocation decision",
        "allocated",
        f"UPDATE allocation_decisions SET lead_sector = 'T' {OF_RUNS}",
    ),
    ("allocation decision", "allocated", f"DELETE FROM approvals_needed {OF_DECISIONS}"),
    (
        "end of the period",
        "consulted",
        f"UPDATE consultations SET closes_at = '2027-01-01 00:00:00.000000' {OF_RUNS}",
    ),
    ("changed deadline", "put off", f"UPDATE deadline_changes SET reasons = 'Others.' {OF_RUNS}"),
    ("consultation", "consulted", f"DELETE FROM electors {OF_CONSULTATIONS} AND member = 'XFC'"),
    (
        "electorate",
        "closed",
        f"UPDATE electors SET at_close = NULL {OF_CONSULTATIONS} AND member = 'XFC'",
    ),
    ("reply", "consulted", f"UPDATE replies SET position = 'abstain' {OF_CONSULTATIONS}"),
    ("close", "closed", f"UPDATE consultations SET outcome = 'withdrawn' {OF_RUNS}"),
    ("result", "closed", f"UPDATE consultations SET outcome = 'failed' {OF_RUNS}"),
    ("result", "closed", f"UPDATE consultations SET result = '{{{{}}}}' {OF_RUNS}"),
    ("announcement", "announced", f"UPDATE consultations SET reference = 'other' {OF_RUNS}"),
    ("announcement", "closed", f"UPDATE consultations SET announced_at = closed_at {OF_RUNS}"),
    ("document", "submitted", f"UPDATE attachment_chunks SET content = :other {OF_DOCUMENTS}"),
    ("document", "consulted", f"UPDATE attachment_chunks SET content = :other {OF_DOCUMENTS}"),
    (
        "sponsorship",
        "support confirmed",
        f"UPDATE sponsorships SET status = 'declined' {OF_CASE}",
    ),
    ("sponsorship", "support asked", f"UPDATE sponsorships SET status = 'confirmed' {OF_CASE}"),
    ("text version", "received", f"UPDATE text_versions SET title = 'Another' {OF_CASE}"),
    ("text version", "received", f"UPDATE text_versions SET fields = '{{{{}}}}' {OF_CASE}"),
    ("text version", "received", f"UPDATE text_versions SET digest = '0' {OF_CASE}"),
    ("text version", "received", f"UPDATE text_versions SET language = 'fr' {OF_CASE}"),
    ("text version", "revised", f"DELETE FROM text_versions {OF_CASE} AND number = 2"),
    ("Question", "received", "UPDATE questions SET case_id = {case} WHERE id = 'R:239/1'"),
)
"""The fact that is falsified, the stage of the case, and how its rows are changed."""


@pytest.fixture
def numbers(world: World) -> dict[str, str]:
    """A case in every stage."""
    return rich_world.tell(world)


def falsified(world: World, number: str, statement: str) -> tuple[str, str] | None:
    words = statement.format(case=world.case(number).id)
    return tampered(world, by(words, **({"other": b"Another."} if ":other" in words else {})))


def test_every_case_of_a_rich_world_is_rebuilt_from_its_events(
    world: World, numbers: dict[str, str]
) -> None:
    with world.database.reading() as session:
        report = verification.verify(session)
    assert report.as_json() == {
        "events": len(events(world)),
        "cases": len(numbers),
        "ok": True,
        "first_bad": None,
    }
    assert {row.kind for row in events(world)} == rebuilding.SAYS.keys() | SAY_NOTHING_OF_A_CASE


def test_rows_that_say_something_else_are_found(world: World, numbers: dict[str, str]) -> None:
    found = [falsified(world, numbers[stage], statement) for _, stage, statement in FALSE]
    assert found == [
        (numbers[stage], f"{fact}: what is stored is not what the events say")
        for fact, stage, _ in FALSE
    ]


def test_every_fact_that_events_state_is_compared() -> None:
    stated = {fact for facts in rebuilding.EMPTIED.values() for fact in facts}
    bearing = {"case", "edition", "run", "text version"}
    assert stated | bearing == {fact for fact, _, _ in FALSE}


def test_the_fault_of_a_sealed_reply_does_not_tell_it(world: World) -> None:
    number = rich_world.STORIES["consulted"](world)
    _, reason = falsified(world, number, "UPDATE replies SET position = 'abstain'") or ("", "")
    assert reason == "reply: what is stored is not what the events say"


def test_a_case_without_events_is_found(world: World) -> None:
    number = world.received()
    columns = {one.key for one in Case.__table__.columns} - {"id", "number"}
    names = ", ".join(sorted(columns))
    copy = f"INSERT INTO cases (id, number, {names}) SELECT 77, 'BR-2026-0077', {names} FROM cases"
    reason = "case: what is stored is not what the events say"
    assert number == "BR-2026-0001"
    assert tampered(world, by(copy)) == ("BR-2026-0077", reason)


def test_a_question_stays_recorded_when_a_later_case_takes_it_over(world: World) -> None:
    rich_world.STORIES["in force"](world)
    with world.database.writing() as session:
        session.get_one(Question, "R:240/1").case_id = None
    with world.database.reading() as session:
        assert verification.verify(session).first_bad is None
