"""The one door for programs: the same rules, rights and refusals as on pages, told as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.world import Browser, World
from workflow.store import verification
from workflow.store.models import EventRow

ROOT = "/api/v1"


class Program:
    """A signed-in session that sends JSON with its token."""

    def __init__(self, world: World, who: str | None, language: str = "en") -> None:
        self.world = world
        self.browser: Browser = world.client(who)
        self.headers = {"Host": "localhost", "Accept-Language": language}
        self.token = str(self.get("/session")["csrf_token"])

    def get(self, path: str) -> Any:
        return self.browser.client.get(f"{ROOT}{path}", headers=self.headers).get_json()

    def send(self, run: int | str, action: str, key: str = "", **data: Any) -> tuple[int, Any]:
        headers = {**self.headers, "X-CSRFToken": self.token}
        if key:
            headers["Idempotency-Key"] = key
        answer = self.browser.client.post(
            f"{ROOT}/runs/{run}/actions", json={"action": action, "data": data}, headers=headers
        )
        assert answer.mimetype == "application/json"
        return answer.status_code, answer.get_json()


def events(world: World) -> int:
    with world.database.reading() as session:
        return session.scalars(select(func.count()).select_from(EventRow)).one()


def test_an_action_is_taken_and_the_run_told(world: World) -> None:
    number = world.submitted()
    program = Program(world, "officer")
    [run] = program.get(f"/cases/{number}")["runs"]
    told = program.get(f"/runs/{run['ref']}")
    assert {**told, "case": number} == told
    [receive] = [one for one in told["actions"] if one["action"] == "receive"]
    assert (receive["missing"], receive["asks"]) == ([], [])
    code, said = program.send(run["ref"], "receive", seen_version=run["version"])
    assert (code, said["replayed"], said["run"]["state"]) == (200, False, "received")
    assert (said["run"]["version"], said["run"]["actions"]) == (None, [])  # nothing more to take
    assert world.run(number).state == "received"


def test_the_same_key_changes_nothing_again_and_another_s_key_is_no_key_of_mine(
    world: World,
) -> None:
    number = world.received()
    run = world.run(number).id
    delegate, officer = Program(world, "delegate"), Program(world, "officer")
    first = delegate.send(run, "revise", key="one", question_text="Which methods apply at sea?")
    before = events(world)
    again = delegate.send(run, "revise", key="one", question_text="Which methods apply at sea?")
    assert (first[1]["replayed"], again[1]["replayed"]) == (False, True)
    assert again[1]["made"] == first[1]["made"] == {"version": 2}
    assert events(world) == before
    code, said = officer.send(run, "revise", key="one", question_text="Which methods?")
    assert (code, said["needed"]) == (403, ["proposer"])
    code, said = delegate.send(run, "withdraw", key="one")
    assert code == 422  # the key has done something else
    assert events(world) == before


def test_one_key_is_for_one_action(world: World) -> None:
    run = world.run(world.submitted()).id
    officer = Program(world, "officer")
    assert officer.send(run, "refer_back", key="one", reasons="Unclear.")[0] == 200
    assert officer.send(run, "refer_back", key="one", reasons="Unclear.")[1]["replayed"] is True
    code, said = officer.send(run, "receive", key="one")
    assert (code, "replayed" in said) == (422, False)


def test_two_names_for_one_key_are_one_too_many(world: World) -> None:
    run = world.run(world.submitted()).id
    program = Program(world, "officer")
    sent = {"action": "receive", "key": "two"}
    headers = {**program.headers, "X-CSRFToken": program.token, "Idempotency-Key": "one"}
    path = f"{ROOT}/runs/{run}/actions"
    answer = program.browser.client.post(path, json=sent, headers=headers)
    assert answer.status_code == 422
    del headers["Idempotency-Key"]
    for replayed in (False, True):
        answer = program.browser.client.post(path, json=sent, headers=headers)
        assert (answer.status_code, answer.get_json()["replayed"]) == (200, replayed)


@pytest.mark.parametrize("token", [None, "", "forged", "another session's"])
def test_without_its_own_token_a_session_changes_nothing(world: World, token: str | None) -> None:
    run = world.run(world.submitted()).id
    program = Program(world, "officer")
    program.token = Program(world, "delegate").token if token == "another session's" else token
    headers = {**program.headers, **({} if token is None else {"X-CSRFToken": program.token})}
    before = events(world)
    answer = program.browser.client.post(
        f"{ROOT}/runs/{run}/actions", json={"action": "receive"}, headers=headers
    )
    assert (answer.status_code, answer.get_json()["code"]) == (400, 400)
    assert events(world) == before


def test_what_is_missing_is_told_by_guard_sentence_and_paragraph(world: World) -> None:
    number = world.received()
    code, said = Program(world, "sg_chair", "fr").send(world.run(number).id, "screen")
    assert code == 409
    guards = {one["guard"] for one in said["refusals"]}
    assert "screening_is_complete_or_its_period_is_over" in guards
    assert all(one["basis"] for one in said["refusals"])
    assert "liste de contrôle" in said["message"].lower() or "D3" in said["message"]
    code, said = Program(world, "sg_chair").send(world.run(number).id, "adopt_at_meeting")
    assert (code, "refusals" in said) == (409, False)


def test_a_stale_version_is_told_and_changes_nothing(world: World) -> None:
    number = world.submitted()
    run = world.run(number)
    program = Program(world, "officer")
    program.send(run.id, "receive")
    code, said = program.send(run.id, "refer_back", seen_version=run.version, reasons="Unclear.")
    assert (code, said["seen"]) == (409, run.version)
    assert said["current"] > run.version


def test_the_version_is_told_only_to_whom_an_action_is_offered(world: World) -> None:
    """It grows with what the Director does before it is announced."""
    number = world.received()
    run = world.run(number)
    told = [Program(world, who).get(f"/runs/{run.id}") for who in ("neighbour", "sg_chair")]
    assert [bool(one["actions"]) for one in told] == [False, True]
    assert [one["version"] for one in told] == [None, run.version]
    for who, version in (("neighbour", None), ("sg_chair", run.version)):
        runs = Program(world, who).get(f"/cases/{number}")["runs"]
        assert [one["version"] for one in runs if one["ref"] == str(run.id)] == [version]


def test_what_the_director_does_before_the_announcement_moves_nothing_that_the_proposer_is_told(
    world: World,
) -> None:
    number = world.consulted()
    world.now = world.consultation(number).closes_at + dt.timedelta(hours=1)
    world.pass_time()
    run = world.run(number)
    assert run.state == "undecided"
    path = f"/runs/{run.id}"
    proposer, director = Program(world, "delegate"), Program(world, "director")
    before = proposer.get(path)
    assert director.get(path)["version"] == run.version
    world.move("director", number, "decide_approved", reasons="Nobody replied.")
    assert proposer.get(path) == before
    assert "withdraw" in {one["action"] for one in before["actions"]}


def test_who_may_not_see_a_case_is_told_that_there_is_none(world: World) -> None:
    run = world.run(world.submitted()).id
    neighbour = Program(world, "neighbour")
    for ref in (run, 10**6, "abc", "9" * 30):
        code, said = neighbour.send(ref, "receive")
        assert (code, said) == (404, {"code": 404, "status": "Not Found"})
    code, _ = Program(world, None).send(run, "receive")
    assert code == 401


def test_data_that_the_action_does_not_know_is_named(world: World) -> None:
    run = world.run(world.submitted()).id
    program = Program(world, "officer")
    code, said = program.send(run, "refer_back", reason="Unclear.")
    assert code == 422
    assert said["errors"]["json"]["data"] == {
        "reason": ["The action does not know this; do you mean reasons?"]
    }
    code, said = program.send(run, "refer_back", reasons=["Unclear."])
    assert said["errors"]["json"]["data"] == {"reasons": ["This is to be a text."]}
    code, said = program.send(run, "receive", seen_version="many")
    assert code == 422


def test_a_case_goes_from_the_groups_to_its_allocation_by_programs_alone(world: World) -> None:
    """The actions that have forms of their own on pages: asked, concluded, released, recorded."""
    number = world.screened()
    run = world.run(number, "allocation").id
    officer = Program(world, "officer")
    assert officer.send(run, "ask_groups", groups=["R:RAG", "T:TSAG"])[0] == 200
    world.now = world.now.replace(month=4, day=21)
    concluded = {"kind": "keep", "lead_sector": "R", "supporting": ["T"], "reasons": "Distinct."}
    chairs = {"R:RAG": Program(world, "rag_chair"), "T:TSAG": Program(world, "tsag_chair")}
    for body, chair in chairs.items():
        day = "2026-04-13" if body == "R:RAG" else "2026-04-20"
        drafted = chair.send(
            run, "draft_conclusion", body=body, meeting=f"{body} {day}", **concluded
        )
        assert drafted[0] == 200, drafted
        assert chair.send(run, "confirm_conclusion", body=body)[0] == 200
        refused = chair.send(run, "release_conclusion", body=body)
        assert [one["guard"] for one in refused[1]["refusals"]] == ["corrections_are_over"]
    assert Program(world, "neighbour").send(run, "release_conclusion", body="R:RAG")[0] == 404
    world.later(days=10)
    for body, chair in chairs.items():
        assert chair.send(run, "release_conclusion", body=body)[0] == 200
    assert officer.send(run, "note_agreement")[1]["run"]["state"] == "agreed"
    code, said = officer.send(
        run, "record_allocation", mode="lead_and_contributing", lead_sector="R",
        contributing=["T"], study_groups=["R:SG1", "T:SG5"], essential_requirements="Keep terms.",
        grounds="CV 151-154", meeting="R:RAG 2026-04-13",
    )  # fmt: skip
    assert code == 200, said
    assert said["made"]["decision"]
    with world.database.reading() as session:
        assert verification.verify(session).first_bad is None
