"""The demonstration: fictional members only, kept by a second run, removed by a reset alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from tests.command_line import run, told
from tests.world import World
from workflow.cli.stories_of_drafts import TOKEN
from workflow.store import links
from workflow.store.models import (
    AppointmentRow,
    Case,
    Draft,
    DraftComment,
    DraftLink,
    EventRow,
    MemberState,
    Person,
    Remark,
    ReplyRow,
    Run,
    SectorMember,
    Sponsorship,
    TextVersion,
)

HOLDS_A_POSITION = (Case.proposer, Draft.proposer, Sponsorship.member, ReplyRow.member)


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A demonstration, loaded once for all that only look at it."""
    url = f"sqlite:///{tmp_path_factory.mktemp('demonstration')}/demo.sqlite"
    code, line = told(run(url, "demo"))
    assert (code, line["password"], line["cases"]) == (0, "demonstration", 11)
    return url


def look(url: str, *queries) -> list[object]:
    engine = create_engine(url)
    with Session(engine) as session:
        found = [session.scalars(query).all() for query in queries]
    engine.dispose()
    return found


def test_a_second_run_keeps_the_data_and_a_reset_starts_afresh(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/demo.sqlite"
    first = told(run(url, "demo"))
    tokens = select(EventRow.token).order_by(EventRow.position)
    before = look(url, tokens)
    assert told(run(url, "demo")) == first
    assert look(url, tokens) == before
    assert told(run(url, "demo", "--reset")) == first
    assert look(url, tokens) != before


def test_its_record_verifies(demonstration: str) -> None:
    code, line = told(run(demonstration, "verify"))
    (events,) = look(demonstration, select(func.count()).select_from(EventRow))[0]
    assert (code, line) == (
        0, {"events": events, "cases": 11, "ok": True, "first_bad": None},
    )  # fmt: skip


def test_only_fictional_members_hold_a_position(demonstration: str) -> None:
    fictional = select(MemberState.code).where(MemberState.kind == "fictional")
    of_sectors = select(SectorMember.code).where(SectorMember.fictional)
    known, more, *held = look(
        demonstration, fictional, of_sectors, *(select(one) for one in HOLDS_A_POSITION)
    )
    codes = {code for some in held for code in some} - {"T:SG5"}  # a study group with its package
    assert codes <= {*known, *more}
    assert len(codes) > 2
    appointed = select(AppointmentRow.code).where(AppointmentRow.place == "member")
    assert set(look(demonstration, appointed)[0]) <= set(known)


def test_its_accounts_are_marked_and_its_cases_stand_in_different_stages(
    demonstration: str,
) -> None:
    real = select(Person.email).where(Person.demonstration.is_(False))
    states = select(Run.state).where(Run.procedure == "question_r")
    nobody, stages = look(demonstration, real, states)
    assert nobody == []
    assert (len(set(stages)), len(stages)) == (5, 7)  # three wait for the groups, each otherwise


def test_accounts_of_real_people_are_never_mixed_with_a_demonstration(
    world: World, database_url: str
) -> None:
    world.close()
    for words in (("demo",), ("demo", "--reset")):
        done = run(database_url, *words)
        assert (done.returncode, done.stdout) == (1, "")
    with world.database.reading() as session:
        shown = session.scalars(select(Person).where(Person.demonstration)).all()
    assert shown == []


def test_each_of_the_other_sectors_has_a_case_of_its_own(demonstration: str) -> None:
    states = [
        select(Run.state).where(Run.procedure == procedure)
        for procedure in ("question_t", "question_d")
    ]
    of_t, of_d = look(demonstration, *states)
    assert (sorted(of_t), of_d) == (["received", "received", "under_sg_review"], ["received"])


def test_it_shows_a_package_a_private_link_an_oral_amendment_and_a_statement(
    demonstration: str,
) -> None:
    packaged = select(Case.package_id).where(Case.package_id.is_not(None))
    commented = (
        select(DraftComment.answer)
        .join(DraftLink, DraftLink.id == DraftComment.link_id)
        .where(DraftLink.digest == links.digest(TOKEN))
    )
    amended = select(TextVersion.number).where(TextVersion.meeting_id.is_not(None))
    stated = select(Remark.member).where(Remark.kind == "statement")
    packages, answers, versions, statements = look(
        demonstration, packaged, commented, amended, stated
    )
    assert (len(packages), len(set(packages))) == (2, 1)
    assert [bool(one) for one in answers] == [True]
    assert (versions, statements) == ([2], ["XFC"])
