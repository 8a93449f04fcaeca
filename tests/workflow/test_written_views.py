"""A member's written view: filed, acknowledged, before every chair; replaceable until confirmed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.groups_stage import NUMBER, Stage, hidden
from tests.world import World
from workflow.pages import reviews, voices
from workflow.pages.voices import WrittenViews
from workflow.rules.commands.reviews import ConfirmConclusion, FileWrittenView
from workflow.rules.errors import (
    ActionNotOfferedError,
    ActionRefusedError,
    InvalidInputError,
    NotPermittedError,
    StaleError,
)
from workflow.rules.permissions import NOBODY, Reader
from workflow.store import verification
from workflow.store.models import Case, Conclusion, Notice, Person, Run, WrittenView

FIRST = "Our networks share these bands; the study should name them."
SECOND = "The bands are named now; we agree to the study."
ADDRESS = f"/cases/{NUMBER}/written-view"


@pytest.fixture
def stage(world: World) -> Stage:
    """The case before RAG and TSAG."""
    one = Stage(world)
    one.ask()
    return one


def file(stage: Stage, text: str = FIRST, who: str = "neighbour", member: str = "XFB") -> None:
    command = FileWrittenView(case_id=stage.case_id, member=member, language="en", text=text)
    stage.perform(command, who)


def views(stage: Stage, reader: Reader) -> WrittenViews:
    with stage.database.reading() as session:
        case, run = session.get_one(Case, stage.case_id), session.get_one(Run, stage.run_id)
        return voices.written_views_of(session, case, run, reader, "en")


def newest(stage: Stage) -> int:
    with stage.database.reading() as session:
        return max(session.scalars(select(WrittenView.id)), default=0)


def told(stage: Stage, kind: str) -> list[str]:
    with stage.database.reading() as session:
        rows = session.query(Person.email).join(Notice).filter(Notice.kind == kind)
        return sorted(email.partition("@")[0] for (email,) in rows)


def test_it_reaches_every_body_concerned_and_is_acknowledged_at_once(stage: Stage) -> None:
    file(stage)
    assert told(stage, "view_filed") == [
        "officer", "officer_tsb", "rag_chair", "rag_vice_chair", "tsag_chair",
    ]  # fmt: skip
    assert told(stage, "view_acknowledged") == ["neighbour"]
    for who in ("rag_chair", "tsag_chair", "officer", "delegate", "neighbour", "director"):
        (one,) = views(stage, stage.world.reader(who)).standing
        assert (one.member, one.text) == ("Kingdom of Borvania", FIRST), who
    assert views(stage, NOBODY).standing == ()


@pytest.mark.parametrize(
    ("who", "member"),
    [("neighbour", "XFA"), ("focal", "XFA"), ("drafter", "XFA"), ("officer", "XFB"),
     ("rag_chair", "XFB")],
)  # fmt: skip
def test_only_a_members_own_submitter_files_for_it(stage: Stage, who: str, member: str) -> None:
    with pytest.raises(NotPermittedError):
        file(stage, who=who, member=member)


def test_an_empty_view_is_said_at_its_field(stage: Stage) -> None:
    with pytest.raises(InvalidInputError) as refused:
        file(stage, "  ")
    assert refused.value.field_name == "text"


def test_a_second_view_of_a_member_takes_the_place_of_the_first(stage: Stage) -> None:
    file(stage)
    file(stage, SECOND)
    seen = views(stage, stage.world.reader("rag_chair"))
    assert [(one.number, one.text) for one in seen.standing] == [(2, SECOND)]
    assert [(one.number, one.text) for one in seen.replaced] == [(1, FIRST)]
    with stage.database.reading() as session:
        fault = verification.verify(session).first_bad
    assert fault is None or "written view" not in fault.reason


def test_the_chair_confirms_only_with_every_view_shown(stage: Stage) -> None:
    drafted = stage.draft("R:RAG", "rag_chair")
    file(stage)
    with pytest.raises(StaleError) as refused:
        stage.perform(ConfirmConclusion(conclusion_id=drafted, seen_version=1), "rag_chair")
    assert refused.value.happened == "WrittenViewFiled"
    seen = ConfirmConclusion(conclusion_id=drafted, seen_version=1, seen_view=newest(stage))
    stage.perform(seen, "rag_chair")
    assert stage.conclusion("R:RAG").status == "confirmed"


def test_a_conclusion_keeps_the_views_its_chair_had(stage: Stage) -> None:
    drafted = stage.draft("R:RAG", "rag_chair")
    file(stage)
    stage.perform(
        ConfirmConclusion(conclusion_id=drafted, seen_version=1, seen_view=newest(stage)),
        "rag_chair",
    )
    stage.world.later(days=1)
    file(stage, SECOND)

    with stage.database.reading() as session:
        row = session.get_one(Conclusion, drafted)
        said = voices.of_conclusions(session, [row], stage.world.reader("rag_chair"), "en")
    assert [one.text for one in said[drafted].views] == [FIRST]
    assert [one.text for one in views(stage, stage.world.reader("tsag_chair")).standing] == [SECOND]


def test_once_every_group_has_confirmed_no_view_reaches_it(stage: Stage) -> None:
    assert views(stage, stage.world.reader("neighbour")).may_file
    for body, chair in (("R:RAG", "rag_chair"), ("T:TSAG", "tsag_chair")):
        stage.draft(body, chair)
        stage.confirm(body, chair)
    assert not views(stage, stage.world.reader("neighbour")).may_file
    with pytest.raises(ActionRefusedError):
        file(stage)


def test_before_the_groups_are_asked_there_is_nobody_to_write_to(world: World) -> None:
    with pytest.raises(ActionNotOfferedError):
        file(Stage(world))


def test_from_the_form_to_the_chair_s_page(stage: Stage) -> None:
    member, chair = (stage.world.client(one) for one in ("neighbour", "rag_chair"))
    assert "File a written view" in member.get(f"/cases/{NUMBER}").text
    page = member.get(ADDRESS).text
    refused = member.post(ADDRESS, {**hidden(page), "member": "XFB", "language": "en", "text": " "})
    assert refused.status_code == 422
    sent = {"member": "XFB", "language": "en", "text": f"<b>{FIRST}</b>"}
    assert member.post(ADDRESS, {**hidden(page), **sent}).status_code == 302
    assert FIRST in member.get(ADDRESS).text

    stage.draft("R:RAG", "officer")
    confirm = f"/cases/{NUMBER}/conclusions/{stage.conclusion('R:RAG').id}/confirm"
    page = chair.get(confirm).text
    assert f"&lt;b&gt;{FIRST}" in page
    file(stage, SECOND)
    answer = chair.post(confirm, hidden(page))
    assert answer.status_code == 409
    assert "A written view came in after you opened the page" in answer.text
    assert SECOND in answer.text
    assert chair.post(confirm, hidden(answer.text)).status_code == 302
    assert reviews.STATUSES["confirmed"] in chair.get(f"/cases/{NUMBER}").text


def test_a_page_of_others_tells_no_view_to_whoever_is_not_a_member(stage: Stage) -> None:
    file(stage)
    assert FIRST not in stage.world.client().get(f"/cases/{NUMBER}").text
    anonymous = stage.world.client().client.get("/api/v1/events", headers={"Host": "localhost"})
    assert FIRST not in anonymous.text
