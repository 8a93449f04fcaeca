"""A chair's sheets: the issue, papers, views, close texts, and a formula that fills the form."""

from __future__ import annotations

import string
from typing import Any

import pytest
from sqlalchemy import event

from states.definition import LANGUAGES
from tests.groups_stage import BEFORE_RAG, NUMBER, Stage, add_waiting_cases, hidden
from tests.test_words import faults
from tests.world import World
from workflow.pages import agendas, formulas, reviews
from workflow.pages.agendas import AgendaPage, Sheet
from workflow.rules import proposing
from workflow.rules.agreement import KINDS
from workflow.rules.commands.reviews import FileWrittenView
from workflow.rules.errors import NotPermittedError
from workflow.rules.proposing import Finding, Proposed
from workflow.store.models import Candidate, Case, TextVersion

REPLY = "Ours are other bands."
VIEW = "We ask that the bands be named."
ADDRESS = "/reviews/R-RAG/agenda"
EDIT = f"/cases/{NUMBER}/conclusions/R-RAG/edit"


@pytest.fixture
def stage(world: World) -> Stage:
    """The case before RAG and TSAG, with a text and a written view."""
    one = Stage(world)
    one.ask()
    with world.database.writing() as session:
        text = session.query(TextVersion).filter(TextVersion.case_id == one.case_id).one()
        text.fields = {"question_text": "Which methods? " * 60, "reason": "Asked for."}
        case = session.get_one(Case, one.case_id)
        case.findings_reply, case.screened_at = REPLY, world.now
    filed = FileWrittenView(case_id=one.case_id, member="XFB", language="en", text=VIEW)
    one.perform(filed, "neighbour")
    return one


def page(stage: Stage, who: str, slug: str = "R-RAG") -> AgendaPage:
    with stage.world.app.app_context(), stage.database.reading() as session:
        reader = stage.world.reader(who)
        return agendas.agenda_page(session, slug, reader, stage.world.now, "en")


def sheet(stage: Stage, who: str = "rag_chair") -> Sheet:
    (one,) = page(stage, who).sheets
    return one


def test_a_sheet_holds_what_a_chair_needs_for_the_item(stage: Stage) -> None:
    one = sheet(stage)
    assert (one.item.number, one.place, one.why) == (NUMBER, "ITU-R, ITU-R SG1", "Asked for.")
    assert one.asked.endswith(" …")
    assert len(one.asked) <= agendas.LONGEST_LINE + 2
    assert [each.text for each in one.views] == [VIEW]
    assert one.reply == REPLY
    assert [(each.label, each.reason) for each in one.closest] == [
        ("Q3/5", "Another slice of the subject.")
    ]


def test_the_proposed_conclusion_is_there_in_six_languages(stage: Stage) -> None:
    one = sheet(stage)
    assert one.kind == "joint_study"
    assert tuple(language for language, _ in one.proposed) == LANGUAGES
    words = dict(one.proposed)
    assert words["en"] == (
        f"RAG considered {NUMBER} and recommended a joint study, with ITU-R leading and ITU-T "
        "contributing."
    )
    assert "GCR" in words["fr"]
    assert {each.kind for each in one.alternatives} == set(KINDS) - {"joint_study"}


def test_what_is_written_is_read_aloud_and_what_others_released_stands_beside(
    stage: Stage,
) -> None:
    stage.conclude("T:TSAG", "tsag_chair", kind="keep")
    stage.draft("R:RAG", "officer", kind="keep")
    one = sheet(stage)
    assert (one.kind, one.own is not None, [each.name for each in one.others]) == (
        "keep", True, ["TSAG"],
    )  # fmt: skip
    assert dict(one.proposed)["en"] == (
        f"RAG considered {NUMBER} and concluded that the work stays in ITU-R."
    )


@pytest.mark.parametrize("who", ["tsag_chair", "officer_tsb", "delegate", "sg_chair"])
def test_a_body_s_sheets_are_for_those_who_belong_to_it_or_serve_it(stage: Stage, who: str) -> None:
    with pytest.raises(NotPermittedError):
        page(stage, who)


def test_what_the_chair_has_confirmed_is_not_before_the_next_meeting(stage: Stage) -> None:
    stage.draft("R:RAG", "rag_chair")
    assert len(page(stage, "rag_chair").sheets) == 1
    stage.confirm("R:RAG", "rag_chair")
    assert page(stage, "rag_chair").sheets == ()


def test_a_provisional_conclusion_of_another_group_is_on_no_sheet(stage: Stage) -> None:
    stage.draft("T:TSAG", "tsag_chair", reasons="Only for TSAG.")
    assert sheet(stage).others == ()


