"""The registers the project carries, and lists that an administrator loads over them."""

from __future__ import annotations

import csv
import datetime as dt

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from states.definition import LANGUAGES
from tests.world import World
from workflow.cli.loading import DATA, SHIPPED
from workflow.pages import refusals, registers
from workflow.rules.commands.registers import ImportRegister
from workflow.rules.errors import InvalidInputError, NotPermittedError
from workflow.rules.permissions import OPERATOR
from workflow.store import registers_csv
from workflow.store.models import MemberCategory, MemberState, RegisterEdition

ITU_FORMS = {
    "BOL": "Bolivia (Plurinational State of)",
    "CTI": "Côte d'Ivoire",
    "CVA": "Vatican City State",
    "HOL": "Netherlands (Kingdom of the)",
    "IRN": "Iran (Islamic Republic of)",
    "KOR": "Korea (Republic of)",
    "MDA": "Moldova (Republic of)",
    "TUR": "Türkiye",
    "TZA": "Tanzania (United Republic of)",
    "VEN": "Venezuela (Bolivarian Republic of)",
    "VTN": "Viet Nam",
}
GRADUATED = {
    "BOT": "1994-12-18", "BTN": "2023-12-12", "CPV": "2007-12-19", "GNE": "2017-06-03",
    "MLD": "2010-12-31", "SMO": "2013-12-31", "STP": "2024-12-12", "VUT": "2020-12-03",
}  # fmt: skip
TO_GRADUATE = {
    "BGD": "2026-11-23", "CBG": "2029-12-18", "LAO": "2026-11-23", "NPL": "2026-11-23",
    "SEN": "2029-12-18", "SLM": "2027-12-12",
}  # fmt: skip


def shipped(register: str) -> str:
    return (DATA / f"{register.replace('-', '_')}.csv").read_text("utf-8")


def rows(register: str) -> list[dict[str, str]]:
    return list(csv.DictReader(shipped(register).splitlines()))


@pytest.mark.parametrize("register", SHIPPED)
def test_a_shipped_register_loads_whole_and_twice_without_a_change(
    world: World, register: str
) -> None:
    if register == "member-categories":
        load(world, "member-states", shipped("member-states"))
    count = len(rows(register))
    assert load(world, register, shipped(register))["read"] == count
    assert load(world, register, shipped(register)) == {"read": count, "added": 0, "changed": 0}


def load(world: World, register: str, text: str, dated_on: dt.date | None = None) -> dict:
    command = ImportRegister(register=register, text=text, dated_on=dated_on)
    return dict(world.bus.perform(command, by=OPERATOR).value)


@pytest.mark.parametrize("register", SHIPPED)
def test_every_row_has_a_source_and_says_when_it_is_from_memory(register: str) -> None:
    known = {"member-states": frozenset(row["code"] for row in rows("member-states"))}
    reading = registers_csv.read_rows(register, shipped(register), known=known)
    assert reading.faults == ()
    assert {bool(str(row["source"]).strip()) for row in reading.rows} == {True}
    unmarked = [
        row for row in reading.rows if "memory" in str(row["source"]) and not row["from_memory"]
    ]
    assert unmarked == []


def test_names_stand_in_the_forms_of_itu() -> None:
    names = {row["code"]: row["name_en"] for row in rows("member-states")}
    assert {code: names[code] for code in ITU_FORMS} == ITU_FORMS


def test_every_member_has_its_name_in_six_languages() -> None:
    found = rows("member-states")
    for language in ("ar", "en", "es", "fr", "ru", "zh"):
        names = [row[f"name_{language}"] for row in found]
        assert len({*names}) == len(names), language


def test_the_state_of_palestine_is_a_kind_of_its_own_without_a_vote(world: World) -> None:
    load(world, "member-states", shipped("member-states"))
    with world.database.reading() as session:
        own = session.scalars(select(MemberState).where(MemberState.kind == "palestine")).all()
    assert [(row.code, row.name_en, row.may_vote) for row in own] == [
        ("PSE", "State of Palestine", False)
    ]


def test_no_fictional_member_is_in_the_register_that_is_shipped() -> None:
    assert {row["kind"] for row in rows("member-states")} == {"member_state", "palestine"}
    assert [row["code"] for row in rows("member-states") if row["code"].startswith("XF")] == []


