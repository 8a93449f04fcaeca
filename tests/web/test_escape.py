"""Markup typed into any field is text on every page and in every mail."""

from __future__ import annotations

import io
import re

import pytest
from sqlalchemy import select

from tests.scene import Opened, Scene
from tests.web import returned, strictly
from tests.web.test_access import rows
from tests.world import TEXT, World
from workflow.reactions import mail
from workflow.rules.commands.accounts import CreatePerson
from workflow.rules.commands.proposals import NameSponsor, ShareDraft, SubmitProposal
from workflow.rules.permissions import OPERATOR
from workflow.store.models import Candidate, Notice, Person

pytestmark = pytest.mark.one_database

MARK = "<script>alert('x')</script>"
AND = '"><img src=x onerror=alert(1)>{{ 7*7 }} %(case)s &amp; '
EVIL = AND + MARK
CHOICES = ("study_group", "answer_form", "category")
READERS = ("delegate", "neighbour", "officer", "director", "sg_chair", "rag_chair", "administrator")


def everything_evil(world: World) -> str:
    """A case whose every text, from the first to the last form, holds markup."""
    texts = {name: (value if name in CHOICES else EVIL) for name, value in TEXT.items()}
    draft = world.draft(**texts)
    delegate, officer = world.client("delegate"), world.client("officer")
    world.act("delegate", ShareDraft(draft_id=draft, email="stranger@example.org"))
    sounded = world.client("stranger")
    assert sounded.post(f"/drafts/{draft}/sounding", {"text": EVIL}).status_code == 302
    file = (io.BytesIO(EVIL.encode()), "<b>note.txt")
    assert delegate.post(f"/drafts/{draft}/documents", {"document": file}).status_code == 302
    named = world.act("delegate", NameSponsor(draft_id=draft, member="XFB", kind="supporter"))
    answer = {"answer": "confirmed", "commitment": EVIL}
    address = f"/sponsorships/{named['sponsorship']}"
    assert world.client("neighbour").post(address, answer).status_code == 302
    number = str(world.act("delegate", SubmitProposal(draft_id=draft, seen_version=1))["case"])
    world.move("officer", number, "receive")
    _screen(world, number)
    assert delegate.post(f"/cases/{number}/findings/reply", {"reply": EVIL}).status_code == 302
    filled = returned.held(delegate.get(f"/cases/{number}/revise/revise").text)
    again = {**filled, "title": f"{EVIL} again"}
    assert delegate.post(f"/cases/{number}/revise/revise", again).status_code == 302
    _screen(world, number)
    assert officer.post("/meetings/new", _meeting()).status_code == 302
    return number


def _screen(world: World, number: str) -> None:
    officer = world.client("officer")
    case = world.case(number)
    with world.database.reading() as session:
        query = select(Candidate.id).where(Candidate.case_id == case.id, Candidate.degree.is_(None))
        ids = session.scalars(query).all()
    for one in ids:
        said = {"degree": "related", "reason": EVIL, "office": "BR"}
        assert officer.post(f"/cases/{number}/findings/{one}", said).status_code == 302
    for item in ("D3", "D8", "D15"):
        said = {"answer": "yes", "evidence": EVIL}
        assert officer.post(f"/cases/{number}/checklist/{item}", said).status_code == 302


def _meeting() -> dict[str, str]:
    return {
        "body": "R:SG5", "starts_on": "2027-04-12", "ends_on": "2027-04-15",
        "papers_by": "2027-03-29", "place": EVIL,
    }  # fmt: skip


def harmless(text: str) -> list[str]:
    """What of the markup has become markup on the page."""
    found = [one.tag for one in strictly.page(text).iter() if "onerror" in one.attrib]
    found += ["script" for one in strictly.page(text).iter("script") if not one.attrib.get("src")]
    return found + (["49"] if AND.replace("{{ 7*7 }}", "49") in strictly.words(_body(text)) else [])


def _body(text: str):
    return next(strictly.page(text).iter("body"))


