"""An officer registers what came by e-mail or letter: read, looked at, mended, entered for its author."""

from __future__ import annotations

import dataclasses
import io
from email.message import EmailMessage

import pytest
from werkzeug.test import TestResponse

from states.definition import LANGUAGES
from tests import sectors
from tests.web import returned, strictly
from tests.web.test_word_reading import MACROS, TYPED, not_understood, other_sector
from tests.word_files import filled, with_parts
from tests.world import TEXT, World
from workflow.store import editions

FORM_FIELDS = ("title", "question_text", "scope")
SENDER = "The sender's address is not verified"


def form(world: World, texts: dict[str, str] | None = None) -> bytes:
    draft = world.draft()
    return filled(world.client("drafter").get(f"/drafts/{draft}/word").data, texts or TYPED)


def mail(
    text: str = "Please find our proposal attached.",
    files: dict[str, bytes] | None = None,
    sender: str = "delegate@example.org",
) -> bytes:
    made = EmailMessage()
    made["From"], made["Subject"] = sender, "Our proposal"
    made.set_content(text)
    for name, content in (files or {}).items():
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def send(world: World, name: str, content: bytes, who: str = "officer") -> TestResponse:
    return world.client(who).post("/incoming", {"document": (io.BytesIO(content), name)})


def opened(world: World, name: str, content: bytes, language: str = "en") -> tuple[str, str]:
    """The address at which it is registered, and its page."""
    answer = send(world, name, content)
    assert answer.status_code == 302, answer.text
    path = answer.location.removeprefix("/en")
    return path, world.client("officer", language).get(path).text


def register(world: World, path: str, page: str, **typed: str) -> TestResponse:
    sent = {**returned.held(page), "member": "XFA", **typed}
    return world.client("officer").post(path, sent)


def test_a_word_file_is_registered_as_it_was_read(world: World) -> None:
    path, page = opened(world, "proposal.docx", form(world))
    assert strictly.faults(page) == []
    held = returned.held(page)
    assert {name: held[name].strip() for name in TYPED} == TYPED
    assert (held["means"], held["received_on"], held["member"]) == ("letter", "2026-03-02", "")
    answer = register(world, path, page)
    number = answer.location.rpartition("/")[2]
    assert (answer.status_code, number) == (302, "BR-2026-0001")
    case = world.client("delegate").get(f"/cases/{number}").text
    assert "The office entered the proposal for its author" in case
    assert "proposal.docx" in case
    assert world.case(number).title == TYPED["title"]
    assert world.client("officer").get("/incoming").text.count("proposal.docx") == 0


