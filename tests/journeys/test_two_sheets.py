"""My country on paper: two sheets of A4, in every language, for a delegation with much to do."""

from __future__ import annotations

import re

import pytest

from states.definition import LANGUAGES
from tests import rich_world
from tests.journeys.conftest import Site

PAGE = re.compile(rb"/Type\s*/Page\b")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_my_country_prints_on_two_sheets(site: Site) -> None:
    rich_world.tell(site.world)
    for number in range(8):
        site.world.draft(title=f"Draft {number}: methods to assess exposure near radio stations")
    one = site.person("delegate")
    sheets = {}
    for one.language in LANGUAGES:
        one.open("/my-country")
        sheets[one.language] = len(PAGE.findall(one.page.pdf(prefer_css_page_size=True)))
    assert {language: count for language, count in sheets.items() if count > 2} == {}
