"""Another end of a period: decided with reasons, the same instant everywhere, reminded of anew."""

from __future__ import annotations

import datetime as dt
import tomllib

import pytest
from sqlalchemy import select

from states import loader
from states.definition import LANGUAGES
from tests import rich_world
from tests.world import World
from workflow.jobs import round_of_work
from workflow.reactions import mail
from workflow.rules import deadlines
from workflow.rules.commands.cases import ChangeDeadline
from workflow.rules.errors import (
    ActionNotOfferedError,
    IntersectorError,
    InvalidInputError,
    NotPermittedError,
)
from workflow.store import verification
from workflow.store.models import Holiday, Meeting, Notice, Person

REASONS = "The texts came late in two languages."


def change(world: World, number: str, days: int, who: str = "director", **given: str) -> dt.date:
    """Decide an end so many days after the edition's own; gives it."""
    run = world.run(number)
    until = own_day(world, number) + dt.timedelta(days=days)
    world.act(
        who,
        ChangeDeadline(
            run_id=run.id,
            seen_version=run.version,
            until=until,
            reasons=given.get("reasons", REASONS),
        ),
    )
    return until


def own_day(world: World, number: str) -> dt.date:
    """The last day by the edition: two months after the opening."""
    opened = deadlines.local_date(world.consultation(number).opened_at)
    return opened.replace(month=opened.month + 2)


def notices(world: World, kind: str) -> list[tuple[str, str]]:
    """To whom such notices were written, and until when they say."""
    with world.database.reading() as session:
        query = select(Person.email, Notice).join(Notice).where(Notice.kind == kind)
        rows = session.execute(query.order_by(Notice.id)).all()
    return [(email.split("@")[0], row.params["until"]) for email, row in rows]


def test_every_page_mail_and_answer_shows_the_same_changed_end(world: World) -> None:
    number = world.consulted()
    own = own_day(world, number)
    later = change(world, number, 14)
    run, one = world.run(number), world.consultation(number)
    assert run.due_at == one.closes_at == deadlines.end_of_day(later)
    shown = f"{later.day} {later:%B} {later.year}"
    by_edition = f"by the edition it ended at 23:59 on {own.day} {own:%B} {own.year} (Geneva)"
    for path in (f"/cases/{number}", f"/consultations/{one.id}"):
        text = " ".join(world.client("delegate").get(path).text.split())
        assert shown in text
        assert by_edition in text
        assert REASONS in text
    answer = world.client("delegate").client.get(f"/api/v1/cases/{number}").get_json()
    (closes,) = [each["closes"] for each in answer["consultations"]]
    assert closes["changed"]["reasons"] == REASONS
    assert shown in closes["shown"]
    assert deadlines.end_of_day(own) == dt.datetime.fromisoformat(closes["changed"]["computed_at"])
    assert notices(world, "deadline_changed") == [
        (who, one.closes_at.isoformat()) for who in ("delegate", "neighbour")
    ]

    world.now = deadlines.end_of_day(own)
    world.pass_time()
    assert world.consultation(number).closed_at is None
    rich_world.reply(world, number, "neighbour", "XFB", "agree")
    world.now = one.closes_at
    world.pass_time()
    assert world.consultation(number).outcome == "passed"
    with world.database.reading() as session:
        assert verification.verify(session).first_bad is None


@pytest.mark.parametrize(
    ("who", "days", "reasons", "error"),
    [
        ("officer", 14, REASONS, NotPermittedError),
        ("sg_chair", 14, REASONS, NotPermittedError),
        ("director", -1, REASONS, InvalidInputError),
        ("director", 0, REASONS, InvalidInputError),
        ("director", 400, REASONS, InvalidInputError),
        ("director", 14, "  ", InvalidInputError),
    ],
)
def test_a_decision_on_a_period_that_the_edition_does_not_allow_is_not_taken(
    world: World, who: str, days: int, reasons: str, error: type[IntersectorError]
) -> None:
    number = world.consulted()
    before = world.consultation(number).closes_at
    with pytest.raises(error):
        change(world, number, days, who, reasons=reasons)
    assert world.consultation(number).closes_at == before


