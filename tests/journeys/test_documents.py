"""A proposal written at capital in Word: registered by an officer for its author, who then finds it."""

from __future__ import annotations

from email.message import EmailMessage

from tests.journeys.conftest import Site
from tests.journeys.test_other_ways import SQLITE
from tests.word_files import filled
from tests.world import World

TYPED = {"title": "Fields near schools", "question_text": "Which methods apply?\nWhich limits?"}


def word_file(world: World) -> bytes:
    form = world.client("delegate").get(f"/drafts/{world.draft()}/word").data
    return filled(form, TYPED)


@SQLITE
def test_an_officer_registers_a_word_file_that_came_by_e_mail(site: Site) -> None:
    mail = EmailMessage()
    mail["From"] = "the.minister.of.telecommunications@elsewhere.example"
    mail["Subject"] = "Our proposal"
    mail.set_content("Please find our proposal attached.")
    mail.add_attachment(
        word_file(site.world), maintype="application", subtype="x", filename="proposal.docx"
    )
    officer = site.person("officer", width=390)
    officer.open("/due-this-week")
    officer.follow("Register a proposal received by e-mail or letter")
    officer.page.set_input_files(
        "#document", {"name": "mail.eml", "mimeType": "message/rfc822", "buffer": mail.as_bytes()}
    )
    officer.press_button("Read it")
    assert "The address belongs to no account here." in officer.text()
    assert officer.page.input_value("#title") == TYPED["title"]
    assert officer.page.input_value("#question_text") == TYPED["question_text"]
    officer.page.select_option("#member", "XFA")
    officer.press_button("Register for this author")
    assert "Registered as BR-2026-0001; the delegation is told." in officer.text()
    assert "The office entered the proposal for its author" in officer.text()

    delegate = site.person("delegate", width=390)
    delegate.open("/cases/BR-2026-0001")
    assert "mail.eml" in delegate.text()
    delegate.page.get_by_text("Withdraw the proposal").first.click()
    delegate.press_button("Withdraw the proposal")
    assert "Withdrawn by the proposer" in delegate.text()


@SQLITE
def test_a_delegate_reads_a_word_file_from_capital_on_a_phone_in_arabic(site: Site) -> None:
    content = word_file(site.world)
    delegate = site.person("delegate", "ar", width=390)
    delegate.open("/drafts/from-word")
    delegate.page.set_input_files(
        "#document",
        {"name": "filled.docx", "mimeType": "application/octet-stream", "buffer": content},
    )
    delegate.press("main form button[type=submit]")
    assert delegate.page.input_value("#title") == TYPED["title"]
    delegate.press("main form button[type=submit]")
    assert "/drafts/" in delegate.page.url
    assert delegate.page.input_value("#title") == TYPED["title"]
