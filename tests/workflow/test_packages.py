"""A study group's package: agreed en bloc; any delegation takes one out; none hurts the others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from sqlalchemy import select

from tests.web import returned
from tests.world import TEXT, World
from workflow.rules.commands.cases import MoveRun
from workflow.rules.commands.proposals import (
    MovePackage,
    OpenPackage,
    PlaceDraft,
    SaveDraft,
    SubmitPackage,
    TakeOutOfPackage,
)
from workflow.rules.errors import (
    ActionNotOfferedError,
    ActionRefusedError,
    InvalidInputError,
    NotFoundError,
    NotPermittedError,
    StaleError,
)
from workflow.store import editions, verification
from workflow.store.models import Case, Draft, EventRow, Package

TITLES = ("Fields near masts", "Fields near vehicles", "Fields near homes")


def opened(world: World) -> str:
    return str(world.act("sg_chair", OpenPackage(body="R:SG1", title="Exposure"))["package"])


def filled(world: World, *titles: str, **texts: str) -> tuple[str, list[str]]:
    """A package with a draft of each title."""
    package = opened(world)
    drafts = [world.draft("sg_chair", "R:SG1", title=one, **texts) for one in titles or TITLES]
    for one in drafts:
        world.act("sg_chair", PlaceDraft(draft_id=one, package_id=package))
    return package, drafts


def versions(world: World, package: str) -> dict[str, int]:
    with world.database.reading() as session:
        rows = session.scalars(select(Draft).where(Draft.package_id == package))
        return {one.id: one.version for one in rows if one.submitted_at is None}


def submit(world: World, package: str) -> None:
    world.act("sg_chair", SubmitPackage(package_id=package, seen=versions(world, package)))


def numbers(world: World, package: str) -> list[str]:
    with world.database.reading() as session:
        rows = select(Case.number).where(Case.package_id == package).order_by(Case.id)
        return list(session.scalars(rows))


def screened(world: World, *titles: str) -> tuple[str, list[str]]:
    """A submitted package of which every case is before the study group, on a day when it meets."""
    package, _ = filled(world, *titles)
    submit(world, package)
    for one in numbers(world, package):
        world.move("officer", one, "receive")
    world.later(days=20)
    world.pass_time()
    world.now = dt.datetime(2026, 5, 5, 9, 0, tzinfo=dt.UTC)
    return package, numbers(world, package)


def agree(world: World, package: str, action: str, cases: Sequence[str], who: str = "sg_chair"):
    seen = {one: world.run(one).version for one in cases}
    given = {"meeting": str(world.meeting("R:SG1"))}
    return world.act(who, MovePackage(package_id=package, action=action, seen=seen, given=given))


def states(world: World, cases: Sequence[str]) -> list[str]:
    return [world.run(one).state for one in cases]


def take_out(world: World, number: str, who: str = "neighbour") -> None:
    world.act(who, TakeOutOfPackage(case_id=world.case(number).id))


def test_a_package_is_submitted_and_agreed_en_bloc(world: World) -> None:
    package, cases = screened(world)
    assert states(world, cases) == ["screened"] * 3
    assert agree(world, package, "adopt_at_meeting", cases) == {"moved": cases, "stayed": []}
    assert agree(world, package, "no_opposition", cases) == {"moved": cases, "stayed": []}
    assert states(world, cases) == ["adopted"] * 3
    with world.database.reading() as session:
        left = session.scalars(select(Case.left_package_at)).all()
        assert left == [world.now] * 3
        assert verification.verify(session).first_bad is None


def test_the_one_that_a_delegation_takes_out_goes_on_by_itself(world: World) -> None:
    package, cases = screened(world)
    take_out(world, cases[1])
    agree(world, package, "adopt_at_meeting", [cases[0], cases[2]])
    agree(world, package, "no_opposition", [cases[0], cases[2]])
    assert states(world, cases) == ["adopted", "screened", "adopted"]
    meeting = str(world.meeting("R:SG1"))
    world.move("sg_chair", cases[1], "adopt_at_meeting", meeting=meeting)
    world.move("neighbour", cases[1], "oppose", reasons="It is another group's matter.")
    assert states(world, cases) == ["adopted", "objection_open", "adopted"]
    assert world.case(cases[1]).taken_out_by == "XFB"
    with world.database.reading() as session:
        taken = session.scalars(
            select(EventRow.acting_for).where(EventRow.kind == "CaseSeparated")
        ).all()
        assert (taken, verification.verify(session).first_bad) == (["XFB"], None)


def test_withdrawing_one_leaves_the_others_in_the_package(world: World) -> None:
    package, cases = screened(world)
    run = world.run(cases[0])
    move = MoveRun(run_id=run.id, action="withdraw", seen_version=run.version, given={})
    world.act("sg_chair", move)
    agree(world, package, "adopt_at_meeting", cases[1:])
    assert states(world, cases) == ["withdrawn", "adoption_meeting", "adoption_meeting"]


def test_one_that_is_not_there_yet_stays_and_is_named(world: World) -> None:
    package, cases = screened(world)
    meeting = str(world.meeting("R:SG1"))
    world.move("sg_chair", cases[0], "adopt_at_meeting", meeting=meeting)
    outcome = agree(world, package, "adopt_at_meeting", cases)
    assert outcome == {"moved": cases[1:], "stayed": cases[:1]}
    assert states(world, cases) == ["adoption_meeting"] * 3


def test_what_no_case_can_take_is_refused_with_its_reason(world: World) -> None:
    package, cases = screened(world)
    with pytest.raises(ActionNotOfferedError):
        agree(world, package, "no_opposition", cases)
    agree(world, package, "adopt_at_meeting", cases)
    world.now = dt.datetime(2026, 4, 1, 9, 0, tzinfo=dt.UTC)
    with pytest.raises(ActionRefusedError, match="meeting_has_begun"):
        agree(world, package, "no_opposition", cases)
    assert states(world, cases) == ["adoption_meeting"] * 3


def test_an_action_that_is_not_en_bloc_is_not_taken_for_a_package(world: World) -> None:
    package, cases = screened(world)
    with pytest.raises(ActionNotOfferedError):
        agree(world, package, "adopt_by_correspondence", cases)


@pytest.mark.parametrize(
    ("sector", "actions"),
    [
        ("R", ["adopt_at_meeting", "no_opposition", "agree_suppression"]),
        ("T", ["agree", "agree_deletion"]),
        ("D", ["agree", "agree_deletion"]),
    ],
)
def test_each_edition_says_what_is_agreed_en_bloc(sector: str, actions: list[str]) -> None:
    key = {"R": "question_r_2023", "T": "question_t_2022", "D": "question_d_2022"}[sector]
    rows = editions.shipped()[key].actions
    assert [row.name for row in rows if row.en_bloc] == actions
    assert all("meeting" in row.asks for row in rows if row.en_bloc)


@pytest.mark.parametrize("who", ["delegate", "rag_chair", "officer", "sector_member"])
def test_only_the_study_groups_chair_agrees_en_bloc(world: World, who: str) -> None:
    package, cases = screened(world, "Fields near masts")
    with pytest.raises(NotPermittedError):
        agree(world, package, "adopt_at_meeting", cases, who)
    assert states(world, cases) == ["screened"]


def test_an_incomplete_question_is_named_with_its_fields_and_the_others_stay(
    world: World,
) -> None:
    package, drafts = filled(world)
    texts = {**TEXT, "title": TITLES[1], "scope": "", "study_group": ""}
    save = SaveDraft(
        draft_id=drafts[1], seen_version=1, member="R:SG1", sector="R", kind="new",
        language="en", fields=texts,
    )  # fmt: skip
    world.act("sg_chair", save)
    with pytest.raises(ActionRefusedError) as refused:
        submit(world, package)
    (said,) = refused.value.refusals
    assert said.params == {
        "title": TITLES[1],
        "fields": ("scope", "study_group"),
        "form": "question_r",
    }
    assert (numbers(world, package), set(versions(world, package))) == ([], set(drafts))
    answer = world.client("sg_chair").post(
        f"/packages/{package}/submit",
        {f"seen-{one}": str(number) for one, number in versions(world, package).items()},
    )
    assert answer.status_code == 409
    notice = returned.notices(answer.text)
    assert (TITLES[1] in notice, "scope" in notice.casefold()) == (True, True)
    assert TITLES[0] not in notice
    world.act("sg_chair", PlaceDraft(draft_id=drafts[1], package_id=None))
    submit(world, package)
    assert len(numbers(world, package)) == 2


def test_a_draft_changed_meanwhile_makes_the_page_stale(world: World) -> None:
    package, drafts = filled(world)
    with pytest.raises(StaleError):
        world.act("sg_chair", SubmitPackage(package_id=package, seen={drafts[0]: 1}))
    assert numbers(world, package) == []


def test_a_package_submitted_twice_is_submitted_once(world: World) -> None:
    package, _ = filled(world)
    submit(world, package)
    submit(world, package)
    assert len(numbers(world, package)) == 3


def test_an_empty_package_is_not_submitted(world: World) -> None:
    with pytest.raises(ActionRefusedError, match="package_is_not_empty"):
        submit(world, opened(world))


def test_a_submitted_package_takes_no_more_drafts(world: World) -> None:
    package, _ = filled(world, "Fields near masts")
    submit(world, package)
    more = world.draft("sg_chair", "R:SG1", title="Another")
    with pytest.raises(ActionNotOfferedError):
        world.act("sg_chair", PlaceDraft(draft_id=more, package_id=package))


@pytest.mark.parametrize("who", ["delegate", "rag_chair", "officer", "sector_member"])
def test_nobody_else_opens_or_fills_a_package(world: World, who: str) -> None:
    with pytest.raises(NotPermittedError):
        world.act(who, OpenPackage(body="R:SG1", title="Exposure"))
    package, drafts = filled(world, "Fields near masts")
    with pytest.raises(NotFoundError):
        world.act(who, PlaceDraft(draft_id=drafts[0], package_id=None))
    with pytest.raises(NotFoundError):
        world.act(who, SubmitPackage(package_id=package, seen={drafts[0]: 1}))
    assert world.client(who).get(f"/packages/{package}").status_code == 404


def test_a_draft_of_a_delegation_is_put_into_no_package(world: World) -> None:
    with pytest.raises((NotFoundError, InvalidInputError)):
        world.act("sg_chair", PlaceDraft(draft_id=world.draft(), package_id=opened(world)))


@pytest.mark.parametrize("title", ["", "  ", "x" * 501])
def test_a_package_has_a_title(world: World, title: str) -> None:
    with pytest.raises(InvalidInputError, match="title"):
        world.act("sg_chair", OpenPackage(body="R:SG1", title=title))


def test_only_a_delegation_takes_one_out_and_only_while_it_is_in(world: World) -> None:
    package, cases = screened(world)
    for who in ("sg_chair", "officer", "sector_member"):
        with pytest.raises(NotPermittedError):
            take_out(world, cases[0], who)
    take_out(world, cases[0])
    with pytest.raises(ActionNotOfferedError):
        take_out(world, cases[0])
    agree(world, package, "adopt_at_meeting", cases[1:])
    agree(world, package, "no_opposition", cases[1:])
    with pytest.raises(ActionNotOfferedError):
        take_out(world, cases[1])
    with pytest.raises(ActionNotOfferedError):
        take_out(world, world.received())


def test_one_that_the_study_group_adopted_singly_is_not_taken_out_any_more(world: World) -> None:
    package, cases = screened(world)
    meeting = str(world.meeting("R:SG1"))
    world.move("sg_chair", cases[0], "adopt_at_meeting", meeting=meeting)
    button = f"/cases/{cases[0]}/take-out-of-package"
    neighbour = world.client("neighbour")
    assert button in neighbour.get(f"/packages/{package}").text
    world.move("sg_chair", cases[0], "no_opposition", meeting=meeting)
    with pytest.raises(ActionRefusedError, match="package_is_not_agreed"):
        take_out(world, cases[0])
    page = neighbour.get(f"/packages/{package}").text
    assert button not in page
    assert "agreed by itself" in page
    assert f"/cases/{cases[1]}/take-out-of-package" in page
    refused = neighbour.post(button, {})
    assert refused.status_code == 409
    assert "The study group has agreed to this Question" in refused.text
    assert agree(world, package, "adopt_at_meeting", cases[1:])["moved"] == cases[1:]


def test_a_case_taken_out_meanwhile_is_not_agreed_with_the_others(world: World) -> None:
    package, cases = screened(world)
    seen = {one: world.run(one).version for one in cases}
    take_out(world, cases[0])
    given = {"meeting": str(world.meeting("R:SG1"))}
    command = MovePackage(package_id=package, action="adopt_at_meeting", seen=seen, given=given)
    with pytest.raises(StaleError):
        world.act("sg_chair", command)
    assert states(world, cases) == ["screened"] * 3


# -- pages ----------------------------------------------------------------------------------------


def test_the_chair_goes_the_whole_way_on_the_pages(world: World) -> None:
    chair = world.client("sg_chair")
    assert "/packages/new" in chair.get("/my-work").text
    answer = chair.post("/packages/new", {"body": "R:SG1", "title": "Exposure"})
    path = answer.headers["Location"].removeprefix("/en")
    draft = world.draft("sg_chair", "R:SG1", title="Fields near masts")
    assert "Put into the package" in chair.get(path).text
    chair.post(f"{path}/drafts", {"draft": draft, "inside": "1"})
    page = chair.get(path).text
    assert ("Nothing is missing." in page, "Take out of the package" in page) == (True, True)
    assert chair.post(f"{path}/submit", {f"seen-{draft}": "1"}).status_code == 302
    assert "BR-2026-0001" in chair.get(path).text


def test_the_package_lists_its_cases_to_those_who_may_see_them(world: World) -> None:
    package, _ = filled(world)
    submit(world, package)
    path = f"/packages/{package}"
    assert world.client("neighbour").get(path).status_code == 404
    cases = numbers(world, package)
    world.move("officer", cases[0], "receive")
    page = world.client("neighbour").get(path).text
    assert [one in page for one in cases] == [True, False, False]
    assert "Ask that it go on by itself" in page
    assert "Ask that it go on by itself" not in world.client("officer").get(path).text
    assert "Exposure" in world.client("neighbour").get(f"/cases/{cases[0]}").text


def test_taking_out_and_agreeing_on_the_pages(world: World) -> None:
    package, cases = screened(world)
    path = f"/packages/{package}"
    neighbour, chair = world.client("neighbour"), world.client("sg_chair")
    assert neighbour.post(f"/cases/{cases[0]}/take-out-of-package", {}).status_code == 302
    page = neighbour.get(path).text
    assert ("goes on by itself" in page, "asked by Kingdom of Borvania" in page) == (True, True)
    held = returned.held(chair.get(path).text)
    assert f"seen-{cases[0]}" not in held
    sent = {**held, "action": "adopt_at_meeting", "meeting": ""}
    refused = chair.post(f"{path}/en-bloc", sent)
    assert (refused.status_code, list(returned.said(refused.text))) == (422, ["meeting"])
    sent["meeting"] = str(world.meeting("R:SG1"))
    assert chair.post(f"{path}/en-bloc", sent).status_code == 302
    assert states(world, cases) == ["screened", "adoption_meeting", "adoption_meeting"]
    again = chair.post(f"{path}/en-bloc", sent)
    assert again.status_code == 409


def test_the_title_of_a_package_is_escaped(world: World) -> None:
    package = str(
        world.act("sg_chair", OpenPackage(body="R:SG1", title="<script>x</script>"))["package"]
    )
    assert "<script>x" not in world.client("sg_chair").get(f"/packages/{package}").text
    with world.database.reading() as session:
        assert session.get_one(Package, package).submitted_at is None
