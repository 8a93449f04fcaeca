"""Sessions: begun anew at sign-in, ended by signing out, by a new password and by the last day."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from http.cookies import SimpleCookie

import pytest
from sqlalchemy import select

from config import from_environment
from tests.scene import Opened
from tests.world import PASSWORD, Browser, World
from workflow.cli import commands, people
from workflow.rules.commands.accounts import EndAppointment, SetPassword
from workflow.store import keys
from workflow.store.models import AppointmentRow, Person

NEW_PASSWORD = "an altogether other phrase"


@pytest.fixture
def second(world: World) -> Iterator[Opened]:
    """Another process of the same installation."""
    other = Opened(world.settings.database_url)
    other.now = world.now
    yield other
    other.close()


def cookie(browser: Browser) -> str:
    held = browser.client.get_cookie("intersector")
    assert held is not None
    return held.value


def carrying(world: World, value: str) -> Browser:
    """A browser that carries a session it was given."""
    browser = world.client()
    browser.client.set_cookie("intersector", value)
    return browser


def signed_in(browser: Browser) -> bool:
    return browser.get("/my-account").status_code == 200


def test_a_session_planted_before_sign_in_is_not_the_one_used_after(world: World) -> None:
    attacker = world.client()
    token = attacker.token()
    victim = carrying(world, cookie(attacker))
    victim.post("/sign-in", {"email": "delegate@example.org", "password": PASSWORD})
    assert signed_in(victim)
    assert not signed_in(attacker)
    forged = victim.client.post(
        "/en/sign-out", data={"csrf_token": token}, headers={"Host": "localhost"}
    )
    assert (forged.status_code, signed_in(victim)) == (400, True)


def test_signing_out_ends_the_session_also_where_its_cookie_was_copied(world: World) -> None:
    browser, elsewhere = world.client("delegate"), world.client("delegate")
    copied = carrying(world, cookie(browser))
    assert signed_in(copied)
    assert browser.post("/sign-out", {}).status_code == 302
    assert [signed_in(one) for one in (browser, copied, elsewhere)] == [False, False, True]


def test_a_new_password_ends_every_session_of_the_person(world: World) -> None:
    browser, elsewhere = world.client("delegate"), world.client("delegate")
    answer = browser.post("/my-account", {"current": PASSWORD, "password": NEW_PASSWORD})
    assert answer.headers["Location"] == "/en/sign-in"
    assert [signed_in(one) for one in (browser, elsewhere)] == [False, False]
    again = {"email": "delegate@example.org", "password": NEW_PASSWORD}
    assert browser.post("/sign-in", again).status_code == 302


def test_a_password_set_by_an_administrator_ends_them_too(world: World) -> None:
    browser = world.client("delegate")
    world.act("administrator", SetPassword(email="delegate@example.org", new=NEW_PASSWORD))
    assert not signed_in(browser)


def test_a_closed_account_opens_nothing_more(world: World) -> None:
    browser = world.client("delegate")
    with world.database.writing() as session:
        session.get_one(Person, world.reader("delegate").person_id).active = False
    assert not signed_in(browser)


def test_a_session_does_not_move_to_another_browser(world: World) -> None:
    browser = world.client("delegate")
    there = {"Host": "localhost", "User-Agent": "another browser"}
    assert browser.client.get("/en/my-account", headers=there).status_code == 302
    assert browser.client.get("/en/my-account", headers=there).status_code == 302


def test_an_appointment_serves_to_the_end_of_its_last_day_in_geneva(world: World) -> None:
    with world.database.writing() as session:
        person = world.reader("officer").person_id
        row = session.scalars(
            select(AppointmentRow).where(AppointmentRow.person_id == person)
        ).one()
        row.until_on = dt.date(2026, 3, 31)
    browser = world.client("officer")
    world.now = dt.datetime(2026, 3, 31, 21, 59, tzinfo=dt.UTC)
    assert browser.get("/due-this-week").status_code == 200
    world.now = dt.datetime(2026, 3, 31, 22, 0, tzinfo=dt.UTC)
    assert browser.get("/due-this-week").status_code == 403
    assert signed_in(browser)


def test_an_appointment_serves_from_the_beginning_of_its_first_day_in_geneva(world: World) -> None:
    with world.database.writing() as session:
        person = world.reader("officer").person_id
        row = session.scalars(
            select(AppointmentRow).where(AppointmentRow.person_id == person)
        ).one()
        row.from_on, row.until_on = dt.date(2026, 3, 31), None
    browser = world.client("officer")
    world.now = dt.datetime(2026, 3, 30, 21, 59, tzinfo=dt.UTC)
    assert browser.get("/due-this-week").status_code == 403
    world.now = dt.datetime(2026, 3, 30, 22, 0, tzinfo=dt.UTC)
    assert browser.get("/due-this-week").status_code == 200


def test_an_appointment_ended_today_serves_no_more(world: World) -> None:
    browser = world.client("drafter")
    with world.database.reading() as session:
        person = world.reader("drafter").person_id
        held = select(AppointmentRow.id).where(AppointmentRow.person_id == person)
        appointment = session.scalars(held).one()
    assert browser.get("/drafts/new").status_code == 200
    world.act("focal", EndAppointment(appointment_id=appointment))
    assert browser.get("/drafts/new").status_code == 403


@pytest.mark.parametrize("address", ["https://cases.example", "http://127.0.0.1:8000"])
def test_the_cookie_is_kept_from_scripts_and_from_other_sites(
    database_url: str, address: str
) -> None:
    settings = from_environment({"DATABASE_URL": database_url, "BASE_URL": address})
    world = World(database_url, secure_cookies=settings.secure_cookies)
    parts = SimpleCookie(world.client().get("/sign-in").headers["Set-Cookie"])["intersector"]
    world.close()
    assert (parts["httponly"], parts["samesite"], parts["path"]) == (True, "Lax", "/")
    assert bool(parts["secure"]) is address.startswith("https")


def test_a_forged_cookie_opens_nothing(world: World) -> None:
    real = cookie(world.client("delegate"))
    payload, _, rest = real.partition(".")
    for value in (payload + "A." + rest, real[:-2] + "xx", "x", "", "e30." + rest):
        assert not signed_in(carrying(world, value))


def test_a_key_is_made_once_for_all_processes(world: World, second: Opened) -> None:
    browser = world.client("delegate")
    assert signed_in(carrying(second, cookie(browser)))
    with world.database.reading() as session:
        assert len(session.scalars(select(keys.SigningKey)).all()) == 1


def test_after_a_rotation_the_new_key_signs_and_the_old_one_still_opens(
    world: World, second: Opened
) -> None:
    browser = world.client("delegate")
    page = browser.get("/my-account").text
    before = keys.current(world.database, world.now)
    assert people.rotate_keys(world.settings) == 2
    with world.database.writing() as session:
        newest = session.scalars(select(keys.SigningKey).order_by(keys.SigningKey.id.desc()))
        newest.first().created_at = world.now
    for minutes in (0, 1, 2, 3):
        world.later(minutes=minutes)
        second.now = world.now
        for site in (world, second):
            assert signed_in(carrying(site, cookie(browser))), minutes
    after = keys.current(world.database, world.now)
    assert (after.signing != before.signing, after.others) == (True, (before.signing,))
    fresh = world.client("neighbour")
    assert signed_in(carrying(second, cookie(fresh)))
    assert (
        browser.client.post(
            "/en/sign-out", data=dict(hidden_fields(page)), headers={"Host": "localhost"}
        ).headers["Location"]
        == "/en/"
    )


def hidden_fields(page: str) -> list[tuple[str, str]]:
    return re.findall(r'name="(csrf_token)" value="([^"]+)"', page)


def test_a_new_key_signs_only_when_every_process_can_know_it(world: World, second: Opened) -> None:
    world.client("delegate")
    second.client("delegate")
    with world.database.writing() as session:
        session.add(keys._new(world.now))
    world.later(minutes=1)
    fresh = world.client("neighbour")
    assert signed_in(carrying(second, cookie(fresh)))


def test_a_retired_key_opens_nothing(world: World) -> None:
    browser = world.client("delegate")
    people.rotate_keys(world.settings)
    assert people.retire_keys(world.settings) == 1
    world.later(minutes=2)
    assert not signed_in(browser)
    assert signed_in(world.client("delegate"))


def test_an_operator_rotates_and_retires_keys_from_the_command_line(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world.client("delegate")
    monkeypatch.setenv("DATABASE_URL", world.settings.database_url)
    said = []
    for command in ("rotate", "rotate", "retire"):
        assert commands.main(["keys", command]) == commands.GOOD
        said.append(json.loads(capsys.readouterr().out.splitlines()[-1]))
    assert said == [{"in_force": 2}, {"in_force": 3}, {"retired": 2}]