def test_adopting_a_formula_fills_the_form_of_the_conclusion(stage: Stage) -> None:
    chair = stage.world.client("rag_chair")
    opened = chair.get(ADDRESS).text
    assert f"{EDIT}?adopt=joint_study" in opened
    form = chair.get(f"{EDIT}?adopt=joint_study").text
    assert '<option selected value="joint_study">' in form
    assert "recommended a joint study, with ITU-R leading and ITU-T contributing." in form
    sent = {
        "seen_version": hidden(form)["seen_version"], "meeting_id": str(stage.meetings["R:RAG"]),
        "kind": "joint_study", "lead_sector": "R", "supporting": ["T"],
        "reasons": formulas.table()["note"]["en"],
    }  # fmt: skip
    assert chair.post(EDIT, sent).status_code == 302
    assert stage.conclusion("R:RAG").kind == "joint_study"
    assert "Adopt this formula" not in chair.get(ADDRESS).text
    assert chair.get(f"{EDIT}?adopt=note").text.count("recommended a joint study") == 0


def test_an_unknown_formula_is_not_found(stage: Stage) -> None:
    assert stage.world.client("rag_chair").get(f"{EDIT}?adopt=approve").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheets_open_in_every_language(stage: Stage, language: str) -> None:
    answer = stage.world.client("rag_chair", language).get(ADDRESS)
    assert answer.status_code == 200
    assert VIEW in answer.text


def test_the_sheets_run_as_many_queries_for_three_items_as_for_one(stage: Stage) -> None:
    stage.at(BEFORE_RAG)
    counted: list[int] = []
    for further in (0, 2):
        add_waiting_cases(stage, further)
        statements: list[str] = []

        def count(*told: Any, found: list[str] = statements) -> None:
            found.append(str(told[2]))

        event.listen(stage.database.engine, "before_cursor_execute", count)
        page(stage, "rag_chair")
        event.remove(stage.database.engine, "before_cursor_execute", count)
        counted.append(len(statements))
    assert counted[0] == counted[1]


def test_every_kind_has_a_formula_in_every_language_and_none_says_what_is_not_said() -> None:
    assert set(formulas.table()) == set(KINDS) == set(reviews.KINDS)
    known = {"body", "number", "lead", "supporting", "target"}
    for kind, say in formulas.table().items():
        assert set(say) == set(LANGUAGES), kind
        named = {
            language: {name for _, name, _, _ in string.Formatter().parse(words) if name}
            for language, words in say.items()
        }
        assert all(one == named["en"] <= known for one in named.values()), kind
    for language in LANGUAGES:
        said = (say[language] for say in formulas.table().values())
        assert faults(language, said) == []


@pytest.mark.parametrize(
    ("findings", "proposed"),
    [
        ((), Proposed(kind="approve_as_it_stands", lead_sector="R")),
        (
            (Finding(key="R:1/1", sector="R", degree="partial"),),
            Proposed(kind="approve_as_it_stands", lead_sector="R"),
        ),
        (
            (Finding(key="T:1/1", sector="T", degree="related"),),
            Proposed(kind="approve_as_it_stands", lead_sector="R"),
        ),
        (
            (
                Finding(key="D:1/1", sector="D", degree="partial"),
                Finding(key="T:1/1", sector="T", degree="complementary"),
            ),
            Proposed(kind="joint_study", lead_sector="R", supporting=("T", "D")),
        ),
        (
            (Finding(key="T:1/1", sector="T", degree="duplicate"),),
            Proposed(kind="merge", lead_sector="T", target="T:1/1"),
        ),
        (
            (Finding(key="case:BR-2026-0001", sector="R", degree="duplicate"),),
            Proposed(kind="approve_as_it_stands", lead_sector="R"),
        ),
    ],
)
def test_what_offices_said_leads_to_a_proposal(
    findings: tuple[Finding, ...], proposed: Proposed
) -> None:
    assert proposing.conclusion("R", findings) == proposed


def test_a_finding_on_an_earlier_text_still_counts(stage: Stage) -> None:
    with stage.database.writing() as session:
        row = session.query(Candidate).filter(Candidate.case_id == stage.case_id).one()
        values = {
            column.key: getattr(row, column.key)
            for column in Candidate.__table__.columns
            if column.key not in ("id", "text_version", "degree", "office", "reason", "disposed_at")
        }
        session.add(Candidate(**values, text_version=2))
    assert sheet(stage).kind == "joint_study"
