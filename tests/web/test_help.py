"""Each role finds its page of help in the header, in its language, with its picture."""

from __future__ import annotations

import datetime as dt
from html import unescape

import pytest

from states.definition import LANGUAGES
from tests.world import World
from workflow.pages.help import guides, own_guide, roles
from workflow.rules.permissions import Appointment, Post, Reader
from workflow.web.assets import FOLDER

pytestmark = pytest.mark.one_database

LARGEST = 60_000


@pytest.mark.parametrize(
    ("who", "page"),
    [
        (None, "/en/help"),
        ("stranger", "/en/help"),
        ("delegate", "/en/help/delegate"),
        ("focal", "/en/help/delegate"),
        ("rag_chair", "/en/help/chair"),
        ("officer", "/en/help/officer"),
        ("director", "/en/help/director"),
        ("administrator", "/en/help/administrator"),
    ],
)
def test_the_header_leads_to_the_help_for_what_the_reader_is(
    world: World, who: str | None, page: str
) -> None:
    header = world.client(who).get("/").text.partition("<main")[0]
    assert f'<a href="{page}">Help</a>' in header


def test_who_is_a_respondent_alone_is_helped_as_one() -> None:
    post = Appointment(
        post=Post.RESPONDENT, place="member", code="XFA", from_on=dt.date(2026, 1, 1)
    )
    assert own_guide(Reader(person_id=1, appointments=(post,))) == "respondent"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", roles())
def test_a_page_of_help_says_every_step_and_what_its_picture_shows(
    world: World, role: str, language: str
) -> None:
    page = unescape(world.client(None, language).get(f"/help/{role}").text)
    guide = guides(language)[role]
    for words in (guide.title, guide.lead, *guide.steps, f'alt="{guide.shows}"'):
        assert words in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", roles())
def test_its_picture_is_there_and_small(role: str, language: str) -> None:
    picture = (FOLDER / "help" / f"{role}-{language}.webp").read_bytes()
    assert (picture[:4], picture[8:12]) == (b"RIFF", b"WEBP")
    assert len(picture) < LARGEST