def test_a_period_that_has_ended_has_no_other_end(world: World) -> None:
    number = world.consulted()
    world.now = world.consultation(number).closes_at
    with pytest.raises(ActionNotOfferedError):
        change(world, number, 14)


def test_what_follows_is_shown_before_it_is_decided(world: World) -> None:
    number = world.consulted()
    run = world.run(number)
    browser, path = world.client("director"), f"/cases/{number}/runs/{run.id}/deadline"
    assert path in browser.get(f"/cases/{number}").text
    until = own_day(world, number) + dt.timedelta(days=7)
    fields = {"until": until.isoformat(), "reasons": REASONS, "seen_version": str(run.version)}
    shown = browser.post(path, fields)
    assert "What follows from the decision" in shown.text
    assert REASONS in shown.text
    assert world.run(number).due_at == run.due_at
    other = until + dt.timedelta(days=1)
    again = browser.post(path, {**fields, "until": other.isoformat(), "decided": until.isoformat()})
    assert "What follows from the decision" in again.text
    early = {**fields, "until": "2026-05-06", "decided": "2026-05-06"}
    refused = browser.post(path, early)
    assert refused.status_code == 422
    assert "is not shortened" in refused.text
    assert browser.post(path, {**fields, "decided": until.isoformat()}).status_code == 302
    assert world.run(number).due_at == deadlines.end_of_day(until)


def test_reminders_go_once_to_those_who_have_not_replied(world: World) -> None:
    number = world.consulted()
    closes_at = world.consultation(number).closes_at
    rich_world.reply(world, number, "neighbour", "XFB", "agree")
    at = closes_at.isoformat()
    own = deadlines.last_day(closes_at)

    def reminded_on(days_before: int) -> list[tuple[str, str]]:
        world.now = dt.datetime.combine(own - dt.timedelta(days=days_before), dt.time(8), dt.UTC)
        for _ in range(2):  # a restart repeats none
            round_of_work(world.bus)
        return notices(world, "reminder_reply")

    assert reminded_on(15) == []
    assert reminded_on(14) == [("delegate", at)]
    assert reminded_on(4) == [("delegate", at)]
    later = deadlines.end_of_day(change(world, number, 14)).isoformat()
    assert reminded_on(0) == [("delegate", at), ("delegate", later)]
    assert reminded_on(-13) == [("delegate", at), ("delegate", later), ("delegate", later)]


def test_a_clock_that_stood_still_loses_no_reminder_and_sends_the_last_alone(world: World) -> None:
    number = world.consulted()
    own = deadlines.last_day(world.consultation(number).closes_at)
    world.now = dt.datetime.combine(own - dt.timedelta(days=2), dt.time(8), dt.UTC)
    round_of_work(world.bus)
    assert [who for who, _ in notices(world, "reminder_reply")] == ["delegate", "neighbour"]


def test_the_proposer_and_the_chair_are_reminded_of_papers(world: World) -> None:
    number = world.screened()
    papers_by = deadlines.local_date(world.now) + dt.timedelta(days=10)
    with world.database.writing() as session:
        for row in session.scalars(select(Meeting).where(Meeting.body == "R:SG1")):
            session.delete(row)
        session.add(
            Meeting(
                body="R:SG1", joint_with=[], place="Geneva", papers_by=papers_by,
                starts_on=papers_by + dt.timedelta(days=12),
                ends_on=papers_by + dt.timedelta(days=14),
            )
        )  # fmt: skip
    for _ in range(2):
        world.pass_time()
    until = deadlines.end_of_day(papers_by).isoformat()
    assert notices(world, "reminder_papers") == [("delegate", until), ("sg_chair", until)]
    with world.database.reading() as session:
        row = session.scalars(select(Notice).where(Notice.kind == "reminder_papers")).first()
        assert row is not None
        assert row.path == f"cases/{number}"
        person = session.get_one(Person, row.person_id)
        with world.app.app_context():
            words = mail.message(row, person, world.settings, world.now)
    assert "for the next meeting of" in words["Subject"]
    assert (
        f"23:59 on {papers_by.day} {papers_by:%B} {papers_by.year} (Geneva)" in words.get_content()
    )