def test_every_least_developed_country_has_its_day_of_entry_and_of_graduation() -> None:
    found = [row for row in rows("member-categories") if row["category"] == "ldc"]
    assert [row["member"] for row in found if not row["from_on"]] == []
    left = {row["member"]: row["until_on"] for row in found if row["until_on"]}
    assert left == GRADUATED | TO_GRADUATE


@pytest.mark.parametrize(
    ("day", "count"),
    [("2020-12-03", 47), ("2020-12-04", 46), ("2026-03-02", 44), ("2026-11-24", 41)],
)
def test_how_many_are_least_developed_depends_on_the_day(
    world: World, day: str, count: int
) -> None:
    load(world, "member-states", shipped("member-states"))
    load(world, "member-categories", shipped("member-categories"))
    on = dt.date.fromisoformat(day)
    with world.database.reading() as session:
        held = session.scalars(
            select(MemberCategory.member).where(
                MemberCategory.category == "ldc",
                MemberCategory.from_on <= on,
                MemberCategory.until_on.is_(None) | (MemberCategory.until_on >= on),
            )
        ).all()
    assert len(held) == count


def edition(world: World) -> tuple[bool, dt.date | None]:
    with world.database.reading() as session:
        row = session.get_one(RegisterEdition, "member-states")
        return row.verified, row.dated_on


def test_a_register_is_unverified_until_an_administrator_loads_a_dated_list(world: World) -> None:
    text = shipped("member-states")
    load(world, "member-states", text)
    assert edition(world) == (False, None)
    assert "Not verified" in world.client().get("/registers/member-states").text

    dated = ImportRegister(register="member-states", text=text, dated_on=dt.date(2026, 2, 1))
    world.act("administrator", dated)
    assert edition(world) == (True, dt.date(2026, 2, 1))
    assert "Not verified" not in world.client().get("/registers/member-states").text

    load(world, "member-states", text)
    assert edition(world) == (False, None)


@pytest.mark.parametrize("who", ["officer", "director", "delegate", "rag_chair", "stranger"])
def test_nobody_else_loads_a_register(world: World, who: str) -> None:
    command = ImportRegister(register="member-states", text=shipped("member-states"))
    with pytest.raises(NotPermittedError):
        world.act(who, command)


def test_a_row_with_a_fault_leaves_the_register_as_it_was(world: World) -> None:
    text = shipped("member-states")
    lines = text.splitlines()
    lines[150] = lines[150].replace("member_state", "empire")
    with pytest.raises(InvalidInputError) as refused:
        load(world, "member-states", "\n".join(lines))
    assert refused.value.params["line"] == 151
    assert refused.value.params["column"] == "kind"
    with world.database.reading() as session:
        codes = session.scalars(select(MemberState.code)).all()
    assert {code[:2] for code in codes} == {"XF"}


def test_sector_members_have_a_page_of_their_register(world: World) -> None:
    page = world.client().get("/registers/sector-members").text
    for said in ("SM:ALMATEL", "Almatel Radio — Republic of Almaria", "ITU-R, ITU-T", "fictional"):
        assert said in page
    with world.app.test_request_context("/en/"), world.database.reading() as session:
        found = registers.register_page(session, "sector-members", "bornet", 1, "en").lines
    assert [one.id for one in found] == ["SM:BORNET"]
    assert 'href="/en/registers/sector-members"' in world.client().get("/registers").text


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_what_is_wrong_in_a_row_is_told_in_the_readers_language(
    world: World, language: str
) -> None:
    told = []
    for row in ("XX1,x,,,0,s", "XX2,,,,0,s", "XX3,x,,,2,s", "XX4,x"):
        text = f"id,name,sectors,evidence,from_memory,source\n{row}\n"
        with pytest.raises(InvalidInputError) as refused:
            load(world, "areas", text + text.splitlines()[1])
        with world.app.test_request_context("/"), force_locale(language):
            told += refusals.sentences(refused.value)
        assert str(refused.value.params["what"]).isascii()
    english = ("stands already", "must be", "values:", "Line")
    assert [one for one in told if any(word in one for word in english)] == []
    assert "%(what)s" not in "".join(told)
    assert "3" in told[0]
