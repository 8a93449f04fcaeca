"""Reading an e-mail that somebody forwarded: its words and its Word files; its sender is only a claim."""

from __future__ import annotations

import datetime as dt
import email
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage, Message
from email.utils import parseaddr
from html.parser import HTMLParser

from workflow.documents import archives
from workflow.rules.errors import InvalidInputError
from workflow.rules.language_marks import N_

MOST_PARTS = 200
LONGEST_TEXT = 500_000
LONGEST_MARKUP = 200_000
"""HTML takes the longer to read the worse it is written; no letter needs more."""
BLOCKS = frozenset(
    {"p", "br", "div", "tr", "li", "h1", "h2", "h3", "h4", "table", "ul", "ol", "blockquote"}
)
SILENT = frozenset({"script", "style", "head", "title"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMail:
    """What an e-mail holds. `sender` is the address it gives, which anybody can write.

    `words` are its Word files by name; `others` the names of what is attached and not read.
    """

    sender: str
    subject: str
    sent_at: dt.datetime | None
    text: str
    words: tuple[tuple[str, bytes], ...]
    others: tuple[str, ...]


def read_mail(content: bytes) -> ReadMail:
    """The e-mail. Raises InvalidInputError when it is none, or damaged beyond reading."""
    try:
        message = email.message_from_bytes(content, policy=policy.default)
        return _read(message)
    except (RecursionError, LookupError, ValueError, TypeError, AttributeError):
        raise InvalidInputError(
            archives.FIELD, N_("This e-mail is damaged and cannot be read.")
        ) from None


def _read(message: EmailMessage) -> ReadMail:
    words, others = [], []
    for number, part in enumerate(message.walk()):
        name = _file_name(part)
        if number > MOST_PARTS:
            raise InvalidInputError(
                archives.FIELD, N_("This e-mail is damaged and cannot be read.")
            )
        if not name or part.is_multipart():
            continue
        if name.lower().endswith((".docx", ".docm", ".doc")):
            words.append((name, _bytes(part)))
        else:
            others.append(name)
    return ReadMail(
        sender=parseaddr(_header(message, "From"))[1],
        subject=_header(message, "Subject"),
        sent_at=_sent_at(message),
        text=_text(message)[:LONGEST_TEXT],
        words=tuple(words),
        others=tuple(others),
    )


def _header(message: EmailMessage, name: str) -> str:
    """A header in words; empty where it is missing or malformed."""
    try:
        return " ".join(str(message.get(name) or "").split())
    except (ValueError, IndexError, TypeError, AttributeError, LookupError):
        return ""  # the library's parser of headers gives up in many ways


def _sent_at(message: EmailMessage) -> dt.datetime | None:
    try:
        found = message.get("Date")
        at: dt.datetime | None = found.datetime if found is not None else None
    except (ValueError, IndexError, TypeError, AttributeError, OverflowError):
        return None
    return at if at is None or at.tzinfo else at.replace(tzinfo=dt.UTC)


def _file_name(part: Message) -> str:
    try:
        return part.get_filename("") or ""
    except (ValueError, TypeError, LookupError):
        return ""


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text(message: EmailMessage) -> str:
    """The mail's own words: its plain text, else its HTML without the markup."""
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    charset = body.get_content_charset("utf-8")
    try:
        text = _bytes(body).decode(charset, "replace")
    except LookupError:
        text = _bytes(body).decode("utf-8", "replace")
    return (
        _without_markup(text[:LONGEST_MARKUP])
        if body.get_content_subtype() == "html"
        else text.strip()
    )


class _Words(HTMLParser):
    """Gathers what is read of an HTML text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the library's own
        self._silent += tag in SILENT
        if tag in BLOCKS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT and self._silent > 0
        if tag in BLOCKS:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(" ".join(data.split(" ")).replace("\r", "").replace("\n", " "))


def _without_markup(text: str) -> str:
    words = _Words()
    words.feed(text)
    words.close()
    lines = ("".join(words.said)).split("\n")
    return "\n".join(one.strip() for one in lines if one.strip())
