"""Acting on a case, and appointing: whatever stands against it is said, and what was typed is kept."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from states.definition import LANGUAGES
from tests.scene import Opened, Scene
from tests.web import returned, strictly
from tests.world import Browser, World
from workflow.store.models import AppointmentRow

REASONS = "The scope goes beyond what the study group may study."
MEANWHILE = {
    "ar": "تصرف شخص آخر", "en": "Somebody else acted on this case", "es": "Otra persona actuó",
    "fr": "Une autre personne est intervenue", "ru": "действовал кто-то другой", "zh": "有人",
}  # fmt: skip


def act(world: World, who: str, number: str, run: int, language: str = "en", **typed: str):
    fields = {"seen_version": str(world.run(number).version), **typed}
    return world.client(who, language).post(f"/cases/{number}/runs/{run}", fields)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("action", ["refer_back", "no_such_action", ""])
def test_an_action_not_offered_from_this_state_is_refused_with_a_sentence(
    world: World, action: str, language: str
) -> None:
    number = world.received()
    run = world.run(number)
    typed = {"action": action, "reasons": REASONS, "reference": "Doc. 6/17"}
    answer = act(world, "officer", number, run.id, language, **typed)
    assert answer.status_code == 409
    told = returned.notices(answer.text)
    assert [words in told for words in (MEANWHILE[language], REASONS, "Doc. 6/17")] == [True] * 3
    assert world.run(number).version == run.version


def test_an_action_that_lacks_something_says_what_and_keeps_the_rest(world: World) -> None:
    number = world.submitted()
    answer = act(world, "officer", number, world.run(number).id, action="refer_back", reasons=" ")
    assert answer.status_code == 409
    assert "Give the reasons." in returned.notices(answer.text)


def test_of_two_officers_the_second_is_told_and_keeps_what_was_typed(world: World) -> None:
    number = world.submitted()
    run = world.run(number)
    seen = str(run.version)
    first = act(world, "officer", number, run.id, action="receive", seen_version=seen)
    second = act(
        world, "officer", number, run.id, action="refer_back", reasons=REASONS, seen_version=seen
    )
    assert (first.status_code, second.status_code) == (302, 409)
    assert MEANWHILE["en"] in returned.notices(second.text)
    assert REASONS in second.text
    assert world.run(number).state == "received"


@pytest.mark.parametrize("meeting", ["99999", "the one in May", "9" * 40, "-1"])
def test_a_meeting_that_does_not_exist_is_said_at_its_field(
    prepared: tuple[Scene, Opened], meeting: str
) -> None:
    scene, world = prepared
    number = scene["triage"]
    answer = act(
        world, "sg_chair", number, world.run(number).id, action="adopt_at_meeting", meeting=meeting
    )
    assert answer.status_code == 422
    assert "Choose the meeting." in answer.text


def test_an_oversized_reason_is_said_and_comes_back_whole(world: World) -> None:
    number = world.submitted()
    run = world.run(number)
    typed = "because " * 3000
    answer = act(world, "officer", number, run.id, action="refer_back", reasons=typed)
    assert answer.status_code == 422
    assert "Please use at most 20000 characters." in answer.text
    assert typed.strip() in answer.text
    assert world.run(number).state == "submitted"


def test_a_fault_in_between_does_not_hide_that_another_acted(world: World) -> None:
    number = world.submitted()
    run = world.run(number)
    seen = str(run.version)
    proposer = world.client("delegate")
    text = returned.held(proposer.get(f"/cases/{number}/revise/revise").text)
    assert proposer.post(f"/cases/{number}/revise/revise", text).status_code == 302
    typed = {"action": "refer_back", "reasons": "x" * 20_001, "seen_version": seen}
    faulty = act(world, "officer", number, run.id, **typed)
    assert faulty.status_code == 422
    assert f'name="seen_version" value="{seen}"' in faulty.text
    again = act(world, "officer", number, run.id, **{**typed, "reasons": REASONS})
    assert again.status_code == 409


def test_what_another_may_do_is_refused_and_shown_again(world: World) -> None:
    number = world.received()
    answer = act(
        world, "neighbour", number, world.run(number).id, action="withdraw", reasons=REASONS
    )
    assert answer.status_code == 403
    assert REASONS in answer.text


def appointments(world: World) -> int:
    with world.database.reading() as session:
        return session.scalars(select(func.count()).select_from(AppointmentRow)).one()


APPOINTMENT = {
    "email": "stranger@example.org", "post": "member:drafter", "code": "XFA",
    "from_on": "2026-03-02", "until_on": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("who", "field", "typed", "sentence"),
    [
        ("administrator", "post", "office:king", "Not a valid choice."),
        ("administrator", "post", "palace:officer", "Not a valid choice."),
        ("administrator", "post", "", "This field is required."),
        ("focal", "post", "office:administrator", "Not a valid choice."),
        ("focal", "post", "body:chair", "Not a valid choice."),
        ("administrator", "code", "XQQ", "There is no such office, body or member."),
        ("administrator", "code", "R:SG1", "There is no such office, body or member."),
        ("focal", "email", "nobody@example.org", "There is no account with this address."),
        ("focal", "email", "", "This field is required."),
        ("focal", "from_on", "2026-02-30", "Not a valid date value."),
        ("focal", "from_on", "", "This field is required."),
        ("focal", "until_on", "2026-03-01", "The last day lies before the first."),
    ],
)
def test_an_appointment_that_cannot_be_made_says_so_at_the_field(
    world: World, who: str, field: str, typed: str, sentence: str
) -> None:
    before = appointments(world)
    answer = world.client(who).post("/appointments", {**APPOINTMENT, field: typed})
    assert (answer.status_code, returned.said(answer.text)) == (422, {field: [sentence]})
    kept = {name: value for name, value in APPOINTMENT.items() if name not in (field, "post")}
    still = returned.held(answer.text)
    assert {name: still[name] for name in kept} == kept
    assert appointments(world) == before


@pytest.mark.parametrize("code", ["XFB", "BR", "R:RAG"])
def test_a_focal_point_appoints_for_its_own_member_alone(world: World, code: str) -> None:
    answer = world.client("focal").post("/appointments", {**APPOINTMENT, "code": code})
    assert answer.status_code == 403


def test_nobody_learns_from_a_refusal_whether_an_account_exists(world: World) -> None:
    told = {
        world.client(who).post("/appointments", {**APPOINTMENT, "email": email}).status_code
        for who in ("stranger", "delegate", "officer")
        for email in ("stranger@example.org", "nobody@example.org")
    }
    assert told == {403}


def test_only_meetings_in_which_it_can_be_decided_are_offered(world: World) -> None:
    number = world.screened()
    meeting = str(world.meeting("R:SG1"))
    chair = world.client("sg_chair")
    assert offered(chair, number) == ["", meeting]
    world.move("sg_chair", number, "adopt_at_meeting", meeting=meeting)
    assert offered(chair, number) == [""]
    assert "No meeting in the calendar fits yet." in chair.get(f"/cases/{number}").text
    world.now = dt.datetime(2026, 5, 5, 9, 0, tzinfo=dt.UTC)
    chair = world.client("sg_chair")
    assert offered(chair, number) == ["", meeting]
    assert returned.held(chair.get(f"/cases/{number}").text)["meeting"] == meeting


def offered(client: Browser, number: str) -> list[str]:
    """The meetings that the first action asking for one lets choose."""
    page = strictly.page(client.get(f"/cases/{number}").text)
    asked = next(one for one in page.iter("select") if one.attrib["name"] == "meeting")
    return [one.attrib["value"] for one in asked.iter("option")]
