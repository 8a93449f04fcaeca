"""Two people, two tabs, two clicks: one is stored, the other is told and loses nothing."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from tests.scene import Opened, Scene
from tests.web import returned
from tests.world import TEXT, World
from workflow.store.models import Case, Conclusion, Draft, ReplyRow

DRAFT = {"member": "XFA", "kind": "new", "language": "en", **TEXT}


def stored(world: World, draft: str) -> Draft:
    with world.database.reading() as session:
        return session.get_one(Draft, draft)


def cases(world: World) -> int:
    with world.database.reading() as session:
        return session.scalars(select(func.count()).select_from(Case)).one()


def test_two_tabs_on_one_draft_lose_neither_text(world: World) -> None:
    draft = world.draft()
    first, second = world.client("delegate"), world.client("drafter")
    opened = returned.held(first.get(f"/drafts/{draft}").text)["seen_version"]
    sent = {**DRAFT, "seen_version": opened}
    assert first.post(f"/drafts/{draft}", {**sent, "scope": "One."}).status_code == 302
    late = second.post(f"/drafts/{draft}", {**sent, "scope": "Two."})
    assert late.status_code == 409
    assert "This draft was saved somewhere else meanwhile" in returned.notices(late.text)
    assert "One." in returned.notices(late.text)
    still = returned.held(late.text)
    assert still["scope"].strip() == "Two."
    assert stored(world, draft).fields["scope"] == "One."
    again = second.post(f"/drafts/{draft}", {**sent, **still})
    assert (again.status_code, stored(world, draft).fields["scope"]) == (302, "Two.")


def test_a_fault_in_between_does_not_hide_that_the_other_tab_saved(world: World) -> None:
    draft = world.draft()
    browser = world.client("delegate")
    sent = {**DRAFT, "seen_version": "1"}
    browser.post(f"/drafts/{draft}", {**sent, "scope": "One."})
    faulty = browser.post(f"/drafts/{draft}", {**sent, "scope": "Two.", "title": ""})
    mended = {**returned.held(faulty.text), "title": TEXT["title"]}
    assert browser.post(f"/drafts/{draft}", mended).status_code == 409
    assert stored(world, draft).fields["scope"] == "One."


def test_nor_does_it_on_a_conclusion(prepared: tuple[Scene, Opened]) -> None:
    scene, world = prepared
    chair, path = world.client("rag_chair"), scene.path("/cases/{asked}/conclusions/R-RAG/edit")
    opened = returned.held(chair.get(path).text)
    world.client("officer").post(path, {**opened, "reasons": "Written by the office."})
    faulty = chair.post(path, {**opened, "reasons": ""})
    assert faulty.status_code == 422
    answer = chair.post(path, {**returned.held(faulty.text), "reasons": "Written by the chair."})
    assert answer.status_code == 409
    assert "Somebody wrote or corrected this conclusion" in returned.notices(answer.text)
    with world.database.reading() as session:
        row = session.get_one(Conclusion, int(scene["drafted"]))
    assert row.reasons == "Written by the office."


def test_a_revised_text_gives_way_to_what_happened_meanwhile(world: World) -> None:
    number = world.submitted()
    browser = world.client("delegate")
    filled = returned.held(browser.get(f"/cases/{number}/revise/revise").text)
    world.move("officer", number, "receive")
    answer = browser.post(f"/cases/{number}/revise/revise", {**filled, "scope": "Narrower."})
    assert answer.status_code == 409
    assert "Somebody else acted on this case" in returned.notices(answer.text)
    again = returned.held(answer.text)
    assert again["scope"].strip() == "Narrower."
    assert browser.post(f"/cases/{number}/revise/revise", again).status_code == 302


def test_a_double_click_on_submit_makes_one_proposal(world: World) -> None:
    draft = world.draft()
    browser = world.client("delegate")
    sent = {"seen_version": "1", "idempotency_key": "the same"}
    first, second = (browser.post(f"/drafts/{draft}/submit", sent) for _ in range(2))
    assert (first.status_code, first.headers["Location"]) == (302, second.headers["Location"])
    assert cases(world) == 1


def test_two_submissions_of_one_draft_make_one_proposal(world: World) -> None:
    draft = world.draft()
    first, second = (
        world.client("delegate").post(f"/drafts/{draft}/submit", {"seen_version": "1"})
        for _ in range(2)
    )
    assert (first.status_code, first.headers["Location"]) == (302, second.headers["Location"])
    assert cases(world) == 1


def test_a_double_click_on_save_makes_one_draft(world: World) -> None:
    browser = world.client("delegate")
    sent = {**DRAFT, "seen_version": "0", "idempotency_key": "the same"}
    first, second = (browser.post("/drafts/new", sent) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    with world.database.reading() as session:
        assert session.scalars(select(func.count()).select_from(Draft)).one() == 1


def test_the_key_of_one_form_does_not_serve_another(world: World) -> None:
    draft = world.draft()
    browser = world.client("delegate")
    browser.post(f"/drafts/{draft}", {**DRAFT, "seen_version": "1", "idempotency_key": "once"})
    answer = browser.post(
        f"/drafts/{draft}/submit", {"seen_version": "2", "idempotency_key": "once"}
    )
    assert answer.status_code == 422
    assert "This form was already used for something else." in answer.text
    assert cases(world) == 0


def test_the_key_of_one_person_does_not_serve_another(world: World) -> None:
    draft = world.draft()
    sent = {**DRAFT, "title": "Another", "seen_version": "1", "idempotency_key": "once"}
    assert world.client("delegate").post(f"/drafts/{draft}", sent).status_code == 302
    assert world.client("drafter").post(f"/drafts/{draft}", sent).status_code == 409


def at_the_same_time(*acts: Callable[[], int]) -> list[int]:
    """What each answers when all begin together."""
    gate, answers = threading.Barrier(len(acts)), [0] * len(acts)

    def run(index: int, act: Callable[[], int]) -> None:
        gate.wait(timeout=20)
        answers[index] = act()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(acts)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=60)
    return sorted(answers)


@pytest.mark.parametrize("key", ["one key", ""])
def test_clicks_at_the_very_same_time_make_one_proposal(world: World, key: str) -> None:
    draft = world.draft()
    browsers = [world.client("delegate") for _ in range(4)]
    tokens = [one.token() for one in browsers]

    def click(index: int) -> int:
        data = {
            "csrf_token": tokens[index], "seen_version": "1",
            "idempotency_key": key or f"key {index}",
        }  # fmt: skip
        address = f"/en/drafts/{draft}/submit"
        answer = browsers[index].client.post(address, data=data, headers={"Host": "localhost"})
        return answer.status_code

    answers = at_the_same_time(*(lambda index=index: click(index) for index in range(4)))
    assert (answers, cases(world)) == ([302] * 4, 1)


def test_of_two_chairs_at_the_very_same_time_exactly_one_confirms(
    prepared: tuple[Scene, Opened],
) -> None:
    scene, world = prepared
    path = scene.path("/cases/{asked}/conclusions/{drafted}/confirm")
    browsers = [world.client(who) for who in ("rag_chair", "rag_vice_chair")]
    shown = returned.held(browsers[0].get(path).text)
    told = []

    def confirm(index: int, token: str) -> int:
        data = {**shown, "csrf_token": token, "idempotency_key": f"key {index}"}
        answer = browsers[index].client.post(f"/en{path}", data=data, headers={"Host": "localhost"})
        told.append(answer.text)
        return answer.status_code

    tokens = [one.token() for one in browsers]
    answers = at_the_same_time(lambda: confirm(0, tokens[0]), lambda: confirm(1, tokens[1]))
    assert answers == [302, 409]
    assert any("The chair confirmed this conclusion after you opened" in one for one in told)


def test_the_last_of_two_replies_before_the_close_counts(prepared: tuple[Scene, Opened]) -> None:
    scene, world = prepared
    path = f"/consultations/{scene['running_consultation']}"
    for position in ("agree", "abstain"):
        world.client("respondent").post(path, {"member": "XFA", "position": position})
    with world.database.reading() as session:
        rows = session.scalars(select(ReplyRow).where(ReplyRow.member == "XFA")).all()
    current = [row.position for row in rows if row.current]
    assert (len(rows) >= 2, current) == (True, ["abstain"])


def test_a_reply_after_the_close_is_not_taken_and_not_lost(prepared: tuple[Scene, Opened]) -> None:
    scene, world = prepared
    typed = "It would need a new band."
    sent = {"member": "XFA", "position": "object", "reasons": typed}
    path = f"/consultations/{scene['closed_consultation']}"
    answer = world.client("respondent").post(path, sent)
    assert answer.status_code == 409
    assert "The period has ended" in returned.notices(answer.text)
    assert typed in re.sub("<[^>]+>", "", answer.text)
