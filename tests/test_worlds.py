"""One test's world tells the next nothing, though they borrow one application after another."""

from __future__ import annotations

from sqlalchemy import event, select

from tests.database import Templates
from tests.stories import Stories
from tests.world import World
from workflow.store import verification
from workflow.store.models import EventRow


def test_a_session_and_a_case_of_one_world_are_unknown_to_the_next(templates: Templates) -> None:
    with templates.copy("sqlite") as url:
        before = World(url)
        number = before.received()
        browser = before.client("officer")
        assert browser.get(f"/cases/{number}").status_code == 200
        before.close()
    with templates.copy("sqlite") as url:
        after = World(url)
        assert after.app is before.app
        assert browser.get("/my-work").status_code == 302
        assert after.client("officer").get(f"/cases/{number}").status_code == 404
        assert after.received() == number
        after.close()


def test_two_worlds_at_once_have_an_application_each(templates: Templates) -> None:
    with templates.copy("sqlite") as url:
        one, other = World(url), World(url)
        assert one.app is not other.app
        one.close()
        other.close()


def test_an_application_that_somebody_listens_to_is_lent_no_more(templates: Templates) -> None:
    with templates.copy("sqlite") as url:
        heard = World(url)
        event.listen(heard.database.engine, "connect", lambda *_given: None)
        heard.close()
        next_one = World(url)
        assert next_one.app is not heard.app
        next_one.close()


def test_a_story_told_before_leaves_a_world_as_its_telling_did(
    database_url: str, templates: Templates
) -> None:
    def end(stories: Stories | None) -> tuple[object, ...]:
        with templates.copied(database_url) as url:
            world = World(url, stories=stories)
            number = world.consulted()
            said = [
                world.client(who).get(f"/cases/{number}").status_code for who in (None, "officer")
            ]
            with world.database.reading() as session:
                kinds = session.scalars(select(EventRow.kind).order_by(EventRow.position)).all()
                sound = verification.verify(session).as_json()["ok"]
            world.close()
            return number, world.now, said, kinds, sound

    stories = Stories(templates)
    anew, first, again = end(None), end(stories), end(stories)
    assert anew == first == again
    assert anew[-1]


def test_a_story_told_after_something_else_happened_keeps_that(
    database_url: str, templates: Templates
) -> None:
    stories = Stories(templates)
    for _ in range(2):
        with templates.copied(database_url) as url:
            world = World(url, stories=stories)
            before = world.submitted()
            number = world.screened()
            assert (before, number) == ("BR-2026-0001", "BR-2026-0002")
            world.close()