def test_the_author_is_chosen_among_those_the_edition_takes_proposals_from(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, page = opened(world, "proposal.docx", form(world))
    offered = page.partition('id="member"')[2].partition("</select>")[0]
    assert 'value="SM:ALMATEL"' in offered
    assert 'value="R:SG1"' in offered
    assert 'value="XFB"' in offered
    assert [one in offered for one in ("SM:BORNET", "T:SG5", "R:RAG")] == [False] * 3
    answer = register(world, path, page, member="SM:ALMATEL")
    number = answer.location.rpartition("/")[2]
    assert "Almatel Radio (Sector Member)" in world.client("officer").get(f"/cases/{number}").text

    silent = dataclasses.replace(editions.shipped()["question_r_2023"], proposers=())
    monkeypatch.setitem(editions._pinned, silent.digest, silent)
    _path, page = opened(world, "mail.eml", mail())
    offered = page.partition('id="member"')[2].partition("</select>")[0]
    assert ['value="XFB"' in offered, "SM:" in offered, "R:SG1" in offered] == [True, False, False]


def test_an_e_mail_gives_its_word_file_and_says_what_it_did_not_read(world: World) -> None:
    files = {"scan.pdf": b"%PDF-1.7", "macro.docm": form(world), "proposal.docx": form(world)}
    _path, page = opened(world, "mail.eml", mail(files=files))
    held = returned.held(page)
    assert (held["means"], held["title"]) == ("email", TYPED["title"])
    listed = page.partition("Attached, not read")[2].partition("</ul>")[0]
    assert "scan.pdf" in listed
    assert f"macro.docm</bdi>: {MACROS}" in listed
    assert "proposal.docx" not in listed


def test_an_e_mail_without_a_file_is_read_by_the_labels_in_its_text(world: World) -> None:
    text = "Dear colleagues,\n\nTitle: Fields near schools\nPrecise scope:\nSchools only.\n"
    _path, page = opened(world, "mail.eml", mail(text))
    held = returned.held(page)
    assert (held["title"], held["scope"].strip()) == ("Fields near schools", "Schools only.")
    assert not_understood(page) == []  # shown on the page, and nothing carries it along
    assert "Dear colleagues," in page


def test_an_e_mail_without_labels_leaves_its_words_to_be_copied(world: World) -> None:
    _path, page = opened(world, "mail.eml", mail("Which methods apply near schools?"))
    assert "No field of the form was found in it" in page
    assert "Which methods apply near schools?" in page
    assert returned.held(page)["title"] == "Our proposal"


@pytest.mark.parametrize(
    ("sender", "sentence"),
    [
        ("delegate@example.org", "an account here that acts for: Republic of Almaria"),
        ("sector_member@example.org", "that acts for: Almatel Radio (Sector Member)"),
        ("Delegate of XFA <officer@example.org>", "an account here that acts for no member"),
        ("minister@elsewhere.example", "belongs to no account here"),
        ("", "belongs to no account here"),
    ],
)
def test_a_sender_is_never_taken_for_the_author(world: World, sender: str, sentence: str) -> None:
    _path, page = opened(world, "mail.eml", mail(sender=sender))
    said = returned.notices(page)
    assert SENDER in said
    assert sentence in said, said
    assert returned.held(page)["member"] == ""


def test_what_is_missing_comes_back_at_its_fields_with_what_was_typed(world: World) -> None:
    path, page = opened(world, "letter.pdf", b"%PDF-1.7 scanned")
    typed = {"title": "Fields", "question_text": "Which?", "scope": "Typed scope"}
    answer = register(world, path, page, **typed)
    assert answer.status_code == 422
    required = ["study_group", "reason", "programme", "completion", "answer_form", "category"]
    assert sorted(returned.said(answer.text)) == sorted(required)
    held = returned.held(answer.text)
    assert {name: held[name].strip() for name in typed} == typed
    assert register(world, path, answer.text, **TEXT).status_code == 302


@pytest.mark.parametrize(
    ("name", "spoil", "sentence"),
    [
        ("a.docm", lambda content: content, MACROS),
        ("a.docx", lambda content: with_parts(content, {"word/vbaProject.bin": b"x"}), MACROS),
        ("a.docx", lambda _content: b"PK", "This is not a Word file (.docx)."),
        ("a.eml", lambda _content: b"no mail", "The file is not what its name says (eml)."),
        (
            "a.eml",
            lambda _content: b"From: a\0b\r\n\r\n",
            "The file is not what its name says (eml).",
        ),
        (
            "a.exe",
            lambda _content: b"MZ",
            "Attach a PDF, Word, Excel, PNG, JPEG, text or e-mail file.",
        ),
    ],
)
def test_what_is_not_kept_is_refused_at_its_field(
    world: World, name: str, spoil: object, sentence: str
) -> None:
    answer = send(world, name, spoil(form(world)))  # type: ignore[operator]
    assert (answer.status_code, returned.said(answer.text)) == (422, {"document": [sentence]})


def test_the_form_of_another_sector_is_for_its_lead_office(world: World) -> None:
    answer = send(world, "a.docx", other_sector(form(world)))
    (sentence,) = returned.said(answer.text)["document"]
    assert "ITU-T" in sentence


def test_markup_and_hidden_marks_in_a_mail_stay_text(world: World) -> None:
    text = "Title: <script>alert(1)</script>\u202e\nloose <b>words</b>"
    _path, page = opened(world, "mail.eml", mail(text))
    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert returned.held(page)["title"] == "<script>alert(1)</script>"


def test_whoever_is_no_officer_of_a_sector_registers_nothing(world: World) -> None:
    page = world.client("director").get("/incoming").text
    assert "no form of your office is open here yet" in page
    assert send(world, "a.eml", mail(), "director").status_code == 403


@pytest.mark.parametrize(("sector", "office"), [("T", "TSB"), ("D", "BDT")])
def test_each_lead_office_registers_its_own_sectors_form(
    world: World, sector: str, office: str
) -> None:
    one = sectors.sector(world, sector)
    content = world.client("delegate").get(f"/drafts/{one.draft()}/word").data
    content = filled(content, {"title": "As it came"})
    officer = one.officer
    answer = send(world, "a.docx", content, officer)
    path = answer.location.removeprefix("/en")
    held = returned.held(world.client(officer).get(path).text)
    assert held["title"] == "As it came"
    answer = world.client(officer).post(path, {**held, "member": "XFA"})
    assert answer.location.endswith(f"{office}-2026-0001"), answer.text


def test_what_waits_is_taken_up_later_or_laid_aside(world: World) -> None:
    path, _page = opened(world, "mail.eml", mail())
    assert f'href="/en{path}"' in world.client("officer").get("/incoming").text
    assert world.client("officer").post(f"{path}/discard", {}).status_code == 302
    assert world.client("officer").get(path).status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.one_database
def test_the_pages_read_in_every_language(world: World, language: str) -> None:
    _path, page = opened(world, "mail.eml", mail(), language)
    assert strictly.faults(page) == []
    assert (language == "en") == (SENDER in page)
