"""Several who write at once: positions without gaps, one winner, nothing twice, nothing lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from tests import groups_stage, rich_world
from tests.racing import names, race
from tests.tampering import events
from tests.world import START, World
from workflow.rules.commands.cases import MoveRun, PassTime
from workflow.rules.commands.consultations import RecordReply
from workflow.rules.commands.overlaps import AnswerItem, DisposeOfCandidate
from workflow.rules.commands.proposals import AnswerSponsorship, NameSponsor, SubmitProposal
from workflow.rules.permissions import CLOCK
from workflow.store import verification
from workflow.store.models import (
    Candidate,
    Consultation,
    EventRow,
    LedgerHead,
    Question,
    ReplyRow,
)

WRITERS, EACH = 8, 3


@pytest.fixture(autouse=True)
def sound(world: World) -> Iterator[None]:
    """Whatever met, the record verifies afterwards."""
    yield
    with world.database.reading() as session:
        assert verification.verify(session).first_bad is None


def kinds(world: World, kind: str) -> int:
    return sum(row.kind == kind for row in events(world))


def test_positions_have_no_gap_and_no_reader_misses_an_event(world: World) -> None:
    drafts = [[world.draft() for _ in range(EACH)] for _ in range(WRITERS)]
    together, done = threading.Barrier(WRITERS), threading.Event()

    def write(own: list[str]) -> list[str]:
        together.wait()
        commands = [SubmitProposal(draft_id=draft, seen_version=1) for draft in own]
        return [str(world.act("delegate", command)["case"]) for command in commands]

    def read() -> set[bool]:
        """Whether each look saw every position up to the highest it saw."""
        looks = set()
        while not done.wait(0.005):  # a reader, not a thread that keeps the interpreter
            with world.database.reading() as session:
                query = select(func.count(), func.coalesce(func.max(EventRow.position), 0))
                count, highest = session.execute(query).one()
            looks.add(count == highest)
        return looks

    with ThreadPoolExecutor(WRITERS + 1) as threads:
        looking = threads.submit(read)
        try:
            numbers = [one for own in threads.map(write, drafts) for one in own]
        finally:
            done.set()
        assert looking.result() == {True}
    found = [row.position for row in events(world)]
    assert found == list(range(1, len(found) + 1))
    assert sorted(numbers) == [f"BR-2026-{one:04d}" for one in range(1, WRITERS * EACH + 1)]


def test_the_head_stands_at_the_last_event(world: World) -> None:
    world.received()
    last = events(world)[-1]
    with world.database.reading() as session:
        head = session.scalars(select(LedgerHead)).one()
        assert (head.position, head.link) == (last.position, last.link)


def test_the_first_two_numbers_of_a_year_differ(world: World) -> None:
    drafts = [world.draft(), world.draft()]
    outcomes = race(
        world,
        [
            lambda draft=draft: world.act(
                "delegate", SubmitProposal(draft_id=draft, seen_version=1)
            )
            for draft in drafts
        ],
    )
    assert sorted(one["case"] for one in outcomes) == ["BR-2026-0001", "BR-2026-0002"]


def test_the_same_key_on_two_threads_is_one_action(world: World) -> None:
    command = SubmitProposal(draft_id=world.draft(), seen_version=1)
    by = world.reader("delegate")
    outcomes = race(world, [lambda: world.bus.perform(command, by=by, key="k")] * 2)
    assert sorted(one.replayed for one in outcomes) == [False, True]
    assert [one.value for one in outcomes] == [{"case": "BR-2026-0001"}] * 2
    assert kinds(world, "CaseSubmitted") == 1


def test_a_double_click_with_two_keys_is_one_case(world: World) -> None:
    command = SubmitProposal(draft_id=world.draft(), seen_version=1)
    outcomes = race(world, [lambda: world.act("delegate", command)] * 2)
    assert outcomes == [{"case": "BR-2026-0001"}] * 2
    assert kinds(world, "CaseSubmitted") == 1


def test_of_two_chairs_at_once_one_wins_and_one_is_told(world: World) -> None:
    number = rich_world.STORIES["diverging"](world)
    run = world.run(number, "allocation")
    with world.database.writing() as session:
        meeting = groups_stage.joint_meeting()
        session.add(meeting)
        session.flush()
        given = {"meeting": str(meeting.id)}
    command = MoveRun(
        run_id=run.id, action="convene_joint_meeting", seen_version=run.version, given=given
    )
    chairs = ("rag_chair", "tsag_chair")
    outcomes = race(world, [lambda who=who: world.act(who, command) for who in chairs])
    assert names(outcomes) == ["StaleError", "done"]
    assert world.run(number, "allocation").version == run.version + 1


def test_two_procedures_of_one_case_move_one_after_the_other(world: World) -> None:
    number = world.received()
    world.screen(number)
    calls = [
        lambda: world.move("sg_chair", number, "screen"),
        lambda: world.move("officer", number, "open_triage"),
    ]
    assert names(race(world, calls)) == ["done", "done"]
    assert world.run(number).state == "screened"
    assert world.run(number, "allocation").state == "triage"


def test_the_clock_and_the_proposer_at_once(world: World) -> None:
    number = world.received()
    world.now = world.run(number).due_at or world.now
    run = world.run(number)
    withdraw = MoveRun(run_id=run.id, action="withdraw", seen_version=run.version)
    calls = [
        lambda: world.bus.perform(PassTime(), by=CLOCK),
        lambda: world.act("delegate", withdraw),
    ]
    outcomes = names(race(world, calls))
    state = world.run(number).state
    assert (outcomes, state) in (
        (["StaleError", "done"], "screened"),
        (["done", "done"], "withdrawn"),
    )


def test_a_period_that_ended_is_closed_once(world: World) -> None:
    number = world.consulted()
    rich_world.reply(world, number, "neighbour", "XFB", "agree")
    world.now = world.consultation(number).closes_at
    outcomes = race(world, [lambda: world.bus.perform(PassTime(), by=CLOCK)] * 3)
    assert names(outcomes) == ["done"] * 3
    assert (kinds(world, "ConsultationClosed"), kinds(world, "ResultComputed")) == (1, 1)


def test_two_respondents_of_one_administration_leave_one_reply(world: World) -> None:
    number = world.consulted()
    consultation = world.consultation(number).id
    calls = [
        lambda answer=answer: world.act(
            "neighbour",
            RecordReply(consultation_id=consultation, member="XFB", position=answer, reasons="So."),
        )
        for answer in ("agree", "object", "abstain")
    ]
    assert names(race(world, calls)) == ["done"] * 3
    with world.database.reading() as session:
        current = session.scalars(select(ReplyRow.current).order_by(ReplyRow.id)).all()
    assert current == [False, False, True]


def test_a_reply_and_the_withdrawal_at_once(world: World) -> None:
    number = world.consulted()
    consultation, run = world.consultation(number).id, world.run(number)
    reply = RecordReply(consultation_id=consultation, member="XFB", position="agree")
    withdraw = MoveRun(run_id=run.id, action="withdraw", seen_version=run.version)
    outcomes = race(
        world, [lambda: world.act("neighbour", reply), lambda: world.act("delegate", withdraw)]
    )
    assert names(outcomes) in (["ActionNotOfferedError", "done"], ["done", "done"])
    with world.database.reading() as session:
        assert session.get_one(Consultation, consultation).outcome == "withdrawn"


def test_a_member_confirms_while_the_proposal_is_submitted(world: World) -> None:
    draft = world.draft()
    named = world.act("delegate", NameSponsor(draft_id=draft, member="XFB", kind="sponsor"))
    confirm = AnswerSponsorship(sponsorship_id=int(named["sponsorship"]), answer="confirmed")
    submit = SubmitProposal(draft_id=draft, seen_version=1)
    outcomes = race(
        world, [lambda: world.act("delegate", submit), lambda: world.act("neighbour", confirm)]
    )
    assert names(outcomes) == ["done", "done"]
    assert kinds(world, "SponsorshipConfirmed") == 1


def test_a_member_named_twice_at_once_is_named_once(world: World) -> None:
    command = NameSponsor(draft_id=world.draft(), member="XFB", kind="sponsor")
    outcomes = race(world, [lambda: world.act("delegate", command)] * 2)
    assert names(outcomes) == ["InvalidInputError", "done"]


def test_two_officers_on_one_item_both_stay_in_the_record(world: World) -> None:
    case = world.case(world.received()).id
    calls = [
        lambda answer=answer: world.act(
            "officer", AnswerItem(case_id=case, item="D3", answer=answer, evidence="Seen.")
        )
        for answer in ("yes", "no")
    ]
    assert names(race(world, calls)) == ["done", "done"]
    assert kinds(world, "ChecklistAnswered") == 2


def test_two_words_on_one_close_text_both_stay_in_the_record(world: World) -> None:
    case = world.case(world.received()).id
    with world.database.reading() as session:
        first = session.scalars(select(Candidate.id).where(Candidate.case_id == case)).first()

    def say(degree: str) -> None:
        command = DisposeOfCandidate(
            candidate_id=first or 0, degree=degree, reason=f"It is {degree}.", office="BR"
        )
        world.act("officer", command)

    say("related")
    outcomes = race(world, [lambda: say("none"), lambda: say("related"), lambda: say("none")])
    assert names(outcomes) == ["done"] * 3
    assert kinds(world, "CandidateDisposed") == 4


@pytest.mark.parametrize(
    ("given", "ends", "entered"),
    [
        (("240/1", "241/1"), ["done", "done"], ["R:240/1", "R:241/1"]),
        (("240/1", "240/1"), ["InvalidInputError", "done"], ["R:240/1"]),
    ],
)
def test_two_cases_enter_the_register_at_once_each_under_a_number_of_its_own(
    world: World, given: tuple[str, str], ends: list[str], entered: list[str]
) -> None:
    calls = []
    for title, its_number in zip(
        ("Quiet zones for telescopes", "Beacons for mountain rescue"), given, strict=True
    ):
        world.now = START
        case = rich_world.announced(world, title=title)
        calls.append(
            lambda case=case, its_number=its_number: world.move(
                "officer", case, "publish", reference="CACE/9", register_number=its_number
            )
        )
    assert names(race(world, calls)) == ends
    with world.database.reading() as session:
        ids = session.scalars(select(Question.id).where(Question.case_id.is_not(None))).all()
    assert sorted(ids) == entered
