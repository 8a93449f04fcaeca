"""The worker's mails on a real mail server: worded, sent once, never lost, telling nothing early."""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select, update

from states.definition import LANGUAGES
from tests import post_office, rich_world
from tests.post_office import LATER, NEVER, PostOffice
from tests.workflow.test_child_procedures import Scene
from tests.world import START, TEXT, World
from workflow import jobs
from workflow.app import TEMPLATES
from workflow.reactions import mail
from workflow.rules import deadlines
from workflow.rules.commands.accounts import CreatePerson
from workflow.rules.commands.documents import KeepIncoming, RegisterProposal
from workflow.rules.commands.proposals import NameSponsor, ShareDraft
from workflow.rules.commands.reports import WriteWeeklyMails
from workflow.rules.commands.reviews import AskToBeIncluded
from workflow.rules.errors import InvalidInputError
from workflow.rules.permissions import CLOCK, MEMBERS, OPERATOR, PUBLIC
from workflow.store.models import Case, MemberState, Notice, Person

KINDS = sorted(path.stem for path in (TEMPLATES / "mail").glob("*.txt"))
CASE = "BR-2026-0001"


@pytest.fixture
def port() -> int:
    return post_office.free_port()


@pytest.fixture
def world(database_url: str, port: int) -> Iterator[World]:
    """A world whose mails go to a server on that port, whether it is open or not."""
    one = World(database_url, smtp_host="127.0.0.1", smtp_port=port)
    yield one
    one.close()


@pytest.fixture
def office(port: int) -> Iterator[PostOffice]:
    with post_office.opened(port) as one:
        yield one


def work(world: World) -> int:
    """One round of the worker; gives how many mails it sent."""
    with world.app.app_context():
        return int(jobs.round_of_work(world.bus)["sent"])


def person(world: World, name: str) -> int:
    return world.reader(name).person_id or 0


def put(world: World, name: str, *kinds: str) -> None:
    """Put a notice of each kind for that person into the outbox."""
    with world.database.writing() as session:
        session.add_all(
            Notice(
                person_id=person(world, name),
                kind=kind,
                params={"case": CASE, "body": "RAG"},
                path=f"cases/{CASE}",
                due_at=world.now,
                message_id=f"{name}-{number}",
            )
            for number, kind in enumerate(kinds)
        )


def notices(world: World) -> list[Notice]:
    with world.database.reading() as session:
        return list(session.scalars(select(Notice).order_by(Notice.id)))


def speaks(world: World, name: str, language: str) -> None:
    with world.database.writing() as session:
        session.execute(
            update(Person).where(Person.id == person(world, name)).values(language=language)
        )


def test_every_kind_is_worded_in_each_of_six_languages(world: World, office: PostOffice) -> None:
    readers = dict(zip(LANGUAGES, sorted(_names(world)), strict=False))
    for language, name in readers.items():
        speaks(world, name, language)
        put(world, name, *KINDS)
    sent = 0
    while count := work(world):
        sent += count
    assert sent == len(office.mails) == len(KINDS) * len(LANGUAGES)
    by_language = {
        language: [one for one in office.mails if one["Content-Language"] == language]
        for language in LANGUAGES
    }
    subjects = {one: {mail["Subject"] for mail in mails} for one, mails in by_language.items()}
    assert {one: len(found) for one, found in subjects.items()} == dict.fromkeys(
        LANGUAGES, len(KINDS)
    )
    assert len(set.union(*subjects.values())) == len(KINDS) * len(LANGUAGES)
    for language, mails in by_language.items():
        link = f"http://127.0.0.1:8000/{language}/cases/{CASE}"
        assert {one.get_content().splitlines()[-1] for one in mails} == {link}


def _names(world: World) -> list[str]:
    with world.database.reading() as session:
        emails = session.scalars(select(Person.email)).all()
    return [one.partition("@")[0] for one in emails]


def test_an_arabic_mail_arrives_as_it_was_written(world: World, office: PostOffice) -> None:
    speaks(world, "officer", "ar")
    world.submitted()
    assert work(world) == 2
    (arabic,) = [one for one in office.mails if one["To"] == "officer@example.org"]
    assert arabic["Subject"] == "قُدم الملف BR-2026-0001"
    assert arabic.get_content_charset() == "utf-8"
    assert arabic["Content-Language"] == "ar"
    assert arabic["From"] == "intersector@localhost"
    assert arabic["Auto-Submitted"] == "auto-generated"
    assert arabic["Date"].datetime == START
    assert re.fullmatch(r"<[0-9a-f]{32}@intersector>", arabic["Message-ID"])
    assert arabic.get_content().splitlines()[-1] == ("http://127.0.0.1:8000/ar/cases/BR-2026-0001")


