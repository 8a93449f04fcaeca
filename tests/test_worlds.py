"""One test's world tells the next nothing, though they borrow one application after another."""

from __future__ import annotations

from sqlalchemy import event

from tests.database import Templates
from tests.world import World


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
