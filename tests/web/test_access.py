"""Every route, opened as every role: the table says who may, and a new route fails until it does."""

from __future__ import annotations

import re

import pytest

from config import Settings
from tests.scene import Scenes
from tests.web.access_table import EACH, ROLES, answers
from workflow.app import create_app

TABLE = """
                                                            an st sd dr su re fp nb th br ts bd gs di ad sg ra ta rp
GET  /                                                      => => => => => => => => => => => => => => => => => => =>
GET  /robots.txt                                            ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /healthz                                               ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/                                                   ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/sign-in                                            ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/procedures                                         ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/procedures/question_r_2023                         ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/procedures/question_r_2023/word                    ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/procedures/question_r_2023/file                    ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/procedures/question_r_2023/trial                   in no no no no no no no no ok ok ok ok ok ok no no no no
GET  /en/procedures/upload                                  in no no no no no no no no no no no no no ok no no no no
GET  /en/procedures/cases/{submitted}/{submitted_run}       -- -- -- ok ok ok ok -- -- ok ok ok ok ok -- -- -- -- --
GET  /en/search                                             ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/registers                                          ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/registers/questions                                ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/registers/member-states                            ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/registers/sector-members                           ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/questions/R:239/1                                  ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/appearance                                         ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/agreed-words                                       ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/words                                              ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/help                                               ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/help/chair                                         ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/meetings                                           ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /static/site.css                                       ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /api/v1/openapi.json                                   ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /api/v1/registers/questions                            ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /api/v1/cases                                          ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /api/v1/events                                         ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /api/v1/cases/{submitted}                              -- -- -- ok ok ok ok -- -- ok ok ok ok ok -- -- -- -- --
GET  /api/v1/cases/{received}                               -- -- -- ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /api/v1/session                                        ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /api/v1/runs/{received_run}                            -- -- -- ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /api/v1/cases/{submitted}/events                       -- -- -- ok ok ok ok -- -- ok ok ok ok ok -- -- -- -- --
GET  /api/v1/cases/{received}/events                        -- -- -- ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/my-work                                            in ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/my-account                                         in ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/kept                                               in ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/appointments                                       in ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/cases                                              in ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/accounts/new                                       in no no no no no no no no no no no no no ok no no no no
GET  /en/my-country                                         in no no ok ok ok ok ok ok no no no no no no no no no no
GET  /en/case-filters/{saved_filter}                        in -- -- -- ok -- -- -- -- -- -- -- -- -- -- -- -- -- --
GET  /en/case-table/csv                                     in ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/case-table/xlsx                                    in ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/due-this-week                                      in no no no no no no no no ok ok ok ok ok no no no no no
GET  /en/reviews                                            in no no no no no no no no ok ok ok ok ok no ok ok ok ok
GET  /en/reviews/R-RAG/agenda                               in no no no no no no no no ok no no no ok no no ok no ok
GET  /en/sentences                                          in no no no no no no no no ok ok ok ok ok ok no no no no
GET  /en/gallery                                            in no no no no no no no no ok ok ok ok ok ok no no no no
GET  /en/meetings/new                                       in no no no no no no no no ok ok ok ok no no no no no no
GET  /en/incoming                                           in no no no no no no no no ok ok ok ok ok no no no no no
GET  /en/incoming/{incoming}                                in no no no no no no no no ok -- -- -- -- no no no no no
GET  /en/drafts/new                                         in no no ok ok no no ok ok no no no no no no ok no no no
GET  /en/questions-like                                     in no no ok ok ok ok ok ok no no no no no no ok no no no
GET  /en/cases/{submitted}                                  -- -- -- ok ok ok ok -- -- ok ok ok ok ok -- -- -- -- --
GET  /en/cases/{received}                                   -- -- -- ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/cases/{asked}                                      -- -- -- ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/cases/{closed}                                     -- -- -- ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/cases/{announced}                                  -- -- -- ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/cases/{submitted}/findings                         in -- -- ok ok ok ok -- -- ok ok ok ok ok -- -- -- -- --
GET  /en/cases/{received}/findings                          in -- -- ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/cases/{submitted}/versions/1/1                     in -- -- ok ok ok ok -- -- ok ok ok ok ok -- -- -- -- --
GET  /en/cases/{received}/versions/1/1                      in -- -- ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/cases/{submitted}/versions/1/word                  -- -- -- ok ok ok ok -- -- ok ok ok ok ok -- -- -- -- --
GET  /en/cases/{received}/versions/1/word                   -- -- -- ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/cases/{submitted}/letters/acknowledgement/en       in no no no no no no no no ok -- -- -- ok no no no no no
GET  /en/cases/{submitted}/letters/opening/en               in no no no no no no no no -- -- -- -- -- no no no no no
GET  /en/cases/{running}/letters/opening/ar                 in no no no no no no no no ok -- -- -- ok no no no no no
GET  /en/cases/{running}/letters/result/en                  in no no no no no no no no -- -- -- -- -- no no no no no
GET  /en/cases/{closed}/letters/result/en                   in no no no no no no no no ok -- -- -- ok no no no no no
GET  /en/cases/{submitted}/revise/submit_revision           in no no no 09 no no -- -- no no no no no no -- no no no
GET  /en/cases/{received}/revise/revise                     in no no no ok no no no no no no no no no no no no no no
GET  /en/cases/{triage}/ask-groups                          in no no no no no no no no ok no no no no no no no no no
GET  /en/cases/{agreed}/ask-groups                          in no no no no no no no no no no no no no no no no no no
GET  /en/cases/{asked}/conclusions/R-RAG/edit               in no no no no no no no no ok no no no no no no ok no no
GET  /en/cases/{asked}/conclusions/{drafted}/confirm        in no no no no no no no no no no no no no no -- ok -- no
GET  /en/cases/{asked}/conclusions/{confirmed}/release      in no no no no no no no no -- ok -- -- -- no -- -- ok no
GET  /en/cases/{asked}/oral-amendment                       in no no no no no no no no ok no no no no no no no no no
GET  /en/cases/{asked}/written-view                         in no no no ok no no ok ok no no no no no no no no no no
GET  /en/cases/{asked}/conclusions/{confirmed}/remarks      in no no no no no no no no -- ok -- -- -- no -- -- ok --
GET  /en/cases/{agreed}/allocation                          in no no no no no no no no ok no no no no no no no no no
GET  /en/cases/{agreed}/conclusion-above                    in no no no no no no no no 09 no no no no no no no no no
GET  /en/cases/{agreed}/divergence                          in no no no no no no no no 09 no no no no no no no no no
GET  /en/current-work/new                                   in no no no ok no no ok ok no no no no ok no ok ok ok no
GET  /en/cases/{agreed}/path                                in -- -- ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/cases/{submitted}/path                             in -- -- -- -- -- -- -- -- -- -- -- -- -- -- -- -- -- --
GET  /en/consultations/{running_consultation}               in -- -- ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/consultations/{closed_consultation}                in -- -- ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/consultations/{announced_consultation}             in -- -- ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/documents/{attachment}                             -- -- -- ok ok ok ok -- -- -- -- -- -- -- -- -- -- -- --
GET  /en/documents/{submitted_attachment}                   -- -- -- ok ok ok ok -- -- ok ok ok ok ok -- -- -- -- --
GET  /en/documents/{running_letter}                         -- -- -- -- -- -- -- ok -- -- -- -- -- -- -- -- -- -- --
GET  /en/documents/{announced_letter}                       -- -- -- -- -- -- -- ok -- -- -- -- -- -- -- -- -- -- --
GET  /en/drafts/{draft}                                     in no no ok ok -- -- -- -- no no no no no no -- no no no
GET  /en/drafts/{submitted_draft}                           in no no => => -- -- -- -- no no no no no no -- no no no
GET  /en/drafts/{draft}/submit                              in no no ok ok -- -- -- -- no no no no no no -- no no no
GET  /en/drafts/{draft}/soundings                           in no no ok ok -- -- -- -- no no no no no no -- no no no
GET  /en/links/{token}                                      ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
GET  /en/drafts/{draft}/word                                in no no ok ok -- -- -- -- no no no no no no -- no no no
GET  /en/drafts/{draft}/word/read                           in no no ok ok no no -- -- no no no no no no -- no no no
GET  /en/drafts/from-word                                   in no no ok ok no no ok ok no no no no no no ok no no no
GET  /en/drafts/{draft}/sounding                            in -- ok -- -- -- -- -- -- -- -- -- -- -- -- -- -- -- --
GET  /en/sponsorships/{sponsorship}                         in no no -- -- -- -- ok -- no no no no no no no no no no
GET  /en/packages/new                                       in no no no no no no no no no no no no no no ok no no no
GET  /en/packages/{package}                                 in -- -- -- -- -- -- -- -- -- -- -- -- -- -- ok -- -- --
POST /en/appearance                                         => => => => => => => => => => => => => => => => => => =>
POST /en/close-texts                                        in no no ok ok no no ok ok no no no no no no ok no no no
POST /en/incoming                                           in no no no no no no no no => => => no no no no no no no
POST /en/incoming/{incoming}                                in no no no no no no no no => -- -- -- -- no no no no no
POST /en/incoming/{laid_aside}/discard                      in no no no no no no no no => -- -- -- -- no no no no no
POST /en/drafts/new                                         in no no => => no no 22 22 no no no no no no 22 no no no
POST /en/drafts/{draft}                                     in no no => => -- -- -- -- no no no no no no -- no no no
POST /en/drafts/{draft}/word/read                           in no no 22 22 no no -- -- no no no no no no -- no no no
POST /en/drafts/{draft}/word/confirm                        in no no => => no no -- -- no no no no no no -- no no no
POST /en/drafts/from-word                                   in no no 22 22 no no 22 22 no no no no no no 22 no no no
POST /en/drafts/from-word/confirm                           in no no => => no no 22 22 no no no no no no 22 no no no
POST /en/drafts/{draft}/sponsors                            in no no => => -- -- -- -- no no no no no no -- no no no
POST /en/drafts/{draft}/documents                           in no no => => -- -- -- -- no no no no no no -- no no no
POST /en/drafts/{draft}/soundings                           in no no => => -- -- -- -- no no no no no no -- no no no
POST /en/drafts/{draft}/sounding                            in -- => -- -- -- -- -- -- -- -- -- -- -- -- -- -- -- --
POST /en/sponsorships/{sponsorship}                         in no no -- -- -- -- => -- no no no no no no no no no no
POST /en/drafts/{draft}/documents/{attachment}/remove       in no no => => -- -- -- -- no no no no no no -- no no no
POST /en/drafts/{draft}/links                               in no no ok ok -- -- -- -- no no no no no no -- no no no
POST /en/drafts/{draft}/clearances                          in no no => => -- -- -- -- no no no no no no -- no no no
POST /en/links/{token}/comment                              => => => => => => => => => => => => => => => => => => =>
POST /en/links/{token}/clearance                            09 09 09 09 09 09 09 09 09 09 09 09 09 09 09 09 09 09 09
POST /en/drafts/{draft}/comments/{sounded_comment}/answer   in no no => => -- -- -- -- no no no no no no -- no no no
POST /en/drafts/{draft}/comments/{sounded_comment}/delete   in -- => => => -- -- -- -- -- -- -- -- -- -- -- -- -- --
POST /en/drafts/{draft}/clearances/{clearance}/delete       in no no => => -- -- -- -- no no no no no no -- no no no
POST /en/drafts/{draft}/links/{link}/close                  in no no => => -- -- -- -- no no no no no no -- no no no
POST /en/drafts/{draft}/links/{spare_link}/delete           in no no => => -- -- -- -- no no no no no no -- no no no
POST /en/drafts/{draft}/soundings/{share}/end               in no no => => -- -- -- -- no no no no no no -- no no no
POST /en/drafts/{draft}/soundings/delete                    in no no => => -- -- -- -- no no no no no no -- no no no
POST /en/drafts/{to_submit}/submit                          in no no no => -- -- -- -- no no no no no no -- no no no
POST /en/drafts/{to_delete}/delete                          in no no => => -- -- -- -- no no no no no no -- no no no
POST /en/packages/new                                       in no no no no no no no no no no no no no no => no no no
POST /en/packages/{package}/drafts                          in no no -- -- no no -- -- no no no no no no => no no no
POST /en/packages/{package}/en-bloc                         in no no no no no no no no no no no no no no 09 -- -- no
POST /en/packages/{package}/submit                          in no no -- -- no no -- -- no no no no no no => no no no
POST /en/cases/{received}/take-out-of-package               in no no no 09 no no 09 09 no no no no no no no no no no
GET  /en/cases/{running}/runs/{running_run}/deadline        in no no no no no no no no no no no no ok no no no no no
GET  /en/cases/{running}/runs/{running_run}/editorial-update in no no no no no no no no no no no no no no no no no no
POST /en/cases/{running}/runs/{running_run}/editorial-update in no no no no no no no no no no no no no no no no no no
POST /en/cases/{running}/runs/{running_run}/deadline        in no no no no no no no no no no no no => no no no no no
POST /en/cases/{submitted}/runs/{submitted_run}             in -- -- no no no no -- -- => no no no no -- -- -- -- --
POST /en/cases/{received}/findings/search                   in no no no no no no no no => => => => no no no no no no
POST /en/cases/{received}/findings/{candidate}              in no no no no no no no no => 22 22 22 no no no no no no
POST /en/cases/{received}/questions                         in no no => => no no no no no no no no no no no no no no
POST /en/cases/{received}/checklist/D3                      in no no no no no no no no => no no no no no no no no no
POST /en/cases/{received}/findings/reply                    in no no no => no no no no no no no no no no no no no no
POST /en/cases/{received}/revise/revise                     in no no no => no no no no no no no no no no no no no no
POST /api/v1/runs/{received_run}/actions                    01 -- -- no ok no no no no no no no no no no no no no no
POST /en/cases/{triage}/ask-groups                          in no no no no no no no no => no no no no no no no no no
POST /en/cases/{asked}/groups/D-TDAG/ask-inclusion          in no no no no no no no no no no no no no no no no no no
POST /en/cases/{asked}/groups/D-TDAG/include                in no no no no no no no no => no no no no no no no no no
POST /en/cases/{asked}/oral-amendment                       in no no no no no no no no => no no no no no no no no no
POST /en/cases/{asked}/written-view                         in no no no 22 no no => 22 no no no no no no no no no no
POST /en/cases/{asked}/conclusions/{confirmed}/correction   in no no no no no no no no -- no -- -- -- no -- -- 09 --
POST /en/cases/{asked}/conclusions/{confirmed}/statement    in no no no no no no no no -- 22 -- -- -- no -- -- 22 --
POST /en/cases/{asked}/conclusions/{drafted}/answer         in no no -- -- -- -- -- -- no no no no no no no no no no
POST /en/cases/{asked}/conclusions/R-RAG/edit               in no no no no no no no no => no no no no no no => no no
POST /en/cases/{asked}/conclusions/{drafted}/confirm        in no no no no no no no no no no no no no no -- => -- no
POST /en/cases/{asked}/conclusions/{confirmed}/release      in no no no no no no no no -- => -- -- -- no -- -- => no
POST /en/cases/{agreed}/allocation                          in no no no no no no no no => no no no no no no no no no
POST /en/cases/{agreed}/conclusion-above                    in no no no no no no no no 09 no no no no no no no no no
POST /en/cases/{agreed}/divergence                          in no no no no no no no no 09 no no no no no no no no no
POST /en/current-work/new                                   in no no no => no no 22 22 no no no no 22 no 22 22 22 no
POST /en/consultations/{running_consultation}               in -- -- no no => no 22 22 => no no no no no no no no no
POST /en/consultations/{closed_consultation}                in -- -- 09 09 09 09 09 09 09 09 09 09 09 09 09 09 09 09
POST /en/meetings/new                                       in no no no no no no no no => 22 22 no no no no no no no
POST /en/appointments                                       in no no no no no => no no no no no no no => no no no no
POST /en/appointments/{appointment}/end                     in no no no no no => no no no no no no no => no no no no
POST /en/my-account                                         in 22 22 22 22 22 22 22 22 22 22 22 22 22 22 22 22 22 22
POST /en/accounts/new                                       in no no no no no no no no no no no no no => no no no no
POST /en/procedures/upload                                  in no no no no no no no no no no no no no 22 no no no no
POST /en/procedures/question_r_2023/activate                in no no no no no no no no no no no no no 09 no no no no
POST /en/procedures/question_r_2023/withdraw                in no no no no no no no no no no no no no 09 no no no no
POST /en/procedures/question_r_2023/move                    in no no no no no no no no 22 22 22 22 22 22 no no no no
POST /en/my-account/mails                                   in => => => => => => => => => => => => => => => => => =>
POST /en/search                                             ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
POST /en/cases                                              in => => => => => => => => => => => => => => => => => =>
POST /en/registers/questions                                => => => => => => => => => => => => => => => => => => =>
POST /en/questions-like                                     in no no => => => => => => no no no no no no => no no no
POST /en/case-filters                                       in => => => => => => => => => => => => => => => => => =>
POST /en/case-filters/{saved_filter}/delete                 in -- -- -- => -- -- -- -- -- -- -- -- -- -- -- -- -- --
POST /en/sign-out                                           in => => => => => => => => => => => => => => => => => =>
POST /en/sign-in                                            => => => => => => => => => => => => => => => => => => =>
"""
"""Columns: the roles of `access_table`, in their order. Answers: ok shown, => done, in sign in first,
no kept for others, -- hidden, 09 not as things stand, 22 not with what was sent."""


def rows() -> dict[tuple[str, str], list[str]]:
    """The table's answers by method and address, in the order they are asked."""
    found = {}
    for line in TABLE.strip().splitlines()[1:]:
        method, pattern, *written = line.split()
        found[method, pattern] = written
    return found


@pytest.mark.parametrize(("kind", "role"), EACH)
def test_each_role_is_answered_as_the_table_says(scenes: Scenes, kind: str, role: str) -> None:
    column = ROLES.index(role)
    expected = {row: written[column] for row, written in rows().items()}
    with scenes.copy(kind) as (scene, world):
        assert answers(scene, world, role, list(expected)) == expected


def test_the_table_names_every_route_with_every_method() -> None:
    app = create_app(Settings(database_url="sqlite://"))
    address = app.url_map.bind("localhost")
    named = {
        (method, address.match(re.sub(r"\{\w+\}", "1", pattern), method)[0])
        for method, pattern in rows()
    }
    known = {
        (method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert named == known