def test_on_every_page_of_a_case_it_stays_text(world: World) -> None:
    number = everything_evil(world)
    pages = (
        f"/cases/{number}", f"/cases/{number}/findings", f"/cases/{number}/versions/1/2",
        "/cases", "/my-work", "/meetings",
    )  # fmt: skip
    seen = 0
    for who in READERS:
        browser = world.client(who)
        for path in pages:
            answer = browser.get(path)
            assert (answer.status_code, harmless(answer.text)) == (200, []), (who, path)
            assert strictly.faults(answer.text) == [], (who, path)
            seen += MARK in strictly.words(_body(answer.text))
    assert seen > len(READERS) * 3


@pytest.mark.parametrize("language", ["ar", "fr", "zh"])
def test_it_does_in_other_languages_too(world: World, language: str) -> None:
    number = everything_evil(world)
    for path in (f"/cases/{number}", f"/cases/{number}/findings", "/my-work"):
        text = world.client("delegate", language).get(path).text
        assert harmless(text) == []
        assert MARK in strictly.words(_body(text))


def test_what_comes_back_in_a_form_stays_text(prepared: tuple[Scene, Opened]) -> None:
    """Each form answers with what was typed; in no field of any does it become markup."""
    scene, world = prepared
    echoed = 0
    for who in ("submitter", "officer", "rag_chair", "administrator", "sounded", "neighbour"):
        browser = world.client(who)
        for method, pattern in rows():
            if method == "POST" and pattern != "/en/sign-out":
                names = ("title", "question_text", "reasons", "reason", "email", "code", "place")
                sent = {**dict.fromkeys(names, EVIL), "seen_version": EVIL, "action": EVIL}
                answer = browser.post(scene.path(pattern).removeprefix("/en"), sent)
                if answer.mimetype == "text/html" and answer.status_code != 302:
                    assert harmless(answer.text) == [], (who, pattern)
                    echoed += MARK in "".join(returned.held(answer.text).values())
    assert echoed > 10


def test_what_is_asked_for_in_an_address_stays_text(world: World) -> None:
    browser = world.client("delegate")
    for path in ("/cases?sector={}", "/registers?page={}", "/questions-like?sector={}", "/x/{}"):
        answer = browser.get(path.format("%22%3E%3Cscript%3Ealert(1)%3C/script%3E"))
        assert (harmless(answer.text), strictly.faults(answer.text)) == ([], [])
    for path in ("/cases", "/registers/questions", "/questions-like", "/search"):
        answer = browser.find(path, EVIL)
        assert (harmless(answer.text), strictly.faults(answer.text)) == ([], [])
        assert returned.held(answer.text)["text"] == EVIL


def test_a_name_with_markup_or_line_ends_is_text_in_pages_and_mails(world: World) -> None:
    command = CreatePerson(
        email="evil@example.org", name=f"Eve {MARK}", language="fr", password="long enough here"
    )
    world.bus.perform(command, by=OPERATOR)
    draft = world.draft(title=EVIL)
    world.act("delegate", ShareDraft(draft_id=draft, email="evil@example.org"))
    page = world.client("delegate").get(f"/drafts/{draft}/soundings").text
    assert (harmless(page), f"Eve {MARK}" in strictly.words(_body(page))) == ([], True)


def test_no_mail_carries_what_somebody_typed(world: World) -> None:
    """Nor could a line end in it begin a header of its own."""
    everything_evil(world)
    with world.app.app_context(), world.database.reading() as session:
        notices = session.scalars(select(Notice)).all()
        mails = [
            mail.message(one, session.get_one(Person, one.person_id), world.settings, world.now)
            for one in notices
        ]
    assert len({one.kind for one in notices}) >= 4
    for one in mails:
        text = one.as_string() + one.get_content()
        assert (MARK in text, "onerror" in text, "<" in one.get_content()) == (False,) * 3
        assert "\n" not in str(one["Subject"])
        assert re.fullmatch(r"<[0-9a-f]{32}@intersector>", str(one["Message-ID"]))