def test_a_case_before_a_body_says_how_many_of_its_meetings_were_held(world: World) -> None:
    number = world.screened()
    today = deadlines.local_date(world.now)
    with world.database.writing() as session:
        for row in session.scalars(select(Meeting).where(Meeting.body == "R:SG1")):
            session.delete(row)
        for days in (20, 200):
            day = today + dt.timedelta(days=days)
            session.add(
                Meeting(
                    body="R:SG1", joint_with=[], place="Geneva", papers_by=day, starts_on=day,
                    ends_on=day,
                )
            )  # fmt: skip
    assert "held since it waits here" not in world.client("delegate").get(f"/cases/{number}").text
    world.now += dt.timedelta(days=21)
    assert "1 meeting was held since it waits here" in (
        world.client("delegate").get(f"/cases/{number}").text
    )


def test_working_days_leave_out_the_holidays_of_the_register(world: World) -> None:
    with world.database.writing() as session:
        session.add(
            Holiday(day=dt.date(2026, 3, 4), name="A day off", from_memory=True, source="test")
        )
    number = world.received()
    due = world.run(number).due_at
    assert due is not None
    assert deadlines.last_day(due) == dt.date(
        2026, 3, 17
    )  # ten working days after 2 March, and one


@pytest.mark.parametrize("key", ["question_r_2023", "question_t_2022", "question_d_2022"])
def test_every_consultation_of_a_shipped_edition_reminds_and_may_be_put_off(key: str) -> None:
    data = tomllib.loads(loader.shipped()[key])
    reminded = {name for one in data["reminder"] for name in one["before"]}
    for rule in data["consultation"]:
        assert rule["name"] in reminded
        assert rule["changed_by"] == ["director"]


def test_the_director_is_reminded_to_open_a_consultation_and_may_put_that_off(
    world: World,
) -> None:
    number = world.allocated()
    world.now = rich_world.IN_SG1
    meeting = str(world.meeting("R:SG1"))
    world.move("sg_chair", number, "adopt_at_meeting", meeting=meeting)
    world.move("sg_chair", number, "no_opposition", meeting=meeting)
    world.move("sg_chair", number, "route_to_consultation")
    run = world.run(number)
    assert run.due_at is not None
    own = deadlines.last_day(run.due_at)
    world.now = dt.datetime.combine(own - dt.timedelta(days=3), dt.time(8), dt.UTC)
    for _ in range(2):
        world.pass_time()
    assert notices(world, "reminder_period") == [("director", run.due_at.isoformat())]
    later = own + dt.timedelta(days=5)
    command = ChangeDeadline(
        run_id=run.id, seen_version=run.version, until=later, reasons="Two texts are awaited."
    )
    world.act("director", command)
    assert world.run(number).due_at == deadlines.end_of_day(later)
    assert notices(world, "deadline_changed") == []  # nobody outside the Bureau waits for it


MAILS = {
    "deadline_changed": {"until": "2026-07-05T22:00:00+00:00"},
    "reminder_reply": {"until": "2026-07-05T22:00:00+00:00"},
    "reminder_period": {"until": "2026-07-05T22:00:00+00:00"},
    "reminder_papers": {"until": "2026-07-05T22:00:00+00:00", "body": "R:SG1"},
    "reply_does_not_count": {},
}


@pytest.mark.parametrize("kind", MAILS)
def test_each_mail_names_its_case_and_the_last_minute_in_every_language(
    world: World, kind: str
) -> None:
    subjects = set()
    for language in LANGUAGES:
        person = Person(name="Ann", email="ann@example.org", language=language)
        notice = Notice(
            kind=kind, params={"case": "BR-2026-0001", **MAILS[kind]}, path="x", message_id="x"
        )
        with world.app.app_context():
            made = mail.message(notice, person, world.settings, world.now)
        assert "BR-2026-0001" in made["Subject"]
        assert ("23:59" in made.get_content()) == ("until" in MAILS[kind])
        subjects.add(made["Subject"])
    assert len(subjects) == len(LANGUAGES)
