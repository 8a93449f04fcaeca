"""The weekly mail: on Monday morning, once, in the reader's language, nothing private in it."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage

import pytest
from sqlalchemy import select, update

from states.definition import LANGUAGES
from tests import post_office, rich_world
from tests.post_office import PostOffice
from tests.world import START, TEXT, World
from workflow import jobs
from workflow.rules import deadlines
from workflow.rules.commands.accounts import ChooseMails, EndAppointment
from workflow.rules.commands.proposals import NameSponsor
from workflow.rules.commands.reports import WriteWeeklyMails
from workflow.rules.errors import InvalidInputError, NotFoundError, NotPermittedError
from workflow.rules.permissions import NOBODY
from workflow.store.models import AppointmentRow, Notice, Person

MONDAY = dt.datetime(2026, 3, 9, 5, 0, tzinfo=dt.UTC)
"""The first Monday after the accounts were opened, at six in Geneva."""
MEMBERS = {"delegate", "drafter", "focal", "neighbour"}
"""Those who act for a member."""
CODES_AND_TITLE = ("category", "study_group", "answer_form", "title")
SECRET = "A subject that nobody is to know"


@pytest.fixture
def port() -> int:
    return post_office.free_port()


@pytest.fixture
def world(database_url: str, port: int) -> Iterator[World]:
    """A world whose mails go to a server on that port."""
    one = World(database_url, smtp_host="127.0.0.1", smtp_port=port)
    yield one
    one.close()


@pytest.fixture
def office(port: int) -> Iterator[PostOffice]:
    with post_office.opened(port) as one:
        yield one


def work(world: World) -> None:
    with world.app.app_context():
        jobs.round_of_work(world.bus)


def weekly(office: PostOffice) -> dict[str, EmailMessage]:
    """The weekly mails by whom they went to, which is told once for each."""
    found = [one for one in office.mails if one.get_content().count("/my-country")]
    names = [str(one["To"]).partition("@")[0] for one in found]
    assert len(names) == len(set(names))
    return dict(zip(names, found, strict=True))


def written(world: World) -> list[Notice]:
    with world.database.reading() as session:
        return list(session.scalars(select(Notice).where(Notice.kind == "my_country")))


def speaks(world: World, name: str, language: str) -> None:
    with world.database.writing() as session:
        session.execute(
            update(Person).where(Person.email == f"{name}@example.org").values(language=language)
        )


@pytest.mark.parametrize(
    ("now", "began"),
    [
        ("2026-03-09T05:00", "2026-03-09T05:00"),  # winter: six in Geneva is five in UTC
        ("2026-03-09T04:59", "2026-03-02T05:00"),
        ("2026-03-15T23:00", "2026-03-09T05:00"),
        ("2026-03-30T04:00", "2026-03-30T04:00"),  # summer began the day before
        ("2026-03-30T03:59", "2026-03-23T05:00"),
        ("2027-01-01T12:00", "2026-12-28T05:00"),
    ],
)
def test_a_week_begins_on_monday_at_six_in_geneva(now: str, began: str) -> None:
    at, expected = (dt.datetime.fromisoformat(one).replace(tzinfo=dt.UTC) for one in (now, began))
    assert deadlines.week_began(at) == expected


def test_it_goes_to_those_who_act_for_a_member_once_a_week(
    world: World, office: PostOffice
) -> None:
    work(world)
    assert weekly(office) == {}
    world.now = MONDAY - dt.timedelta(seconds=1)
    work(world)
    assert weekly(office) == {}
    for moment in (MONDAY, MONDAY, MONDAY + dt.timedelta(days=3, hours=5)):
        world.now = moment
        work(world)
        assert set(weekly(office)) == MEMBERS
    office.raw.clear()
    world.now = MONDAY + dt.timedelta(days=7)
    work(world)
    assert set(weekly(office)) == MEMBERS


def test_two_workers_write_and_send_it_once(world: World, office: PostOffice) -> None:
    world.now = MONDAY
    together = threading.Barrier(2)

    def one_worker() -> None:
        together.wait()
        work(world)

    with ThreadPoolExecutor(2) as threads:
        for one in [threads.submit(one_worker) for _ in range(2)]:
            one.result()
    work(world)
    assert len(written(world)) == len(MEMBERS)
    assert set(weekly(office)) == MEMBERS


def test_a_worker_that_was_away_on_monday_writes_it_when_it_is_back(
    world: World, office: PostOffice
) -> None:
    world.now = MONDAY + dt.timedelta(days=2)
    work(world)
    assert set(weekly(office)) == MEMBERS


def test_nobody_else_can_use_up_the_clocks_key(world: World, office: PostOffice) -> None:
    world.now = MONDAY
    key = f"weekly mails of {dt.date(2026, 3, 9)}"
    with pytest.raises(NotFoundError):
        world.bus.perform(ChooseMails(language="en", weekly=True), by=NOBODY, key=key)
    with pytest.raises(NotPermittedError):
        world.act("administrator", WriteWeeklyMails(), key=key)
    work(world)
    assert set(weekly(office)) == MEMBERS


def test_it_says_what_is_due_and_what_waits(world: World, office: PostOffice) -> None:
    number = world.screened()
    world.draft(title=SECRET)
    world.now = MONDAY
    work(world)
    mail = weekly(office)["delegate"]
    assert mail["Subject"] == "My country: the week of 9 March 2026"
    lines = mail.get_content().splitlines()
    assert lines[0] == "What is due, and when"
    assert f"- 20 April 2026: papers for ITU-R SG1 ({number})" in lines
    assert "- Drafts not submitted: 1" in lines
    assert f"- {number} waits for ITU-R SG1, 4–8 May 2026" in lines
    assert "- RAG, 13–16 April 2026; papers by 30 March 2026." in lines
    assert lines[-1] == "http://127.0.0.1:8000/en/my-country"
    quiet = weekly(office)["neighbour"].get_content()
    assert quiet.startswith("Nothing is due and nothing waits for your delegation this week.")
    assert "Drafts" not in weekly(office)["focal"].get_content()


def test_a_reply_is_due_until_it_is_given(world: World, office: PostOffice) -> None:
    number = world.consulted()
    rich_world.reply(world, number, "neighbour", "XFB", "object", "It binds us too far.")
    world.now = dt.datetime(2026, 5, 11, 6, tzinfo=dt.UTC)
    work(world)
    due = f"reply to the consultation on {number}"
    told = {name: due in one.get_content() for name, one in weekly(office).items()}
    assert told == {"delegate": True, "drafter": True, "focal": True, "neighbour": False}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_in_the_readers_language(world: World, office: PostOffice, language: str) -> None:
    world.screened()
    speaks(world, "delegate", language)
    world.now = MONDAY
    work(world)
    mail = weekly(office)["delegate"]
    assert mail["Content-Language"] == language
    body = mail.get_content()
    assert body.splitlines()[-1] == f"http://127.0.0.1:8000/{language}/my-country"
    assert ("April" in body) == (language == "en")
    assert ("<" in body, "%(" in body, "waits for" in body) == (False, False, language == "en")


def test_it_carries_nothing_private_and_no_outcome(world: World, office: PostOffice) -> None:
    rich_world.tell(world)
    draft = world.draft(title=SECRET)
    world.act("delegate", NameSponsor(draft_id=draft, member="XFB", kind="supporter"))
    world.now = dt.datetime(2026, 5, 11, 6, tzinfo=dt.UTC)
    for _ in range(5):
        work(world)
    told = "\n".join(f"{one['Subject']}\n{one.get_content()}" for one in weekly(office).values())
    assert "Proposals for which your support is asked: " in told
    private = (
        *(text for name, text in TEXT.items() if name not in CODES_AND_TITLE), SECRET,
        "Almaria", "Borvania", "XFA", "XFB", "too wide", "Not this year",
        "adopted", "approved", "objection", "conditions",
    )  # fmt: skip
    assert [one for one in private if one.lower() in told.lower()] == []


def test_it_tells_the_titles_of_what_every_member_reads_and_where_each_case_stands(
    world: World, office: PostOffice
) -> None:
    opened = world.received(title="Fields near open masts")
    closed = world.submitted(title=SECRET)
    world.now = MONDAY
    work(world)
    body = weekly(office)["delegate"].get_content()
    lines = body.splitlines()
    at = lines.index("The cases and their addresses")
    assert sorted(lines[at + 1 : at + 5]) == sorted(
        [
            f"- {opened}: Fields near open masts",
            f"  http://127.0.0.1:8000/en/cases/{opened}",
            f"- {closed}",
            f"  http://127.0.0.1:8000/en/cases/{closed}",
        ]
    )
    assert (SECRET in body, lines[at + 5]) == (False, "")
    quiet = weekly(office)["neighbour"].get_content()
    assert ("/cases/" in quiet, "masts" in quiet) == (False, False)


def test_it_tells_nothing_above_the_readers_rights(world: World, office: PostOffice) -> None:
    number = world.submitted()
    world.now = MONDAY
    work(world)
    told = {name: number in one.get_content() for name, one in weekly(office).items()}
    assert told == {"delegate": True, "drafter": True, "focal": True, "neighbour": False}


def test_rights_are_those_of_the_moment_it_is_sent(world: World, port: int) -> None:
    number = world.submitted()
    world.now = MONDAY
    work(world)  # nobody answers on that port yet: it waits
    with world.database.reading() as session:
        rows = session.scalars(
            select(AppointmentRow.id).join(Person).where(Person.email == "drafter@example.org")
        ).all()
    for one in rows:
        world.act("administrator", EndAppointment(appointment_id=one))
    world.later(hours=2)
    with post_office.opened(port) as office:
        work(world)
        assert number in weekly(office)["delegate"].get_content()
        assert number not in weekly(office)["drafter"].get_content()


def test_who_does_not_want_it_does_not_get_it(world: World, office: PostOffice) -> None:
    browser = world.client("delegate")
    assert "checked" in browser.get("/my-account").text
    answer = browser.post("/my-account/mails", {"language": "fr"})
    assert answer.status_code == 302
    assert "checked" not in browser.get("/my-account").text
    world.now = MONDAY
    work(world)
    assert set(weekly(office)) == MEMBERS - {"delegate"}
    browser = world.client("delegate")
    assert browser.post("/my-account/mails", {"language": "fr", "weekly": "y"}).status_code == 302
    office.raw.clear()
    world.now = MONDAY + dt.timedelta(days=7)
    work(world)
    assert weekly(office)["delegate"]["Content-Language"] == "fr"


def test_one_that_waits_is_taken_back_when_it_is_not_wanted_any_more(world: World) -> None:
    world.now = MONDAY
    work(world)
    assert len(written(world)) == len(MEMBERS)
    world.act("delegate", ChooseMails(language="en", weekly=False))
    assert len(written(world)) == len(MEMBERS) - 1


def test_another_language_than_the_six_is_refused(world: World) -> None:
    with pytest.raises(InvalidInputError):
        world.act("delegate", ChooseMails(language="de", weekly=True))
    answer = world.client("delegate").post("/my-account/mails", {"language": "de"})
    assert answer.status_code == 422


def test_an_account_that_is_new_this_week_gets_its_first_mail_next_monday(world: World) -> None:
    assert START < MONDAY
    work(world)
    assert written(world) == []
