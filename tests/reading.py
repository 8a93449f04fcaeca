"""Everything that a person is told of a case: its pages, its JSON, and the lists it may stand in."""

from __future__ import annotations

from sqlalchemy import select

from tests.world import World
from workflow.store.models import Consultation, Run

PAGES = ("/", "/my-work", "/due-this-week", "/reviews", "/meetings", "/cases")
OF_CASE = ("/cases/{number}", "/cases/{number}/findings")
API = ("/cases", "/cases/{number}", "/cases/{number}/events", "/events?limit=100")


def told(world: World, number: str, who: str | None) -> dict[str, str]:
    """By address, what the reader is told."""
    browser = world.client(who)
    consultations = _consultations(world, number)
    pages = [path.format(number=number) for path in (*PAGES, *OF_CASE, *consultations)]
    found = {path: browser.get(path).text for path in pages}
    for path in API:
        address = f"/api/v1{path.format(number=number)}"
        found[address] = browser.client.get(address, headers={"Host": "localhost"}).text
    return found


def where(texts: dict[str, str], *words: str) -> list[tuple[str, str]]:
    """The addresses under which one of the words stands, with the word."""
    return [(path, word) for path, text in texts.items() for word in words if word in text]


def _consultations(world: World, number: str) -> list[str]:
    with world.database.reading() as session:
        query = select(Consultation.id).join(Run, Run.id == Consultation.run_id)
        ids = session.scalars(query.where(Run.case_id == world.case(number).id)).all()
    return [f"/consultations/{one}" for one in ids]
