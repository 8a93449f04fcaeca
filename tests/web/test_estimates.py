"""The page of a case computes the earliest realistic approval by each route that is still open."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape

from tests import sectors
from tests.world import World
from workflow.store.models import Meeting

PRACTISED = "Route A as practised: TSAG's endorsement, with support recorded"
WORDS = {
    "T": [
        PRACTISED,
        "Route A by the letter: consensus and support in the study group",
        "Route B: consultation of Member States",
        "Approval by the WTSA",
    ],
    "D": [
        "Notification by circular after TDAG's endorsement",
        "Consultation of Member States",
        "Approval by the WTDC",
    ],
}


def told(world: World, who: str, number: str, language: str = "en") -> dict[str, str]:
    """What the page says of each route, by its name."""
    page = unescape(world.client(who, language).get(f"/cases/{number}").text)
    part = page.partition('<dl class="facts routes">')[2].partition("</dl>")[0]
    rows = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", part, re.DOTALL)
    return {name: " ".join(re.sub("<[^>]+>", "", words).split()) for name, words in rows}


def received(world: World, code: str) -> str:
    made = sectors.sector(world, code)
    number = made.submitted()
    made.take(number, "officer", "receive")
    return number


def meet(world: World, body: str, *days: dt.date) -> None:
    with world.database.writing() as session:
        for day in days:
            session.add(
                Meeting(
                    body=body, joint_with=[], starts_on=day, ends_on=day + dt.timedelta(days=4),
                    papers_by=day - dt.timedelta(days=12), place="Geneva",
                )
            )  # fmt: skip


def test_itu_t_has_route_a_route_b_and_the_assembly(world: World) -> None:
    number = received(world, "T")
    routes = told(world, "neighbour", number)
    assert list(routes) == WORDS["T"]
    assert routes[PRACTISED] == "Not in the calendar yet: TSAG."

    meet(world, "T:TSAG", dt.date(2026, 9, 7), dt.date(2028, 2, 7))
    meet(world, "T:SG5", dt.date(2026, 11, 2))
    practised, letter, consulted, assembly = told(world, "neighbour", number).values()
    known = "%s, by the calendar as it is known. Next paper deadline: 4 April 2026."
    assert practised.startswith(known % "11 September 2026")
    assert "If it is missed, approval is 518 days later." in practised
    assert letter.startswith(known % "6 November 2026")
    assert consulted.startswith(known % "6 January 2027")
    assert assembly.startswith("11 October 2028")
    assert "2 October 2026" in assembly
    assert (
        list(told(world, "neighbour", number, "ar"))[-1]
        == "موافقة الجمعية العالمية لتقييس الاتصالات"
    )


def test_itu_d_has_notification_consultation_and_the_conference(world: World) -> None:
    number = received(world, "D")
    meet(world, "D:TDAG", dt.date(2027, 4, 5))
    routes = told(world, "neighbour", number)
    assert list(routes) == WORDS["D"]
    notified, consulted, conference = routes.values()
    assert notified.startswith("9 April 2027")
    assert consulted.startswith("9 June 2027")
    assert conference.startswith("11 October 2028")
    assert all("default of this installation, to be confirmed" in one for one in routes.values())


def test_a_route_that_the_case_has_left_is_no_longer_shown(world: World) -> None:
    number = received(world, "D")
    world.later(days=20)
    world.pass_time()
    made = sectors.Sector(world, "D", "BDT", "D:SG2", "D:TDAG", "D:WTDC")
    made.take(number, "officer", "put_to_conference", reasons="Before the conference.")
    assert list(told(world, "neighbour", number)) == ["Approval by the WTDC"]


def test_in_itu_r_the_approval_by_consultation_comes_first(world: World) -> None:
    routes = told(world, "neighbour", world.received())
    assert list(routes) == [
        "Approval by consultation", "Approval by the Radiocommunication Assembly",
    ]  # fmt: skip
    consulted, assembly = routes.values()
    assert "8 August 2026" in consulted
    assert assembly.startswith("Not in the calendar yet: ITU-R RA.")


def test_a_group_that_has_released_its_conclusion_is_waited_for_no_longer(world: World) -> None:
    number = world.asked()
    meet(world, "R:SG1", dt.date(2026, 11, 2))
    meet(world, "R:RAG", dt.date(2026, 9, 7))
    meet(world, "T:TSAG", dt.date(2026, 10, 5))
    before = told(world, "neighbour", number)["Approval by consultation"]
    assert "Next paper deadline: 26 August 2026" in before
    world.conclude(number, "rag_chair", "R:RAG")
    after = told(world, "neighbour", number)["Approval by consultation"]
    assert "Next paper deadline: 23 September 2026" in after