def test_while_the_server_fails_a_notice_waits_and_then_is_sent_once(
    world: World, office: PostOffice
) -> None:
    put(world, "officer", KINDS[0])
    office.answers["officer@example.org"] = LATER
    waited = []
    for _ in range(12):
        assert work(world) == 0
        (notice,) = notices(world)
        waited.append(notice.due_at - world.now)
        world.now = notice.due_at - dt.timedelta(microseconds=1)
        assert work(world) == 0
        world.now = notice.due_at
    minutes = [int(one.total_seconds()) // 60 for one in waited]
    assert minutes == [2, 4, 8, 16, 32, *[60] * 7]
    office.answers.clear()
    assert (work(world), work(world)) == (1, 0)
    world.later(days=1)
    assert work(world) == 0
    assert len(office.raw) == 1
    (notice,) = notices(world)
    assert (notice.status, notice.tries) == ("sent", 12)


def test_a_server_that_is_not_there_loses_nothing(world: World, port: int) -> None:
    put(world, "officer", *KINDS)
    for _ in range(10):
        assert work(world) == 0
        world.later(hours=2)
    assert {one.status for one in notices(world)} == {"waiting"}
    with post_office.opened(port) as office:
        assert work(world) == len(KINDS)
        assert len({one["Message-ID"] for one in office.mails}) == len(KINDS)


def test_an_address_refused_for_good_holds_up_nobody(world: World, office: PostOffice) -> None:
    put(world, "officer", KINDS[0])
    put(world, "delegate", KINDS[0])
    office.answers["officer@example.org"] = NEVER
    assert work(world) == 1
    for _ in range(mail.TRIES):
        world.later(hours=2)
        assert work(world) == 0
    assert [one.status for one in notices(world)] == ["failed", "sent"]


def test_a_notice_that_cannot_be_worded_holds_up_nobody(
    world: World, office: PostOffice, caplog: pytest.LogCaptureFixture
) -> None:
    put(world, "officer", "no_such_kind", KINDS[0])
    put(world, "delegate", KINDS[0])
    with world.database.writing() as session:
        session.execute(
            update(Person)
            .where(Person.email == "delegate@example.org")
            .values(email="delegate@example.org\nBcc: all@example.org")
        )
    assert work(world) == 1
    assert [one.status for one in notices(world)] == ["failed", "sent", "failed"]
    assert [one["To"] for one in office.mails] == ["officer@example.org"]
    assert CASE not in caplog.messages[0]


def test_two_workers_send_each_notice_once(world: World, office: PostOffice) -> None:
    put(world, "officer", *KINDS)
    put(world, "delegate", *KINDS)
    together = threading.Barrier(2)

    def one_worker() -> int:
        together.wait()
        return work(world)

    with ThreadPoolExecutor(2) as threads:
        sent = [one.result() for one in [threads.submit(one_worker) for _ in range(2)]]
    assert sum(sent) == 2 * len(KINDS)
    assert len(office.raw) == len({one["Message-ID"] for one in office.mails}) == 2 * len(KINDS)


def test_a_notice_held_by_a_worker_that_died_is_taken_by_another(
    world: World, office: PostOffice
) -> None:
    put(world, "officer", KINDS[0])
    assert mail._take(world.database, world.now) == notices(world)[0].id
    assert work(world) == 0
    world.now += mail.HELD
    assert work(world) == 1


def test_without_a_server_in_the_settings_notices_stay(database_url: str) -> None:
    world = World(database_url)
    put(world, "officer", KINDS[0])
    assert work(world) == 0
    assert [one.status for one in notices(world)] == ["waiting"]
    world.close()


def test_mails_tell_no_outcome_no_unconfirmed_name_and_no_private_text(
    world: World, office: PostOffice
) -> None:
    rich_world.tell(world)
    draft = world.draft(title="A subject nobody is to know")
    world.act("delegate", ShareDraft(draft_id=draft, email="neighbour@example.org"))
    world.now = max(one.due_at for one in notices(world))
    while work(world):
        pass
    told = [f"{one['Subject']}\n{without_open_titles(world, one)}" for one in office.mails]
    assert len(told) == len(notices(world))
    private = (
        *(text for name, text in TEXT.items() if name not in ("category", "answer_form")),
        "A subject nobody is to know",
        "Borvania", "XFB", "Almaria", "XFA",
        "radio part is distinct", "too wide", "too short", "Not this year", "Seen.",
        "approved", "adopted", "objected", "agreed", "kept", "reallocat", "per cent",
    )  # fmt: skip
    assert [(word, one) for one in told for word in private if word.lower() in one.lower()] == []


def without_open_titles(world: World, one: EmailMessage) -> str:
    """What a mail says but for the lines that name a case with the title all members read."""
    with world.database.reading() as session:
        rows = session.scalars(select(Case).where(Case.audience.in_((MEMBERS, PUBLIC)))).all()
    known = {f"- {row.number}: {row.title}" for row in rows}
    return "\n".join(line for line in one.get_content().splitlines() if line not in known)


def test_every_kind_of_notice_is_written_by_some_command(world: World) -> None:
    with world.database.writing() as session:
        world._person(session, "tdag_chair", (("chair", "body", "D:TDAG"),))
    rich_world.tell(world)
    world.act("delegate", ShareDraft(draft_id=world.draft(), email="neighbour@example.org"))
    world.now = START
    number = world.asked()
    world.draft_conclusion(number, "officer", "R:RAG")
    run = world.run(number, "allocation")
    world.act("tdag_chair", AskToBeIncluded(run_id=run.id, body="D:TDAG"))
    world.bus.perform(WriteWeeklyMails(), by=CLOCK)
    letter = KeepIncoming(office="BR", name="letter.pdf", content=b"%PDF-1.7 the letter")
    world.act(
        "officer",
        RegisterProposal(
            attachment_id=str(world.act("officer", letter)["attachment"]),
            member="XFA",
            sector="R",
            kind="new",
            language="en",
            means="letter",
            received_on=world.now.date(),
            fields=TEXT,
        ),
    )
    remind_of_everything(world)
    let_a_reply_not_count(world)
    world.now = START
    Scene(world).transfer()
    assert sorted({one.kind for one in notices(world)}) == KINDS
    assert {name for one in notices(world) for name in one.params} == {"case", "body", "until"}


def remind_of_everything(world: World) -> None:
    """Let the clock come to three days before papers are due, and before two periods end."""
    world.now = START
    world.screened()
    world.now = dt.datetime(2026, 4, 17, 8, tzinfo=dt.UTC)
    world.pass_time()
    world.now = START
    number = world.allocated()
    world.now = rich_world.IN_SG1
    meeting = str(world.meeting("R:SG1"))
    world.move("sg_chair", number, "adopt_at_meeting", meeting=meeting)
    world.move("sg_chair", number, "no_opposition", meeting=meeting)
    world.move("sg_chair", number, "route_to_consultation")
    shortly_before_the_end(world, number)
    world.move("director", number, "open_consultation", reference="CACE/1")
    shortly_before_the_end(world, number)


def let_a_reply_not_count(world: World) -> None:
    """The right to vote of a member that replied is suspended before the close."""
    world.now = START
    number = world.consulted()
    rich_world.reply(world, number, "neighbour", "XFB", "object", "Other bands.")
    with world.database.writing() as session:
        session.get_one(MemberState, "XFB").may_vote = False
    world.now = world.consultation(number).closes_at
    world.pass_time()


def shortly_before_the_end(world: World, number: str) -> None:
    ends = world.run(number).due_at
    assert ends is not None
    last = deadlines.last_day(ends)
    world.now = dt.datetime.combine(last - dt.timedelta(days=3), dt.time(8), dt.UTC)
    world.pass_time()


def test_what_a_person_types_writes_no_header(world: World, office: PostOffice) -> None:
    evil = "Antennas\r\nBcc: all@example.org\r\nSubject: Another"
    world.submitted(title=evil)
    with pytest.raises(InvalidInputError):
        _open(world, "a@example.org\nBcc: all@example.org")
    work(world)
    assert [sorted(one.keys()) for one in office.mails] == [HEADERS] * 2
    assert {one["To"] for one in office.mails} == {"delegate@example.org", "officer@example.org"}
    assert "all@example.org" not in str(office.raw)


HEADERS = sorted(
    [
        "Auto-Submitted", "Content-Language", "Content-Transfer-Encoding", "Content-Type", "Date",
        "From", "MIME-Version", "Message-ID", "Subject", "To",
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    "email",
    [
        "", "nobody", "a@b@c.org", "a b@example.org", "a@example.org, b@example.org",
        "a@example.org\r\nX: y", "Ann <a@example.org>", "a@example.org;b@example.org",
    ],
)  # fmt: skip
def test_an_account_has_one_address_and_nothing_else(world: World, email: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        _open(world, email)
    assert refused.value.field_name == "email"


def _open(world: World, email: str) -> None:
    command = CreatePerson(email=email, name="Ann", language="en", password="long enough words")
    world.bus.perform(command, by=OPERATOR)


def test_a_refused_command_leaves_no_notice(world: World) -> None:
    draft = world.draft()
    world.act("delegate", NameSponsor(draft_id=draft, member="XFB", kind="sponsor"))
    before = len(notices(world))
    assert before == 1
    with pytest.raises(InvalidInputError):
        world.act("delegate", NameSponsor(draft_id=draft, member="XFB", kind="supporter"))
    assert len(notices(world)) == before


def test_the_templates_of_mails_are_text_only() -> None:
    assert {path.suffix for path in Path(TEMPLATES / "mail").iterdir()} == {".txt"}
