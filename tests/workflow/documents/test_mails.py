"""Reading an e-mail: its words and files; whatever is malformed in it stays a claim or is said."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from workflow.documents import mails
from workflow.rules.errors import InvalidInputError


def mail(**parts: object) -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Delegation <delegate@example.org>"
    made["Subject"] = str(parts.get("subject", "A proposal"))
    made["Date"] = "Mon, 02 Mar 2026 08:00:00 +0000"
    made.set_content(str(parts.get("text", "Title: Fields")))
    return made


def test_an_e_mail_is_read_with_its_word_files_and_the_names_of_the_others() -> None:
    made = mail(subject="Проект Вопроса")
    made.add_attachment(b"PK", maintype="application", subtype="x", filename="a.docx")
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="скан.pdf")
    read = mails.read_mail(made.as_bytes())
    assert (read.sender, read.subject) == ("delegate@example.org", "Проект Вопроса")
    assert read.text == "Title: Fields"
    assert read.words == (("a.docx", b"PK"),)
    assert read.others == ("скан.pdf",)
    assert read.sent_at is not None
    assert read.sent_at.isoformat() == "2026-03-02T08:00:00+00:00"


def test_a_forwarded_mail_gives_its_files_too() -> None:
    inner, outer = mail(), mail()
    inner.add_attachment(b"PK", maintype="application", subtype="x", filename="a.docx")
    outer.add_attachment(inner)
    assert mails.read_mail(outer.as_bytes()).words == (("a.docx", b"PK"),)


def test_a_mail_in_html_alone_is_read_without_its_markup() -> None:
    made = EmailMessage()
    made.set_content(
        "<style>p{}</style><p>Title: <b>Fields</b></p><script>x()</script><p>Two &amp; three<br>on</p>",
        subtype="html",
    )
    assert mails.read_mail(made.as_bytes()).text == "Title: Fields\nTwo & three\non"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (
            b"From: a@example.org\r\nContent-Type: text/plain; charset=koi8-r\r\n\r\n\xcd\xc9\xd2",
            "мир",
        ),
        (
            b"From: a@example.org\r\nContent-Type: text/plain; charset=nonsense\r\n\r\nwords",
            "words",
        ),
        (b"Subject: x\r\n\r\n", ""),
    ],
)
def test_words_in_any_character_set_are_read(content: bytes, text: str) -> None:
    assert mails.read_mail(content).text == text


@pytest.mark.parametrize(
    "head",
    [
        b"From: \r\n", b"From: <>\r\n", b"From: <<<@@\r\n", b'From: "a\x00" <x\r\n', b"",
        b"From: =?utf-8?b?!!!?= <a\r\n", b"Date: the day after\r\n", b"From: a@b, c@d\r\n",
        b"Date: Mon, 99 Foo 2026\r\n", b"Content-Type: multipart/mixed\r\n",
        b"Content-Type: ;;;=\r\n", b"Content-Disposition: attachment; filename*=x''%\r\n",
    ],
)  # fmt: skip
def test_a_malformed_header_is_nothing_rather_than_an_error(head: bytes) -> None:
    read = mails.read_mail(head + b"Subject: Kept\r\n\r\nwords")
    assert (read.subject, read.words) == ("Kept", ())


def test_a_mail_of_mails_without_end_is_damaged() -> None:
    nested = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (number, number)
        for number in range(2000)
    )
    with pytest.raises(InvalidInputError, match="damaged"):
        mails.read_mail(b"From: a@example.org\r\n" + nested)
